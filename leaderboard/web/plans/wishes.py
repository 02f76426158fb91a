"""The goals that a plan sets: each part feeds the planned goal or its team's part, and each step
of the work feeds the next one."""

from typing import Any

from leaderboard.models import GoalKind
from leaderboard.publishing.goals import NewGoal, NewTarget, wish_of
from leaderboard.rules.periods import PeriodKind
from leaderboard.standings.planning import Known
from leaderboard.web.plans.form import PartField
from leaderboard.web.plans.shown import GoalPlan


class Wishes:
    """The goals in the order in which they are set, and what each owner's next goal feeds."""

    def __init__(self, plan: GoalPlan) -> None:
        self.plan, self.known = plan, plan.known
        self.found: list[dict[str, Any]] = []

    def add(self, new: NewGoal, feeds: int | None) -> int:
        """Add a goal that feeds an earlier one of these; returns its place."""
        self.found.append({**wish_of(new), "feeds": feeds})
        return len(self.found) - 1

    def part(self, owner_id: int, kind: GoalKind, above: "Above") -> "Above":
        """The owner's part, set or new, as what their next goals feed."""
        cell = self.plan.form.target(owner_id)
        if cell is not None and cell.value:
            new = part_of(self.known, owner_id, kind, cell.value, above.goal_id)
            return Above(None, self.add(new, above.place))
        held = self.plan.parts.held.get(owner_id)
        return Above(held.goals[0].id) if held else above

    def work(self, person_id: int, above: "Above") -> None:
        """The person's weekly work, the step nearest to the result first."""
        for kind_id, metric in self.known.steps:
            held = self.plan.weekly.get((person_id, kind_id))
            cell = self.plan.form.work(person_id, kind_id)
            if held is not None:
                above = Above(held.id)
            elif metric is not None and cell is not None and cell.value:
                new = week_of(self.known, person_id, cell, above.goal_id)
                above = Above(None, self.add(new, above.place))


class Above:
    """What a goal feeds: one that exists, or one at a place among those being set."""

    def __init__(self, goal_id: int | None, place: int | None = None) -> None:
        self.goal_id, self.place = goal_id, place


def wishes_of(plan: GoalPlan) -> list[dict[str, Any]]:
    """Everything the form asks for, parents first."""
    wishes, whole = Wishes(plan), Above(plan.known.item.row.id)
    for team_id, people in plan.known.shares.people_of.items():
        above = wishes.part(team_id, GoalKind.TEAM, whole) if team_id else whole
        for person_id in people:
            own = (
                whole if plan.is_for_person else wishes.part(person_id, GoalKind.INDIVIDUAL, above)
            )
            wishes.work(person_id, own)
    return wishes.found


def part_of(
    known: Known, owner_id: int, kind: GoalKind, target: int, parent_id: int | None
) -> NewGoal:
    """A part of the goal, for its period or for each of the shorter ones."""
    goal, parts, end = known.item.row, known.ahead.parts, known.ahead.span.end
    is_repeated = len(parts) > 1
    period_kind = parts[0].kind if goal.period_kind is not None else None
    return NewGoal(
        kind=kind,
        name=goal.name,
        metric_id=goal.metric_id,
        owner_id=owner_id,
        target=NewTarget(target),
        period_kind=period_kind,
        since=parts[0].start,
        until=end if is_repeated or period_kind is None else None,
        repeats=is_repeated,
        parent_id=parent_id,
        impact=goal.impact,
    )


def week_of(known: Known, person_id: int, cell: PartField, parent_id: int | None) -> NewGoal:
    """Weekly work until the goal's period ends."""
    return NewGoal(
        kind=GoalKind.ACTIVITY,
        name=cell.metric.name,
        metric_id=cell.metric.id,
        owner_id=person_id,
        target=NewTarget(cell.value or 0),
        period_kind=PeriodKind.WEEK,
        since=known.ahead.left.start,
        until=known.ahead.span.end,
        repeats=True,
        parent_id=parent_id,
    )
