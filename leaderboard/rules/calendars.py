"""The two calendars: Gregorian and Jalali years, months and days."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from persiantools.jdatetime import JalaliDate


class Calendar(StrEnum):
    """The calendar whose months, quarters and years an organisation counts in."""

    GREGORIAN = "gregorian"
    JALALI = "jalali"

    # The hash of the text: an enumeration's own is Python code, and periods are looked up by it.
    __hash__ = str.__hash__


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
