"""Money and numbers in cells: read exactly, or refused with what would fix it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from typing import NamedTuple

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.imports.problems import BadLine, BadMap
from leaderboard.locale import BadNumber, Figures
from leaderboard.locale.numbers import EXACT
from leaderboard.locale.reading import LIMIT, MOST_SIGNS, PERCENT
from leaderboard.locale.unreadable import Reason

KEPT = 65536
ONE = Decimal(1)
# A decimal comma and its usual separators.
COMMA_TO_POINT = str.maketrans({",": ".", ".": ",", "’": ",", "'": ","})
# A mark between two figures of an example.
MARK = re.compile(r"(?<=\d)[.,](?=\d)")
# Ten rials make a toman.
BETWEEN = {("IRR", "IRT"): Decimal("0.1"), ("IRT", "IRR"): Decimal(10)}


class Numbers(NamedTuple):
    """How a file writes its numbers, according to its map; `currency` is the organisation's."""

    currency: str = ""
    has_comma: bool = False
    # Whether the map says so: then 12.500 is twelve and a half.
    has_point: bool = False
    is_rounded: bool = False
    factor: Decimal = ONE
    # The file's currency; empty means ours.
    told_in: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether the map says which mark is the decimal one."""
        return self.has_comma or self.has_point

    @property
    def foreign(self) -> str:
        """The other currency a sum may name. If a tenth of it makes a toman, it is rial."""
        rated = (code for (code, ours), rate in BETWEEN.items() if self._is_rate(ours, rate))
        return self.told_in or next(rated, "")

    def _is_rate(self, ours: str, rate: Decimal) -> bool:
        return ours == self.currency and rate == self.factor


def numbers_here(said: Numbers, currency: str) -> Numbers:
    """The map's settings, for an organisation with this currency. Raises BadMap."""
    told_in = said.told_in if said.told_in != currency else ""
    rate = BETWEEN.get((told_in, currency))
    if told_in and rate is None and said.factor == ONE:
        raise BadMap(
            [
                "factor: "
                + _(
                    "is missing: how many %(ours)s is one %(foreign)s?",
                    ours=currency,
                    foreign=told_in,
                )
            ]
        )
    factor = rate if rate is not None and said.factor == ONE else said.factor
    return said._replace(currency=currency, told_in=told_in, factor=factor)


@lru_cache(maxsize=KEPT)
def read_money(text: str, numbers: Numbers) -> int:
    """A sum in the smallest unit of the organisation's currency."""
    return read(text, numbers, minor_units)


@lru_cache(maxsize=KEPT)
def read_whole(text: str, numbers: Numbers) -> int:
    """A whole number."""
    return read(text, numbers, whole_number)


def read_profit(text: str, amount: int | None, numbers: Numbers) -> int:
    """A sum, or a percentage of the amount."""
    if not is_percent(text):
        return read_money(text, numbers)
    if amount is None:
        raise BadLine(
            _("“%(text)s” is a percentage, but there is no amount.", text=text[:40]),
            family="percent of nothing",
        )

    def part(said: str, how: Numbers) -> int:
        percent = EXACT.create_decimal(locale.parse_percent(pointed(said, how)))
        return settled(said, percent * amount / 100, how)

    return read(text, numbers, part)


# --- one number, by how the file writes them ------------------------------------------------------


def minor_units(text: str, numbers: Numbers) -> int:
    if is_percent(text):
        raise BadLine(
            _("“%(text)s” is a percentage, not an amount.", text=text[:40]), family="percent"
        )
    value, factor = major_units(pointed(text, numbers), numbers)
    minor = EXACT.multiply(EXACT.create_decimal(value), factor).scaleb(
        locale.exponent(numbers.currency)
    )
    return settled(text, minor, numbers)


def major_units(text: str, numbers: Numbers) -> tuple[int | Decimal, Decimal]:
    """The sum as written, and the factor to apply: a sum that names our currency in a
    foreign-currency file needs none."""
    foreign = numbers.foreign
    parse = partial(locale.parse_sum, is_decimal=numbers.is_settled)
    if not foreign:
        return parse(text, numbers.currency), numbers.factor
    try:
        return parse(text, foreign), numbers.factor
    except BadNumber as error:
        if error.currency != numbers.currency:
            raise
    return parse(text, numbers.currency), ONE


def whole_number(text: str, numbers: Numbers) -> int:
    return settled(text, figure(text, numbers), numbers)


def figure(text: str, numbers: Numbers) -> Decimal:
    value = locale.parse_number(
        pointed(text, numbers), asked=Figures.COUNT, is_decimal=numbers.is_settled
    )
    return EXACT.create_decimal(value)


def settled(text: str, value: Decimal, numbers: Numbers) -> int:
    """The value if it is whole, or rounded half away from zero where the map allows it."""
    if numbers.is_rounded:
        value = value.quantize(ONE, ROUND_HALF_UP, EXACT)
    if value != value.to_integral_value():
        raise BadNumber(Reason.TOO_PRECISE, text=text)
    if abs(value) >= LIMIT:
        raise BadNumber(Reason.TOO_LARGE, text=text)
    return int(value)


def pointed(text: str, numbers: Numbers) -> str:
    """The number with a decimal point."""
    return text.translate(COMMA_TO_POINT) if numbers.has_comma else text


def is_percent(text: str) -> bool:
    return PERCENT.search(text.strip().removesuffix(")")[-MOST_SIGNS:]) is not None


# --- what is wrong, and what would fix it ---------------------------------------------------------

Reader = Callable[[str, Numbers], int]


def read(text: str, numbers: Numbers, reader: Reader) -> int:
    """The parsed text, or an error that names the keys that would help."""
    try:
        return reader(text, numbers)
    except BadNumber as error:
        ours = numbers.currency or locale.current_writing().currency
        why = locale.why(error, replace(locale.current_writing(), currency=ours))
        if numbers.has_comma:
            why = MARK.sub(lambda mark: mark[0].translate(COMMA_TO_POINT), why)
        sentence = _("“%(text)s”: %(why)s", text=text[:40], why=why)
        keys = list(mending(text, numbers, reader))
        if keys:
            sentence += " " + _(
                "To read it, set this in the map: %(key)s", key=_(" or ").join(keys)
            )
        elif error.currency and not numbers.foreign:
            sentence += " " + rate_wanted(error.currency, ours)
        # Numbers that other keys would mend are another problem.
        raise BadLine(
            sentence, family=f"number: {error.reason} {error.currency} {' '.join(keys)}"
        ) from error


def rate_wanted(foreign: str, ours: str) -> str:
    """What the map needs if this is the file's currency."""
    return _(
        "If all the file’s sums are in it, set this in the map: %(key)s and, as factor, how many "
        "%(ours)s one %(foreign)s is worth.",
        key=f'currency = "{foreign}"',
        ours=ours,
        foreign=foreign,
    )


def mending(text: str, numbers: Numbers, reader: Reader) -> Iterator[str]:
    """The map keys that would make the text readable."""
    others = {
        'decimal = "."': numbers._replace(has_comma=False, has_point=True),
        'decimal = ","': numbers._replace(has_comma=True, has_point=False),
        "round = true": numbers._replace(is_rounded=True),
    }
    for (code, ours), rate in BETWEEN.items():
        if ours == numbers.currency and not numbers.foreign:
            others[f"factor = {rate}"] = numbers._replace(factor=rate, told_in=code)
    for key, other in others.items():
        if other != numbers and is_read(text, other, reader):
            yield key


def is_read(text: str, numbers: Numbers, reader: Reader) -> bool:
    try:
        reader(text, numbers)
    except (BadNumber, BadLine):
        return False
    return True
