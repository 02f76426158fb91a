"""Durations, counts with their noun, and values of a metric in its unit."""

from collections.abc import Callable, Iterable
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
    "person": lambda w, n: w.ngettext("%(num)s person", "%(num)s people", n),
    "activity": lambda w, n: w.ngettext("%(num)s activity", "%(num)s activities", n),
    "case": lambda w, n: w.ngettext("%(num)s case", "%(num)s cases", n),
    "goal": lambda w, n: w.ngettext("%(num)s goal", "%(num)s goals", n),
    "row": lambda w, n: w.ngettext("%(num)s row", "%(num)s rows", n),
}


def count_of(n: Number, noun: str, writing: Writing, *, places: int | None = None) -> str:
    """3 days, 1 point, ۳ روز; the nouns are those of NOUNS. A fraction counts as many."""
    form = int(n) if n == int(n) and not places else 2
    text = number(n, writing, places=places)
    return NOUNS[noun](words(writing.language), abs(form)) % {"num": text}


def ago(seconds: Number, writing: Writing) -> str:
    """How long since: just now, 4 s ago, 6 min ago, 2 h ago, 3 days ago."""
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


def days(count: Number, writing: Writing, *, places: int | None = None) -> str:
    """12 days, 1 day, 12.4 days: one decimal when it is not whole."""
    return count_of(rounded_to(count, 1), "day", writing, places=places)


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
) -> str:
    """A metric's value in its unit, or a dash when there is none.

    Money is in the smallest unit, a ratio is a ratio (0.47 gives 47 %), minutes give h:mm.
    `places` are those of its column; without, a value has as many as it needs.
    """
    if value is None:
        return DASH
    if unit == "money":
        return money(value, writing, currency=currency, short=short)
    if unit == "minutes":
        return minutes(value, writing)
    return UNITS[unit](value, writing, places=places)


def places_of(values: Iterable[Number | None], unit: str) -> int:
    """With how many places a column of these is written: one as soon as one of them needs it."""
    scale = 100 if unit == "ratio" else 1
    # Sums are whole, and most columns are sums.
    fractions = (value for value in values if value is not None and not isinstance(value, int))
    return int(any(rounded_to(exact(value) * scale, 1) % 1 for value in fractions))


def ratio(value: Number, writing: Writing, *, places: int | None = None) -> str:
    """38 %, 1.2 %: one place when it needs one."""
    return percent(value, writing, places=places)


def count(value: Number, writing: Writing, *, places: int | None = None) -> str:
    """1,540 or a mean of 2.5."""
    return number(value, writing, places=places, at_most=1)


UNITS: dict[str, Callable[..., str]] = {
    "count": count,
    "points": count,
    "ratio": ratio,
    "days": days,
}
