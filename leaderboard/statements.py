"""Statements that are compiled once and sent through the driver's own cursor.

SQLAlchemy would take apart and reassemble the statements of every log each time, which costs
several times what SQLite needs to answer them. Values still pass through their columns' types, so a
statement means the same whichever way it is sent. Errors are the driver's own.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Dialect,
    Insert,
    Select,
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

from leaderboard.database import is_outdated, kept
from leaderboard.extensions import db

DIALECTS: Mapping[str, Dialect] = {
    "sqlite": pysqlite.dialect(paramstyle="named"),
    "postgresql": psycopg.dialect(),
}

Statement = Select[Any] | CompoundSelect[Any] | Insert
# Constructs that differ from database to database, by the name of the dialect.
Spoken = Mapping[str, Any]
Process = Callable[[Any], Any]


class Prepared:
    """A statement ready to send in the session's transaction, with values for its parameters.

    Lists need `among`, because SQLAlchemy expands them only when it sends a statement itself. An
    insert needs a value for every column except the id that the database assigns: the model's
    defaults do not apply here.
    """

    def __init__(self, statement: Statement | Spoken) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def all(self, **values: Any) -> list[Any]:
        """The resulting rows, as named tuples."""
        compiled, sending = self._open()
        with sending as cursor:
            cursor.execute(compiled.sql, compiled.bound(values))
            return compiled.rows(cursor.fetchall())

    def scalar(self, **values: Any) -> Any:
        """The first value of the first row; None if there is no row."""
        compiled, sending = self._open()
        with sending as cursor:
            cursor.execute(compiled.sql, compiled.bound(values))
            row = cursor.fetchone()
            return None if row is None else compiled.first(row[0])

    def run(self, **values: Any) -> None:
        """Send it once, without a result."""
        compiled, sending = self._open()
        with sending as cursor:
            cursor.execute(compiled.sql, compiled.bound(values))

    def run_each(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Send it once for each row, without a result."""
        compiled, sending = self._open()
        with sending as cursor:
            cursor.executemany(compiled.sql, [compiled.bound(row) for row in rows])

    def _open(self) -> "tuple[Compiled, Sending]":
        driver = current_driver()
        name = driver.dialect
        if name not in self._compiled:
            self._compiled[name] = Compiled(spoken(self._statement, name), DIALECTS[name])
        return self._compiled[name], Sending(driver.connection)


class Rows:
    """An insert of any number of rows, ready to send like a `Prepared`.

    PostgreSQL is a round trip away, so it gets all rows at once, as one JSON text: both a long list
    of values and an array for each column took longer. SQLite is only a call away.
    """

    def __init__(self, statement: Insert | Spoken) -> None:
        self._one_by_one = Prepared(statement)
        self._at_once = Prepared(from_text(spoken(statement, "postgresql")))

    def send(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert these rows in order, without a result."""
        if current_driver().dialect == "postgresql":
            self._at_once.run(rows=json.dumps(rows, default=iso_8601))
        else:
            self._one_by_one.run_each(rows)


def upserting(make: Callable[[Any], Insert]) -> Spoken:
    """An insert that says what to do on a conflict, built from either dialect's construct."""
    return {"sqlite": make(sqlite.insert), "postgresql": make(postgresql.insert)}


def spoken(statement: Any, dialect: str) -> Any:
    return statement[dialect] if isinstance(statement, Mapping) else statement


def from_text(statement: Insert) -> Insert:
    """The same insert, taking its rows from a JSON text in order."""
    table: Any = statement.table
    names = written_columns(statement) or []
    rows = func.json_to_recordset(bindparam("rows", type_=String).cast(JSON))
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
            give_up_if_lost(self._connection, error)


def give_up_if_lost(driver_connection: Any, error: BaseException) -> None:
    """Invalidate a lost connection: SQLAlchemy does not see the driver's errors, and would roll
    back over a dead connection, which is a second error that leaves nobody with an answer."""
    connection = db.session.connection()
    is_lost = connection.dialect.is_disconnect(error, driver_connection, None)  # type: ignore[arg-type]
    if is_lost or is_outdated(error):
        connection.invalidate(error)
    if is_outdated(error):
        # The pool's other connections have prepared the same statements.
        connection.engine.dispose()


class Driver(NamedTuple):
    """What the session talks to: the kind of database and the driver's own connection."""

    dialect: str
    connection: Any


def current_driver() -> Driver:
    """The session's driver, looked up once per transaction because the lookup is slow."""
    session = db.session()
    held: Driver | None = kept(session).get("driver")
    if held is None:
        connection = session.connection()
        held = Driver(connection.dialect.name, connection.connection.dbapi_connection)
        kept(session)["driver"] = held
    return held


def among(column: Any, values: Iterable[int]) -> ColumnElement[bool]:
    """The condition that the column has one of these values."""
    listed = [literal(value) for value in sorted(values)]
    return column.in_(listed) if listed else false()


class Compiled:
    """One statement compiled for one kind of database."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=written_columns(statement))
        self.sql = str(compiled)
        asked: dict[str, BindParameter[Any]] = compiled.binds  # type: ignore[attr-defined]
        processors = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bound in asked.items()
        }
        self._processors: list[tuple[str, Process]] = [
            (name, process) for name, process in processors.items() if process
        ]
        self._constants: dict[str, Any] = {}
        self._constants = self.bound(
            {
                name: value
                for name, value in compiled.params.items()
                if not (asked[name].required or value is None)
            }
        )
        columns = list(statement.exported_columns)
        self._row = row_type([column.key or "" for column in columns])
        self._results = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def bound(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values as the driver takes them, together with the statement's own constants."""
        found = {**self._constants, **values}
        for name, process in self._processors:
            if name in values:
                found[name] = process(values[name])
        return found

    def first(self, value: Any) -> Any:
        """The value of a row's first column."""
        process = self._results[0]
        return process(value) if process else value

    def rows(self, found: Iterable[tuple[Any, ...]]) -> list[Any]:
        """The driver's rows as named tuples of Python values."""
        changed = [(n, process) for n, process in enumerate(self._results) if process]
        if not changed:
            return list(map(self._row._make, found))
        rows = []
        for row in found:
            values = list(row)
            for n, process in changed:
                values[n] = process(values[n])
            rows.append(self._row._make(values))
        return rows


def row_type(names: Iterable[str]) -> Any:
    """Named tuples with these names; a column without a name gets one."""
    return namedtuple("Row", names, rename=True)


def written_columns(statement: Statement) -> list[str] | None:
    """The columns that an insert of values writes; None for any other statement."""
    if not isinstance(statement, Insert) or statement.select is not None:
        return None
    table: Any = statement.table
    return [column.key for column in table.c if column is not table.autoincrement_column]
