"""Statements that are compiled once and sent through the driver's own cursor.

SQLAlchemy would take apart and reassemble the statements of every log each time, which costs
several times what SQLite needs to answer them. Values still pass through their columns' types, so a
statement means the same whichever way it is sent. Errors are the driver's own.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Insert, false, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite

from leaderboard.database import WRITING, Driver, driver_of, give_up_if_lost
from leaderboard.extensions import db
from leaderboard.statements.compiled import Compiled, Statement
from leaderboard.trips import Call

DIALECTS: Mapping[str, Dialect] = {
    "sqlite": pysqlite.dialect(paramstyle="qmark"),
    "postgresql": psycopg.dialect(paramstyle="format"),
}

# For statements that are sent together, `$1` and so on for the values.
NUMBERING = psycopg.dialect(paramstyle="numeric_dollar")

# Constructs that differ from database to database, by the name of the dialect.
Spoken = Mapping[str, Any]


class Prepared:
    """A statement ready to send in the session's transaction, with values for its parameters.

    A list goes into an expanding parameter, or into `among` if it is always the same. An insert
    needs a value for every column except the id that the database assigns (`NUMBERED` needs that
    too): the model's defaults do not apply here.
    """

    def __init__(self, statement: Statement | Spoken) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def all(self, **values: Any) -> list[Any]:
        """The resulting rows, as named tuples."""
        compiled, sending = self._open()
        with sending as cursor:
            cursor.execute(*compiled.filled(values))
            return compiled.rows(cursor.fetchall())

    def scalar(self, **values: Any) -> Any:
        """The first value of the first row; None if there is no row."""
        compiled, sending = self._open()
        with sending as cursor:
            cursor.execute(*compiled.filled(values))
            row = cursor.fetchone()
            return None if row is None else compiled.first(row[0])

    def run(self, **values: Any) -> None:
        """Send it once, without a result."""
        compiled, sending = self._open()
        with sending as cursor:
            cursor.execute(*compiled.filled(values))

    def run_each(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Send it once for each row, without a result."""
        compiled, sending = self._open()
        with sending as cursor:
            cursor.executemany(compiled.text.sql, list(map(compiled.bound, rows)))

    def call(self, **values: Any) -> Call:
        """The same for PostgreSQL, to be sent in one trip with others."""
        return Call(*self._numbered.filled(values))

    def rows(self, found: Iterable[tuple[Any, ...]]) -> list[Any]:
        """The rows of such a call, as named tuples."""
        return self._numbered.rows(found)

    @cached_property
    def _numbered(self) -> Compiled:
        return Compiled(spoken(self._statement, "postgresql"), NUMBERING)

    def _open(self) -> "tuple[Compiled, Sending]":
        name, connection = current_driver()
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = Compiled(spoken(self._statement, name), DIALECTS[name])
            self._compiled[name] = compiled
        return compiled, Sending(connection)


def upserting(make: Callable[[Any], Insert]) -> Spoken:
    """An insert that says what to do on a conflict, built from either dialect's construct."""
    return {"sqlite": make(sqlite.insert), "postgresql": make(postgresql.insert)}


def spoken(statement: Any, dialect: str) -> Any:
    return statement[dialect] if isinstance(statement, Mapping) else statement


class Sending:
    """The driver's cursor while one statement is sent."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._cursor = connection.cursor()

    def __enter__(self) -> Any:
        return self._cursor

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._cursor.close()
        if error is not None:
            give_up_if_lost(db.session(), self._connection, error)


def current_driver() -> Driver:
    """The driver of the open write, or of what the session reads."""
    return WRITING.get() or driver_of(db.session())


def among(column: Any, values: Iterable[int]) -> ColumnElement[bool]:
    """The condition that the column has one of these values."""
    listed = [literal(value) for value in sorted(values)]
    return column.in_(listed) if listed else false()
