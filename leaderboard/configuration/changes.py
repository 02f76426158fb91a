"""The audit: who changed which setting."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.models import Audit


def newest(count: int, *, before: int | None) -> Sequence[Audit]:
    """The newest changes first, at most this many; only those numbered below `before`, if given."""
    statement = select(Audit).order_by(Audit.id.desc()).limit(count)
    if before is not None:
        statement = statement.where(Audit.id < before)
    return db.session.scalars(statement).all()


def names_in(table: Any, ids: Collection[int]) -> Sequence[Any]:
    """The ids and current names of these rows."""
    return db.session.execute(select(table.id, table.name).where(table.id.in_(ids))).all()
