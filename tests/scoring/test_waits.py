"""How often a log waits for the database, and what it does when a setting changes meanwhile."""

import re
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import event, func, select

from leaderboard import clock, configuration
from leaderboard.extensions import db
from leaderboard.models import Award
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import verify

RULE = {
    "slug": "call",
    "name": "Call",
    "trigger": "per_activity",
    "kind": "call",
    "points": 5,
}

ENOUGH_FOR_THE_POOL = 12


@pytest.fixture
def statements(session, monkeypatch):
    """What the drivers are sent from now on; SQLAlchemy's own events do not see it."""
    found = []
    execute = psycopg.Cursor.execute

    def told(cursor, query, *args, **kwargs):
        found.append(str(query))
        return execute(cursor, query, *args, **kwargs)

    def listen(connection, record, proxy):
        if db.engine.dialect.name == "sqlite":
            connection.set_trace_callback(found.append)

    monkeypatch.setattr(psycopg.Cursor, "execute", told)
    db.session.rollback()
    event.listen(db.engine, "checkout", listen)
    yield found
    event.remove(db.engine, "checkout", listen)


def pay(points, *, at):
    since = at.date() - timedelta(days=30)
    load_rules({"rule": [{**RULE, "points": points}]}, at=at, since=since)


@pytest.mark.usefixtures("any_database")
def test_a_log_waits_for_postgresql_twice(cast, log, statements):
    """Once for its locks and what it has to know, once for all that is written. Each connection
    prepares them the first time. SQLite is only a call away, and says itself that it begins."""
    pay(5, at=clock.now())
    for _ in range(ENOUGH_FOR_THE_POOL):
        log(cast.ada, "call")
    statements.clear()
    log(cast.ada, "call")
    if db.engine.dialect.name == "postgresql":
        asked, written = statements
        assert asked.startswith("BEGIN READ WRITE; EXECUTE")
        assert written.endswith("; COMMIT")
    else:
        assert len([said for said in statements if said.startswith("SELECT")]) == 1
        written = re.findall(r"INSERT INTO (\w+)", " ".join(statements))
        assert set(written) == {"activity", "award", "total"}


@pytest.mark.usefixtures("any_database")
def test_a_log_that_began_before_a_change_counts_by_the_change(cast, log, monkeypatch):
    pay(5, at=clock.now())
    before = configuration.current()
    pay(9, at=clock.now())
    db.session.rollback()
    asked = []

    def outdated():
        asked.append(1)
        return before if len(asked) == 1 else configuration.current()

    monkeypatch.setattr(configuration, "latest", outdated)
    log(cast.ada, "call")
    assert len(asked) == 2
    assert db.session.scalar(select(func.sum(Award.points))) == 9
    assert verify() == []
