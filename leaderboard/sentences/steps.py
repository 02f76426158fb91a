"""The next small step in words."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import Unit
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Trigger
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.steps import Step
from leaderboard.sentences.speaker import MONEY, Speaker


@dataclass(frozen=True)
class StepWords:
    """A step as the hero card shows it: what is left, where it stands, what else it brings."""

    title: str
    standing: str
    reward: str
    badge: str


def step_words(step: Step, speaker: Speaker) -> StepWords:
    """The card's texts for a step."""
    badge = ""
    if step.version.badge_id:
        name = speaker.badge(step.version.badge_id)
        if step.version.points:
            badge = _("and the badge “%(badge)s”", badge=name)
        else:
            badge = _("for the badge “%(badge)s”", badge=name)
    return StepWords(
        title=title_of(step, speaker),
        standing=STANDINGS[step.trigger](step, speaker),
        reward=speaker.points(step.version.points) if step.version.points else "",
        badge=badge,
    )


def title_of(step: Step, speaker: Speaker) -> str:
    """3 calls to go; €3,800 to go; 2 working days to go."""
    if step.trigger is Trigger.PER_ACTIVITY:
        return left_of(step, speaker)
    if step.trigger is Trigger.FIRST_IN_TEAM:
        return _("Be first with a %(kind)s", kind=speaker.one(step.terms[0].kind_id))
    if step.trigger is Trigger.STREAK:
        if step.is_for_later:
            days = locale.count_of(step.left, "working day", speaker.writing)
            return _("%(what)s to go", what=days)
        return _("%(what)s today", what=speaker.counted(1, step.terms[0].kind_id))
    return _("%(what)s to go", what=left_of(step, speaker))


def left_of(step: Step, speaker: Speaker) -> str:
    """What is left, in the step's own measure."""
    if is_of_money(step, speaker):
        return locale.missing_sum(step.left, speaker.writing)
    return in_measure(step.left, step, speaker)


def is_of_money(step: Step, speaker: Speaker) -> bool:
    if len(step.terms) == 1:
        return step.terms[0].measure in MONEY
    return bool(step.goal_id) and speaker.names.goals[step.goal_id].unit is Unit.MONEY


def in_measure(value: int, step: Step, speaker: Speaker) -> str:
    if len(step.terms) == 1:
        return speaker.measured(value, step.terms[0].measure, step.terms[0].kind_id)
    unit = speaker.names.goals[step.goal_id].unit if step.goal_id else Unit.COUNT
    return locale.value_text(value, unit.value, speaker.writing)


def bare(value: int, step: Step, speaker: Speaker) -> str:
    """A number of the measure where the thing counted was just named."""
    if step.terms[0].measure in (Measure.ENTRIES, Measure.QUANTITY):
        return speaker.number(value)
    return in_measure(value, step, speaker)


def reach(step: Step, speaker: Speaker) -> str:
    done, total = bare(max(0, step.done), step, speaker), bare(step.total, step, speaker)
    return {
        PeriodKind.DAY: _("%(done)s of %(total)s today", done=done, total=total),
        PeriodKind.WEEK: _("%(done)s of %(total)s this week", done=done, total=total),
        PeriodKind.MONTH: _("%(done)s of %(total)s this month", done=done, total=total),
    }[step.window.kind]


def goal_milestone(step: Step, speaker: Speaker) -> str:
    goal = speaker.goal(step.goal_id)
    if step.mark == 0:
        return _("to the stretch target of %(goal)s", goal=goal)
    if step.mark == 1000:
        return _("to your goal %(goal)s", goal=goal)
    share = locale.percent(step.mark / 1000, speaker.writing)
    return _("to %(share)s of %(goal)s", share=share, goal=goal)


def streak(step: Step, speaker: Speaker) -> str:
    days = locale.count_of(step.total, "working day", speaker.writing)
    kinds = speaker.names.kinds[step.terms[0].kind_id].plural
    return _("makes %(days)s in a row with %(kinds)s", days=days, kinds=kinds)


def first_in_team(step: Step, speaker: Speaker) -> str:
    team_id = int(step.slot.cause.removeprefix("team:"))
    return _("nobody in %(team)s has one today", team=speaker.team(team_id))


def personal_best(step: Step, speaker: Speaker) -> str:
    best = bare(step.best, step, speaker)
    if step.window.kind is PeriodKind.DAY:
        return _("to pass your best day, %(best)s", best=best)
    return _("to pass your best week, %(best)s", best=best)


def per_activity(step: Step, speaker: Speaker) -> str:
    return _("every single one counts")


STANDINGS: dict[Trigger, Callable[[Step, Speaker], str]] = {
    Trigger.PER_ACTIVITY: per_activity,
    Trigger.REACH: reach,
    Trigger.GOAL_MILESTONE: goal_milestone,
    Trigger.STREAK: streak,
    Trigger.FIRST_IN_TEAM: first_in_team,
    Trigger.PERSONAL_BEST: personal_best,
}


def progress_words(step: Step, speaker: Speaker) -> str:
    """18 of 20, in the step's measure; a streak in days."""
    if step.trigger is Trigger.STREAK:
        done, total = speaker.number(step.done), speaker.number(step.total)
    else:
        done, total = bare(max(0, step.done), step, speaker), bare(step.total, step, speaker)
    return _("%(done)s of %(total)s", done=done, total=total)
