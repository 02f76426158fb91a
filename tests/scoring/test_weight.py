"""How much a change would have to replay, before anything of it is read."""

from datetime import date, timedelta

import pytest

from leaderboard import clock, configuration
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring.touching import Stale
from leaderboard.scoring.weight import TO_BEGIN, entries_read, is_light

pytestmark = pytest.mark.usefixtures("any_database")

DAY = timedelta(days=1)


@pytest.fixture
def calls(session, cast, log):
    """Ada's and Ben's calls and e-mails, under a rule that pays calls; what may have changed."""
    rule = {
        "slug": "each",
        "name": "Each call",
        "trigger": "per_activity",
        "kind": "call",
        "points": 1,
    }
    load_rules({"rule": [rule]}, at=clock.now(), since=clock.now().date() - 400 * DAY)
    log(cast.ada, "call", days_ago=40, times=2)
    log(cast.ada, "call", days_ago=3, times=3)
    log(cast.ada, "email", days_ago=3, times=7)
    log(cast.ben, "call", times=1)
    session.rollback()
    [paying] = configuration.current().rules
    return lambda since: Stale(since, frozenset([paying.id]))


def read(stale):
    return sum(entries_read(stale, configuration.current()))


def test_only_entries_that_the_rules_count_weigh(cast, calls):
    both = {cast.ada: calls(date.min), cast.ben: calls(date.min)}
    assert read(both) == 6
    assert is_light(both, configuration.current(), most=6 + 2 * TO_BEGIN)
    assert not is_light(both, configuration.current(), most=5 + 2 * TO_BEGIN)


def test_each_person_weighs_from_their_own_day_on(cast, calls):
    today = clock.now().date()
    assert read({cast.ada: calls(today - 10 * DAY), cast.ben: calls(today)}) == 4
    assert read({cast.ada: calls(today), cast.ben: calls(today + DAY)}) == 0


def test_of_very_many_people_nothing_is_counted(calls, monkeypatch):
    monkeypatch.setattr(
        "leaderboard.scoring.weight.entries_read", lambda *_: pytest.fail("they were counted")
    )
    crowd = {person_id: calls(date.min) for person_id in range(1, 102)}
    assert not is_light(crowd, configuration.current(), most=100 * TO_BEGIN)
