"""How goals depend on each other: what a goal feeds, up to the vision, and what feeds it."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Goal
from leaderboard.rules.parts import Balance, PartGoal, balance, is_added
from leaderboard.standings.progress import Progress, scale_of


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


def balance_of(
    whole: Progress, parts: Iterable[Goal], *, day: date, settings: Configuration
) -> Balance | None:
    """What the goals that feed this one add up to in its period; None if none of them measures the
    same, or if what it measures cannot be added up.

    Only sums add up: two teams' win rates do not make the company's.
    """
    if whole.metric.is_ratio or not is_added(whole.metric.terms):
        return None
    alike = [row for row in parts if row.metric_id == whole.metric.id]
    asked = [
        PartGoal(settings.goal(row), row.owner_id, teams_of(row.owner_id, day, settings))
        for row in alike
    ]
    target = whole.attainment.course.target * scale_of(whole.metric)
    return balance(int(target), whole.span, asked, settings.almanac)


def teams_of(owner_id: int, day: date, settings: Configuration) -> tuple[int, ...]:
    """The teams that the owner's values count for on the day, the nearest first; not itself."""
    if owner_id in settings.people():
        return settings.teams_above(settings.team_on(owner_id, day), day)
    return settings.teams_above(owner_id, day)[1:] if owner_id in settings.teams() else ()
