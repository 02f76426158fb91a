"""Days, weeks, months, quarters and years: which one includes a day, and which come next.

Every span here is half-open: it includes its start and excludes its end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from leaderboard.rules.calendars import Calendar, date_from, date_parts

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    # As in `Calendar`.
    __hash__ = str.__hash__


MONTHS_IN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


class Almanac(NamedTuple):
    """How an organisation divides time: its calendar, its first weekday (0 Monday ... 6 Sunday)."""

    calendar: Calendar
    first_weekday: int


@dataclass(frozen=True, order=True)
class Span:
    """Business dates from `start` up to but not including `end`.

    `date.min` as the start means it has no beginning, `date.max` as the end that it has no end.
    """

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        """How many days it holds; none when it ends before it starts."""
        return max(0, (self.end - self.start).days)


@dataclass(frozen=True)
class Period:
    """One day, week, month, quarter or year."""

    kind: PeriodKind
    start: date
    end: date

    @property
    def span(self) -> Span:
        """The same dates without the kind."""
        return Span(self.start, self.end)

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - DAY

    def contains(self, day: date) -> bool:
        """Whether the day is inside."""
        return self.start <= day < self.end


@lru_cache(maxsize=8192)
def starts_of(day: date, almanac: Almanac) -> tuple[tuple[PeriodKind, date], ...]:
    """The first day of the day, week, month, quarter and year that include this day."""
    return tuple((kind, start_of(kind, day, almanac)) for kind in PeriodKind)


@lru_cache(maxsize=8192)
def rows_of_day(day: date, almanac: Almanac) -> tuple[tuple[str, date], ...]:
    """The same, with the kinds spelled as the tables of totals spell them."""
    return tuple((kind.value, start) for kind, start in starts_of(day, almanac))


@lru_cache(maxsize=8192)
def period_of(kind: PeriodKind, day: date, almanac: Almanac) -> Period:
    """The period of this kind that includes the day."""
    start = start_of(kind, day, almanac)
    return Period(kind, start, following(kind, start, almanac))


def next_period(period: Period, almanac: Almanac) -> Period:
    """The period of the same kind that begins where this one ends."""
    return Period(period.kind, period.end, following(period.kind, period.end, almanac))


def previous_period(period: Period, almanac: Almanac) -> Period:
    """The period of the same kind that ends where this one begins."""
    if period.kind == PeriodKind.WEEK:  # an ISO week steps by ISO weeks in every almanac
        return Period(period.kind, period.start - WEEK, period.start)
    return period_of(period.kind, period.start - DAY, almanac)


def iterate(kind: PeriodKind, span: Span, almanac: Almanac) -> Iterator[Period]:
    """The periods of this kind that overlap the span, in order."""
    if span.start < span.end:
        period = period_of(kind, span.start, almanac)
        while period.start < span.end:
            yield period
            period = next_period(period, almanac)


def start_of(kind: PeriodKind, day: date, almanac: Almanac) -> date:
    """The first day of the period of this kind that includes the day."""
    if kind == PeriodKind.DAY:
        return day
    if kind == PeriodKind.WEEK:
        return day - timedelta(days=(day.weekday() - almanac.first_weekday) % 7)
    year, month, _ = date_parts(day, almanac.calendar)
    size = MONTHS_IN[kind]
    return date_from(year, (month - 1) // size * size + 1, 1, almanac.calendar)


def following(kind: PeriodKind, start: date, almanac: Almanac) -> date:
    """The first day after the period of this kind that begins at `start`."""
    if kind == PeriodKind.DAY:
        return start + DAY
    if kind == PeriodKind.WEEK:
        return start + WEEK
    year, month, _ = date_parts(start, almanac.calendar)
    years, months = divmod(month - 1 + MONTHS_IN[kind], 12)
    return date_from(year + years, months + 1, 1, almanac.calendar)


def weekdays_in(span: Span, weekdays: frozenset[int]) -> int:
    """How many days of the span fall on one of these weekdays."""
    weeks, rest = divmod(span.days, 7)
    first = span.start.weekday()
    return weeks * len(weekdays) + sum((first + n) % 7 in weekdays for n in range(rest))
