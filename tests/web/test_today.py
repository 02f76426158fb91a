"""Today: what a person sees at once, and that a long history asks no more of the database."""

from datetime import timedelta
from uuid import uuid4

import pytest

from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.models import Kind
from leaderboard.rulebook import load_rules
from leaderboard.scoring import NewActivity, log_activity
from leaderboard.starter import rules


@pytest.fixture
def kinds(session):
    """The ids of the kinds, and the starter's rules in force for a year."""
    at = clock.now()
    load_rules(rules(), at=at, since=at.date() - timedelta(days=365))
    found = {kind.slug: kind.id for kind in session.scalars(db.select(Kind))}
    session.rollback()
    return found


def log(person_id, kind_id, *, times=1, days_ago=0, **fields):
    at = clock.now()
    for _ in range(times):
        logged = log_activity(
            NewActivity(person_id, kind_id, at.date() - timedelta(days=days_ago), **fields),
            client_id=uuid4().hex,
            by_id=person_id,
            at=at,
            is_late_allowed=True,
        )
    return logged


def test_today_names_the_next_small_step(visitor, cast, kinds):
    log(cast.ada, kinds["call"], times=7)
    page = visitor(cast.ada).get("/today").text
    assert "3 calls to go" in page
    assert "7 of 10 today" in page
    assert "+20" in page


def test_nobody_sees_today_without_signing_in(visitor):
    assert visitor().get("/today").location.startswith("/sign-in")


def test_today_is_ones_own_whoever_asks(visitor, cast, kinds):
    log(cast.ada, kinds["call"], customer="Ahlborg AB", customer_key="ahlborg ab")
    assert "Ahlborg AB" in visitor(cast.ada).get("/today").text
    for somebody in (cast.ben, cast.mona, cast.otto):
        assert "Ahlborg AB" not in visitor(somebody).get("/today").text
