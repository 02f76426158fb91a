"""Goals as pages show them: bars, the path to the vision, past results."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial

from flask import url_for
from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.configuration import MetricFacts
from leaderboard.locale import Writing, current_writing
from leaderboard.locale.writing import N_
from leaderboard.models import Goal, GoalKind, SubjectKind
from leaderboard.permissions import SignedIn
from leaderboard.permissions.goals import may_set, seen_people
from leaderboard.publishing.goals import NewTarget, is_over, target_of
from leaderboard.rules.baselines import Against
from leaderboard.rules.periods import DAY, PeriodKind, Span
from leaderboard.standings.baselines import values_over
from leaderboard.standings.goal_tree import ancestors, feeding
from leaderboard.standings.past import history_of, past_periods
from leaderboard.standings.progress import (
    Instance,
    Owner,
    Progress,
    RunningFor,
    measured,
    owner_of,
    progress_of,
    running,
    scale_of,
)
from leaderboard.web.goals.compared import change_told, days_told
from leaderboard.web.goals.forms import IMPACTS, KIND_NAMES
from leaderboard.web.goals.paid import PaidMilestone, paid_of
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.page.paging import Page, page_of
from leaderboard.web.request.here import here

# Past periods on one page.
PERIODS = 12
EVERY = {
    PeriodKind.DAY: N_("Every day"),
    PeriodKind.WEEK: N_("Every week"),
    PeriodKind.MONTH: N_("Every month"),
    PeriodKind.QUARTER: N_("Every quarter"),
    PeriodKind.YEAR: N_("Every year"),
}


@dataclass(frozen=True)
class Linked:
    """A goal bar that links to the goal's page."""

    bar: Bar
    url: str


@dataclass(frozen=True)
class GoalPage:
    """A person's goals in three groups; team goals are paged."""

    mine: list[Linked]
    team: Page[Linked]
    company: list[Linked]

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.team.rows or self.company)


def shown_goals(found: RunningFor, viewer: SignedIn) -> GoalPage:
    """Measures only the goals on this page."""
    page = page_of(found.team, partial(url_for, "goals.index"))
    asked = [*found.mine, *page.rows, *found.company]
    bars = {
        progress.goal_id: linked(progress, viewer)
        for progress in measured(asked, configuration.current())
    }

    def of(some: Iterable[Instance]) -> list[Linked]:
        return [bars[item.row.id] for item in some]

    return GoalPage(of(found.mine), page.shown_as(of(page.rows)), of(found.company))


def linked(progress: Progress, viewer: SignedIn) -> Linked:
    """A bar with a link to its goal. A goal of a team or of somebody else carries the owner's
    name."""
    name, is_own = progress.name, progress.owner.id == viewer.id
    if progress.owner.name and not is_own:
        name = _("%(owner)s: %(goal)s", owner=progress.owner.name, goal=progress.name)
    return Linked(
        bar=bar_of(progress, name=name, is_own=is_own),
        url=url_for("goals.show", goal_id=progress.goal_id),
    )


def when(progress: Progress, writing: Writing) -> str:
    """The period's name, or both ends of custom dates."""
    if progress.period is not None:
        return locale.period_name(progress.period, writing)
    return _(
        "%(first)s to %(last)s",
        first=locale.date_short(progress.span.start, writing),
        last=locale.date_short(progress.span.end - DAY, writing),
    )


@dataclass(frozen=True)
class PastResult:
    """The result of one finished period."""

    when: str
    value_text: str
    target_text: str
    result: str


@dataclass(frozen=True)
class ShownGoal:
    goal: Goal
    title: str
    subtitle: str
    bar: Bar | None
    resting: str
    facts: list[tuple[str, str]]
    moved: str
    paid: PaidMilestone
    path: list[Linked]
    parts: Page[Linked]
    past: Page[PastResult]
    may_change: bool
    is_over: bool
    is_for_record: bool


def shown_goal(goal: Goal, viewer: SignedIn, *, day: date) -> ShownGoal:
    """A goal with its parent, its children and its results."""
    settings, writing = configuration.current(), current_writing()
    owner = owner_of(goal.owner_id, settings)
    url = partial(url_for, "goals.show", goal_id=goal.id)
    above = ancestors(goal)
    parts = page_of(children(goal, viewer, day=day), url, name="part")
    periods = page_of(past_periods(goal, day=day), url, size=PERIODS)
    below = parts.rows
    found = {p.goal_id: p for p in progress_of([goal, *above, *below], day=day)}
    own = found.get(goal.id)
    return ShownGoal(
        goal=goal,
        title=goal.name,
        subtitle=_(", ").join((_(KIND_NAMES[GoalKind(goal.kind)]), whose(owner))),
        bar=bar_of(own, is_own=owner.id == viewer.id) if own else None,
        resting="" if own else resting(goal, day, writing),
        facts=facts(goal, own, writing, day=day),
        moved=moved_since(goal, writing),
        paid=paid_of(goal, own, here()),
        path=[linked(found[row.id], viewer) for row in above if row.id in found],
        parts=parts.shown_as([linked(found[row.id], viewer) for row in below if row.id in found]),
        past=periods.shown_as(
            [past(goal, item, writing) for item in history_of(goal, periods.rows)]
        ),
        may_change=may_set(viewer, owner, day=day),
        is_over=goal.retired_at is not None or is_over(goal, day, settings),
        is_for_record=settings.is_for_record(goal),
    )


def whose(owner: Owner) -> str:
    return _("all of us") if owner.kind is SubjectKind.ORGANISATION else owner.name


def children(goal: Goal, viewer: SignedIn, *, day: date) -> list[Goal]:
    """The running goals that feed this one and that the viewer may see."""
    settings, seen = configuration.current(), seen_people(viewer, day=day)
    mine = [
        row
        for row in feeding(goal.id)
        if row.owner_id in seen or row.owner_id not in settings.people()
    ]
    return [item.row for item in running(mine, day=day)]


def resting(goal: Goal, day: date, writing: Writing) -> str:
    """Why there is no bar today."""
    if goal.retired_at is not None:
        return dropped_told(goal, writing)
    if goal.since > day:
        return _("Starts on %(day)s", day=locale.date_short(goal.since, writing))
    return _("This goal is over")


def dropped_told(goal: Goal, writing: Writing) -> str:
    return _("Dropped on %(day)s", day=locale.date_short(dropped_on(goal), writing))


def dropped_on(goal: Goal) -> date:
    return configuration.current().goal(goal).last_day or goal.since


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


def past(goal: Goal, progress: Progress, writing: Writing) -> PastResult:
    """How one period ended; a goal dropped in it shows what it had reached by then."""
    bar = bar_of(progress)
    is_cut = goal.retired_at is not None and progress.span.end == dropped_on(goal) + DAY
    result = cut_told(goal, progress, bar, writing) if is_cut else bar.state_text
    return PastResult(when(progress, writing), bar.value_text, bar.target_text, result)


def cut_told(goal: Goal, progress: Progress, bar: Bar, writing: Writing) -> str:
    """That it was dropped, and whether it had been reached; a cap is kept only at the end."""
    attainment = progress.attainment
    if not attainment.is_reached or attainment.course.is_cap:
        return dropped_told(goal, writing)
    day = locale.date_short(dropped_on(goal), writing)
    return _("%(result)s; dropped on %(day)s", result=bar.state_text, day=day)
