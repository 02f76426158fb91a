"""Periods in writing: reading 2017-Q2 or 1396/03, and writing them."""

import re
from datetime import date
from enum import StrEnum

from leaderboard.rules.calendars import Calendar, date_from, date_parts
from leaderboard.rules.periods import WEEK, Almanac, Period, PeriodKind, period_of

# The years that can be read: the two ranges do not overlap, so a year tells its calendar.
YEARS = {Calendar.GREGORIAN: range(1900, 2200), Calendar.JALALI: range(1279, 1579)}


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
