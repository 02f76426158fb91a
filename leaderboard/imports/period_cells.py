"""Periods as files write them: 2026-Q2, 1405/03, May 2026, خرداد ۱۴۰۵, بهار ۱۴۰۵."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.imports.problems import BadLine
from leaderboard.imports.words import fold
from leaderboard.locale.months import known_months
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.period_texts import BadPeriod, calendar_of, parse
from leaderboard.rules.periods import Almanac, Period, PeriodKind

YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# Separators between the words, and words that add nothing to a year.
BETWEEN = re.compile(r"[\s\u200c,،/._-]+")
BESIDE = ("سال", "ماه", "year", "fy")
QUARTER = re.compile(r"(?:q|quarter|سه ?ماهه|فصل) ?([1-4])|([1-4]) ?(?:q|quarter)")
ORDINALS = {"اول": "1", "دوم": "2", "سوم": "3", "چهارم": "4"}
# The quarters of a Jalali year have names: they are the seasons.
SEASONS = {"بهار": 1, "تابستان": 2, "پاییز": 3, "زمستان": 4}


def read_period(text: str, almanac: Almanac) -> Period:
    """The year, quarter, month or week in a cell. The year tells the calendar, even if it is not
    the organisation's."""
    plain = locale.clean_name(text)
    if not plain:
        raise BadLine(_("The period is missing."))
    for written in ways(fold(plain)):
        try:
            period = parse(written, in_calendar_of(written, almanac))
        except BadPeriod:
            continue
        if period.kind is not PeriodKind.DAY:
            return period
    raise BadLine(
        _(
            "“%(text)s” is not a period. Write it like 2026, 2026-Q2, 2026-05 or May 2026.",
            text=text[:40],
        ),
        family="period",
    )


def in_calendar_of(written: str, almanac: Almanac) -> Almanac:
    year = YEAR.search(written)
    return almanac._replace(calendar=calendar_of(int(year[0]), text=written)) if year else almanac


def ways(folded: str) -> Iterator[str]:
    """The text as written, and with a named quarter or month replaced by its number."""
    yield folded
    found = YEAR.search(folded)
    if found is None:
        return
    year, rest = found[0], folded.replace(found[0], " ", 1)
    words = [word for word in BETWEEN.split(rest) if word and word not in BESIDE]
    name = " ".join(ORDINALS.get(word, word).removesuffix("ماه") for word in words)
    if quarter := QUARTER.fullmatch(name):
        yield f"{year}-q{quarter[1] or quarter[2]}"
    for season, number in SEASONS.items():
        if fold(season) == name and int(year) < 1900:
            yield f"{year}-q{number}"
    calendar, month = known_months().get(name, (Calendar.GREGORIAN, 0))
    if month and (calendar is Calendar.JALALI) == (int(year) < 1900):
        yield f"{year}-{month:02}"
    if name.isdecimal():
        yield f"{year}-{int(name):02}"
