"""Numbers, sums and dates as people type them, in Persian, Arabic or Latin digits."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from babel.numbers import get_currency_symbol

from leaderboard.locale.dates import date_typed
from leaderboard.locale.money import exponent, name_of
from leaderboard.locale.names import BIDI_CONTROLS, ascii_digits
from leaderboard.locale.numbers import number
from leaderboard.locale.writing import LANGUAGES, N_, Writing, words
from leaderboard.rules.periods import BadPeriod, Calendar, calendar_of, date_from

# Above this no sum of a company is meant, and a browser still counts exactly.
LIMIT = 10**15
GROUPS = ",٬،'’\\s"
NUMBER = re.compile(rf"([+−-]?)\s*(\d+|\d{{1,3}}([{GROUPS}])\d{{3}}(?:\3\d{{3}})*)(?:[.٫](\d+))?")
NUMBERLIKE = re.compile(rf"[+−-]?[\d.٫{GROUPS}]*\d[\d.٫{GROUPS}]*")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")


class Reason(StrEnum):
    """Why a text could not be read."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    SEPARATORS = "separators"
    TOO_LARGE = "too_large"
    TOO_PRECISE = "too_precise"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DAY = "no_such_day"
    OTHER_CALENDAR = "other_calendar"
    OUT_OF_RANGE = "out_of_range"


class Unreadable(ValueError):
    """A text that is no number or no date; `why` makes the sentence for the person who typed it."""

    def __init__(self, reason: Reason, *, text: str) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.reason = reason
        self.text = text


class BadNumber(Unreadable):
    """A number or a sum that cannot be read."""


class BadDate(Unreadable):
    """A date that cannot be read."""


def parse_number(text: str) -> int | Decimal:
    """123, ۱۲۳, ١٢٣, 1,234.5 or ۱٬۲۳۴٫۵: whole without a decimal point, else exact. BadNumber.

    Separators stand before groups of three; the point is . or ٫, never a comma.
    """
    plain = tidy(text)
    if not plain:
        raise BadNumber(Reason.EMPTY, text=text)
    found = NUMBER.fullmatch(plain)
    if not found:
        like = NUMBERLIKE.fullmatch(plain)
        raise BadNumber(Reason.SEPARATORS if like else Reason.NOT_A_NUMBER, text=text)
    sign, whole, _, decimals = found.groups()
    whole = ("-" if sign in ("-", "−") else "") + re.sub(r"\D", "", whole)
    # The length first: reading a million digits takes minutes.
    if len(whole) > 20 or abs(int(whole)) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text)
    if decimals and len(decimals) > 20:
        raise BadNumber(Reason.TOO_PRECISE, text=text)
    return Decimal(f"{whole}.{decimals}") if decimals else int(whole)


def parse_money(text: str, currency: str) -> int:
    """A sum in the currency's smallest unit: 12.50, €12.50 and ۱۲٫۵ are 1250 cents. BadNumber.

    Its own symbol, letters or name may stand before or after the number.
    """
    plain = currency_marks(currency).sub(r"\1", tidy(text))
    minor = Decimal(parse_number(plain)).scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise BadNumber(Reason.TOO_PRECISE, text=text)
    if abs(minor) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text)
    return int(minor)


def parse_date(text: str, calendar: Calendar | None = None) -> date:
    """2017-06-14, 14/6/2017, 1396/03/24 or ۱۳۹۶/۰۳/۲۴. BadDate.

    The year tells its calendar; with `calendar` only that one is taken. Days stand before months
    unless the year comes first.
    """
    plain = tidy(text)
    if not plain:
        raise BadDate(Reason.EMPTY, text=text)
    if found := YEAR_FIRST.fullmatch(plain):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := DAY_FIRST.fullmatch(plain):
        year, month, day = int(found[4]), int(found[3]), int(found[1])
    else:
        raise BadDate(Reason.NOT_A_DATE, text=text)
    meant = calendar_of_year(year, text=text)
    if calendar and meant != calendar:
        raise BadDate(Reason.OTHER_CALENDAR, text=text)
    try:
        return date_from(year, month, day, meant)
    except ValueError as error:
        raise BadDate(Reason.NO_SUCH_DAY, text=text) from error


def calendar_of_year(year: int, *, text: str) -> Calendar:
    """The calendar in which such a year can be meant."""
    try:
        return calendar_of(year, text=text)
    except BadPeriod as error:
        raise BadDate(Reason.OUT_OF_RANGE, text=text) from error


def tidy(text: str) -> str:
    """The text in Latin digits, without the marks that a copied number brings along."""
    return ascii_digits(BIDI_CONTROLS.sub("", text)).strip()


@lru_cache(maxsize=64)
def currency_marks(currency: str) -> re.Pattern[str]:
    """What people write for a currency: before the number, behind a sign or not, or after it."""
    names = {name_of(currency, language) for language in LANGUAGES}
    names |= {currency, get_currency_symbol(currency, "en")}
    any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"^([+−-]?)\s*(?:{any_name})\s*|\s*(?:{any_name})$", re.IGNORECASE)


# What to say about a text that could not be read; %(number)s and %(date)s are examples.
SENTENCES: dict[str, str] = {
    Reason.EMPTY: N_("Something is missing here."),
    Reason.NOT_A_NUMBER: N_("Digits only, for example %(number)s."),
    Reason.SEPARATORS: N_("Separators stand before three digits, for example %(number)s."),
    Reason.TOO_LARGE: N_("This number is too large."),
    Reason.TOO_PRECISE: N_("These are more decimals than can be kept."),
    Reason.NOT_A_DATE: N_("Write the date like %(date)s."),
    Reason.NO_SUCH_DAY: N_("There is no such day in the calendar."),
    Reason.OTHER_CALENDAR: N_("This is written in the other calendar."),
    Reason.OUT_OF_RANGE: N_("This year is too far away."),
    BadPeriod.Reason.UNREADABLE: N_("Write the period like %(periods)s."),
    BadPeriod.Reason.NO_SUCH_WEEK: N_("The year has no such week."),
    BadPeriod.Reason.NO_SUCH_MONTH: N_("A year has twelve months."),
    BadPeriod.Reason.NO_SUCH_QUARTER: N_("A year has four quarters."),
}


def why(error: Unreadable | BadPeriod, writing: Writing) -> str:
    """One sentence on what is wrong with the text, for the person who typed it."""
    return words(writing.language).gettext(SENTENCES[error.reason]) % examples(writing)


def examples(writing: Writing) -> dict[str, str]:
    """How things are typed, in the reader's digits and calendar."""
    day = date(2026, 11, 25)
    year = date_typed(day, writing)[:4]
    return {
        "number": number(4800, writing),
        "date": date_typed(day, writing),
        "periods": words(writing.language).gettext(", ").join([year, f"{year}-Q3"]),
    }
