"""Metrics that are read beside each other, known by what they are made of: lifetime value, what a
customer costs and churn; margin and units. So a metric that a company makes itself is known too."""

import math
from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from leaderboard.rules.metrics import COUNTS, Direction, Measure, Part, Term, Window


class Family(StrEnum):
    """What a metric tells, if it has a companion."""

    LTV = "ltv"
    CAC = "cac"
    CHURN = "churn"
    MARGIN = "margin"
    UNITS = "units"


# Which metrics are shown beside one, in this order.
BESIDE = {
    Family.LTV: (Family.CAC, Family.CHURN),
    Family.CAC: (Family.LTV,),
    Family.CHURN: (Family.LTV,),
    Family.MARGIN: (Family.UNITS,),
    Family.UNITS: (Family.MARGIN,),
}
# A customer should be worth this many times what it took to win one.
SOUND = 3


def family_of(
    terms: Iterable[Term], direction: Direction, *, shared: Collection[int]
) -> Family | None:
    """What the metric tells, by its terms; None if nothing goes with it. `shared` are the kinds
    that are logged for a team or the company, such as what customers cost."""
    above, below = parts_of(terms)
    lower = direction is Direction.LOWER
    if not below:
        is_units = all_are(above, {Measure.QUANTITY}, Window.WITHIN)
        return Family.UNITS if is_units and not lower else None
    is_whole = all(term.value_id is None for term in above)
    if is_whole and all_are(above, {Measure.AMOUNT}, Window.UNTIL):
        return Family.LTV if all_are(below, COUNTS, Window.UNTIL) else None
    if is_whole and lower and all_are(above, {Measure.AMOUNT}, Window.WITHIN):
        is_cost = all(term.kind_id in shared for term in above)
        return Family.CAC if is_cost and all_are(below, COUNTS, Window.WITHIN) else None
    if lower and all_are(above, {Measure.ENTRIES}, Window.WITHIN):
        return Family.CHURN if all_are(below, COUNTS, Window.BEFORE) else None
    is_margin = all_are(above, {Measure.PROFIT}, Window.WITHIN)
    return Family.MARGIN if is_margin and all_are(below, {Measure.COSTED}, Window.WITHIN) else None


def go_together(one: Collection[Term], other: Collection[Term]) -> bool:
    """Whether two metrics of families that belong beside each other are about the same customers or
    the same deals."""
    (above, below), (other_above, other_below) = parts_of(one), parts_of(other)
    if not below or not other_below:
        return things(above) == things(other_above)
    # The new customers of one are among those that the other divides by.
    return things(below) <= things(other_below) or things(other_below) <= things(below)


def parts_of(terms: Iterable[Term]) -> tuple[list[Term], list[Term]]:
    """What is counted, and what that is divided by."""
    terms = list(terms)
    above = [term for term in terms if term.part is Part.NUMERATOR]
    return above, [term for term in terms if term.part is Part.DENOMINATOR]


def all_are(terms: Collection[Term], measures: Collection[Measure], window: Window) -> bool:
    """Whether all of them count in one of these ways, over this time."""
    return all(term.measure in measures and term.window is window for term in terms)


def things(terms: Iterable[Term]) -> set[tuple[int, int | None]]:
    """The kinds that are counted, each with the one value if there is one."""
    return {(term.kind_id, term.value_id) for term in terms}


def as_sum(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The same terms as a sum of their own."""
    return tuple(replace(term, part=Part.NUMERATOR) for term in terms)


def times_told(worth: Fraction, cost: Fraction) -> Fraction | None:
    """How many times its cost a customer is worth, to one decimal; rounded down, so that what is
    not sound never reads as sound. None if one of them is nothing."""
    return None if cost <= 0 or worth <= 0 else Fraction(math.floor(worth / cost * 10), 10)


def missing_profit(profit: int, revenue: int, margin: Fraction) -> Fraction:
    """What the revenue would have brought at this margin, less what it brought; zero or less if
    nothing is missing."""
    return margin * revenue - profit


def units_for(missing: Fraction, *, profit: int, units: int) -> int | None:
    """How many more units bring the missing profit, at what a unit brings now; None if none do."""
    if profit <= 0 or units <= 0:
        return None
    return math.ceil(missing * units / profit)
