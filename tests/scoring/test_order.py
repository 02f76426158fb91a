"""A late entry pays what a replay gives, whatever else its rules have counted since."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import configuration, scoring
from leaderboard.models import Award
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring.order import totals_before

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
ONCE_A_MONTH = {"at_most": 1, "per": "month"}


def march(day):
    return date(2026, 3, day)


@pytest.fixture
def hold(session):
    """Let the rule say this from a day on."""

    def held(since, **says):
        rule = {"slug": "changing", "name": "Changing", "points": 5, **says}
        load_rules({"rule": [rule]}, at=NOON, since=since)

    return held


@pytest.fixture
def on(session, cast, kinds):
    """Log something for Ada on a day."""

    def logged(day, slug, **content):
        new = scoring.NewActivity(cast.ada, kinds[slug], day, **content)
        return scoring.log_activity(
            new, client_id=uuid4().hex, by_id=None, at=NOON, is_late_allowed=True
        )

    return logged


def test_a_limit_holds_for_a_rule_that_counted_another_kind_before(hold, on):
    hold(march(1), trigger="per_activity", kind="call", **ONCE_A_MONTH)
    hold(march(10), trigger="per_activity", kind="email", **ONCE_A_MONTH)
    on(march(15), "email")
    on(march(5), "call")
    assert scoring.verify() == []


def test_a_target_is_reached_once_by_a_rule_that_counted_another_kind_before(hold, on):
    hold(march(1), trigger="reach", kind="call", target=1, window="month")
    hold(march(10), trigger="reach", kind="email", target=1, window="month")
    on(march(15), "email")
    on(march(5), "call")
    assert scoring.verify() == []


def test_what_was_taken_back_stays_used_when_its_entry_is_void(session, hold, on):
    hold(march(1), trigger="reach", kind="call", target=1, **ONCE_A_MONTH)
    logged = on(march(5), "call")
    take_back(session, logged)
    scoring.void_activity(logged.activity.id, by_id=None, at=NOON, reason="never called")
    assert on(march(12), "call").points == 0
    assert scoring.verify() == []


def test_what_was_taken_back_is_used_from_its_day_on(session, hold, on):
    hold(march(1), trigger="reach", kind="call", target=1, **ONCE_A_MONTH)
    logged = on(march(12), "call")
    take_back(session, logged)
    assert on(march(5), "call").points == 5
    assert scoring.verify() == []


def test_what_was_taken_back_is_not_to_be_had_again_in_its_window(session, hold, on):
    hold(march(1), trigger="reach", kind="call", target=2, window="day")
    on(march(5), "call")
    logged = on(march(5), "call")
    take_back(session, logged)
    scoring.void_activity(logged.activity.id, by_id=None, at=NOON, reason="once more")
    assert on(march(5), "call").points == 0
    assert scoring.verify() == []


def test_a_day_on_which_everything_was_undone_is_no_later_day(session, cast, kinds, hold, on):
    hold(march(1), trigger="reach", kind="call", target=2, window="month")
    logged = on(march(12), "call")
    scoring.void_activity(logged.activity.id, by_id=None, at=NOON, reason="never called")
    new = scoring.NewActivity(cast.ada, kinds["call"], march(5))
    assert totals_before(new, configuration.current()) is not None
    assert [on(march(5), "call").points for _ in range(2)] == [0, 5]
    assert scoring.verify() == []


def test_an_award_tells_the_best_day_that_came_before_it_in_the_end(session, hold, on):
    hold(march(1), trigger="personal_best", kind="deal-won", measure="amount", window="day")
    on(march(4), "deal-won", amount=1000)
    [before] = on(march(6), "deal-won", amount=3000).awards
    on(march(5), "deal-won", amount=2000)
    after = session.scalars(select(Award).order_by(Award.id.desc())).first()
    assert (before.params["best"], after.params["best"]) == (1000, 2000)
    assert (after.window_start, after.points, after.is_silent) == (march(6), 5, True)
    assert scoring.verify() == []


def take_back(session, logged):
    [line] = logged.awards
    number = session.scalar(select(Award.id).where(Award.key == line.key))
    scoring.take_back(number, by_id=None, at=NOON, reason="not deserved")
