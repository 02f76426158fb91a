"""Ranks: ties, order, both directions."""

from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.rules.metrics import Direction
from leaderboard.rules.ranking import Candidate, Ties, ranked

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def places(*values, direction=Direction.HIGHER, ties=Ties.EQUAL, moments=None):
    candidates = [
        Candidate(n, f"P{n}", value, 1, reached_at=moments[n] if moments else None)
        for n, value in enumerate(values)
    ]
    found = ranked(candidates, direction=direction, ties=ties)
    return [(place.name, place.rank, place.is_tied) for place in found]


def test_equal_values_share_a_rank_and_the_next_is_skipped():
    assert places(5, 9, 5, 1) == [
        ("P1", 1, False),
        ("P0", 2, True),
        ("P2", 2, True),
        ("P3", 4, False),
    ]


def test_lower_is_better_turns_the_board_round():
    assert places(5, 9, 1, direction=Direction.LOWER) == [
        ("P2", 1, False),
        ("P0", 2, False),
        ("P1", 3, False),
    ]


def test_zero_and_negative_values_have_ranks():
    assert [rank for _, rank, _ in places(0, -5, 3)] == [1, 2, 3]


def test_ratios_are_compared_exactly():
    third = Fraction(1, 3)
    assert places(third, Fraction(333333, 1000000))[0] == ("P0", 1, False)
    assert places(third, Fraction(2, 6)) == [("P0", 1, True), ("P1", 1, True)]


def test_the_first_to_reach_stands_before_when_the_board_says_so():
    moments = [NOON, NOON.replace(hour=9), NOON]
    assert places(5, 5, 5, ties=Ties.FIRST, moments=moments) == [
        ("P1", 1, False),
        ("P0", 2, True),
        ("P2", 2, True),
    ]


def test_whoever_may_not_be_ranked_stands_last_and_takes_no_rank():
    candidates = [
        Candidate(1, "A", 100, 2, has_rank=False),
        Candidate(2, "B", 10, 20),
        Candidate(3, "C", None, 0),
    ]
    found = ranked(candidates, direction=Direction.HIGHER)
    assert [(p.name, p.rank) for p in found] == [("B", 1), ("A", None), ("C", None)]


@given(st.lists(st.integers(-5, 5), max_size=30), st.randoms())
def test_the_order_is_total_and_does_not_depend_on_the_input_order(values, random):
    candidates = [Candidate(n, f"P{n}", value, 1) for n, value in enumerate(values)]
    shuffled = random.sample(candidates, len(candidates))
    once = ranked(candidates, direction=Direction.HIGHER)
    assert ranked(shuffled, direction=Direction.HIGHER) == once
    for place in once:
        assert place.rank == 1 + sum(other.value > place.value for other in once)
        assert place.is_tied == (sum(other.value == place.value for other in once) > 1)
