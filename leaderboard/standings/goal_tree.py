"""How goals depend on each other: what a goal feeds, up to the vision, and what feeds it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leaderboard.extensions import db
from leaderboard.models import Goal


def ancestors(goal: Goal) -> list[Goal]:
    """The goals this one feeds, the vision first."""
    found: list[Goal] = []
    parent_id = goal.parent_id
    while parent_id is not None and parent_id not in {row.id for row in found}:
        parent = db.session.get_one(Goal, parent_id)
        found.insert(0, parent)
        parent_id = parent.parent_id
    return found


def feeding(goal_id: int) -> list[Goal]:
    """The goals that feed this one and have not been dropped, with their targets."""
    statement = (
        select(Goal)
        .where(Goal.parent_id == goal_id, Goal.retired_at.is_(None))
        .options(joinedload(Goal.versions))
        .order_by(Goal.id)
    )
    return list(db.session.scalars(statement).unique())
