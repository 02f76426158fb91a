"""One import at a time, and between its portions a turn for other writers."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Integer, bindparam, func, select, text

from leaderboard.extensions import db
from leaderboard.scoring.locks import Space
from leaderboard.sqlite import PAUSE_SECONDS

# Whoever waits for SQLite retries every PAUSE_SECONDS, so each of them has had several tries.
REST_SECONDS = 4 * PAUSE_SECONDS
CHANGES_BY_OTHERS = text("PRAGMA data_version")
TAKE = select(func.pg_try_advisory_lock(bindparam("space", type_=Integer), 0))
GIVE_BACK = select(func.pg_advisory_unlock(bindparam("space", type_=Integer), 0))


class OthersWriting(RuntimeError):
    """Another import is running."""


@contextmanager
def only_import() -> Iterator[None]:
    """Be the only import; OthersWriting if there is one. It ends with the process, however that
    ends."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    with only_in_file() if is_sqlite else only_in_server():
        yield


@contextmanager
def only_in_file() -> Iterator[None]:
    path = Path(f"{db.engine.url.database}.import")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise OthersWriting from error
    finally:
        os.close(descriptor)


@contextmanager
def only_in_server() -> Iterator[None]:
    """On a connection of its own: such a lock outlives transactions, but not its connection."""
    with db.engine.connect() as connection:
        if not connection.scalar(TAKE, {"space": Space.IMPORT}):
            raise OthersWriting
        connection.rollback()
        try:
            yield
        finally:
            connection.execute(GIVE_BACK, {"space": Space.IMPORT})
            connection.rollback()


def give_way(held: float) -> None:
    """Let those write who waited while the last portion held the lock for `held` seconds.

    SQLite serves nobody in order: each retries again and again. So the next portion waits until
    nobody has written for a while, but no longer than it kept the others waiting.
    """
    deadline = time.monotonic() + held
    seen = None
    # One connection for all looks: each connection counts the changes in its own way.
    with db.engine.connect() as connection:
        while seen != (seen := changes_by_others(connection)) and time.monotonic() < deadline:
            time.sleep(REST_SECONDS)


def changes_by_others(connection: Connection) -> int:
    """A number that changes when another connection writes to SQLite; PostgreSQL has a queue."""
    if connection.dialect.name != "sqlite":
        return 0
    found = int(connection.scalar(CHANGES_BY_OTHERS) or 0)
    # A transaction would keep seeing the file as it was.
    connection.rollback()
    return found
