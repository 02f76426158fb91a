"""What the audit holds: who changed which setting."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.models import Audit


def newest(count: int, *, before: int | None) -> Sequence[Audit]:
    """So many changes, the newest first; only those numbered below `before`, if it is given."""
    statement = select(Audit).order_by(Audit.id.desc()).limit(count)
    if before is not None:
        statement = statement.where(Audit.id < before)
    return db.session.scalars(statement).all()


def names_in(table: Any, ids: Collection[int]) -> Sequence[Any]:
    """Id and name of these rows, as they are called now."""
    return db.session.execute(select(table.id, table.name).where(table.id.in_(ids))).all()
