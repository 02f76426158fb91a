"""Rows of files and systems: what is known about them, and the activities they
give, many at once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, literal, select, text, update

from leaderboard.extensions import db
from leaderboard.models import Activity, Origin, Void
from leaderboard.scoring import locks
from leaderboard.scoring.new_activity import CONTENT, NewActivity

INSERT_VOID = insert(Void.__table__)
# Names per condition; databases allow some ten thousand.
MOST_NAMES = 5000


class SourceRow(NamedTuple):
    """One identity of a source and what it says now; None: the row no longer gives this.

    `line` is its line in the file, for the report.
    """

    external_id: str
    kind_id: int
    new: NewActivity | None
    line: int = 0


class RowChange(NamedTuple):
    """A row with what is known about its identity; the digest of a row that is gone is empty.

    `is_changed`: the row says something else than last time.
    """

    row: SourceRow
    origin: Any
    digest: str
    is_changed: bool


def change_of(row: SourceRow, origin: Any) -> RowChange:
    """The row with its origin, which is None for a new identity."""
    digest = row.new.digest() if row.new is not None else ""
    was = "" if origin is None else origin.digest
    return RowChange(row, origin, digest, was != digest)


def read_origins(source: str, external_ids: Collection[str]) -> dict[tuple[str, int], Any]:
    """What is known about these identities: the last digest, the entry, whether it is void."""
    found: dict[tuple[str, int], Any] = {}
    if not db.session.scalar(HAS_ANY, {"source": source}):
        return found
    names = sorted(set(external_ids))
    for first in range(0, len(names), MOST_NAMES):
        rows = db.session.execute(KNOWN, {"source": source, "names": names[first:][:MOST_NAMES]})
        found |= {(row.external_id, row.kind_id): row for row in rows}
    return found


HAS_ANY = select(literal(1)).where(Origin.source == bindparam("source")).limit(1)
KNOWN = (
    select(
        Origin.id,
        Origin.external_id,
        Origin.kind_id,
        Origin.digest,
        Origin.activity_id,
        Activity.subject_id,
        Void.id.is_not(None).label("is_void"),
    )
    .join(Activity, Activity.id == Origin.activity_id)
    .outerjoin(Void, Void.activity_id == Origin.activity_id)
    .where(
        Origin.source == bindparam("source"),
        Origin.external_id.in_(bindparam("names", expanding=True)),
    )
)


def write_voids(voided: Iterable[tuple[int, str]], *, by_id: int | None, at: datetime) -> None:
    """Void these activities, each with its reason; the caller takes care of totals and awards."""
    rows = [
        {"activity_id": activity_id, "at": at, "by_id": by_id, "reason": reason}
        for activity_id, reason in sorted(voided)
    ]
    if rows:
        db.session.connection().execute(INSERT_VOID, rows)


content = attrgetter(*CONTENT)


def move_origins(moved: Iterable[Sequence[Any]]) -> None:
    """What these rows say now, and the activities behind them."""
    rows = [
        {"origin_id": origin_id, "digest": digest, "activity_id": activity_id}
        for origin_id, digest, activity_id in moved
    ]
    if rows:
        db.session.connection().execute(MOVE_ORIGIN, rows)


MOVE_ORIGIN = (
    update(Origin.__table__)
    .where(Origin.__table__.c.id == bindparam("origin_id"))
    .values(digest=bindparam("digest"), activity_id=bindparam("activity_id"))
)


def forget_origins(ids: Collection[int]) -> None:
    """These rows no longer give their activity; it is remembered in case they do again."""
    rows = [{"origin_id": origin_id} for origin_id in sorted(ids)]
    if rows:
        db.session.connection().execute(FORGET_ORIGIN, rows)


FORGET_ORIGIN = (
    update(Origin.__table__)
    .where(Origin.__table__.c.id == bindparam("origin_id"))
    .values(digest="")
)


def draw_numbers(count: int) -> int:
    """Reserve this many consecutive numbers of the ledger and return the first; nobody else logs
    meanwhile."""
    if locks.is_postgresql() and count:
        return int(db.session.scalar(NEXT_NUMBERS, {"count": count}))
    return (db.session.scalar(select(func.max(Activity.id))) or 0) + 1


NEXT_NUMBERS = text(
    "SELECT min(nextval(pg_get_serial_sequence('activity', 'id'))) FROM generate_series(1, :count)"
)
