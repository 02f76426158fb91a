"""What was just done, newest first."""

import pytest
from sqlalchemy import select

from leaderboard import clock, scoring
from leaderboard.models import Activity, Award
from leaderboard.publishing.rules import load_rules
from leaderboard.standings.feed import feed

pytestmark = pytest.mark.usefixtures("any_database")

CALLS = {"slug": "calls", "name": "Calls", "trigger": "per_activity", "kind": "call", "points": 5}


def test_an_entry_that_lost_its_award_leaves_its_place_to_an_older_one(session, cast, log):
    today = clock.now().date()
    load_rules({"rule": [CALLS]}, at=clock.now(), since=today)
    for person_id in (cast.ada, cast.ben, cast.otto):
        log(person_id, "call")
    newest = session.scalars(select(Award).order_by(Award.id.desc())).first()
    session.rollback()
    scoring.take_back(newest.id, by_id=cast.iris, reason="", at=clock.now())
    session.rollback()
    assert [item.person_id for item in feed(day=today, most=2)] == [cast.ben, cast.ada]


def test_an_entry_that_earned_nothing_is_not_told(session, cast, log):
    log(cast.ada, "call")
    assert session.scalar(select(Activity.id)) is not None
    assert feed(day=clock.now().date(), most=9) == []
