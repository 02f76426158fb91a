"""Somebody's history: pages of their entries, newest day first, with what each paid."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, tuple_

from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Void
from leaderboard.models.types import row_id
from leaderboard.standings.pages import cut, reach
from leaderboard.standings.receipts import ReceiptEntry, Successor

PAGE = 30


@dataclass(frozen=True, order=True)
class Cursor:
    """A place in the history: between this entry and the next older one."""

    day: date
    number: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.number}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The place in an address; None if it names none."""
        day, _, number = text.partition(".")
        try:
            return cls(date.fromisoformat(day), row_id(number))
        except ValueError:
            return None


@dataclass(frozen=True)
class Paid:
    """An entry with its points."""

    entry: ReceiptEntry
    points: int


@dataclass(frozen=True)
class HistoryPage:
    """One page; `newer` and `older` are where its neighbours begin."""

    rows: tuple[Paid, ...]
    newer: Cursor | None
    older: Cursor | None


def page_before(subject_id: int, place: Cursor | None) -> HistoryPage:
    """The entries older than the place; without a place, from the newest on."""
    rows, has_older = cut(read(subject_id, place, is_older=True), size=PAGE)
    return page_of(subject_id, rows, has_newer=place is not None, has_older=has_older)


def page_after(subject_id: int, place: Cursor) -> HistoryPage:
    """The entries just newer than the place."""
    rows, has_newer = cut(read(subject_id, place, is_older=False), size=PAGE)
    return page_of(subject_id, rows[::-1], has_newer=has_newer, has_older=True)


def page_of(
    subject_id: int, rows: Sequence[ReceiptEntry], *, has_newer: bool, has_older: bool
) -> HistoryPage:
    points = points_of(subject_id, [row.activity.id for row in rows])
    return HistoryPage(
        tuple(Paid(row, points.get(row.activity.id, 0)) for row in rows),
        newer=cursor_of(rows[0]) if rows and has_newer else None,
        older=cursor_of(rows[-1]) if rows and has_older else None,
    )


def cursor_of(entry: ReceiptEntry) -> Cursor:
    return Cursor(entry.activity.occurred_on, entry.activity.id)


def read(subject_id: int, place: Cursor | None, *, is_older: bool) -> list[ReceiptEntry]:
    """Enough entries to cut a page from, walking away from the place. Corrected entries are left to
    their successor's receipt."""
    key = tuple_(Activity.occurred_on, Activity.id)
    statement = (
        select(Activity, Void)
        .outerjoin(Void, Void.activity_id == Activity.id)
        .outerjoin(Successor, Successor.corrects_id == Activity.id)
        .where(Activity.subject_id == subject_id, Successor.id.is_(None))
        .limit(reach(PAGE))
    )
    if place is not None:
        bound = tuple_(place.day, place.number)
        statement = statement.where(key < bound if is_older else key > bound)
    ordered = (
        (Activity.occurred_on.desc(), Activity.id.desc())
        if is_older
        else (Activity.occurred_on, Activity.id)
    )
    rows = db.session.execute(statement.order_by(*ordered))
    return [ReceiptEntry(row.Activity, row.Void) for row in rows]


def points_of(subject_id: int, activity_ids: Collection[int]) -> dict[int, int]:
    """The points that belong to each of these activities."""
    rows = db.session.execute(
        select(Award.activity_id, func.sum(Award.points))
        .where(Award.activity_id.in_(activity_ids), Award.subject_id == subject_id)
        .group_by(Award.activity_id)
    )
    return {activity_id or 0: int(points) for activity_id, points in rows}
