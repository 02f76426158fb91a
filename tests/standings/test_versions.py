"""The version moves with every commit, in whatever order numbers are committed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from leaderboard import scoring, standings
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Audit
from leaderboard.scoring import locks
from tests.cast import FOUNDED

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.usefixtures("any_database")
def test_a_change_moves_the_version_and_then_it_stands(session, cast):
    before = standings.version()
    with scoring.publish(by_id=cast.iris, at=AT) as publication:
        publication.audit("rename", "team", cast.north)
    after = standings.version()
    session.rollback()
    assert after != before
    assert standings.version() == after


@pytest.mark.usefixtures("any_database")
def test_a_rebuild_moves_it_for_whoever_has_read_the_old_totals(session, cast):
    before = standings.version()
    scoring.rebuild(at=AT)
    assert standings.version() != before


@pytest.mark.usefixtures("any_database")
def test_a_write_to_something_else_leaves_it(session, cast):
    before = standings.version()
    with write_transaction(session):
        session.execute(db.text("UPDATE session SET seen_at = seen_at"))
    assert standings.version() == before


@pytest.mark.postgres
def test_an_earlier_number_that_is_committed_later_moves_it(postgresql_app):
    postgresql_app.restore()
    with postgresql_app.app.app_context():
        with db.engine.connect() as slow:
            slow.execute(locks.SHARED, {"space": locks.Space.CONFIGURATION})
            early = slow.scalar(select(func.nextval("audit_id_seq")))
            with db.engine.begin() as quick:
                quick.execute(Audit.__table__.insert(), row())
            between = standings.version()
            db.session.rollback()
            slow.execute(Audit.__table__.insert(), row() | {"id": early})
            slow.commit()
        after = standings.version()
        db.session.rollback()
        assert after != between
        assert standings.version() == after


def row():
    return {
        "at": FOUNDED,
        "action": "rename",
        "noun": "team",
        "noun_id": 1,
        "before": {},
        "after": {},
    }
