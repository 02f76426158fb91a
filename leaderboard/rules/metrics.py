"""Metrics as values: what a sum or a ratio of terms is made of, and how it is computed."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Measure(StrEnum):
    """A column of the totals; `timed` counts entries whose days are known, `costed` sums the
    amounts whose profit is known."""

    ENTRIES = "entries"
    QUANTITY = "quantity"
    AMOUNT = "amount"
    PROFIT = "profit"
    MINUTES = "minutes"
    DAYS = "days"
    TIMED = "timed"
    COSTED = "costed"


class Part(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Window(StrEnum):
    """Which entries a term counts: those within the period, all before it, all up to its end."""

    WITHIN = "within"
    BEFORE = "before"
    UNTIL = "until"


class Direction(StrEnum):
    """Whether more or less of a metric is better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class Term:
    """One signed measure of one kind; with `value_id` only of entries carrying that value."""

    kind_id: int
    measure: Measure
    part: Part = Part.NUMERATOR
    sign: int = 1
    window: Window = Window.WITHIN
    value_id: int | None = None

    def counts(self, *, kind_id: int, values: frozenset[int]) -> bool:
        """Whether an entry of this kind with these dimension values belongs to the term."""
        return self.kind_id == kind_id and (self.value_id is None or self.value_id in values)


@dataclass(frozen=True)
class Score:
    """What a metric came to for one subject.

    `value` is in the metric's smallest unit, exact; None when there is nothing to divide by.
    `sample` is the number of cases: entries of a sum, entries of a ratio's denominator.
    """

    value: Fraction | None
    sample: int
    has_numerator: bool


def score(*, numerator: int, denominator: int | None, sample: int, has_numerator: bool) -> Score:
    """The sum, or the ratio when a denominator is given (zero leaves nothing to divide by)."""
    if denominator is None:
        return Score(Fraction(numerator), sample, has_numerator)
    if denominator == 0:
        return Score(None, sample, has_numerator)
    return Score(Fraction(numerator, denominator), sample, has_numerator)
