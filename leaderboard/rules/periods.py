"""Days, weeks, months, quarters and years of a calendar, and which days are worked.

Every span here is half-open: it includes its start and excludes its end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from persiantools.jdatetime import JalaliDate

from leaderboard.rules.dated import held_on

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Calendar(StrEnum):
    """The calendar whose months, quarters and years an organisation counts in."""

    GREGORIAN = "gregorian"
    JALALI = "jalali"

    # That of their text; an enumeration's own is Python code, and periods are looked up by it.
    __hash__ = str.__hash__


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    __hash__ = str.__hash__


# The years that can be written as such: the two ranges do not overlap, so a year tells its
# calendar.
YEARS = {Calendar.GREGORIAN: range(1900, 2200), Calendar.JALALI: range(1279, 1579)}
MONTHS_IN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


class Almanac(NamedTuple):
    """How an organisation divides time: its calendar, its first weekday (0 Monday ... 6 Sunday)."""

    calendar: Calendar
    first_weekday: int


@dataclass(frozen=True, order=True)
class Span:
    """Business dates from `start` up to but not including `end`.

    `date.min` as the start means "since ever", `date.max` as the end means "for ever".
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


class Tile(NamedTuple):
    """Rows of a totals table whose period is of `kind` and starts within [start, end)."""

    kind: PeriodKind
    start: date
    end: date


class BadPeriod(ValueError):
    """A period that cannot be read; `reason` says why, to be put into the reader's language."""

    class Reason(StrEnum):
        """Why a text is not a period."""

        UNREADABLE = "unreadable"
        NO_SUCH_DAY = "no_such_day"
        NO_SUCH_WEEK = "no_such_week"
        NO_SUCH_MONTH = "no_such_month"
        NO_SUCH_QUARTER = "no_such_quarter"
        OTHER_CALENDAR = "other_calendar"
        OUT_OF_RANGE = "out_of_range"

    def __init__(self, reason: Reason, *, text: str) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.reason = reason
        self.text = text


# --- periods that include a day ------------------------------------------------------------------


@lru_cache(maxsize=8192)
def starts_of(day: date, almanac: Almanac) -> tuple[tuple[PeriodKind, date], ...]:
    """The first day of the day, week, month, quarter and year that include this day."""
    return tuple((kind, start_of(kind, day, almanac)) for kind in PeriodKind)


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


# --- calendars -----------------------------------------------------------------------------------


def date_parts(day: date, calendar: Calendar) -> tuple[int, int, int]:
    """Year, month and day of the month in this calendar."""
    if calendar == Calendar.GREGORIAN:
        return day.year, day.month, day.day
    year = day.year - 621
    if day < norouz(year):
        year -= 1
    gone = (day - norouz(year)).days
    # Six months of 31 days, then months of 30; only the last one varies.
    month, rest = divmod(gone, 31) if gone < 186 else divmod(gone - 186 + 180, 30)
    return year, month + 1, rest + 1


def date_from(year: int, month: int, day: int, calendar: Calendar) -> date:
    """The date with this year, month and day in the calendar; ValueError if there is none."""
    if calendar == Calendar.GREGORIAN:
        return date(year, month, day)
    if not 1 <= month <= 12 or not 1 <= day <= jalali_month_days(year, month):
        raise ValueError(f"no such Jalali date: {year}-{month}-{day}")
    before = 31 * min(month - 1, 6) + 30 * max(month - 7, 0)
    return norouz(year) + timedelta(days=before + day - 1)


def jalali_month_days(year: int, month: int) -> int:
    """The length of a Jalali month: 31 or 30 days, and 29 for Esfand unless the year is leap."""
    if month < 12:
        return 31 if month <= 6 else 30
    return (norouz(year + 1) - norouz(year)).days - 336


@lru_cache(maxsize=1024)
def norouz(year: int) -> date:
    """The first day of a Jalali year."""
    return JalaliDate(year, 1, 1).to_gregorian()


# --- periods in writing --------------------------------------------------------------------------

# \d takes Persian and Arabic digits as well, and so does int().
YEAR_TEXT = re.compile(r"(\d{4})")
QUARTER_TEXT = re.compile(r"(\d{4})[-/]?Q(\d)", re.IGNORECASE)
MONTH_TEXT = re.compile(r"(\d{4})[-/](\d{1,2})")
DAY_TEXT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
ISO_WEEK_TEXT = re.compile(r"(\d{4})[-/]?W(\d{1,2})", re.IGNORECASE)


def parse(text: str, almanac: Almanac) -> Period:
    """The period that `text` names.

    2017, 2017-Q2, 2017-06, 2017-06-14, 2017-W23 (the ISO week, from Monday) or week:2017-06-14 (the
    almanac's week that includes the day); Jalali: 1396, 1396-Q1, 1396/03, 1396/03/24. A day may be
    written in either calendar; a month, quarter or year only in the almanac's. Otherwise raises
    BadPeriod.
    """
    text = text.strip()
    if text[:5].lower() == "week:":
        return period_of(PeriodKind.WEEK, parse_day(text[5:].strip()), almanac)
    if found := ISO_WEEK_TEXT.fullmatch(text):
        return parse_iso_week(*map(int, found.groups()), text=text)
    if DAY_TEXT.fullmatch(text):
        return period_of(PeriodKind.DAY, parse_day(text), almanac)
    return parse_months(text, almanac)


def slug(period: Period, almanac: Almanac) -> str:
    """The text that `parse` reads back as this period."""
    year, month, day = date_parts(period.start, almanac.calendar)
    if period.kind == PeriodKind.WEEK and period.start.weekday() == 0:
        iso = period.start.isocalendar()
        return f"{iso.year:04}-W{iso.week:02}"
    return {
        PeriodKind.DAY: f"{year:04}-{month:02}-{day:02}",
        PeriodKind.WEEK: f"week:{year:04}-{month:02}-{day:02}",
        PeriodKind.MONTH: f"{year:04}-{month:02}",
        PeriodKind.QUARTER: f"{year:04}-Q{(month + 2) // 3}",
        PeriodKind.YEAR: f"{year:04}",
    }[period.kind]


def parse_months(text: str, almanac: Almanac) -> Period:
    """A month, quarter or year of the almanac's calendar."""
    if found := MONTH_TEXT.fullmatch(text):
        kind, month, missing = PeriodKind.MONTH, int(found[2]), BadPeriod.Reason.NO_SUCH_MONTH
    elif found := QUARTER_TEXT.fullmatch(text):
        kind, month = PeriodKind.QUARTER, 3 * int(found[2]) - 2
        missing = BadPeriod.Reason.NO_SUCH_QUARTER
    elif found := YEAR_TEXT.fullmatch(text):
        kind, month, missing = PeriodKind.YEAR, 1, BadPeriod.Reason.NO_SUCH_MONTH
    else:
        raise BadPeriod(BadPeriod.Reason.UNREADABLE, text=text)
    if calendar_of(int(found[1]), text=text) != almanac.calendar:
        raise BadPeriod(BadPeriod.Reason.OTHER_CALENDAR, text=text)
    if not 1 <= month <= 12:
        raise BadPeriod(missing, text=text)
    return period_of(kind, date_from(int(found[1]), month, 1, almanac.calendar), almanac)


def parse_iso_week(year: int, week: int, *, text: str) -> Period:
    """The ISO week with this number: Monday to Sunday, whatever the almanac's first weekday is."""
    if year not in YEARS[Calendar.GREGORIAN]:
        raise BadPeriod(BadPeriod.Reason.OUT_OF_RANGE, text=text)
    try:
        start = date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise BadPeriod(BadPeriod.Reason.NO_SUCH_WEEK, text=text) from error
    return Period(PeriodKind.WEEK, start, start + WEEK)


def parse_day(text: str) -> date:
    """A day in either calendar, told apart by its year."""
    found = DAY_TEXT.fullmatch(text)
    if not found:
        raise BadPeriod(BadPeriod.Reason.UNREADABLE, text=text)
    year, month, day = map(int, found.groups())
    try:
        return date_from(year, month, day, calendar_of(year, text=text))
    except BadPeriod:
        raise
    except ValueError as error:
        raise BadPeriod(BadPeriod.Reason.NO_SUCH_DAY, text=text) from error


def calendar_of(year: int, *, text: str) -> Calendar:
    """The calendar that a year like this belongs to."""
    for calendar, years in YEARS.items():
        if year in years:
            return calendar
    raise BadPeriod(BadPeriod.Reason.OUT_OF_RANGE, text=text)


# --- spans out of totals -------------------------------------------------------------------------


def tiles(span: Span, almanac: Almanac) -> list[Tile]:
    """The fewest rows of a totals table that add up to the span, as ranges; seven ranges at most.

    Every day of the span is in exactly one tile. A span since ever or for ever has a tile of years
    that is unbounded on that side.
    """
    return list(cover(span, [PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH], almanac))


def cover(span: Span, kinds: list[PeriodKind], almanac: Almanac) -> Iterator[Tile]:
    """The longest run of the coarsest kind that fits, with finer kinds before and after it."""
    if span.start >= span.end:
        return
    if not kinds:
        yield Tile(finest_kind(span, almanac), span.start, span.end)
        return
    start, end = first_start(kinds[0], span.start, almanac), last_start(kinds[0], span.end, almanac)
    if start < end:
        yield from cover(Span(span.start, start), kinds[1:], almanac)
        yield Tile(kinds[0], start, end)
        yield from cover(Span(end, span.end), kinds[1:], almanac)
    else:
        yield from cover(span, kinds[1:], almanac)


def finest_kind(span: Span, almanac: Almanac) -> PeriodKind:
    """Weeks if the span consists of whole ones, else days."""
    ends = (span.start, span.end)
    whole = all(day == start_of(PeriodKind.WEEK, day, almanac) for day in ends)
    return PeriodKind.WEEK if whole else PeriodKind.DAY


def first_start(kind: PeriodKind, day: date, almanac: Almanac) -> date:
    """The first day, from this one on, that begins a period of this kind."""
    if day == date.min:
        return day
    return day if start_of(kind, day, almanac) == day else period_of(kind, day, almanac).end


def last_start(kind: PeriodKind, day: date, almanac: Almanac) -> date:
    """The last day, up to this one, that begins a period of this kind."""
    return day if day == date.max else start_of(kind, day, almanac)


# --- working days --------------------------------------------------------------------------------


@dataclass(frozen=True)
class WeekWorked:
    """The working weekdays (0 Monday ... 6 Sunday) from the day `since` on."""

    since: date
    weekdays: frozenset[int]

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("a working week has one to seven of the weekdays 0 to 6")


def weeks_with(
    weeks: tuple[WeekWorked, ...], own: Sequence[tuple[date, frozenset[int]]]
) -> tuple[WeekWorked, ...]:
    """The company's working weeks, overlaid from given days on with somebody's own; an empty set of
    their own means the company's again."""
    if not own:
        return weeks
    common = WorkingCalendar(weeks)
    starts = sorted({date.min, *(week.since for week in weeks), *(since for since, _ in own)})
    found = []
    for start in starts:
        held = [weekdays for since, weekdays in own if since <= start]
        found.append(WeekWorked(start, (held and held[-1]) or common.weekdays_on(start)))
    return tuple(found)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days count: the working weeks in order, the holidays, and one person's leave.

    The first working week also holds for the days before it.
    """

    weeks: tuple[WeekWorked, ...]
    holidays: frozenset[date] = frozenset()
    leave: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        since = [week.since for week in self.weeks]
        if not since or since != sorted(set(since)):
            raise ValueError("a working calendar has working weeks, each later than the one before")

    def is_working(self, day: date) -> bool:
        """Whether the day is worked: its weekday is, and it is neither a holiday nor leave."""
        return day not in self.days_off and day.weekday() in self.weekdays_on(day)

    def previous_working_day(self, day: date) -> date:
        """The last working day before this one."""
        day -= DAY
        while not self.is_working(day):
            day -= DAY
        return day

    def working_days(self, span: Span) -> int:
        """How many days of the span are worked."""
        off = sum(day in span and day.weekday() in self.weekdays_on(day) for day in self.days_off)
        return sum(weekdays_in(part, weekdays) for part, weekdays in self.parts(span)) - off

    def parts(self, span: Span) -> Iterator[tuple[Span, frozenset[int]]]:
        """The span, split where the working week changes, each part with its weekdays."""
        starts = [date.min, *(week.since for week in self.weeks[1:])]
        ends = [*starts[1:], date.max]
        for week, start, end in zip(self.weeks, starts, ends, strict=True):
            yield Span(max(start, span.start), min(end, span.end)), week.weekdays

    def weekdays_on(self, day: date) -> frozenset[int]:
        """The working weekdays in force on this day."""
        return (held_on(self.weeks, day) or self.weeks[0]).weekdays

    @cached_property
    def days_off(self) -> frozenset[date]:
        """Holidays and leave together."""
        return self.holidays | self.leave


def weekdays_in(span: Span, weekdays: frozenset[int]) -> int:
    """How many days of the span fall on one of these weekdays."""
    weeks, rest = divmod(span.days, 7)
    first = span.start.weekday()
    return weeks * len(weekdays) + sum((first + n) % 7 in weekdays for n in range(rest))
