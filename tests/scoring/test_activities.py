"""What a log answers the first time, and when it is repeated."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leaderboard import scoring
from leaderboard.publishing.rules import load_rules

pytestmark = pytest.mark.usefixtures("any_database")

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 3, 20), date(2026, 3, 19)


@pytest.fixture
def call(session, cast, kinds):
    """Send a call of Ada's under an id."""

    def sent(client_id, day=TODAY):
        new = scoring.NewActivity(cast.ada, kinds["call"], day)
        return scoring.log_activity(new, client_id=client_id, by_id=cast.ada, at=NOON)

    return sent


def pay(points, *, at):
    rule = {"slug": "call", "name": "Call", "trigger": "per_activity", "kind": "call"}
    load_rules({"rule": [{**rule, "points": points}]}, at=at, since=date(2026, 3, 1))


@pytest.mark.parametrize("day", [TODAY, YESTERDAY])
def test_a_log_sent_again_gets_its_first_answer_whatever_was_published_since(call, day):
    pay(5, at=NOON - timedelta(days=2))
    call("another")
    first = call("one", day)
    pay(6, at=NOON + timedelta(hours=1))
    again = call("one", day)
    assert again.is_repeat
    assert (first.points, again.points) == (5, 5)


@pytest.mark.parametrize(
    "rule",
    [
        {"trigger": "per_activity", "per_amount": "0.01"},
        {
            "trigger": "reach",
            "measure": "amount",
            "target": "0.01",
            "window": "day",
            "repeated": True,
        },
    ],
)
def test_a_rule_beyond_measure_lets_the_greatest_deal_be_logged(session, cast, kinds, rule):
    rule |= {"slug": "cents", "name": "Cents", "kind": "deal-won", "points": 1_000_000}
    load_rules({"rule": [rule]}, at=NOON)
    deal = scoring.NewActivity(cast.ada, kinds["deal-won"], TODAY, amount=10**15)
    for client_id in ("one", "other"):
        logged = scoring.log_activity(deal, client_id=client_id, by_id=cast.ada, at=NOON)
        assert logged.points == 10**15
    assert scoring.verify() == []
