"""The version moves with every commit, in whatever order numbers are committed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Text, func, select

from leaderboard import scoring, standings
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Audit, Award, Void
from leaderboard.scoring import locks
from tests.cast import FOUNDED

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
DRAW = select(func.nextval("audit_id_seq"))


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
    """Each app context has its own session, so these are three at once."""
    postgresql_app.restore()
    visit = postgresql_app.app.app_context
    with visit():
        # PostgreSQL allocates some thirty numbers ahead, and whoever draws the first is seen
        # writing.
        with write_transaction(db.session):
            db.session.scalar(DRAW)
        with write_transaction(db.session):
            locks.share_configuration()
            early = db.session.scalar(DRAW)
            with visit():
                with write_transaction(db.session):
                    db.session.execute(Audit.__table__.insert(), row())
                between = standings.version()
            db.session.execute(Audit.__table__.insert(), row() | {"id": early})
        with visit():
            after = standings.version()
            assert after != between
            assert standings.version() == after


@pytest.mark.postgres
@pytest.mark.parametrize("table", [Activity, Void, Award, Audit])
def test_a_later_writer_with_an_earlier_number_moves_it(postgresql_app, cast, table):
    """The other way round: whoever began last drew first and commits last. PostgreSQL does not list
    as writing anybody who began after all those that have ended."""
    postgresql_app.restore()
    number = select(func.nextval(f"{table.__tablename__}_id_seq"))
    with (
        postgresql_app.app.app_context(),
        db.engine.connect() as first,
        db.engine.connect() as last,
    ):
        for writer in (first, last):
            # The owner of the rows does not matter here.
            writer.execute(db.text("SET LOCAL session_replication_role = replica"))
            writer.execute(select(func.pg_current_xact_id().cast(Text)))
        early, late = last.scalar(number), first.scalar(number)
        first.execute(table.__table__.insert(), ROWS[table] | {"id": late})
        first.commit()
        between = standings.version()
        last.execute(table.__table__.insert(), LATER[table] | {"id": early})
        last.commit()
        after = standings.version()
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


ROWS = {
    Audit: row(),
    Void: {"activity_id": 1, "at": AT, "reason": ""},
    Activity: {
        **{"client_id": "one", "digest": "", "subject_id": 1, "team_id": 0, "kind_id": 1},
        **{"cut_id": 1, "occurred_on": AT.date(), "occurred_at": AT, "is_time_known": True},
        **{"logged_at": AT, "quantity": 1, "amount": 0, "minutes": 0},
    },
    Award: {
        **{"key": "one", "rule_id": 1, "subject_id": 1, "team_id": 0, "window_start": AT.date()},
        **{"cause": "", "points": 1, "occurred_on": AT.date(), "made_at": AT, "reason": ""},
        **{"params": {}},
    },
}
LATER = {
    Audit: row(),
    Void: ROWS[Void] | {"activity_id": 2},
    Activity: ROWS[Activity] | {"client_id": "two"},
    Award: ROWS[Award] | {"key": "two"},
}
