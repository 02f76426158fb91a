"""What a target may be a change against: one or several periods before the goal's first."""

from enum import StrEnum
from fractions import Fraction
from math import floor

from leaderboard.rules.periods import Almanac, Period, PeriodKind, Span, previous_period

# Changes, like targets of ratios, are stored in millionths, so that they are whole numbers.
MILLION = 10**6
# How many periods an average is over.
AVERAGED = 3
# How many periods of each kind lie between a period and the same one a year earlier. A year is 52
# weeks here, so that a day is compared with the same weekday.
A_YEAR = {
    PeriodKind.DAY: 364,
    PeriodKind.WEEK: 52,
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 4,
    PeriodKind.YEAR: 1,
}


class Against(StrEnum):
    """Which periods a target is compared with."""

    PREVIOUS = "previous"
    YEAR_AGO = "year_ago"
    AVERAGE = "average"


def span_before(against: Against, first: Period, almanac: Almanac) -> Span:
    """The days to compare with, for a goal whose first period this is."""
    if against is Against.YEAR_AGO:
        return back(first, A_YEAR[first.kind], almanac).span
    if against is Against.AVERAGE:
        return Span(back(first, AVERAGED, almanac).start, first.start)
    return previous_period(first, almanac).span


def back(period: Period, count: int, almanac: Almanac) -> Period:
    """The period of the same kind this many periods earlier."""
    for _ in range(count):
        period = previous_period(period, almanac)
    return period


def periods_in(against: Against) -> int:
    """How many periods the days to compare with are."""
    return AVERAGED if against is Against.AVERAGE else 1


def changed(value: int, change: int) -> int:
    """The value changed by so many millionths of itself, half a unit rounded up: 1000 and 80_000
    make 1080."""
    return rounded(Fraction(value * (MILLION + change), MILLION))


def rounded(value: Fraction) -> int:
    """To a whole number, half a unit up."""
    return floor(value + Fraction(1, 2))
