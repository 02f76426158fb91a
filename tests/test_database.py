"""Writers lose nothing and readers never wait, on both databases."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import config
from leaderboard import database
from leaderboard.database import NestedWrite, ReadOnly, write_transaction
from leaderboard.models import Person

metadata = MetaData()
counter = Table(
    "counter", metadata, Column("id", Integer, primary_key=True), Column("value", Integer)
)
line = Table("line", metadata, Column("counter_id", ForeignKey(counter.c.id)))


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url, **config.engine_options(database_url))
    database.prepare(engine)
    metadata.create_all(engine)
    with Session(engine) as session, write_transaction(session):
        session.execute(counter.insert(), {"id": 1, "value": 0})
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    database.prepare(engine)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_engine(postgres):
    engine = create_engine(postgres.make("prepared"))
    database.prepare(engine)
    metadata.create_all(engine)
    yield engine
    engine.dispose()
    postgres.drop("prepared")


def value(engine):
    with Session(engine) as session:
        return session.scalar(select(counter.c.value))


def test_400_parallel_increments_lose_none(engine):
    def increment(_):
        with Session(engine) as session:
            # As in a request: somebody has read before, to know who is asking.
            session.scalar(select(counter.c.value))
            with write_transaction(session):
                session.execute(counter.update().values(value=counter.c.value + 1))

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(increment, range(400)))

    assert value(engine) == 400


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent, sys
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from leaderboard.database import prepare, write_transaction

engine = create_engine(sys.argv[1])
prepare(engine)

def increment(n):
    with Session(engine) as session, write_transaction(session):
        value = session.scalar(text("select value from counter"))
        gevent.sleep(0.001)
        session.execute(text("update counter set value = :value"), {"value": value + 1})

gevent.joinall([gevent.spawn(increment, n) for n in range(400)], timeout=30, raise_error=True)
"""


def test_400_greenlets_lose_none_even_where_they_yield_in_mid_write(sqlite_engine):
    with Session(sqlite_engine) as session, write_transaction(session):
        session.execute(counter.insert(), {"id": 1, "value": 0})
    address = str(sqlite_engine.url)
    subprocess.run([sys.executable, "-c", UNDER_GEVENT, address], cwd=config.ROOT, check=True)
    assert value(sqlite_engine) == 400


def test_what_is_read_inside_a_write_stands_until_its_commit(sqlite_engine):
    """On SQLite the single writer makes even read-add-write exact."""
    with Session(sqlite_engine) as session, write_transaction(session):
        session.execute(counter.insert(), {"id": 1, "value": 0})

    def increment(_):
        with Session(sqlite_engine) as session, write_transaction(session):
            read = session.scalar(select(counter.c.value))
            session.execute(counter.update().values(value=read + 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(increment, range(100)))

    assert value(sqlite_engine) == 100


def test_a_reader_is_not_held_up_by_a_writer(engine):
    with Session(engine) as session, write_transaction(session):
        session.execute(counter.update().values(value=7))
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(value, engine).result(timeout=5) == 0
    assert value(engine) == 7


@pytest.mark.postgres
def test_what_was_prepared_outlives_the_page_that_asked_it(postgresql_engine):
    """PostgreSQL plans a statement again whenever the driver has forgotten it."""
    for _ in range(10):
        value(postgresql_engine)
    with Session(postgresql_engine) as session:
        prepared = session.scalars(text("select statement from pg_prepared_statements")).all()
    assert any("counter" in statement for statement in prepared)


def test_who_has_read_writes_on_the_same_connection(engine):
    taken = []
    event.listen(engine, "checkout", lambda *_: taken.append(1))
    with Session(engine) as session:
        before = session.scalar(select(counter.c.value))
        with write_transaction(session):
            session.execute(counter.update().values(value=before + 1))
    assert (value(engine), len(taken)) == (1, 2)


def test_what_was_changed_before_a_write_is_no_part_of_it(cast, session):
    ada = session.get_one(Person, cast.ada)
    ada.name = "Not to be written"
    with write_transaction(session):
        pass
    assert ada.name == "Ada"


@pytest.mark.usefixtures("any_database")
def test_nothing_is_changed_outside_a_write(cast, session):
    session.get_one(Person, cast.ada).name = "Not to be written"
    with pytest.raises(ReadOnly):
        session.flush()


def test_an_error_takes_everything_back_and_lets_the_next_one_write(engine):
    def fail():
        with Session(engine) as session, write_transaction(session):
            session.execute(counter.update().values(value=7))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with Session(engine) as session, write_transaction(session):
        session.execute(counter.update().values(value=counter.c.value + 1))
    assert value(engine) == 1


def test_a_commit_that_fails_lets_the_next_one_write(engine):
    with Session(engine) as session:
        with pytest.raises(IntegrityError), write_transaction(session):
            session.execute(line.insert(), {"counter_id": 99})
        with write_transaction(session):
            session.execute(counter.update().values(value=1))
    assert value(engine) == 1


def test_a_write_inside_a_write_is_refused(engine):
    with Session(engine) as session:
        with pytest.raises(NestedWrite), write_transaction(session), write_transaction(session):
            pass
        with write_transaction(session):
            session.execute(counter.update().values(value=1))
    assert value(engine) == 1


def test_a_session_left_open_gives_its_turn_back_when_closed(sqlite_engine):
    session = Session(sqlite_engine)
    session.connection(execution_options={"write": 1.0})
    session.close()
    with Session(sqlite_engine) as session, write_transaction(session):
        session.execute(counter.insert(), {"id": 1, "value": 3})
    assert value(sqlite_engine) == 3


def test_another_process_that_writes_is_waited_for(sqlite_engine):
    other = sqlite3.connect(sqlite_engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting, done = Event(), Event()

    def write():
        with Session(sqlite_engine) as session:
            waiting.set()
            with write_transaction(session):
                session.execute(counter.insert(), {"id": 1, "value": 5})
        done.set()

    writer = Thread(target=write)
    writer.start()
    waiting.wait(5)
    assert not done.wait(0.2)
    other.execute("COMMIT")
    writer.join(5)
    other.close()
    assert value(sqlite_engine) == 5


@pytest.mark.parametrize("holder", ["this process", "another process"])
def test_a_turn_that_never_comes_is_an_error_and_no_hang(sqlite_engine, holder):
    if holder == "this process":
        first = Session(sqlite_engine)
        first.connection(execution_options={"write": 1.0})
    else:
        first = sqlite3.connect(sqlite_engine.url.database, isolation_level=None)
        first.execute("BEGIN IMMEDIATE")

    with Session(sqlite_engine) as session:
        with (
            pytest.raises(sqlite3.OperationalError, match="locked"),
            write_transaction(session, wait=0.1),
        ):
            pass
        first.close()
        with write_transaction(session):
            session.execute(counter.insert(), {"id": 1, "value": 5})

    assert value(sqlite_engine) == 5


def test_every_sqlite_connection_is_set_up(sqlite_engine):
    with sqlite_engine.connect() as connection:
        set_to = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert set_to == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_a_write_leaves_the_busy_wait_of_readers_as_it_was(sqlite_engine):
    with Session(sqlite_engine) as session, write_transaction(session):
        assert session.scalar(text("PRAGMA busy_timeout")) == 5000
