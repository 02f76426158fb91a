"""Settings that are read on first use, by everybody at once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, text

from leaderboard import configuration, publishing, scoring
from leaderboard.extensions import db
from leaderboard.models import Organisation
from tests.cast import FOUNDED, hire

READERS = 4
TRIES = 100


@pytest.mark.postgres
def test_a_link_made_while_settings_change_hides_no_change(postgresql_app):
    """Its audit line would be the newer one, and whatever was read under it would stay."""
    postgresql_app.restore()
    visit = postgresql_app.app.app_context
    make_link = ["link", "ada@example.com"]
    maker = Thread(target=postgresql_app.app.test_cli_runner().invoke, kwargs={"args": make_link})
    with visit():
        with scoring.publish(by_id=None, at=FOUNDED) as publication:
            db.session.scalars(select(Organisation)).one().late_days = 9
            publication.audit("change", "organisation", 1)
            maker.start()
            maker.join(timeout=1)
            with visit():
                assert configuration.current().late_days != 9
        maker.join(timeout=30)
        assert configuration.current().late_days == 9


@pytest.fixture
def impatient():
    """Threads that switch in the middle of whatever they do."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("what", ["people", "metrics"])
def test_nobody_meets_half_of_what_another_is_reading(app, session, cast, impatient, what):
    with scoring.publish(by_id=None, at=FOUNDED) as publication:
        for number in range(50):
            publication.audit("hire", "person", hire(f"Rep {number}"))
    together = Barrier(READERS)

    def count(known):
        with app.app_context():
            session.execute(text("SELECT 1"))
            together.wait(timeout=30)
            return len(getattr(known, what)())

    with ThreadPoolExecutor(READERS) as pool:
        for _ in range(TRIES):
            configuration.forget()
            known = configuration.current()
            session.rollback()
            assert len(set(pool.map(count, [known] * READERS))) == 1


def test_a_crowd_is_everybodys_team_on_its_day(session, cast):
    today = FOUNDED.date() + timedelta(days=9)
    with scoring.publish(by_id=None, at=FOUNDED) as publication:
        publishing.move(publication, cast.ada, team_id=cast.south, since=today)
    settings = configuration.current()
    for day in (today - timedelta(days=1), today):
        crowd = settings.crowd(day)
        assert crowd.team_of == {who: settings.team_on(who, day) for who in settings.people()}
        assert cast.ada in crowd.people_of[crowd.team_of[cast.ada]]
    assert settings.crowd(today).team_of[cast.ada] == cast.south
