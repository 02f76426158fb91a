"""Which metrics are read beside each other, and what they mean together."""

from fractions import Fraction

import pytest

from leaderboard.rules.families import (
    Family,
    family_of,
    go_together,
    missing_profit,
    times_told,
    units_for,
)
from leaderboard.rules.metrics import Direction, Measure, Part, Term, Window

WON, LOST, COST, OPENING, LEAD = 1, 2, 3, 4, 5
NEW, EMAIL, RIVAL = 10, 11, 12
ABOVE, BELOW = Part.NUMERATOR, Part.DENOMINATOR
WITHIN, BEFORE, UNTIL = Window.WITHIN, Window.BEFORE, Window.UNTIL
E, Q, AMOUNT = Measure.ENTRIES, Measure.QUANTITY, Measure.AMOUNT
LTV = (
    Term(WON, AMOUNT, ABOVE, window=UNTIL),
    Term(OPENING, Q, BELOW, window=UNTIL),
    Term(WON, E, BELOW, window=UNTIL, value_id=NEW),
)
OLD_LTV = (LTV[0], LTV[2])
CAC = (Term(COST, AMOUNT, ABOVE), Term(WON, E, BELOW, value_id=NEW))
CAC_BY_EMAIL = (Term(COST, AMOUNT, ABOVE, value_id=EMAIL), CAC[1])
COST_A_LEAD = (CAC[0], Term(LEAD, E, BELOW))
CHURN = (
    Term(LOST, E, ABOVE),
    Term(OPENING, Q, BELOW, window=BEFORE),
    Term(WON, E, BELOW, window=BEFORE, value_id=NEW),
    Term(LOST, E, BELOW, sign=-1, window=BEFORE),
)
MARGIN = (Term(WON, Measure.PROFIT, ABOVE), Term(WON, Measure.COSTED, BELOW))
UNITS = (Term(WON, Q, ABOVE),)
UNITS_OF_LEADS = (Term(LEAD, Q, ABOVE),)
WIN_RATE = (Term(WON, E, ABOVE), Term(WON, E, BELOW), Term(LOST, E, BELOW))
HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


@pytest.mark.parametrize(
    ("terms", "direction", "family"),
    [
        (LTV, HIGHER, Family.LTV),
        (OLD_LTV, HIGHER, Family.LTV),
        (CAC, LOWER, Family.CAC),
        (COST_A_LEAD, LOWER, Family.CAC),
        # A part of the cost over all new customers is not what a customer costs.
        (CAC_BY_EMAIL, LOWER, None),
        # An amount that people log is no cost of the team.
        ((Term(WON, AMOUNT, ABOVE), CAC[1]), LOWER, None),
        (CHURN, LOWER, Family.CHURN),
        (CHURN, HIGHER, None),
        (MARGIN, HIGHER, Family.MARGIN),
        (UNITS, HIGHER, Family.UNITS),
        (WIN_RATE, HIGHER, None),
        (WIN_RATE, LOWER, None),
        ((Term(WON, E, ABOVE),), HIGHER, None),
    ],
)
def test_a_metric_is_known_by_what_it_is_made_of(terms, direction, family):
    assert family_of(terms, direction, shared={COST}) is family


@pytest.mark.parametrize(
    ("one", "other", "do_so"),
    [
        (LTV, CAC, True),
        (CAC, OLD_LTV, True),
        (LTV, CHURN, True),
        (OLD_LTV, CHURN, True),
        # A lead is not a customer.
        (LTV, COST_A_LEAD, False),
        (MARGIN, UNITS, True),
        (UNITS, MARGIN, True),
        (MARGIN, UNITS_OF_LEADS, False),
    ],
)
def test_only_what_is_about_the_same_goes_together(one, other, do_so):
    assert go_together(one, other) is do_so


@pytest.mark.parametrize(
    ("worth", "cost", "times"),
    [
        (300, 100, Fraction(3)),
        # 2.96 times is not yet three times.
        (296, 100, Fraction(29, 10)),
        (349, 100, Fraction(34, 10)),
        (300, 0, None),
        (-300, 100, None),
    ],
)
def test_m7_worth_is_rounded_down_to_what_is_sound(worth, cost, times):
    assert times_told(Fraction(worth), Fraction(cost)) == times


def test_m3_units_make_up_for_the_profit_that_a_margin_lacks():
    """Of €10,000 a fifth was kept instead of 30 %: €1,000 is missing, at €20 a unit 50 units."""
    missing = missing_profit(2000, 10_000, Fraction(3, 10))
    assert missing == 1000
    assert units_for(missing, profit=2000, units=100) == 50
    assert units_for(Fraction(1001), profit=2000, units=100) == 51
    assert missing_profit(3000, 10_000, Fraction(3, 10)) == 0


def test_m3_units_at_a_loss_make_up_for_nothing():
    assert units_for(Fraction(1000), profit=-5, units=100) is None
    assert units_for(Fraction(1000), profit=5, units=0) is None
