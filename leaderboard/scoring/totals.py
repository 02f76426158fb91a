"""The totals: how a change is added to them, and how they are recounted from the ledger."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import add as plus
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    Delete,
    Insert,
    Integer,
    Select,
    String,
    bindparam,
    case,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
)

from leaderboard.extensions import db
from leaderboard.inserts import Rows
from leaderboard.models import MEASURES, NO_CUT, POINTS, Activity, Award, Total, Void
from leaderboard.rules.periods import Almanac, PeriodKind, rows_of_day, starts_of
from leaderboard.statements import upserting

KEYS = ("period_kind", "start", "kind_id", "subject_id", "team_id", "cut_id")
COLUMNS = (*KEYS, *MEASURES)


@dataclass(frozen=True)
class TotalChange:
    """What is added to the totals of one subject on one day; negative values subtract."""

    day: date
    kind_id: int
    subject_id: int
    team_id: int
    cut_id: int
    measures: tuple[int, ...]

    def negated(self) -> "TotalChange":
        return TotalChange(
            self.day,
            self.kind_id,
            self.subject_id,
            self.team_id,
            self.cut_id,
            tuple(-value for value in self.measures),
        )


def of_points(
    *, day: date, subject_id: int, team_id: int, points: int, entries: int = 1
) -> TotalChange:
    """Points as a change of the totals of the reserved kind."""
    measures = tuple({"entries": entries, "quantity": points}.get(name, 0) for name in MEASURES)
    return TotalChange(day, POINTS, subject_id, team_id, NO_CUT, measures)


def add(changes: Iterable[TotalChange], almanac: Almanac) -> None:
    """Add the changes to the totals of their day, week, month, quarter and year."""
    UPSERT.send(rows_of(changes, almanac))


def rows_of(changes: Iterable[TotalChange], almanac: Almanac) -> list[dict[str, Any]]:
    """What `UPSERT` adds for the changes: each total once, and sorted by key, so that two writers
    never deadlock."""
    sums: dict[tuple, tuple[int, ...]] = {}
    for change in changes:
        place = _place(change)
        for period in rows_of_day(change.day, almanac):
            key = (*period, *place)
            held = sums.get(key)
            sums[key] = tuple(map(plus, held, change.measures)) if held else change.measures
    return [
        dict(zip(COLUMNS, key + sums[key], strict=True)) for key in sorted(sums) if any(sums[key])
    ]


def _place(change: TotalChange) -> tuple[int, int, int, int]:
    return (change.kind_id, change.subject_id, change.team_id, change.cut_id)


def _adding(insert_into: Any) -> Insert:
    """The one statement that adds to a total or creates it."""
    return added_to_what_is_there(insert_into(Total.__table__))


def added_to_what_is_there(statement: Any) -> Insert:
    """An insert of totals by a dialect's own construct; a total that exists takes the sum."""
    return statement.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=KEYS,
        set_={name: Total.__table__.c[name] + statement.excluded[name] for name in MEASURES},
    )


# Built once, because building a statement costs more than running it.
UPSERT = Rows(upserting(_adding))

LIVE = ~select(Void.id).where(Void.activity_id == Activity.id).exists()

DAYS = table(
    "calendar_day",
    column("day", Date),
    *(column(kind.value, Date) for kind in PeriodKind if kind is not PeriodKind.DAY),
)


def recount(almanac: Almanac, *, subject_ids: Collection[int] | None = None) -> None:
    """Throw the totals (of these subjects, or all) away and recount them from the ledger."""
    db.session.flush()
    for statement in recounting(whose(subject_ids)):
        db.session.execute(statement, named(subject_ids))
    roll_up(almanac, subject_ids)
    db.session.expire_all()


# A statement's people: everybody, or those who are named when it is sent.
Whose = BindParameter[Any] | None
NAMED: Whose = bindparam("subjects", expanding=True)


def whose(subject_ids: Collection[int] | None) -> Whose:
    return None if subject_ids is None else NAMED


def named(subject_ids: Collection[int] | None) -> dict[str, list[int]]:
    """The values to send with such a statement."""
    return {} if subject_ids is None else {"subjects": sorted(subject_ids)}


# The statements are built once: an import recounts a few people for every portion, and building
# took longer than counting.
@lru_cache(maxsize=2)
def recounting(people: Whose) -> tuple[Delete | Insert, ...]:
    """Throw the totals away, and count the days."""
    stale = delete(Total.__table__)
    if people is not None:
        stale = stale.where(Total.subject_id.in_(people))
    return stale, *(
        insert(Total.__table__).from_select(COLUMNS, source)
        for source in (day_sums(people), day_points(people))
    )


def day_sums(subject_ids: Collection[int] | Whose = None) -> Select:
    """The daily totals of the live activities."""
    grouped = (
        Activity.occurred_on,
        Activity.kind_id,
        # Grouped by the bare columns, SQLite would look up every row by an index that gives part of
        # the order, and sort all the same.
        (Activity.subject_id + literal_column("0")).label("subject_id"),
        (Activity.team_id + literal_column("0")).label("team_id"),
        Activity.cut_id,
    )
    statement = (
        select(
            literal(PeriodKind.DAY.value, String).label("period_kind"),
            Activity.occurred_on.label("start"),
            *grouped[1:],
            func.count().label("entries"),
            *(summed(getattr(Activity, name)).label(name) for name in MEASURES[1:6]),
            func.count(Activity.days).label("timed"),
            summed(case((Activity.profit.is_not(None), Activity.amount), else_=0)).label("costed"),
            func.count(Activity.profit).label("profits"),
            summed(case((Activity.amount != 0, 1), else_=0)).label("priced"),
            summed(case((Activity.minutes != 0, 1), else_=0)).label("lasting"),
        )
        .where(LIVE)
        .group_by(*grouped)
    )
    if subject_ids is not None:
        statement = statement.where(Activity.subject_id.in_(subject_ids))
    return statement


def day_points(subject_ids: Collection[int] | Whose = None) -> Select:
    """The daily totals of points in the award ledger; lines worth nothing do not count."""
    grouped = (Award.occurred_on, Award.subject_id, Award.team_id)
    lines = case((Award.reverses_id.is_(None), 1), else_=-1)
    zeros = {name: literal(0, Integer).label(name) for name in MEASURES[2:]}
    statement = (
        select(
            literal(PeriodKind.DAY.value, String).label("period_kind"),
            Award.occurred_on.label("start"),
            literal(POINTS, Integer).label("kind_id"),
            Award.subject_id,
            Award.team_id,
            literal(NO_CUT, Integer).label("cut_id"),
            summed(lines).label("entries"),
            summed(Award.points).label("quantity"),
            *zeros.values(),
        )
        .where(Award.points != 0)
        .group_by(*grouped)
    )
    if subject_ids is not None:
        statement = statement.where(Award.subject_id.in_(subject_ids))
    return statement


# What each kind of period is added up from: months make quarters in either calendar.
PARTS = {
    PeriodKind.WEEK: PeriodKind.DAY,
    PeriodKind.MONTH: PeriodKind.DAY,
    PeriodKind.QUARTER: PeriodKind.MONTH,
    PeriodKind.YEAR: PeriodKind.QUARTER,
}


def roll_up(almanac: Almanac, subject_ids: Collection[int] | None) -> None:
    """Add the days up to weeks, months, quarters and years."""
    fill_calendar(almanac, subject_ids)
    for kind in PARTS:
        roll_up_kind(kind, subject_ids)


def roll_up_kind(kind: PeriodKind, subject_ids: Collection[int] | None) -> None:
    """Add up the parts of periods of this kind, by the transaction's calendar."""
    db.session.execute(rolling_up(kind, whose(subject_ids)), named(subject_ids))


@lru_cache(maxsize=2 * len(PARTS))
def rolling_up(kind: PeriodKind, people: Whose) -> Insert:
    grouped = (DAYS.c[kind.value], *(getattr(Total, name) for name in KEYS[2:]))
    sums = (
        select(
            literal(kind.value, String),
            *grouped,
            *(summed(getattr(Total, name)) for name in MEASURES),
        )
        .join(DAYS, DAYS.c.day == Total.start)
        .where(Total.period_kind == PARTS[kind].value)
        .group_by(*grouped)
    )
    if people is not None:
        sums = sums.where(Total.subject_id.in_(people))
    return insert(Total.__table__).from_select(COLUMNS, sums)


def fill_calendar(almanac: Almanac, subject_ids: Collection[int] | None) -> None:
    """A temporary table for this transaction with the period starts of every counted day, and of
    every day on which such a period begins."""
    days = select(Total.start).where(Total.period_kind == PeriodKind.DAY.value).distinct()
    if subject_ids is not None:
        days = days.where(Total.subject_id.in_(subject_ids))
    counted = set(db.session.scalars(days))
    counted |= {start for day in counted for _kind, start in starts_of(day, almanac)}
    fill_calendar_with(counted, almanac)


def fill_calendar_with(days: Collection[date], almanac: Almanac) -> None:
    """The same table with these days."""
    names = [kind.value for kind in PeriodKind if kind is not PeriodKind.DAY]
    spelled = ", ".join(f"{name} DATE" for name in names)
    db.session.execute(text("DROP TABLE IF EXISTS calendar_day"))
    db.session.execute(
        text(f"CREATE TEMPORARY TABLE calendar_day (day DATE PRIMARY KEY, {spelled})")
    )
    rows = [{kind.value: start for kind, start in starts_of(day, almanac)} for day in days]
    if rows:
        db.session.execute(insert(DAYS), rows)


def summed(value):  # type: ignore[no-untyped-def]
    """A sum that stays a whole number on PostgreSQL and is 0 where nothing is known."""
    return func.coalesce(func.sum(value), 0).cast(Total.entries.type)
