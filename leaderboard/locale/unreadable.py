"""What is wrong with a number, a sum or a date that somebody typed, in one sentence."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from leaderboard.locale.dates import date_typed
from leaderboard.locale.money import exponent, name_of, short_amount
from leaderboard.locale.numbers import number
from leaderboard.locale.writing import N_, Writing, words
from leaderboard.rules.period_texts import BadPeriod


class Reason(StrEnum):
    """Why a text could not be read."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_SUM = "not_a_sum"
    LAKH = "lakh"
    SCIENTIFIC = "scientific"
    SEPARATORS = "separators"
    TWO_WAYS = "two_ways"
    OTHER_CURRENCY = "other_currency"
    TOO_LARGE = "too_large"
    TOO_PRECISE = "too_precise"
    NOT_A_DATE = "not_a_date"
    DAY_NUMBER = "day_number"
    NO_SUCH_DAY = "no_such_day"
    OTHER_CALENDAR = "other_calendar"
    OUT_OF_RANGE = "out_of_range"


class Figures(StrEnum):
    """What kind of number was asked for, for a fitting example."""

    NUMBER = "number"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"


class Unreadable(ValueError):
    """A text that is not a number or a date; `why` makes the sentence for whoever typed it."""

    asked = Figures.NUMBER
    currency = ""
    day: date | None = None

    def __init__(self, reason: Reason, *, text: str) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.reason = reason
        self.text = text


class BadNumber(Unreadable):
    """A number or a sum that cannot be read; `currency` is the other currency that was written."""

    def __init__(
        self, reason: Reason, *, text: str, asked: Figures = Figures.NUMBER, currency: str = ""
    ) -> None:
        super().__init__(reason, text=text)
        self.asked, self.currency = asked, currency


class BadDate(Unreadable):
    """A date that cannot be read; `day` is the one that a spreadsheet's number stands for."""

    def __init__(self, reason: Reason, *, text: str, day: date | None = None) -> None:
        super().__init__(reason, text=text)
        self.day = day


# What is wrong only with long numbers, so that a short one is no example.
LONG = (Reason.SEPARATORS, Reason.SCIENTIFIC, Reason.TWO_WAYS)
# What to say about a text that could not be read; %(number)s and %(date)s are examples, and
# %(day)s is what was meant.
SENTENCES: dict[str, str] = {
    Reason.EMPTY: N_("This is empty."),
    Reason.NOT_A_NUMBER: N_("Write it in digits, for example %(number)s."),
    Reason.NOT_A_SUM: N_("Write it in digits, for example %(number)s or %(short)s."),
    Reason.LAKH: N_("Write it in digits: a lakh is %(lakh)s and a crore %(crore)s."),
    Reason.SCIENTIFIC: N_(
        "Spreadsheets shorten long numbers like this. Write all the digits, for example %(number)s."
    ),
    Reason.SEPARATORS: N_("Use separators between groups of three digits, for example %(number)s."),
    Reason.TWO_WAYS: N_("This can be read in two ways. Write it like %(number)s."),
    Reason.OTHER_CURRENCY: N_("Wrong currency: %(other)s instead of %(currency)s."),
    Reason.TOO_LARGE: N_("This number is too large."),
    Reason.TOO_PRECISE: N_("This has too many decimal places."),
    Reason.NOT_A_DATE: N_("Write the date like %(date)s."),
    Reason.DAY_NUMBER: N_("This is how spreadsheets store %(day)s. Write the date like that."),
    Reason.NO_SUCH_DAY: N_("There is no such day in the calendar."),
    Reason.OTHER_CALENDAR: N_("This date is in the other calendar."),
    Reason.OUT_OF_RANGE: N_("This year is out of range."),
    BadPeriod.Reason.UNREADABLE: N_("Write the period like %(periods)s."),
    BadPeriod.Reason.NO_SUCH_WEEK: N_("The year has no such week."),
    BadPeriod.Reason.NO_SUCH_MONTH: N_("A year has twelve months."),
    BadPeriod.Reason.NO_SUCH_QUARTER: N_("A year has four quarters."),
}


def why(error: Unreadable | BadPeriod, writing: Writing) -> str:
    """One sentence on what is wrong with the text, for whoever typed it."""
    sentence = words(writing.language).gettext(SENTENCES[error.reason])
    return sentence % {**examples(writing), **figure_examples(error, writing)}


def examples(writing: Writing) -> dict[str, str]:
    """How to type dates and periods, in the reader's digits and calendar."""
    day = date(2026, 11, 25)
    year = date_typed(day, writing)[:4]
    return {
        "date": date_typed(day, writing),
        "periods": words(writing.language).gettext(", ").join([year, f"{year}-Q3"]),
    }


def figure_examples(error: Unreadable | BadPeriod, writing: Writing) -> dict[str, str]:
    """A number that could replace what was typed, what was meant, and the currencies."""
    if isinstance(error, BadPeriod):
        return {}
    language = writing.language
    return {
        "number": example_of(error, writing),
        "short": short_amount(example_sum(writing), writing),
        "lakh": number(10**5, writing),
        "crore": number(10**7, writing),
        "day": date_typed(error.day, writing) if error.day else "",
        "currency": name_of(writing.currency, language),
        "other": name_of(error.currency, language) if error.currency else "",
    }


def example_of(error: Unreadable, writing: Writing) -> str:
    if error.asked is Figures.MONEY:
        return number(example_sum(writing), writing)
    if error.reason in LONG:
        return number(4800, writing)
    if error.asked is Figures.PERCENT:
        return number(Decimal("12.5"), writing)
    return number(3 if error.asked is Figures.COUNT else 4800, writing)


def example_sum(writing: Writing) -> Decimal:
    """Without cents, money is counted in millions."""
    return Decimal(4800 if exponent(writing.currency) else 4_800_000)
