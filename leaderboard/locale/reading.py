"""Numbers, sums and dates as people type them, in Persian, Arabic or Latin digits."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from leaderboard.locale.currencies import without_currency
from leaderboard.locale.dates import date_typed
from leaderboard.locale.magnitudes import Figure, figures, without_slashes
from leaderboard.locale.money import exponent, name_of
from leaderboard.locale.months import named_day
from leaderboard.locale.names import BIDI_CONTROLS, ascii_digits, fold
from leaderboard.locale.numbers import EXACT, number
from leaderboard.locale.writing import N_, Writing, words
from leaderboard.rules.periods import BadPeriod, Calendar, calendar_of, date_from

# Above this no sum of a company is meant, and a browser still counts exactly.
LIMIT = 10**15
GROUPS = ",٬،'’\\s"
NUMBER = re.compile(rf"([+−-]?)\s*(\d+|\d{{1,3}}([{GROUPS}])\d{{3}}(?:\3\d{{3}})*)(?:[.٫](\d+))?")
NUMBERLIKE = re.compile(rf"[+−-]?[\d.٫{GROUPS}]*\d[\d.٫{GROUPS}]*")
PERCENT = re.compile(r"\s*(?:[%٪]|per\s?cent|درصد)$", re.IGNORECASE)
THREE_ZEROS = re.compile(r"[+−-]?\s*\d{1,3}[.٫]000")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")


class Reason(StrEnum):
    """Why a text could not be read."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    SEPARATORS = "separators"
    TWO_WAYS = "two_ways"
    OTHER_CURRENCY = "other_currency"
    TOO_LARGE = "too_large"
    TOO_PRECISE = "too_precise"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DAY = "no_such_day"
    OTHER_CALENDAR = "other_calendar"
    OUT_OF_RANGE = "out_of_range"


class Figures(StrEnum):
    """What sort of number was asked for, for an example that fits."""

    NUMBER = "number"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"


class Unreadable(ValueError):
    """A text that is no number or no date; `why` makes the sentence for the person who typed it."""

    asked = Figures.NUMBER
    currency = ""

    def __init__(self, reason: Reason, *, text: str) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.reason = reason
        self.text = text


class BadNumber(Unreadable):
    """A number or a sum that cannot be read; `currency` is the other one that was written."""

    def __init__(
        self, reason: Reason, *, text: str, asked: Figures = Figures.NUMBER, currency: str = ""
    ) -> None:
        super().__init__(reason, text=text)
        self.asked, self.currency = asked, currency


class BadDate(Unreadable):
    """A date that cannot be read."""


def parse_number(text: str, *, asked: Figures = Figures.NUMBER) -> int | Decimal:
    """123, ۱۲۳, ١٢٣, 1,234.5, ۱٬۲۳۴٫۵, 1.5M or ۲ میلیون و ۵۰۰ هزار: whole, else exact. BadNumber.

    Separators stand before groups of three; the point is . or ٫, never a comma.
    """
    return read_number(tidy(text), text=text, asked=asked)


def read_number(plain: str, *, text: str, asked: Figures) -> int | Decimal:
    """The tidied number in a text."""
    try:
        if not plain:
            raise BadNumber(Reason.EMPTY, text=text)
        parts = figures(plain)
        if parts is None:
            raise BadNumber(Reason.NOT_A_NUMBER, text=text)
        if len(parts) == 1 and parts[0].scale == 1:
            return parse_figure(parts[0].text, text=text)
        return sum_of(parts, text=text)
    except BadNumber as error:
        raise BadNumber(error.reason, text=text, asked=asked) from None


def sum_of(parts: Sequence[Figure], *, text: str) -> int | Decimal:
    """2 million and 500 thousand. What comes after is less than one of what came before."""
    values = [EXACT.create_decimal(parse_figure(part.text, text=text)) for part in parts]
    told = [value * part.scale for value, part in zip(values, parts, strict=True)]
    for value, larger, smaller in zip(values, parts, told[1:], strict=False):
        if value != value.to_integral_value() or not 0 <= smaller < larger.scale:
            raise BadNumber(Reason.NOT_A_NUMBER, text=text)
    # The sign stands before the first of them and is meant for all.
    rest = EXACT.create_decimal(sum(told[1:]))
    whole = told[0] - rest if plain_sign(parts[0].text) else told[0] + rest
    if abs(whole) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text)
    return int(whole) if whole == whole.to_integral_value() else whole


def plain_sign(figure: str) -> bool:
    """Whether the figure is below zero."""
    return figure.startswith(("-", "−"))


def parse_figure(plain: str, *, text: str) -> int | Decimal:
    """A number without words."""
    settled = without_slashes(text, plain.strip())
    if settled is None:
        raise BadNumber(Reason.TWO_WAYS, text=text)
    found = NUMBER.fullmatch(settled)
    if not found:
        like = NUMBERLIKE.fullmatch(settled)
        raise BadNumber(Reason.SEPARATORS if like else Reason.NOT_A_NUMBER, text=text)
    sign, whole, _, decimals = found.groups()
    whole = ("-" if sign in ("-", "−") else "") + re.sub(r"\D", "", whole)
    # The length first: reading a million digits takes minutes.
    if len(whole) > 20 or abs(int(whole)) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text)
    if decimals and len(decimals) > 20:
        raise BadNumber(Reason.TOO_PRECISE, text=text)
    return Decimal(f"{whole}.{decimals}") if decimals else int(whole)


def parse_percent(text: str) -> int | Decimal:
    """18, 18 %, ۱۸٪, 18 percent or ۱۸ درصد: how many hundredths. BadNumber."""
    return read_number(PERCENT.sub("", tidy(text)), text=text, asked=Figures.PERCENT)


def parse_money(text: str, currency: str) -> int:
    """A sum in the currency's smallest unit: 12.50, €12.50 and ۱۲٫۵ are 1250 cents. BadNumber.

    Its own symbol, letters or name may stand before or after the number.
    """
    minor = Decimal(parse_sum(text, currency)).scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise BadNumber(Reason.TOO_PRECISE, text=text, asked=Figures.MONEY)
    return int(minor)


def parse_sum(text: str, currency: str) -> int | Decimal:
    """A sum in whole units of the currency, however small a part of them it names. BadNumber."""
    plain, found = without_currency(tidy(text), currency)
    if found not in ("", currency):
        raise BadNumber(Reason.OTHER_CURRENCY, text=text, asked=Figures.MONEY, currency=found)
    # Without cents there is nothing that the point could part: is 12.000 twelve, or thousands?
    if not exponent(currency) and THREE_ZEROS.fullmatch(plain):
        raise BadNumber(Reason.TWO_WAYS, text=text, asked=Figures.MONEY)
    value = read_number(plain, text=text, asked=Figures.MONEY)
    if abs(Decimal(value).scaleb(exponent(currency))) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text, asked=Figures.MONEY)
    return value


def parse_date(text: str, calendar: Calendar | None = None) -> date:
    """2017-06-14, 14/6/2017, 14 June 2017, 1396/03/24 or ۲۴ خرداد ۱۳۹۶. BadDate.

    The year tells its calendar; with `calendar` only that one is taken. Days stand before months
    unless the year comes first.
    """
    if not tidy(text):
        raise BadDate(Reason.EMPTY, text=text)
    year, month, day, named = date_written(text)
    meant = calendar_of_year(year, text=text)
    if named not in (None, meant) or calendar not in (None, meant):
        raise BadDate(Reason.OTHER_CALENDAR, text=text)
    try:
        return date_from(year, month, day, meant)
    except ValueError as error:
        raise BadDate(Reason.NO_SUCH_DAY, text=text) from error


def date_written(text: str) -> tuple[int, int, int, Calendar | None]:
    """Year, month and day as they stand, and whose month it is when it is named."""
    plain = tidy(text)
    named = named_day(fold(text))
    if named is not None and len(named.year) == 4:
        return int(named.year), named.month, int(named.day), named.calendar
    if found := YEAR_FIRST.fullmatch(plain):
        return int(found[1]), int(found[3]), int(found[4]), None
    if found := DAY_FIRST.fullmatch(plain):
        return int(found[4]), int(found[3]), int(found[1]), None
    raise BadDate(Reason.NOT_A_DATE, text=text)


def calendar_of_year(year: int, *, text: str) -> Calendar:
    """The calendar in which such a year can be meant."""
    try:
        return calendar_of(year, text=text)
    except BadPeriod as error:
        raise BadDate(Reason.OUT_OF_RANGE, text=text) from error


def tidy(text: str) -> str:
    """The text in Latin digits, without the marks that a copied number brings along."""
    return ascii_digits(BIDI_CONTROLS.sub("", text)).strip()


# What to say about a text that could not be read; %(number)s and %(date)s are examples.
SENTENCES: dict[str, str] = {
    Reason.EMPTY: N_("Something is missing here."),
    Reason.NOT_A_NUMBER: N_("Write it in digits, for example %(number)s."),
    Reason.SEPARATORS: N_("Separators stand before three digits, for example %(number)s."),
    Reason.TWO_WAYS: N_("This can be read in two ways. Write it like %(number)s."),
    Reason.OTHER_CURRENCY: N_("Wrong currency: %(other)s instead of %(currency)s."),
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
    sentence = words(writing.language).gettext(SENTENCES[error.reason])
    return sentence % {**examples(writing), **figure_examples(error, writing)}


def examples(writing: Writing) -> dict[str, str]:
    """How dates and periods are typed, in the reader's digits and calendar."""
    day = date(2026, 11, 25)
    year = date_typed(day, writing)[:4]
    return {
        "date": date_typed(day, writing),
        "periods": words(writing.language).gettext(", ").join([year, f"{year}-Q3"]),
    }


def figure_examples(error: Unreadable | BadPeriod, writing: Writing) -> dict[str, str]:
    """A number that could stand in the place of what was typed, and the currencies."""
    if isinstance(error, BadPeriod):
        return {}
    language = writing.language
    return {
        "number": example_of(error.asked, writing),
        "currency": name_of(writing.currency, language),
        "other": name_of(error.currency, language) if error.currency else "",
    }


def example_of(asked: Figures, writing: Writing) -> str:
    if asked is Figures.MONEY:
        # Where there are no cents, money is counted in millions.
        return number(4800 if exponent(writing.currency) else 4_800_000, writing)
    if asked is Figures.PERCENT:
        return number(Decimal("12.5"), writing)
    return number(3 if asked is Figures.COUNT else 4800, writing)
