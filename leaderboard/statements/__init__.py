"""Statements that are compiled once and sent through the driver's own cursor.

SQLAlchemy would take apart and reassemble the statements of every log each time, which costs
several times what SQLite needs to answer them. Values still pass through their columns' types, so a
statement means the same whichever way it is sent. Errors are the driver's own.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Dialect,
    Insert,
    String,
    bindparam,
    column,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite

from leaderboard.database import WRITING, Driver, driver_of, give_up_if_lost
from leaderboard.extensions import db
from leaderboard.statements.compiled import Compiled, Statement, written_columns

DIALECTS: Mapping[str, Dialect] = {
    "sqlite": pysqlite.dialect(paramstyle="qmark"),
    "postgresql": psycopg.dialect(paramstyle="format"),
}

# Constructs that differ from database to database, by the name of the dialect.
Spoken = Mapping[str, Any]


class Prepared:
    """A statement ready to send in the session's transaction, with values for its parameters.

    A list goes into an expanding parameter, or into `among` if it is always the same. An insert
    needs a value for every column except the id that the database assigns: the model's defaults do
    not apply here.
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

    def _open(self) -> "tuple[Compiled, Sending]":
        name, connection = current_driver()
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = Compiled(spoken(self._statement, name), DIALECTS[name])
            self._compiled[name] = compiled
        return compiled, Sending(connection)


class Rows:
    """An insert of any number of rows, ready to send like a `Prepared`.

    PostgreSQL is a round trip away, so it gets all rows at once, as one JSON text: both a long list
    of values and an array for each column took longer. SQLite is only a call away.
    """

    def __init__(self, statement: Insert | Spoken) -> None:
        self.statement = statement
        self.one_by_one = Prepared(statement)

    def send(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert these rows in order, without a result."""
        send_together((self, rows))


def send_together(*sent: tuple[Rows, Sequence[Mapping[str, Any]]]) -> None:
    """Insert the rows of several inserts, without a result. PostgreSQL gets them as one statement,
    so none may depend on another."""
    given = [(kind, rows) for kind, rows in sent if rows]
    if current_driver().dialect != "postgresql":
        for kind, rows in given:
            kind.one_by_one.run_each(rows)
    elif given:
        kinds, texts = zip(*given, strict=True)
        at_once(kinds).run(
            **{f"rows_{n}": json.dumps(text, default=iso_8601) for n, text in enumerate(texts)}
        )


@lru_cache(maxsize=64)
def at_once(kinds: tuple[Rows, ...]) -> Prepared:
    """One statement for all of these, which takes their rows as `rows_0`, `rows_1` and so on."""
    *others, last = (
        from_text(spoken(kind.statement, "postgresql"), f"rows_{n}") for n, kind in enumerate(kinds)
    )
    return Prepared(last.add_cte(*(other.cte(f"sent_{n}") for n, other in enumerate(others))))


def upserting(make: Callable[[Any], Insert]) -> Spoken:
    """An insert that says what to do on a conflict, built from either dialect's construct."""
    return {"sqlite": make(sqlite.insert), "postgresql": make(postgresql.insert)}


def spoken(statement: Any, dialect: str) -> Any:
    return statement[dialect] if isinstance(statement, Mapping) else statement


def from_text(statement: Insert, parameter: str) -> Insert:
    """The same insert, taking its rows from a JSON text in order."""
    table: Any = statement.table
    names = written_columns(statement) or []
    rows = func.json_to_recordset(bindparam(parameter, type_=String).cast(JSON))
    read = rows.table_valued(*(column(name, table.c[name].type) for name in names))
    return statement.from_select(names, select(*read.render_derived(with_types=True).c))


def iso_8601(moment: date | datetime) -> str:
    """A day or an instant as text that means the same everywhere."""
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return moment.isoformat()


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
