"""Days, times and periods as people write them, in either calendar."""

from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from babel.dates import get_day_names, get_month_names
from persiantools.jdatetime import MONTH_NAMES_EN, MONTH_NAMES_FA

from leaderboard import clock
from leaderboard.locale.numbers import digits
from leaderboard.locale.writing import Writing, words
from leaderboard.rules.calendars import Calendar, date_parts
from leaderboard.rules.periods import Period, PeriodKind

MonthWidth = Literal["wide", "abbreviated", "narrow"]
DayWidth = Literal["wide", "abbreviated", "short", "narrow"]


def date_long(day: date, writing: Writing, *, year: bool = True) -> str:
    """Wednesday 25 November 2026; چهارشنبه ۴ آذر ۱۴۰۵."""
    named = parts(day, writing)
    text = writing.script.date_long.format_map(named)
    return f"{text} {named['year']}" if year else text


def date_short(day: date, writing: Writing) -> str:
    """25 Nov 2026; ۱۴۰۵/۰۹/۰۴."""
    return writing.script.date_short.format_map(parts(day, writing))


def date_typed(day: date, writing: Writing) -> str:
    """A date as typed into a field and read back: 2026-11-25; ۱۴۰۵/۰۹/۰۴."""
    return writing.script.date_typed.format_map(parts(day, writing))


def day_month(day: date, writing: Writing) -> str:
    """25 Nov; ۴ آذر."""
    named = parts(day, writing)
    return f"{named['day']} {named['short_month']}"


def weekday(day: date, writing: Writing, *, width: DayWidth = "wide") -> str:
    """Wednesday, چهارشنبه; `width` abbreviated gives Wed, short We, narrow W, چ."""
    if width == "short" and writing.script.direction == "rtl":
        # CLDR's short names are numbers with a letter; calendars show only the letter.
        width = "narrow"
    return get_day_names(width, "stand-alone", writing.language)[day.weekday()]


def weekdays(writing: Writing, *, width: DayWidth = "wide") -> list[tuple[int, str]]:
    """The days in week order, each with its number: 0 Monday ... 6 Sunday."""
    names = get_day_names(width, "stand-alone", writing.language)
    order = ((writing.first_weekday + step) % 7 for step in range(7))
    return [(number, names[number]) for number in order]


def time(instant: datetime, writing: Writing) -> str:
    """9:48 or ۹:۴۸ in the organisation's time zone."""
    local = clock.local(instant, writing.zone)
    return digits(f"{local.hour}:{local.minute:02}", writing)


def moment(instant: datetime, writing: Writing) -> str:
    """25 Nov 2026, 9:48; ۱۴۰۵/۰۹/۰۴، ۹:۴۸."""
    day = date_short(clock.business_date(instant, writing.zone), writing)
    return writing.script.date_and_time.format(date=day, time=time(instant, writing))


def period_name(period: Period, writing: Writing, *, year: bool = True) -> str:
    """November 2026, Q2 2017, week of 2 Nov 2026, 2017; without the year when `year` is False.

    In the organisation's calendar: آذر ۱۴۰۵, پاییز ۱۴۰۵, هفتهٔ ۲ آذر ۱۴۰۵.
    """
    shown = parts(period.start, writing)["year"]
    if period.kind == PeriodKind.YEAR:
        return shown
    name = unit_name(period, writing)
    return f"{name} {shown}" if year else name


def unit_name(period: Period, writing: Writing) -> str:
    """A day, week, month or quarter without its year."""
    if period.kind == PeriodKind.MONTH:
        return parts(period.start, writing)["month"]
    if period.kind == PeriodKind.QUARTER:
        return quarter_name(period.start, writing)
    day = day_month(period.start, writing)
    if period.kind == PeriodKind.DAY:
        return day
    # Translators: the week that begins on that day: week of 2 Nov
    return words(writing.language).gettext("week of %(day)s") % {"day": day}


def quarter_name(start: date, writing: Writing) -> str:
    """Q2; in Persian, a Jalali quarter goes by the name of its season."""
    name = words(writing.language)
    jalali = (
        name.pgettext("Jalali quarter", "Q1"),
        name.pgettext("Jalali quarter", "Q2"),
        name.pgettext("Jalali quarter", "Q3"),
        name.pgettext("Jalali quarter", "Q4"),
    )
    gregorian = (
        name.pgettext("Gregorian quarter", "Q1"),
        name.pgettext("Gregorian quarter", "Q2"),
        name.pgettext("Gregorian quarter", "Q3"),
        name.pgettext("Gregorian quarter", "Q4"),
    )
    names = jalali if writing.calendar == Calendar.JALALI else gregorian
    return names[(date_parts(start, writing.calendar)[1] - 1) // 3]


def parts(day: date, writing: Writing) -> dict[str, str]:
    """What a date pattern may contain."""
    year, month, number = date_parts(day, writing.calendar)
    return {
        "weekday": weekday(day, writing),
        "day": digits(str(number), writing),
        "day2": digits(f"{number:02}", writing),
        "month": month_names("wide", writing.calendar, writing.language)[month],
        "short_month": month_names("abbreviated", writing.calendar, writing.language)[month],
        "month2": digits(f"{month:02}", writing),
        "year": digits(str(year), writing),
    }


@lru_cache(maxsize=32)
def month_names(width: MonthWidth, calendar: Calendar, language: str) -> dict[int, str]:
    """The months by number; Jalali months are not abbreviated."""
    if calendar == Calendar.GREGORIAN:
        return dict(get_month_names(width, "stand-alone", language))
    names = MONTH_NAMES_FA if language.startswith("fa") else MONTH_NAMES_EN
    return {month: str(name) for month, name in enumerate(names) if name}
