"""SQLite's connections: private files, and one writer at a time."""

import os
import sqlite3
import time
from contextlib import suppress
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, event

# Between two tries to begin a write.
PAUSE_SECONDS = 0.005

# `synchronous = NORMAL` with WAL: if the process is killed, nothing committed is lost and the file
# stays intact; a power cut can undo the last moments' commits. FULL would cost every log a disk
# flush.
PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    # 16 MB. With SQLite's default of 1,000 pages, one log in sixty waits for a checkpoint; with
    # this it is one in 250, and there is less to move.
    "PRAGMA wal_autocheckpoint = 4000",
)


def prepare_sqlite(engine: Engine) -> None:
    turn = Lock()

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        keep_private(args[0])
        # No isolation level: the driver never begins a transaction itself; `begin` below does.
        kwargs.update(factory=OneWriter, isolation_level=None)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: OneWriter, record: Any) -> None:
        connection.turn = turn
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        wait = connection.get_execution_options().get("write")
        if wait is not None:
            driver.begin_write(wait)
        else:
            driver.execute("BEGIN")


def keep_private(name: str) -> None:
    """Make the database file readable by its owner only, from its first byte on; SQLite gives the
    files beside it the same mode.

    An existing file is never opened here: closing it would release the locks that SQLite holds on
    it for the whole process.
    """
    if not name or name == ":memory:":
        return
    with suppress(FileExistsError):
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    for path in (name, f"{name}-wal", f"{name}-shm"):
        with suppress(FileNotFoundError):
            found = os.stat(path)
            if found.st_mode & 0o077 and found.st_uid == os.geteuid():
                os.chmod(path, 0o600)


class Busy(sqlite3.OperationalError):
    """Other threads of this process keep writing; worded as SQLite does when it is another
    process."""

    sqlite_errorcode = sqlite3.SQLITE_BUSY


class OneWriter(sqlite3.Connection):
    """A connection that holds its process's turn to write for exactly as long as it writes.

    The turn ends here, after the driver's own commit or rollback, and not in SQLAlchemy's events,
    which come before those.
    """

    turn: Lock
    has_turn = False

    def begin_write(self, wait: float) -> None:
        if not self.turn.acquire(timeout=wait):
            raise Busy("database is locked")
        self.has_turn = True
        try:
            self._begin_immediate(wait)
        except BaseException:
            self._end_turn()
            raise

    def commit(self) -> None:
        super().commit()
        self._end_turn()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._end_turn()

    def _begin_immediate(self, wait: float) -> None:
        """Keep asking instead of letting SQLite sleep: its sleep would block every greenlet."""
        self.execute("PRAGMA busy_timeout = 0")
        try:
            deadline = time.monotonic() + wait
            while not self._has_begun(last_try=time.monotonic() >= deadline):
                time.sleep(PAUSE_SECONDS)
        finally:
            self.execute(PRAGMAS[0])

    def _has_begun(self, *, last_try: bool) -> bool:
        try:
            self.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if last_try or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def _end_turn(self) -> None:
        if self.has_turn:
            self.has_turn = False
            self.turn.release()
