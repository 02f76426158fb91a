"""Why an entry was paid or not, rule by rule, and what comes next."""

from dataclasses import dataclass
from datetime import date

from leaderboard.configuration import Configuration
from leaderboard.models import Activity, Award, SubjectKind
from leaderboard.rules.model import Entry, PayingRule, Version
from leaderboard.rules.reasons import WhyNot, why_not
from leaderboard.rules.steps import Step
from leaderboard.scoring.entries import entry_of
from leaderboard.scoring.standing_awards import standing_among
from leaderboard.standings.steps import read_steps
from leaderboard.standings.used import read_had


@dataclass(frozen=True)
class Unpaid:
    """A rule that looks at this kind but gave nothing for the entry; `step` is what was left to its
    next reward, which can still be earned until its day is over."""

    rule_id: int
    version: Version
    why: WhyNot
    step: Step | None
    is_over: bool = False


def unpaid_rules(
    activity: Activity, awards: list[Award], settings: Configuration, *, today: date
) -> list[Unpaid]:
    """Every rule that could have paid for the entry on its day but did not.

    `awards` are the entry's lines. Rules do not pay for a team's entries.
    """
    if settings.kinds[activity.kind_id].owner != SubjectKind.PERSON:
        return []
    paid = {award.rule_id for award in standing_among(awards)}
    entry = entry_of(activity, settings)
    goals = settings.paying_goals(activity.subject_id)
    standing = [
        (rule, version)
        for rule in settings.rules_for(activity.subject_id, kind_id=activity.kind_id)
        if rule.id not in paid
        and (version := rule.version_on(entry.day))
        and version.trigger.looks_at(version.condition, entry, goals, settings.almanac)
    ]
    return explained(
        standing, entry, subject_id=activity.subject_id, settings=settings, today=today
    )


def explained(
    standing: list[tuple[PayingRule, Version]],
    entry: Entry,
    *,
    subject_id: int,
    settings: Configuration,
    today: date,
) -> list[Unpaid]:
    """Each with the first reason that stood in the way, and the nearest of its steps ahead."""
    steps: dict[int, Step] = {}
    for step in read_steps(subject_id, day=entry.day, settings=settings) if standing else ():
        if step.rule_id not in steps or step.left < steps[step.rule_id].left:
            steps[step.rule_id] = step
    had = read_had([subject_id], standing, goals=(), day=entry.day, settings=settings)
    return [
        Unpaid(
            rule.id,
            version,
            why_not(
                version,
                entry,
                world=settings.world(subject_id),
                is_used_up=not had.left(subject_id, rule.id, version),
                step=steps.get(rule.id),
            ),
            steps.get(rule.id),
            is_over=entry.day < today,
        )
        for rule, version in standing
    ]
