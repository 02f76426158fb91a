"""A person's points next to those of their own last period."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from leaderboard import configuration, scoring
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from leaderboard.standings.days import change_on_last

AT = datetime(2026, 3, 31, 12, tzinfo=UTC)
PER_CALL = {"slug": "call", "name": "Call", "trigger": "per_activity", "kind": "call", "points": 5}


@pytest.fixture
def change(session, cast, kinds):
    """Ada's calls on these days, and her points this month next to the last up to a day."""

    def compared(*days, today):
        load_rules({"rule": [PER_CALL]}, at=AT, since=date(2026, 1, 1))
        for day in days:
            new = scoring.NewActivity(cast.ada, kinds["call"], day)
            scoring.log_activity(
                new, client_id=uuid4().hex, by_id=None, at=AT, is_late_allowed=True
            )
        settings = configuration.current()
        found = change_on_last(cast.ada, kind=PeriodKind.MONTH, today=today, settings=settings)
        return found.points, found.before

    return compared


def test_as_many_working_days_are_compared(change):
    days = date(2026, 2, 3), date(2026, 2, 4), date(2026, 3, 2)
    assert change(*days, today=date(2026, 3, 3)) == (5, 5)


def test_a_month_that_had_fewer_of_them_is_compared_as_a_whole(change):
    """February had twenty working days, and March has had twenty-two."""
    days = date(2026, 2, 27), date(2026, 3, 3)
    assert change(*days, today=date(2026, 3, 31)) == (5, 5)
