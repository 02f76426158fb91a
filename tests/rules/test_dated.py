"""What holds on a day."""

from dataclasses import dataclass
from datetime import date

import pytest

from leaderboard.rules.dated import held_on, value_on


@dataclass(frozen=True)
class Version:
    since: date
    name: str


MARCH, MAY = Version(date(2026, 3, 1), "first"), Version(date(2026, 5, 1), "second")


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), MARCH),
        (date(2026, 4, 30), MARCH),
        (date(2026, 5, 1), MAY),
        (date(2030, 1, 1), MAY),
    ],
)
def test_the_last_that_began_by_the_day_holds(day, held):
    assert held_on([MARCH, MAY], day) == held
    pairs = [(version.since, version.name) for version in (MARCH, MAY)]
    assert value_on(pairs, day) == (held.name if held else None)


def test_of_nothing_nothing_holds():
    assert held_on([], date(2026, 1, 1)) is None
    assert value_on([], date(2026, 1, 1)) is None


def test_a_value_of_none_holds_like_any_other():
    assert value_on([(date(2026, 1, 1), 7), (date(2026, 2, 1), None)], date(2026, 3, 1)) is None
