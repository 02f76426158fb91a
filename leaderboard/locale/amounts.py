"""Durations, counts with their noun, and a metric's values in its unit."""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from gettext import NullTranslations

from leaderboard.locale.money import money
from leaderboard.locale.numbers import (
    DASH,
    Number,
    digits,
    exact,
    minus,
    number,
    percent,
    rounded_to,
)
from leaderboard.locale.writing import Writing, words

MINUTE, HOUR, DAY = 60, 3600, 86400

NOUNS: dict[str, Callable[[NullTranslations, int], str]] = {
    "day": lambda w, n: w.ngettext("%(num)s day", "%(num)s days", n),
    "working day": lambda w, n: w.ngettext("%(num)s working day", "%(num)s working days", n),
    "week": lambda w, n: w.ngettext("%(num)s week", "%(num)s weeks", n),
    "point": lambda w, n: w.ngettext("%(num)s point", "%(num)s points", n),
    "percentage point": lambda w, n: w.ngettext(
        "%(num)s percentage point", "%(num)s percentage points", n
    ),
    "person": lambda w, n: w.ngettext("%(num)s person", "%(num)s people", n),
    "activity": lambda w, n: w.ngettext("%(num)s activity", "%(num)s activities", n),
    "case": lambda w, n: w.ngettext("%(num)s case", "%(num)s cases", n),
    "goal": lambda w, n: w.ngettext("%(num)s goal", "%(num)s goals", n),
    "row": lambda w, n: w.ngettext("%(num)s row", "%(num)s rows", n),
}


def count_of(
    n: Number, noun: str, writing: Writing, *, places: int | None = None, at_most: int = 2
) -> str:
    """3 days, 1 point, ۳ روز; the nouns are those of NOUNS. A fraction takes the plural."""
    form = int(n) if n == int(n) and not places else 2
    text = number(n, writing, places=places, at_most=at_most)
    return NOUNS[noun](words(writing.language), abs(form)) % {"num": text}


def ago(seconds: Number, writing: Writing) -> str:
    """How long ago: just now, 4 s ago, 6 min ago, 2 h ago, 3 days ago."""
    gettext, past = words(writing.language).gettext, int(max(0, seconds))
    if past == 0:
        return gettext("just now")
    if past < MINUTE:
        return gettext("%(number)s s ago") % {"number": number(past, writing)}
    if past < HOUR:
        return gettext("%(number)s min ago") % {"number": number(past // MINUTE, writing)}
    if past < DAY:
        return gettext("%(number)s h ago") % {"number": number(past // HOUR, writing)}
    whole = past // DAY
    text = words(writing.language).ngettext("%(num)s day ago", "%(num)s days ago", whole)
    return text % {"num": number(whole, writing)}


def days(count: Number, writing: Writing, *, places: int | None = None, at_most: int = 1) -> str:
    """12 days, 1 day, 12.4 days: one decimal if it is not whole, or as many as asked for."""
    rounded = rounded_to(count, at_most if places is None else places)
    return count_of(rounded, "day", writing, places=places, at_most=at_most)


def minutes(count: Number, writing: Writing) -> str:
    """Hours and minutes: 90 is 1:30, 5 is 0:05."""
    whole = int(rounded_to(count, 0))
    hours, rest = divmod(abs(whole), 60)
    text = number(hours, writing) + digits(f":{rest:02}", writing)
    return minus(text, writing) if whole < 0 else text


def value_text(
    value: Number | None,
    unit: str,
    writing: Writing,
    *,
    currency: str = "",
    short: bool = False,
    places: int | None = None,
    at_most: int = 1,
) -> str:
    """A metric's value in its unit, or a dash when there is none.

    Money is in the smallest unit, a ratio is a ratio (0.47 gives 47 %), minutes give h:mm. `places`
    are the column's decimals; without it a value has as many as it needs, up to `at_most`.
    """
    if value is None:
        return DASH
    if unit == "money":
        return money(value, writing, currency=currency, short=short)
    if unit == "minutes":
        return minutes(value, writing)
    return UNITS[unit](value, writing, places=places, at_most=at_most)


def places_of(values: Iterable[Number | None], unit: str) -> int:
    """How many decimals to give a column of these values: one as soon as one value needs it, more
    until different values look different."""
    # Sums are whole, and most columns are sums.
    fractions = {value for value in values if value is not None and not isinstance(value, int)}
    if not fractions or unit not in FINE:
        return 0
    scaled = {exact(value) * FINE[unit] for value in fractions}
    if not any(rounded_to(value, 1) % 1 for value in scaled) and tells_apart(scaled, 0):
        return 0
    return next((places for places in range(1, MOST_PLACES) if tells_apart(scaled, places)), 1)


def places_apart(value: Number, other: Number, unit: str) -> int:
    """The most decimals two values can need to look different; one if they are equal, or nearly."""
    if unit not in FINE:
        return 1
    scaled = {exact(one) * FINE[unit] for one in (value, other)}
    return next((places for places in range(1, MOST_PLACES) if tells_apart(scaled, places)), 1)


def tells_apart(values: Collection[Decimal], places: int) -> bool:
    """Whether different values still look different with this many decimals."""
    return len({rounded_to(value, places) for value in values}) == len(values)


# The units written with decimals, and the factor by which their values are scaled up.
FINE = {"ratio": 100, "days": 1, "count": 1}
MOST_PLACES = 7


def ratio(value: Number, writing: Writing, *, places: int | None = None, at_most: int = 1) -> str:
    """38 %, 1.2 %: one decimal if it needs one."""
    return percent(value, writing, places=places, at_most=at_most)


def count(value: Number, writing: Writing, *, places: int | None = None, at_most: int = 1) -> str:
    """1,540, or a mean of 2.5."""
    return number(value, writing, places=places, at_most=at_most)


UNITS: dict[str, Callable[..., str]] = {
    "count": count,
    "points": count,
    "ratio": ratio,
    "days": days,
}
