"""How goals depend on each other: what a goal feeds, up to the vision, and what feeds it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Goal
from leaderboard.rules.parts import Balance, PartGoal, balance, first_day, is_added
from leaderboard.rules.periods import Span
from leaderboard.standings.progress import Progress
from leaderboard.standings.tallies import Ask, scores_of


def ancestors(goal: Goal) -> list[Goal]:
    """The goals this one feeds, the vision first, in one statement however many there are."""
    if goal.parent_id is None:
        return []
    above = select(Goal.id, Goal.parent_id).where(Goal.id == goal.parent_id).cte(recursive=True)
    # A union, not a union of all: it would end even if a path came back to where it was.
    above = above.union(select(Goal.id, Goal.parent_id).where(Goal.id == above.c.parent_id))
    rows = db.session.scalars(
        select(Goal).join(above, Goal.id == above.c.id).options(joinedload(Goal.versions))
    ).unique()
    by_id = {row.id: row for row in rows}
    found: list[Goal] = []
    parent_id: int | None = goal.parent_id
    while parent_id in by_id:
        found.insert(0, by_id.pop(parent_id))
        parent_id = found[0].parent_id
    return found


def feeding(goal_ids: Collection[int]) -> list[Goal]:
    """The goals that feed these and have not been dropped, with their targets."""
    statement = (
        select(Goal)
        .where(Goal.parent_id.in_(goal_ids), Goal.retired_at.is_(None))
        .options(joinedload(Goal.versions))
        .order_by(Goal.id)
    )
    return list(db.session.scalars(statement).unique())


def balances_of(
    wholes: Mapping[int, Progress], parts: Iterable[Goal], *, day: date, settings: Configuration
) -> dict[int, Balance]:
    """What the goals that feed these add up to in their periods, by goal, in two statements; left
    out where none of the parts measures the same, or where it cannot be added up.

    Only sums add up: two teams' win rates do not make the company's.
    """
    asked: dict[int, list[PartGoal]] = defaultdict(list)
    for row in parts:
        whole = wholes.get(row.parent_id or 0)
        if whole is not None and row.metric_id == whole.metric.id and is_sum(whole):
            above = teams_of(row.owner_id, day, settings)
            asked[whole.goal_id].append(PartGoal(settings.goal(row), row.owner_id, above))
    came_in = came_in_before(wholes, asked, settings)
    found = {}
    for goal_id, own in asked.items():
        course, span = wholes[goal_id].attainment.course, wholes[goal_id].span
        weighed = balance(int(course.target), span, own, settings.almanac)
        if weighed is not None:
            found[goal_id] = replace(weighed, before=came_in.get(goal_id, 0))
    return found


def is_sum(whole: Progress) -> bool:
    return not whole.metric.is_ratio and is_added(whole.metric.terms)


def came_in_before(
    wholes: Mapping[int, Progress],
    asked: Mapping[int, Iterable[PartGoal]],
    settings: Configuration,
) -> dict[int, int]:
    """What each goal's owner had reached in its period before the first of its parts began."""
    spans = {
        goal_id: Span(wholes[goal_id].span.start, first_day(wholes[goal_id].span, own))
        for goal_id, own in asked.items()
    }
    late = [goal_id for goal_id, span in spans.items() if span.days]
    asks = [Ask(wholes[id_].metric.terms, spans[id_], wholes[id_].owner.id) for id_ in late]
    scores = scores_of(asks, settings) if asks else []
    return {goal_id: int(score.value or 0) for goal_id, score in zip(late, scores, strict=True)}


def teams_of(owner_id: int, day: date, settings: Configuration) -> tuple[int, ...]:
    """The teams that the owner's values count for on the day, the nearest first; not itself."""
    if owner_id in settings.people():
        return settings.teams_above(settings.team_on(owner_id, day), day)
    return settings.teams_above(owner_id, day)[1:] if owner_id in settings.teams() else ()
