"""What was undone, taken back or replaced is no longer visible on a person's pages."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.models import Award
from leaderboard.publishing.rules import load_rules
from leaderboard.standings.badges import read_counts
from leaderboard.standings.entries import page_before
from leaderboard.standings.streaks import active_days

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = date(2026, 3, 20)
BADGE = {"slug": "early", "name": "Early", "icon": "star"}
FIRST = {"slug": "first", "name": "First", "trigger": "reach", "kind": "call", "target": 1}


@pytest.fixture
def call_id(session, cast, kinds):
    """A call of Ada's today that earned her a badge."""
    load_rules({"badge": [BADGE], "rule": [{**FIRST, "badge": "early"}]}, at=AT, since=TODAY)
    new = scoring.NewActivity(cast.ada, kinds["call"], TODAY)
    made = scoring.log_activity(new, client_id=uuid4().hex, by_id=None, at=AT).activity.id
    session.rollback()
    return made


def test_a_day_whose_entries_are_all_undone_is_no_active_day(session, cast, call_id):
    assert active_days(cast.ada, until=TODAY) == {TODAY}
    session.rollback()
    scoring.void_activity(call_id, by_id=None, reason="undo", at=AT)
    assert active_days(cast.ada, until=TODAY) == frozenset()


def test_a_badge_that_was_taken_back_is_locked_again(session, cast, call_id):
    award_id, badge_id = session.execute(select(Award.id, Award.badge_id)).one()
    assert read_counts(cast.ada) == {badge_id: (1, TODAY)}
    session.rollback()
    scoring.take_back(award_id, by_id=None, reason="not deserved", at=AT)
    assert read_counts(cast.ada) == {}


def test_the_history_has_a_corrected_entry_once(session, cast, call_id):
    made = scoring.correct_activity(
        call_id, by_id=None, reason="", at=AT, client_id=uuid4().hex, note="Kestrel"
    ).activity.id
    assert [paid.entry.activity.id for paid in page_before(cast.ada, None).rows] == [made]
