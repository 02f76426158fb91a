"""People are replayed in batches whose histories fit into memory together."""

import pytest

from leaderboard.scoring import crowds as crowding
from leaderboard.scoring.crowds import crowds


@pytest.mark.parametrize(
    ("counts", "lots"),
    [
        ({}, [[1, 2, 3], [4, 5]]),
        ({1: 60, 2: 50}, [[1], [2, 3, 4], [5]]),
        ({3: 1000}, [[1, 2], [3], [4, 5]]),
        ({1: 50, 2: 50, 3: 1}, [[1, 2], [3, 4, 5]]),
    ],
)
def test_a_lot_ends_when_it_is_full_of_people_or_of_entries(monkeypatch, counts, lots):
    monkeypatch.setattr(crowding, "CROWD", 3)
    monkeypatch.setattr(crowding, "MOST_ENTRIES", 100)
    monkeypatch.setattr(crowding, "entry_counts", lambda person_ids, since: counts)
    assert list(crowds([5, 4, 3, 2, 1, 1])) == lots


def test_nobody_is_no_lot():
    assert list(crowds([])) == []
