"""Totals for other periods: the days stay, and their weekly or monthly sums are recomputed.

Everybody who logs waits meanwhile. So it goes by periods, not by people: the days of a month stand
next to each other in the table, those of a person are spread over all of it.
"""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Date, String, bindparam, delete, insert, select

from leaderboard.extensions import db
from leaderboard.models import MEASURES, Total
from leaderboard.rules.periods import Almanac, Period, PeriodKind, period_of
from leaderboard.scoring.totals import KEYS, PARTS, summed


def other_kinds(before: Almanac, after: Almanac) -> frozenset[PeriodKind]:
    """The kinds of period that begin on different days."""
    found: set[PeriodKind] = set()
    if before.first_weekday != after.first_weekday:
        found.add(PeriodKind.WEEK)
    if before.calendar != after.calendar:
        found |= {PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR}
    return frozenset(found)


def sum_up_anew(almanac: Almanac, kinds: Collection[PeriodKind]) -> None:
    """Recompute the sums for these kinds of period from the days."""
    db.session.flush()
    connection = db.session.connection()
    for kind in (kind for kind in PARTS if kind in kinds):
        for start in starts_there(kind):
            connection.execute(GONE, {"kind": kind.value, "start": start})
        for period in periods_of_parts(kind, almanac):
            said = {"kind": kind.value, "part": PARTS[kind].value}
            connection.execute(SUMS, {**said, "start": period.start, "end": period.end})
    db.session.expire_all()


def starts_there(kind: PeriodKind) -> Iterable[date]:
    """When the periods of a kind begin that have totals."""
    starts = select(Total.start).where(Total.period_kind == kind.value).distinct()
    return db.session.scalars(starts).all()


def periods_of_parts(kind: PeriodKind, almanac: Almanac) -> list[Period]:
    """The periods of a kind of which there are parts."""
    found = {period_of(kind, start, almanac) for start in starts_there(PARTS[kind])}
    return sorted(found, key=lambda period: period.start)


KIND, START = bindparam("kind", type_=String), bindparam("start", type_=Date)
GONE = delete(Total.__table__).where(Total.period_kind == KIND, Total.start == START)
PLACE = [getattr(Total, name) for name in KEYS[2:]]
SUMS = insert(Total.__table__).from_select(
    [*KEYS, *MEASURES],
    select(KIND, START, *PLACE, *(summed(getattr(Total, name)) for name in MEASURES))
    .where(
        Total.period_kind == bindparam("part", type_=String),
        Total.start >= START,
        Total.start < bindparam("end", type_=Date),
    )
    .group_by(*PLACE),
)
