"""Days written with the month's name, in both languages and both calendars."""

import re
from functools import lru_cache
from typing import NamedTuple

from leaderboard.locale.dates import MonthWidth, month_names
from leaderboard.locale.names import fold
from leaderboard.locale.writing import LANGUAGES
from leaderboard.rules.calendars import Calendar

# Other ways people write months.
SPELLINGS = {
    Calendar.GREGORIAN: {
        "sept": 9,
        "می": 5,
        "ژولای": 7,
        "جولای": 7,
        "آگوست": 8,
        "اگوست": 8,
    },
    Calendar.JALALI: {"امرداد": 5},
}
# What may stand next to day, month and year: weekdays of one word or two, and filler words.
BESIDE = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:یک|دو|سه|چهار|پنج)?(?:شنبه)?|جمعه|of|ماه|سال|مورخ)"
)
# The word month written together with its name: آبان‌ماه.
MONTH_OF = re.compile("(?<=.)ماه$")
PARTS = re.compile(r"[\s,،./-]+")
LETTER = re.compile(r"[^\W\d_]")
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|ام|م)")


class NamedDay(NamedTuple):
    """Day and year as written, and the named month with its calendar."""

    year: str
    month: int
    day: str
    calendar: Calendar


def named_day(folded: str) -> NamedDay | None:
    """28 Apr 2026, April 28th 2026, 28-Apr-26, ۸ اردیبهشت ۱۴۰۵; None if no month is named."""
    if not LETTER.search(folded):
        return None
    words = (MONTH_OF.sub("", part) for part in PARTS.split(folded))
    parts = [part for part in words if not BESIDE.fullmatch(part)]
    names = [part for part in parts if part in known_months()]
    numbers = [ORDINAL.sub(r"\1", part) for part in parts if part not in known_months()]
    if len(names) != 1 or len(numbers) != 2 or not all(part.isdecimal() for part in numbers):
        return None
    # A two-digit year comes last; a four-digit one may come first.
    day, year = numbers if len(numbers[0]) <= 2 else numbers[::-1]
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    calendar, month = known_months()[names[0]]
    return NamedDay(year, month, day, calendar)


@lru_cache(maxsize=1)
def known_months() -> dict[str, tuple[Calendar, int]]:
    """Every name of a month, folded."""
    widths: tuple[MonthWidth, ...] = ("wide", "abbreviated")
    found: dict[str, tuple[Calendar, int]] = {}
    for calendar in Calendar:
        for language in LANGUAGES:
            for width in widths:
                names = month_names(width, calendar, language)
                found |= {fold(name): (calendar, month) for month, name in names.items()}
        spelled = SPELLINGS[calendar].items()
        found |= {fold(name): (calendar, month) for name, month in spelled}
    return found
