"""Talking to the databases: who may write when, and what every connection is set to.

SQLite has one writer. A transaction that starts by reading and then writes fails at once if
somebody else has written in between, and the driver's own mode loses updates without an error. So
every write goes through `write_transaction`: it says BEGIN IMMEDIATE before it reads anything, and
the threads of one process queue for it on a lock, which is fairer and faster than SQLite's retries.
PostgreSQL gets a plain BEGIN for a write and none for reading: each statement sees what is
committed by then anyway, and a rollback at the end of every page would make the driver forget its
prepared statements, so the server would plan each of them again.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, ExceptionContext, PoolProxiedConnection, event
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, scoped_session

from leaderboard import trips
from leaderboard.sqlite import OneWriter, prepare_sqlite

# How long a writer waits for its turn before giving up with "database is locked".
WAIT_SECONDS = 30.0

# PostgreSQL's answer when a prepared statement would now return different columns. The driver has a
# class for it, but loading the driver is not worth it on SQLite.
NOT_SUPPORTED = "0A000"

# Errors that are not the program's fault: the file is in use, full, unreachable or not writable.
# For PostgreSQL: no connection, no space or too many connections, a shutdown, disk trouble.
SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)
POSTGRESQL_AWAY = ("08", "53", "57P", "58")


class Driver(NamedTuple):
    """What a session talks to: the kind of database and the driver's own connection."""

    dialect: str
    connection: Any


# The driver of the write transaction that is open here: a log asks for it a dozen times, and asking
# the session takes ten times as long.
WRITING: ContextVar[Driver | None] = ContextVar("writing", default=None)


class NestedWrite(RuntimeError):
    """A write transaction inside another would discard what the outer one has done so far."""


class ReadOnly(RuntimeError):
    """Something was changed outside a write transaction."""


@contextmanager
def write_transaction(
    session: Session | scoped_session[Any],
    *,
    wait: float = WAIT_SECONDS,
    first: Sequence[trips.Call] = (),
) -> Iterator[list[tuple[Any, ...]]]:
    """Begin as a writer, commit at the end, roll back on any error; the only way to write.

    Everything the session has read before is forgotten, so load what you change inside. A write
    that can be put off passes a shorter `wait` for SQLite's one writer, and gets `database is
    locked` if that runs out. What a write asks of PostgreSQL `first` travels with the BEGIN; the
    rows of the last of it are what this yields.
    """
    opened: Session = session() if isinstance(session, scoped_session) else session
    if opened.info.get("writing"):
        raise NestedWrite
    opened.info["writing"] = True
    asked = WRITING.set(None)
    try:
        found = begin_writing(opened, wait, first)
        WRITING.set(driver_of(opened))
        yield found
        send_last(opened)
        opened.commit()
    except BaseException:
        opened.rollback()
        raise
    finally:
        WRITING.reset(asked)
        opened.info["writing"] = False
        opened.info.pop("last", None)


@contextmanager
def one_moment(session: Session | scoped_session[Any]) -> Iterator[None]:
    """Read everything as of one moment, while others keep writing.

    SQLite does so by itself; PostgreSQL looks again with every statement unless told otherwise.
    """
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        session.rollback()


def begin_writing(
    session: Session, wait: float, first: Sequence[trips.Call]
) -> list[tuple[Any, ...]]:
    """Write on the connection that has been reading, if there is one: fetching another takes longer
    than the write."""
    connection = session.connection() if is_only_reading(session) else None
    if connection is None or connection.invalidated:
        session.rollback()
        session.connection(execution_options={"write": wait})
        driver = driver_of(session).connection
        return send_first(session, driver, first) if first else []
    session.expire_all()
    kept(session).clear()
    driver = connection.connection.driver_connection
    if isinstance(driver, OneWriter):
        driver.rollback()
        driver.begin_write(wait)
        return []
    return send_first(session, driver, first, before="BEGIN READ WRITE")


def send_first(
    session: Session, driver: Any, calls: Sequence[trips.Call], **around: str
) -> list[tuple[Any, ...]]:
    """Send what a write begins with, once more if PostgreSQL has forgotten a name: nothing is lost
    yet."""
    try:
        return send(session, driver, calls, **around)
    except Exception as error:
        if not trips.is_forgotten(error):
            raise
    driver.rollback()
    return send(session, driver, calls, **around)


def commit_with(session: Session, call: trips.Call) -> None:
    """Send this to PostgreSQL together with the COMMIT, as the last thing that is written."""
    session.info["last"] = call


def send_last(session: Session) -> None:
    """What was to travel with the COMMIT; nothing if there is no such thing."""
    call = session.info.pop("last", None)
    if call is not None:
        session.flush()
        send(session, driver_of(session).connection, [call], after="COMMIT")


def send(
    session: Session, driver: Any, calls: Sequence[trips.Call], **around: str
) -> list[tuple[Any, ...]]:
    """Send these to PostgreSQL in one trip; returns the rows of the last of them."""
    try:
        return trips.send(driver, calls, **around)
    except Exception as error:
        give_up_if_lost(session, driver, error)
        raise


def give_up_if_lost(session: Session, driver: Any, error: BaseException) -> None:
    """Invalidate a lost connection: SQLAlchemy does not see the driver's errors, and would roll
    back over a dead connection, which is a second error that leaves nobody with an answer."""
    connection = session.connection()
    is_lost = connection.dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
    if is_lost or is_outdated(error):
        connection.invalidate(error)
    if is_outdated(error):
        # The pool's other connections have prepared the same statements.
        connection.engine.dispose()


def is_only_reading(session: Session) -> bool:
    """Whether the open transaction has nothing that a rollback would undo."""
    has_changes = session.new or session.dirty or session.deleted
    return session.in_transaction() and session.is_active and not has_changes


def driver_of(session: Session) -> Driver:
    """The session's driver, looked up once per transaction because the lookup is slow."""
    held: Driver | None = kept(session).get("driver")
    if held is None:
        connection = session.connection()
        held = Driver(connection.dialect.name, connection.connection.dbapi_connection)
        kept(session)["driver"] = held
    return held


def kept(session: Session) -> dict[str, Any]:
    """A place for lookups, kept until this transaction, read or write, ends."""
    transaction = session.get_transaction()
    held_in, held = session.info.get("kept", (None, {}))
    if held_in is not transaction or transaction is None:
        held = {}
        session.info["kept"] = (transaction, held)
    return held


@event.listens_for(Session, "before_flush")
def refuse_to_write(session: Session, *_: Any) -> None:
    """A change outside a write would be lost on one database and kept on the other."""
    if not session.info.get("writing"):
        raise ReadOnly


@event.listens_for(Session, "after_begin")
def read_as_it_comes(session: Session, transaction: Any, connection: Connection) -> None:
    """Reading on PostgreSQL takes no transaction, unless everything is to be read as of one
    moment."""
    takes_one = (
        session.info.get("writing") or "isolation_level" in connection.get_execution_options()
    )
    if connection.dialect.name == "postgresql" and not takes_one:
        set_autocommit(connection, True)


def set_autocommit(connection: Connection, wanted: bool) -> None:
    driver: Any = connection.connection.driver_connection
    if driver.autocommit != wanted:
        driver.autocommit = wanted


def prepare(engine: Engine) -> None:
    """Set up a new engine for its database."""
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    else:
        engine.dialect.do_ping = has_not_ended  # type: ignore[method-assign, assignment]
        engine.dialect.do_rollback = roll_back  # type: ignore[method-assign, assignment]
        # A pooled connection may still be set up for reading.
        event.listen(engine, "begin", lambda connection: set_autocommit(connection, False))
        event.listen(engine, "handle_error", give_up_if_outdated)


def roll_back(connection: PoolProxiedConnection) -> None:
    """If there is something to roll back: the driver then makes the server forget what was
    prepared."""
    driver: Any = connection.driver_connection
    if driver.pgconn.transaction_status:
        driver.rollback()
        trips.forget(driver)


def has_not_ended(driver: Any) -> bool:
    """Whether the server has kept this connection of the pool; it says so when it ends one, so
    nobody has to ask. The first look takes in what it said, the second one finds the end."""
    for _ in range(2):
        driver.pgconn.consume_input()
    return True


def give_up_if_outdated(context: ExceptionContext) -> None:
    context.is_disconnect |= is_outdated(context.original_exception)


def is_outdated(error: BaseException) -> bool:
    """Whether a migration has changed a table used by one of the connection's prepared statements.
    PostgreSQL refuses such a statement from then on; only a new connection helps."""
    return getattr(error, "sqlstate", None) == NOT_SUPPORTED


def is_away(error: BaseException) -> bool:
    """Whether the database is unavailable, whatever is asked of it: stopped, busy for too long, or
    out of space. Any other error is a bug in the program."""
    if isinstance(error, PoolTimeout) or getattr(error, "connection_invalidated", False):
        return True
    cause: Any = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE_AWAY
    if not hasattr(cause, "sqlstate"):
        return False
    state: str | None = cause.sqlstate
    if is_outdated(cause):
        return True
    # Without a state the server has not answered at all. Compared by name: the driver is not loaded
    # on SQLite.
    is_lost = any(kind.__name__ == "OperationalError" for kind in type(cause).__mro__)
    return is_lost if state is None else state.startswith(POSTGRESQL_AWAY)


def first_line(error: BaseException) -> str:
    """A database's message without the statement and everything else after its first line."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
