"""Entries for a day that has not come yet, after the organisation's zone changed.

A day is fixed when an entry is logged and stays as it was. But something logged "today" in a zone
too far east may lie in tomorrow, where the current week counts it and the month does not. Such
entries are corrected to today. They keep their places, so what they earn is known beforehand.
"""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity, Origin
from leaderboard.scoring import totals
from leaderboard.scoring.activity_rows import Provenance, change_of, row_of
from leaderboard.scoring.new_activity import content_of
from leaderboard.scoring.origins import draw_numbers, write_voids
from leaderboard.scoring.totals import LIVE

# Stored as the reason of these corrections; `sentences` says it to the reader.
ZONE_CHANGED = "zone"
MOVE_ORIGIN = (
    update(Origin.__table__)
    .where(Origin.__table__.c.activity_id == bindparam("old_id"))
    .values(activity_id=bindparam("new_id"))
)


def owners_after(today: date) -> set[int]:
    """Whose entries lie after today."""
    after = select(Activity.subject_id).where(Activity.occurred_on > today, LIVE)
    return set(db.session.scalars(after.distinct()))


def bring_back(today: date, settings: Configuration, *, by_id: int | None, at: datetime) -> None:
    """Correct every entry of a future day to today, without awards. These may be all that a company
    did today, and everybody waits: a few statements for all."""
    rows = db.session.execute(
        select(Activity.__table__).where(Activity.occurred_on > today, LIVE).order_by(Activity.id)
    ).all()
    if not rows:
        return
    settings.know_memberships()
    settings.know_owners({row.subject_id for row in rows})
    first = draw_numbers(len(rows))
    made = [
        corrected(row, today, settings, number=number, by_id=by_id, at=at)
        for number, row in enumerate(rows, start=first)
    ]
    write_voids([(row.id, ZONE_CHANGED) for row in rows], by_id=by_id, at=at)
    connection = db.session.connection()
    connection.execute(insert(Activity.__table__), made)
    connection.execute(
        MOVE_ORIGIN, [{"old_id": row["corrects_id"], "new_id": row["id"]} for row in made]
    )
    written = db.session.execute(select(Activity.__table__).where(Activity.id >= first))
    changes = [change_of(row).negated() for row in rows] + [change_of(row) for row in written]
    totals.add(changes, settings.almanac)


def corrected(
    row: Any,
    today: date,
    settings: Configuration,
    *,
    number: int,
    by_id: int | None,
    at: datetime,
) -> dict[str, Any]:
    """The same entry today, replacing the one that is void."""
    new = content_of(row, settings)._replace(occurred_on=today)
    place_id = row.place_id or row.id
    provenance = Provenance(uuid4().hex, by_id, at, corrects_id=row.id, place_id=place_id)
    given = row_of(new, settings, provenance)
    return {"id": number, **given}
