"""Copies of the whole database, made while people keep working, and restoring one."""

import fcntl
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import URL

from leaderboard import configuration, installation
from leaderboard.extensions import db
from leaderboard.sqlite import keep_private

SQLITE_HEAD, POSTGRESQL_HEAD = b"SQLite format 3\0", b"PGDMP"


class BadBackup(ValueError):
    """The file cannot be used; `reason` says why as a code, `text` what was found."""

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(f"{reason} {text}".strip())
        self.reason, self.text = reason, text


class ToolMissing(RuntimeError):
    """One of PostgreSQL's programs is not installed here; `command` is what would have been run."""

    def __init__(self, command: str) -> None:
        super().__init__(command)
        self.command = command


class Serving(RuntimeError):
    """A server is running on this installation."""


def back_up(target: Path) -> None:
    """Write the database as it is at one moment into a new file, and check the result."""
    if target.exists():
        raise BadBackup("exists")
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    installation.write_private(aside, "")
    try:
        if db.engine.dialect.name == "sqlite":
            copy_out(aside)
            check_sqlite(aside)
        else:
            dump_postgresql(aside, target)
        os.link(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def restore(source: Path, *, at: datetime) -> Path | None:
    """Replace the database with a backup; on SQLite the old one is kept beside it.

    Before anything is touched, the file has to prove intact and of a version this program knows.
    """
    with alone():
        if db.engine.dialect.name != "sqlite":
            restore_postgresql(source)
            return None
        check_sqlite(source)
        check_version(source)
        kept = keep_present(at)
        db.session.remove()
        db.engine.dispose()
        copy_in(source)
        installation.make_schema()
        configuration.forget()
        return kept


# --- SQLite --------------------------------------------------------------------------------------


def sqlite_path() -> Path:
    return Path(db.engine.url.database or "")


def copy_out(target: Path) -> None:
    """Copy the live database into a single file: a snapshot that waits for no writer and blocks
    none."""
    live, copy = sqlite3.connect(sqlite_path()), sqlite3.connect(target)
    with closing(live), closing(copy):
        live.backup(copy)
        # Leave WAL mode, so that the copy needs no second file beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def copy_in(source: Path) -> None:
    """Replace the database with a backup in one SQLite transaction."""
    keep_private(str(sqlite_path()))
    backup, live = open_backup(source), sqlite3.connect(sqlite_path())
    with closing(backup), closing(live):
        backup.backup(live)


def open_backup(path: Path) -> sqlite3.Connection:
    """Open a backup for reading. Nothing is created beside it; a write-ahead log already beside it
    belongs to it."""
    is_whole = not path.with_name(path.name + "-wal").exists()
    mode = "mode=ro&immutable=1" if is_whole else "mode=rw"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)


def check_sqlite(path: Path) -> None:
    """BadBackup unless the file is a complete SQLite database without a damaged page."""
    if not starts_with(path, SQLITE_HEAD):
        raise BadBackup("not_a_backup")
    with closing(open_backup(path)) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise BadBackup("broken", str(error)) from error
    if found != [("ok",)]:
        raise BadBackup("broken", str(found[0][0]))


def check_version(path: Path) -> None:
    """BadBackup for a file without our tables or from a newer version of this program."""
    with closing(open_backup(path)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError as error:
            raise BadBackup("not_a_backup") from error
    refuse_newer(row[0] if row else None)


def refuse_newer(revision: str | None) -> None:
    """BadBackup for a schema version that this program does not know."""
    migrations = ScriptDirectory(current_app.extensions["migrate"].directory)
    if revision not in {script.revision for script in migrations.walk_revisions()}:
        raise BadBackup("newer", revision or "")


def keep_present(at: datetime) -> Path | None:
    """Copy the database that a restore replaces, with the time in its name."""
    path = sqlite_path()
    if not path.exists():
        return None
    stamp, count = f"{path.stem}-before-{at:%Y%m%d-%H%M%S}", 1
    while (kept := path.with_name(f"{stamp}-{count}{path.suffix}")).exists():
        count += 1
    installation.write_private(kept, "")
    copy_out(kept)
    return kept


# --- PostgreSQL ----------------------------------------------------------------------------------


def dump_postgresql(aside: Path, target: Path) -> None:
    need_tools("pg_dump", instead=["pg_dump", *dump_into(target)])
    run_tool("pg_dump", dump_into(aside))


def dump_into(file: Path) -> list[str]:
    return ["--format=custom", f"--file={file}", libpq_url()]


def restore_postgresql(source: Path) -> None:
    """Restore the whole backup in one transaction, or leave the database as it was."""
    if not starts_with(source, POSTGRESQL_HEAD):
        raise BadBackup("not_a_backup")
    plain = ["--clean", "--if-exists", "--no-owner", str(source)]
    at_once = ["pg_restore", "--single-transaction", f"--dbname={libpq_url()}", *plain]
    need_tools("pg_restore", "psql", instead=at_once)
    refuse_newer(revision_in(source))
    db.session.remove()
    db.engine.dispose()
    script = current_app.config["DATA"] / "restore.sql"
    installation.write_private(script, "")
    try:
        run_tool("pg_restore", [f"--file={script}", *plain])
        run_script(script)
    finally:
        script.unlink()
    installation.make_schema()
    configuration.forget()


def revision_in(source: Path) -> str | None:
    """The schema version in a backup; BadBackup if there is none."""
    said = run_tool(
        "pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(source)]
    )
    rows = re.search(
        r"^COPY [^\n]*alembic_version[^\n]*\n(.*?)\\\.$", said, re.DOTALL | re.MULTILINE
    )
    if rows is None:
        raise BadBackup("not_a_backup")
    return rows[1].strip() or None


def run_script(script: Path) -> None:
    """Replace our tables with the script's. Tables that the backup is too old to know are dropped
    too: they would stay, and what they refer to could not be replaced."""
    quoted = db.engine.dialect.identifier_preparer.quote
    tables = ", ".join(quoted(name) for name in db.metadata.tables)
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    drop = f"--command=DROP TABLE IF EXISTS {tables} CASCADE"
    run_tool("psql", [*options, f"--dbname={libpq_url()}", drop, f"--file={script}"])


def libpq_url() -> str:
    """The database's address as PostgreSQL's programs read it; they get the password separately."""
    url = db.engine.url
    return URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    ).render_as_string(hide_password=False)


def need_tools(*names: str, instead: list[str]) -> None:
    """Unless all of these are installed, ToolMissing with a command to run on another machine."""
    if not all(map(shutil.which, names)):
        raise ToolMissing(" ".join(instead))


def run_tool(name: str, arguments: list[str]) -> str:
    """The output of one of PostgreSQL's programs. The password goes through the environment, where
    nobody can read it."""
    environ = {**os.environ, "PGPASSWORD": db.engine.url.password or ""}
    done = subprocess.run([name, *arguments], env=environ, capture_output=True, text=True)
    if done.returncode:
        raise BadBackup("failed", done.stderr.strip())
    return done.stdout


# --- files ---------------------------------------------------------------------------------------


def starts_with(path: Path, head: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(head)) == head


@contextmanager
def alone() -> Iterator[None]:
    """Make sure that no server of this installation runs, and that none starts meanwhile; else
    Serving."""
    descriptor = open_lock(current_app.config["DATA"])
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Serving from error
    finally:
        os.close(descriptor)


def hold_place(data: Path) -> int:
    """The lock that every server holds while it lives; Serving during a restore."""
    descriptor = open_lock(data)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise Serving from error
    os.set_inheritable(descriptor, True)
    return descriptor


def open_lock(data: Path) -> int:
    installation.keep_folder(data)
    return os.open(data / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
