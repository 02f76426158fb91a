"""Several statements in one trip mean what each would mean alone, and outlive a lost name."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from leaderboard import scoring, trips
from leaderboard.database import commit_with, write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Person
from leaderboard.scoring import locks
from leaderboard.trips import Call

pytestmark = pytest.mark.postgres

ECHO = "SELECT $1::text, $2::bigint, $3::date, $4::integer[]"
HELD = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**31), 2**31 - 1)


@pytest.fixture
def restorable(postgresql_app):
    return postgresql_app


@pytest.fixture
def connection(postgres):
    with postgres.connect("postgres") as connected:
        yield connected


@pytest.fixture(scope="module")
def echo(postgres):
    with postgres.connect("postgres") as connected:
        yield lambda *values: trips.send(connected, [Call(ECHO, values)])


@given(
    words=ANY_TEXT | st.none(),
    number=st.integers(-(2**63), 2**63 - 1),
    day=st.dates(),
    numbers=st.lists(NUMBERS),
)
def test_values_arrive_as_they_are(echo, words, number, day, numbers):
    assert echo(words, number, day, numbers) == [(words, number, day, numbers)]


@pytest.mark.parametrize(
    "words", ["'; DROP TABLE person; --", "\\'; SELECT 1; --", "%s %(a)s", "$1"]
)
def test_text_is_never_a_statement(echo, words):
    assert echo(words, 1, date(2026, 3, 2), []) == [(words, 1, date(2026, 3, 2), [])]


def test_text_with_a_zero_is_refused(echo):
    with pytest.raises(ValueError, match="zero"):
        echo("a\0b", 1, date(2026, 3, 2), [])


def test_the_rows_are_those_of_the_last_call(connection):
    calls = [Call("SELECT 1"), Call("SELECT generate_series(1, $1::integer)", [3])]
    assert trips.send(connection, calls, before="BEGIN", after="COMMIT") == [(1,), (2,), (3,)]


def test_what_is_asked_behind_a_lock_is_what_its_holder_left(connection, postgres):
    """The settings may have changed while a log waited for its locks."""
    connection.execute("CREATE TABLE left_behind AS SELECT 1 AS number")
    calls = [
        Call("SELECT pg_advisory_xact_lock($1::bigint)", [7]),
        Call("SELECT number FROM left_behind"),
    ]
    with postgres.connect("postgres") as holder, ThreadPoolExecutor() as pool:
        holder.execute("BEGIN; SELECT pg_advisory_xact_lock(7); UPDATE left_behind SET number = 2")
        asked = pool.submit(trips.send, connection, calls, before="BEGIN", after="COMMIT")
        while holder.execute(WAITING).fetchone() == (0,):
            assert not asked.done()
        holder.execute("COMMIT")
        assert asked.result(timeout=10) == [(2,)]
    connection.execute("DROP TABLE left_behind")


def test_nothing_is_kept_of_a_trip_that_fails(connection):
    connection.execute("CREATE TEMPORARY TABLE kept (number integer)")
    calls = [Call("INSERT INTO kept VALUES (1)"), Call("SELECT 1 / $1::integer", [0])]
    with pytest.raises(Exception, match="division by zero"):
        trips.send(connection, calls, before="BEGIN", after="COMMIT")
    connection.rollback()
    assert connection.execute("SELECT count(*) FROM kept").fetchall() == [(0,)]


def test_what_was_to_go_with_the_commit_goes_with_its_own_write(session, cast):
    """A write that fails after it was said takes it along."""
    rename = Call("UPDATE subject SET name = $1::text WHERE id = $2::bigint", ["Lost", cast.ada])
    with suppress(ZeroDivisionError), write_transaction(session):
        commit_with(session(), rename)
        raise ZeroDivisionError
    with write_transaction(session):
        session.get_one(Person, cast.ben).name = "Ben Two"
    assert session.scalar(select(Person.name).where(Person.id == cast.ada)) != "Lost"


def lose_names():
    """PostgreSQL forgets every name, and nobody says so: as after a DROP TABLE."""
    for connection in list(trips.NAMES):
        if not connection.closed:
            connection.execute("DEALLOCATE ALL")
            connection.rollback()


def roll_back():
    with suppress(ZeroDivisionError), write_transaction(db.session):
        db.session.execute(text("SELECT 1 / 1"))
        raise ZeroDivisionError


@pytest.mark.parametrize("lose", [lose_names, roll_back])
def test_a_log_outlives_that_its_statements_were_forgotten(cast, log, session, lose):
    for _ in range(8):
        log(cast.ada, "call")
    lose()
    log(cast.ada, "call")
    assert session.scalar(select(func.count()).select_from(Activity)) == 9
    assert scoring.verify() == []


def test_a_write_begins_anew_when_a_name_is_gone(session, cast):
    """What it begins with is sent once more, on the same connection."""
    first = [locks.first_locks(people={cast.ada})]
    for name in ("Ada One", "Ada Two"):
        with write_transaction(session, first=first) as found:
            assert len(found) == 2
            assert session.scalar(HELD) == 2
            session.get_one(Person, cast.ada).name = name
        lose_names()
    assert session.get_one(Person, cast.ada).name == "Ada Two"
