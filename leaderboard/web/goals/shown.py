"""Goals as pages show them: bars, the path to the vision, past results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import url_for
from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.locale import Writing, current_writing
from leaderboard.models import Goal, GoalKind, SubjectKind
from leaderboard.permissions import SignedIn
from leaderboard.permissions.goals import may_set, seen_among
from leaderboard.publishing.goals import is_over
from leaderboard.rules.periods import DAY
from leaderboard.standings.goal_tree import ancestors, balances_of, feeding
from leaderboard.standings.past import history_of, past_periods
from leaderboard.standings.plans import is_plannable
from leaderboard.standings.progress import (
    Instance,
    Owner,
    Progress,
    RunningFor,
    measured,
    owner_of,
    progress_of,
    pursued_goals,
    running,
)
from leaderboard.web.goals.beside import ReadTogether, beside_goal
from leaderboard.web.goals.connected import balance_told, path_told
from leaderboard.web.goals.facts import dated, facts, moved_since, when
from leaderboard.web.goals.forms import KIND_NAMES
from leaderboard.web.goals.paid import PaidMilestone, paid_of
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.page.paging import Page, page_of
from leaderboard.web.request.here import here

# Past periods on one page.
PERIODS = 12


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
    path_text: str
    parts: Page[Linked]
    balance_text: str
    past: Page[PastResult]
    also: list[tuple[str, str]]
    beside: ReadTogether | None
    may_change: bool
    may_plan: bool
    is_over: bool
    is_for_record: bool


def shown_goal(goal: Goal, viewer: SignedIn, *, day: date) -> ShownGoal:
    """A goal with its parent, its children and its results."""
    settings, writing = configuration.current(), current_writing()
    owner = owner_of(goal.owner_id, settings)
    url = partial(url_for, "goals.show", goal_id=goal.id)
    above = ancestors(goal)
    fed_by = feeding([goal.id])
    seen = seen_among(viewer, fed_by, day=day)
    parts = page_of([item.row for item in running(seen, day=day)], url, name="part")
    periods = page_of(past_periods(goal, day=day), url, size=PERIODS)
    below = parts.rows
    is_own, may_change = owner.id == viewer.id, may_set(viewer, owner, day=day)
    found = {p.goal_id: p for p in progress_of([goal, *above, *below], day=day)}
    own, upwards = found.get(goal.id), [found[row.id] for row in above if row.id in found]
    return ShownGoal(
        goal=goal,
        title=goal.name,
        subtitle=_(", ").join((_(KIND_NAMES[GoalKind(goal.kind)]), whose(owner))),
        bar=bar_of(own, is_own=is_own) if own else None,
        resting="" if own else resting(goal, day, writing),
        facts=facts(goal, own, writing, day=day),
        moved=moved_since(goal, writing),
        paid=paid_of(goal, own, here()),
        path=[linked(progress, viewer) for progress in upwards],
        path_text=path_told(own, upwards, viewer, writing) if own else "",
        parts=parts.shown_as([linked(found[row.id], viewer) for row in below if row.id in found]),
        balance_text=weighed(own, fed_by, seen, day=day),
        past=periods.shown_as(
            [past(goal, item, writing) for item in history_of(goal, periods.rows)]
        ),
        also=on_the_same(goal, day=day),
        beside=beside_goal(goal, own, here()) if may_change or is_own else None,
        may_change=may_change,
        may_plan=is_plannable(goal, settings),
        is_over=goal.retired_at is not None or is_over(goal, day, settings),
        is_for_record=settings.is_for_record(goal),
    )


def whose(owner: Owner) -> str:
    return _("all of us") if owner.kind is SubjectKind.ORGANISATION else owner.name


def on_the_same(goal: Goal, *, day: date) -> list[tuple[str, str]]:
    """The owner's other goals on the same metric that are not over, as (name, address): the same
    work counts for each of them."""
    settings = configuration.current()
    if goal.retired_at is not None or is_over(goal, day, settings):
        return []
    return [
        (dated(row, row.name), url_for("goals.show", goal_id=row.id))
        for row in pursued_goals({goal.owner_id})
        if row.id != goal.id and row.metric_id == goal.metric_id and not is_over(row, day, settings)
    ]


def weighed(own: Progress | None, fed_by: list[Goal], seen: list[Goal], *, day: date) -> str:
    """Whether the parts add up to the goal; said only to those who may see all of them, because a
    sum gives away what is hidden in it."""
    if own is None or len(seen) < len(fed_by):
        return ""
    found = balances_of({own.goal_id: own}, fed_by, day=day, settings=configuration.current())
    return balance_told(found.get(own.goal_id), own, current_writing())


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
