"""Who was recently moved into or out of a team, for whoever leads it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.models import Audit


@dataclass(frozen=True)
class Move:
    """Who moved between which teams (None: none) from which day on, and who recorded it when."""

    person_id: int
    old_id: int | None
    new_id: int | None
    since: date
    by_id: int | None
    at: datetime


def moves_of(team_ids: Collection[int], *, after: datetime, not_by: int, most: int) -> list[Move]:
    """The newest moves into or out of these teams that other people made."""
    rows = db.session.scalars(
        select(Audit)
        .where(Audit.noun == "person", Audit.action == "move", Audit.at >= after)
        .where(Audit.by_id.is_distinct_from(not_by))
        .order_by(Audit.id.desc())
    )
    moves = (
        Move(
            row.noun_id,
            row.before.get("team"),
            row.after.get("team"),
            date.fromisoformat(row.after["since"]),
            row.by_id,
            row.at,
        )
        for row in rows
    )
    return [move for move in moves if {move.old_id, move.new_id} & set(team_ids)][:most]
