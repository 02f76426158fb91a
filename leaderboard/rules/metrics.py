"""Metrics as values: the terms of a sum or a ratio, and how it is computed."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Measure(StrEnum):
    """A column of the totals; `timed` counts entries with known days, `costed` sums the amounts
    whose profit is known."""

    ENTRIES = "entries"
    QUANTITY = "quantity"
    AMOUNT = "amount"
    PROFIT = "profit"
    MINUTES = "minutes"
    DAYS = "days"
    TIMED = "timed"
    COSTED = "costed"


# The measures that are sums of money: their targets are written in whole units, as amounts are.
OF_MONEY = (Measure.AMOUNT, Measure.PROFIT, Measure.COSTED)


class Part(StrEnum):
    """Whether a term is in the numerator or denominator of a ratio; a sum has only a numerator."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Window(StrEnum):
    """Which entries a term counts: those within the period, all before it, or all up to its end."""

    WITHIN = "within"
    BEFORE = "before"
    UNTIL = "until"


class Direction(StrEnum):
    """Whether more or less of a metric is better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class Term:
    """One signed measure of one kind; with `value_id`, only of entries with that value."""

    kind_id: int
    measure: Measure
    part: Part = Part.NUMERATOR
    sign: int = 1
    window: Window = Window.WITHIN
    value_id: int | None = None

    def counts(self, *, kind_id: int, values: frozenset[int]) -> bool:
        """Whether an entry of this kind with these dimension values belongs to the term."""
        return self.kind_id == kind_id and (self.value_id is None or self.value_id in values)

    def includes(self, other: "Term") -> bool:
        """Whether everything that the other term counts is counted by this one too."""
        is_alike = (self.kind_id, self.measure, self.window) == (
            other.kind_id,
            other.measure,
            other.window,
        )
        return is_alike and self.value_id in (None, other.value_id)

    @property
    def cases(self) -> str:
        """The column of the totals that counts the entries contributing to the term."""
        return CASES.get(self.measure, Measure.ENTRIES.value)


# The measures that no entry has less than nothing of; a loss is a profit below zero.
NEVER_BELOW_ZERO = frozenset(Measure) - {Measure.PROFIT}


def is_share(terms: Collection[Term]) -> bool:
    """Whether the ratio divides some entries by the same and others, like deals won by deals won
    and lost: it is never above 100 %."""
    parts = {part: [term for term in terms if term.part is part] for part in Part}
    if any(term.sign < 0 or term.measure not in NEVER_BELOW_ZERO for term in terms):
        return False
    whole = list(parts[Part.DENOMINATOR])
    for term in parts[Part.NUMERATOR]:
        around = next((other for other in whole if other.includes(term)), None)
        if around is None:
            return False
        whole.remove(around)
    return bool(parts[Part.DENOMINATOR])


# Exact: a whole number for sums, a fraction for ratios; both in the metric's smallest unit.
Value = int | Fraction
COUNTS = (Measure.ENTRIES, Measure.QUANTITY, Measure.TIMED)
# The column of the totals that counts the entries contributing to a sum: only they are cases of a
# ratio that divides by it. A deal of unknown profit says nothing about a margin.
CASES = {
    Measure.AMOUNT: "priced",
    Measure.PROFIT: "profits",
    Measure.COSTED: "profits",
    Measure.MINUTES: "lasting",
    Measure.DAYS: "timed",
}


class Score(NamedTuple):
    """What a metric comes to for one subject.

    `value` is None when there is nothing to divide by. `sample` is the number of cases: a sum's
    entries; for a ratio the denominator if it is a count, else the entries that contribute to it.
    """

    value: Value | None
    sample: int
    has_numerator: bool


@dataclass(slots=True)
class Tally:
    """The running sums behind one subject's score."""

    numerator: int = 0
    numerator_entries: int = 0
    denominator: int = 0
    denominator_cases: int = 0

    def add(self, term: Term, *, held: int, entries: int, cases: int) -> None:
        """Add what a term found: the sum of its measure, the entries behind it, and how many of
        them contribute."""
        if term.part is Part.NUMERATOR:
            self.numerator += term.sign * held
            self.numerator_entries += entries
        else:
            self.denominator += term.sign * held
            self.denominator_cases += cases

    def score(self, terms: Collection[Term]) -> Score:
        """The sum or the ratio of what was added."""
        below = [term for term in terms if term.part is Part.DENOMINATOR]
        has_numerator = self.numerator_entries > 0
        if not below:
            return Score(self.numerator, self.numerator_entries, has_numerator)
        counts = all(term.measure in COUNTS for term in below)
        sample = self.denominator if counts else self.denominator_cases
        if self.denominator == 0:
            return Score(None, 0, has_numerator)
        return Score(Fraction(self.numerator, self.denominator), sample, has_numerator)
