"""Receipts: every line of the ledger behind a person's points on one day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Void
from leaderboard.scoring.standing_awards import standing_among

Successor = aliased(Activity)


@dataclass(frozen=True)
class ReceiptEntry:
    """An activity with what became of it."""

    activity: Activity
    void: Void | None = None
    # The entry that replaced it; None unless it was corrected.
    successor_id: int | None = None

    @property
    def is_void(self) -> bool:
        return self.void is not None


@dataclass(frozen=True)
class AwardLine:
    """One line: an entry with the points it pays by itself, an award, or a reversal of either.

    `is_void` marks what no longer counts and what took it back.
    """

    at: datetime
    points: int
    is_void: bool = False
    is_reversal: bool = False
    entry: ReceiptEntry | None = None
    award: Award | None = None


@dataclass(frozen=True)
class Receipt:
    """All lines of one person's day, newest first."""

    day: date
    lines: tuple[AwardLine, ...]
    points: int

    @property
    def unpaid(self) -> tuple[ReceiptEntry, ...]:
        """The entries that count but paid nothing at all, neither by themselves nor by completing a
        rule."""
        completing = {line.award.activity_id for line in self.lines if line.award}
        return tuple(
            line.entry
            for line in self.lines
            if line.entry is not None
            and not line.is_void
            and line.points == 0
            and line.entry.activity.id not in completing
        )


def receipt(person_id: int, *, day: date) -> Receipt:
    """What the person logged on the business date, and what it paid."""
    entries = read_entries(Activity.subject_id == person_id, Activity.occurred_on == day)
    awards = db.session.scalars(
        select(Award)
        .where(Award.subject_id == person_id, Award.occurred_on == day)
        .order_by(Award.id)
    ).all()
    return receipt_of(entries, list(awards), day=day)


def receipt_of(entries: list[ReceiptEntry], awards: list[Award], *, day: date) -> Receipt:
    """The lines of these entries and awards; what an activity pays by itself is on its own line."""
    own: dict[int, list[Award]] = defaultdict(list)
    for award in awards:
        if is_own(award):
            own[award.activity_id or 0].append(award)
    known = {entry.activity.id for entry in entries}
    lines = [line for entry in entries for line in lines_of_entry(entry, own[entry.activity.id])]
    standing = {award.id for award in standing_among(awards)}
    lines += [
        AwardLine(
            award.made_at,
            award.points,
            is_void=award.id not in standing,
            is_reversal=award.reverses_id is not None,
            award=award,
        )
        for award in awards
        if not is_own(award) or award.activity_id not in known
    ]
    lines.sort(key=order, reverse=True)
    return Receipt(day, tuple(lines), sum(award.points for award in awards))


def is_own(award: Award) -> bool:
    """Whether it pays for the activity by itself, or reverses that."""
    return award.cause.startswith("activity:")


def lines_of_entry(entry: ReceiptEntry, awards: list[Award]) -> list[AwardLine]:
    """The entry's line and, if it was undone, the line that took its points back."""
    if entry.void is None:
        points = sum(award.points for award in awards)
        return [AwardLine(entry.activity.logged_at, points, entry=entry)]
    # Whatever stood when it was undone was reversed then; anything earlier had come to nothing.
    undone = sum(award.points for award in awards if award.made_at >= entry.void.at)
    line = AwardLine(entry.activity.logged_at, -undone, is_void=True, entry=entry)
    if not undone:
        return [line]
    return [line, AwardLine(entry.void.at, undone, is_void=True, is_reversal=True, entry=entry)]


def order(line: AwardLine) -> tuple[Any, ...]:
    """By time; awards triggered by an entry go above it."""
    number = line.award.id if line.award else line.entry.activity.id if line.entry else 0
    return (line.at, line.award is not None, number)


def read_entries(*conditions: Any) -> list[ReceiptEntry]:
    """The activities that match the conditions, with what became of them."""
    rows = db.session.execute(
        select(Activity, Void, Successor.id.label("successor_id"))
        .outerjoin(Void, Void.activity_id == Activity.id)
        .outerjoin(Successor, Successor.corrects_id == Activity.id)
        .where(*conditions)
        .order_by(Activity.id)
    )
    return [ReceiptEntry(row.Activity, row.Void, row.successor_id) for row in rows]


def find_entry(activity_id: int) -> ReceiptEntry | None:
    """One activity with what became of it."""
    found = read_entries(Activity.id == activity_id)
    return found[0] if found else None


def awards_of(activity_id: int) -> list[Award]:
    """All of an activity's lines, in the order they were written."""
    return list(
        db.session.scalars(select(Award).where(Award.activity_id == activity_id).order_by(Award.id))
    )
