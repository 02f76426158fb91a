"""What a goal's page says of its settings: metric, period, baseline and targets."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial

from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.configuration import MetricFacts
from leaderboard.locale import Writing, current_writing
from leaderboard.locale.writing import N_
from leaderboard.models import Goal
from leaderboard.publishing.goals import NewTarget, target_of
from leaderboard.rules.baselines import Against
from leaderboard.rules.periods import DAY, PeriodKind, Span
from leaderboard.standings.baselines import values_over
from leaderboard.standings.progress import Progress, scale_of
from leaderboard.web.goals.compared import change_told, days_told
from leaderboard.web.goals.forms import IMPACTS

EVERY = {
    PeriodKind.DAY: N_("Every day"),
    PeriodKind.WEEK: N_("Every week"),
    PeriodKind.MONTH: N_("Every month"),
    PeriodKind.QUARTER: N_("Every quarter"),
    PeriodKind.YEAR: N_("Every year"),
}


def when(progress: Progress, writing: Writing) -> str:
    """The period's name, or both ends of custom dates."""
    if progress.period is not None:
        return locale.period_name(progress.period, writing)
    return _(
        "%(first)s to %(last)s",
        first=locale.date_short(progress.span.start, writing),
        last=locale.date_short(progress.span.end - DAY, writing),
    )


def facts(
    goal: Goal, own: Progress | None, writing: Writing, *, day: date
) -> list[tuple[str, str]]:
    """The goal's settings as (label, value)."""
    metric = configuration.current().metrics()[goal.metric_id]
    target = target_of(goal, day)
    told = partial(value_told, metric=metric, writing=writing)
    found = [
        (_("Metric"), metric.name),
        (_("Period"), when(own, writing) if own else dates_told(goal, writing)),
        *baseline_facts(goal, target, told, writing),
        (_("Stretch target"), told(target.stretch)),
        (_("Impact"), _(dict(IMPACTS)[str(goal.impact)])),
    ]
    return [(word, text) for word, text in found if text]


def baseline_facts(
    goal: Goal, target: NewTarget, told: Callable[[int | None], str], writing: Writing
) -> list[tuple[str, str]]:
    """Where the goal starts, and its target; if it was set as a change, on what."""
    wanted = told(target.target)
    if goal.against is None or not (goal.baseline_since and goal.baseline_until):
        return [(_("Starts from"), told(goal.baseline)), (_("Target"), wanted)]
    span = Span(goal.baseline_since, goal.baseline_until)
    days = days_told(Against(goal.against), span, PeriodKind(str(goal.period_kind)), writing)
    if target.change is not None:
        wanted = _("%(target)s (%(change)s)", target=wanted, change=change_told(target.change))
    return [
        (_("Baseline"), told(goal.baseline)),
        (_("Measured over"), days),
        (_("Target"), wanted),
    ]


def moved_since(goal: Goal, writing: Writing) -> str:
    """What the baseline would be by what is known now, if that has changed; the goal keeps its
    own."""
    if goal.against is None or not (goal.baseline_since and goal.baseline_until):
        return ""
    settings = configuration.current()
    metric = settings.metrics()[goal.metric_id]
    span, against = Span(goal.baseline_since, goal.baseline_until), Against(goal.against)
    now = values_over([goal.owner_id], metric, against, span, settings)[goal.owner_id]
    if now == goal.baseline:
        return ""
    return _(
        "By what is known now, the baseline would be %(value)s. The goal keeps the one it was set "
        "with.",
        value=value_told(now, metric=metric, writing=writing) or locale.number(0, writing),
    )


def value_told(stored: int | None, *, metric: MetricFacts, writing: Writing) -> str:
    """A stored value in its unit; "" for None."""
    if stored is None:
        return ""
    return locale.value_text(Fraction(stored, scale_of(metric)), metric.unit, writing)


def dates_told(goal: Goal, writing: Writing) -> str:
    """The goal's first and last day."""
    first = locale.date_short(goal.since, writing)
    if goal.until is None:
        return _(
            "%(every)s since %(day)s", every=_(EVERY[PeriodKind(str(goal.period_kind))]), day=first
        )
    last = locale.date_short(goal.until - DAY, writing)
    return _("%(first)s to %(last)s", first=first, last=last)


def dated(goal: Goal, name: str) -> str:
    """A goal's name with its period."""
    # Translators: the name of a goal or a team, and the period that the goal is for
    return _("%(name)s, %(period)s", name=name, period=dates_told(goal, current_writing()))
