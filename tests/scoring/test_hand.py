"""What managers give and take back by hand."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.models import Award
from leaderboard.publishing.rules import load_rules

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
PER_CALL = {"slug": "call", "name": "Call", "trigger": "per_activity", "kind": "call", "points": 5}


@pytest.fixture
def award_id(session, cast, kinds):
    """An award of Ada's for a call."""
    load_rules({"rule": [PER_CALL]}, at=NOON, since=date(2026, 3, 1))
    new = scoring.NewActivity(cast.ada, kinds["call"], NOON.date())
    scoring.log_activity(new, client_id=uuid4().hex, by_id=None, at=NOON)
    return session.scalars(select(Award.id)).one()


def take_back(award_id):
    scoring.take_back(award_id, by_id=None, at=NOON, reason="not deserved")


def test_an_award_is_taken_back_once(award_id):
    take_back(award_id)
    with pytest.raises(scoring.AlreadyTakenBack):
        take_back(award_id)


def test_what_took_an_award_back_is_no_award_to_take_back(session, award_id):
    take_back(award_id)
    reversal_id = session.scalars(select(Award.id).where(Award.reverses_id == award_id)).one()
    with pytest.raises(scoring.AlreadyTakenBack):
        take_back(reversal_id)
    assert scoring.verify() == []
