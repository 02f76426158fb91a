"""Why an entry was paid or not, rule by rule, and what comes next."""

from dataclasses import dataclass

from leaderboard.configuration import Configuration
from leaderboard.models import Activity, Award, SubjectKind
from leaderboard.rules.evaluation import concerned
from leaderboard.rules.model import Rule, Trigger, Version
from leaderboard.rules.reasons import WhyNot, why_not
from leaderboard.rules.steps import Step
from leaderboard.scoring.entries import entry_of
from leaderboard.standings.steps import is_used_up, read_steps


@dataclass(frozen=True)
class Unpaid:
    """A rule that looks at this kind and gave nothing for the entry; `step` is what comes next."""

    rule_id: int
    version: Version
    why: WhyNot
    step: Step | None


def unpaid_rules(activity: Activity, awards: list[Award], settings: Configuration) -> list[Unpaid]:
    """Every rule that could have paid for the entry on its day and did not.

    `awards` are the lines that hang on the entry. An entry of a team is not for rules to pay.
    """
    if settings.kinds[activity.kind_id].owner != SubjectKind.PERSON:
        return []
    taken = {award.reverses_id for award in awards}
    paid = {award.rule_id for award in awards if award.reverses_id is None} - {
        award.rule_id for award in awards if award.id in taken
    }
    goals = settings.paying_goals(activity.subject_id)
    rules = concerned(settings.rules, goals, kind_id=activity.kind_id)
    standing = [
        (rule, version)
        for rule in rules
        if rule.id not in paid
        and (version := rule.version_on(activity.occurred_on))
        and looks_at(version, activity.kind_id)
    ]
    return explained(standing, activity, settings) if standing else []


def looks_at(version: Version, kind_id: int) -> bool:
    """Whether the version is about this kind at all; other versions of its line may be."""
    return version.trigger is Trigger.GOAL_MILESTONE or version.settings.kind_id == kind_id


def explained(
    standing: list[tuple[Rule, Version]], activity: Activity, settings: Configuration
) -> list[Unpaid]:
    entry = entry_of(activity, settings)
    steps: dict[int, Step] = {}
    for step in read_steps(activity.subject_id, day=activity.occurred_on, settings=settings):
        if step.rule_id not in steps or step.left < steps[step.rule_id].left:
            steps[step.rule_id] = step
    return [
        Unpaid(
            rule.id,
            version,
            why_not(
                version,
                entry,
                world=settings.world(activity.subject_id),
                is_used_up=is_used_up(
                    rule.id, version, activity.subject_id, activity.occurred_on, settings
                ),
                step=steps.get(rule.id),
            ),
            steps.get(rule.id),
        )
        for rule, version in standing
    ]
