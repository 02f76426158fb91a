"""Splitting a target, and the work behind it, worked out by hand and as properties."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.rules.planning import (
    OwnPast,
    Rate,
    Sureness,
    each_day,
    each_week,
    split,
    stages,
    step_for,
    sureness,
    weights_by_past,
)

WEIGHTS = st.lists(st.fractions(min_value=0, max_value=1000), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("whole", "weights", "step", "parts"),
    [
        (100, [1, 1], 1, [50, 50]),
        (100, [1, 1, 1], 1, [34, 33, 33]),
        # In whole euros; the 50 cents go to the largest.
        (100_50, [2, 1], 100, [67_50, 33_00]),
        # Part-timers: 60, 60 and 36 working days.
        (1560, [60, 60, 36], 1, [600, 600, 360]),
        (100, [0, 3], 1, [0, 100]),
        (100, [0, 0], 1, [50, 50]),
        (0, [1, 2], 1, [0, 0]),
        (100, [], 1, []),
    ],
)
def test_a_whole_is_split_by_weight(whole, weights, step, parts):
    assert split(whole, [Fraction(weight) for weight in weights], step) == parts


@pytest.mark.parametrize(
    ("whole", "unit", "step"),
    [
        (9_000_000_00, 100, 1_000_00),
        (200_000_00, 100, 100_00),
        (9_999_00, 100, 100),
        (10_000_00, 100, 1000),
        (5_000_000_000, 1, 1_000_000),
        (240, 1, 1),
        (0, 1, 1),
    ],
)
def test_parts_are_rounded_like_targets(whole, unit, step):
    assert step_for(whole, unit) == step


@given(whole=st.integers(0, 10**15), weights=WEIGHTS, step=st.sampled_from([1, 100, 1000]))
def test_b_parts_always_add_up_and_are_within_a_step_of_their_share(whole, weights, step):
    parts = split(whole, weights, step)
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)
    total = sum(weights)
    if total:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(whole) * weight / total) < 2 * step


def test_212000_to_go_is_21_deals_34_demos_and_7_calls_a_working_day():
    """30 deals brought €303,000; 48 demos led to 30 deals, 600 calls to 48 demos. So €212,000 is
    20.99 deals, 21 deals are 33.6 demos, and 34 demos are 425 calls: on 62 days 6.9 a day."""
    found = stages(212_000, [[Rate(30, 303_000, 30)], [Rate(48, 30, 30)], [Rate(600, 48, 48)]])
    assert [stage.needed for stage in found] == [21, 34, 425]
    assert each_day(425, 62) == 7
    assert each_week(425, 62, of_week=5) == 35
    assert sureness(found) is Sureness.SURE


def test_one_lucky_deal_is_no_history():
    """Ada's single deal of €90,000 counts for nothing; her team's twelve of €10,000 do."""
    own, team = Rate(1, 90_000, 1), Rate(12, 120_000, 12)
    (deals,) = stages(50_000, [[own, team]])
    assert (deals.needed, deals.found.level) == (5, 1)
    assert sureness([deals]) is Sureness.FAIR
    assert stages(50_000, [[own]]) == []


def test_the_chain_ends_where_nothing_is_known():
    found = stages(50_000, [[Rate(12, 120_000, 12)], [Rate(0, 12, 12)], [Rate(99, 9, 9)]])
    assert [stage.needed for stage in found] == [5]


def test_five_cases_are_a_rough_guess():
    assert sureness(stages(10, [[Rate(5, 5, 5)]])) is Sureness.ROUGH


def test_without_a_day_left_there_is_no_daily_number():
    assert each_day(10, 0) is None
    assert each_week(10, 0, of_week=5) is None


def test_the_past_weighs_by_working_day():
    """€600 in 60 days and €400 in 20 are 10 and 20 a day; 62 and 31 days lie ahead. Whoever came
    last week goes by the others' €1,000 in 80 days."""
    pasts = [OwnPast(600, 60), OwnPast(400, 20), OwnPast(5_000, 3)]
    assert weights_by_past(pasts, [62, 31, 40]) == [620, 620, 500]
