"""A SQLite file that is in use or out of space: 503 and one line in the log."""

import sqlite3
from uuid import uuid4

import pytest

from leaderboard.database import is_away
from leaderboard.extensions import db
from leaderboard.sqlite import OneWriter

CALL = "/activities/new/call"


def call():
    return {"client_id": str(uuid4()), "when": "today"}


def assert_is_away(answer, caplog):
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Nothing that was saved is lost" in answer.text
    [record] = caplog.records
    assert (record.levelname, record.exc_info) == ("WARNING", None)


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits for their turn to write."""
    begin = OneWriter.begin_write
    monkeypatch.setattr(OneWriter, "begin_write", lambda self, wait: begin(self, 0))


def test_a_file_that_another_program_writes_to(app, visitor, cast, impatient, caplog):
    ada = visitor(cast.ada)
    with app.app_context():
        path = db.engine.url.database
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert ada.get("/today").status_code == 200
        assert_is_away(ada.post(CALL, call()), caplog)
    finally:
        other.close()
    assert ada.post(CALL, call()).status_code == 303


def test_a_turn_that_another_thread_keeps(app, visitor, cast, impatient, caplog):
    ada = visitor(cast.ada)
    with app.app_context(), db.engine.connect() as connection:
        turn = connection.connection.driver_connection.turn
    with turn:
        assert_is_away(ada.post(CALL, call()), caplog)


@pytest.fixture
def used_up(app):
    """Connections that are discarded after the test."""
    yield
    with app.app_context():
        db.engine.dispose()


def test_a_disk_that_is_full(visitor, cast, monkeypatch, used_up, caplog):
    ada, begin = visitor(cast.ada), OneWriter.begin_write

    def begin_on_a_full_disk(self, wait):
        begin(self, wait)
        self.execute("PRAGMA max_page_count = 1")
        self.execute("CREATE TABLE more AS SELECT zeroblob(1000000)")

    monkeypatch.setattr(OneWriter, "begin_write", begin_on_a_full_disk)
    assert_is_away(ada.post(CALL, call()), caplog)


def test_a_mistake_of_the_program_is_no_database_that_is_away(app, session):
    with pytest.raises(Exception, match="no such table") as mistake:
        session.execute(db.text("SELECT * FROM absent"))
    assert not is_away(mistake.value)
    assert not is_away(ValueError("anything else"))
