"""Fixtures with a past: rules that reward from the first log on, and things logged earlier."""

from datetime import timedelta
from uuid import uuid4

import pytest

from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.models import Activity, Kind
from leaderboard.publishing import starter
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import NewActivity, log_activity


@pytest.fixture
def kinds(session):
    """The ids of the kinds by slug."""
    found = {kind.slug: kind.id for kind in session.scalars(db.select(Kind))}
    session.rollback()
    return found


@pytest.fixture
def rewarded(session):
    """The starter's rules hold, and have for a year."""
    at = clock.now()
    load_rules(starter.rules(), at=at, since=at.date() - timedelta(days=365))


@pytest.fixture
def log(session, kinds):
    """Log something for somebody, this many times, this many days ago; returns the last
    entry's id."""

    def logged(person_id, slug, *, times=1, days_ago=0, **fields):
        at = clock.now()
        for _ in range(times):
            made = log_activity(
                NewActivity(person_id, kinds[slug], at.date() - timedelta(days=days_ago), **fields),
                client_id=str(uuid4()),
                by_id=person_id,
                at=at,
                is_late_allowed=True,
            )
        found = made.activity.id
        session.rollback()
        return found

    return logged


@pytest.fixture
def latest(session):
    """The newest activity."""

    def found():
        session.rollback()
        return session.scalars(db.select(Activity).order_by(Activity.id.desc())).first()

    return found
