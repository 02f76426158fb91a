"""People are replayed in batches whose histories fit into memory together."""

from datetime import timedelta

import pytest

from leaderboard import clock
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


def test_all_that_people_have_from_a_day_on_is_counted(session, cast, log):
    log(cast.ada, "call", times=3)
    log(cast.ben, "email", times=2, days_ago=1)
    since = clock.now().date() - timedelta(days=1)
    counts = crowding.entry_counts([cast.ada, cast.ben], since=since)
    assert counts[cast.ada] >= 3
    assert counts[cast.ben] >= 2


def test_nobody_is_no_lot():
    assert list(crowds([])) == []
