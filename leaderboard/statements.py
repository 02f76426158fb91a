"""Statements that are compiled once and sent through the driver's own cursor.

SQLAlchemy would take apart and reassemble the statements of every log each time, which costs
several times what SQLite needs to answer them. Values still pass through their columns' types, so a
statement means the same whichever way it is sent. Errors are the driver's own.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
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
from sqlalchemy.types import TypeEngine

from leaderboard.database import WRITING, Driver, driver_of, give_up_if_lost
from leaderboard.extensions import db

DIALECTS: Mapping[str, Dialect] = {
    "sqlite": pysqlite.dialect(paramstyle="qmark"),
    "postgresql": psycopg.dialect(paramstyle="format"),
}

Statement = Select[*tuple[Any, ...]] | CompoundSelect[Any] | Insert
# Constructs that differ from database to database, by the name of the dialect.
Spoken = Mapping[str, Any]
Process = Callable[[Any], Any]

# How many lengths of its lists a statement is kept for.
MOST_TEXTS = 64


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


class Compiled:
    """One statement compiled for one kind of database."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=written_columns(statement))
        self._compiled = compiled
        asked: dict[str, BindParameter[Any]] = compiled.binds  # type: ignore[attr-defined]
        self._constants: dict[str, Any] = {
            name: value
            for name, value in compiled.params.items()
            if not (asked[name].required or value is None)
        }
        self._writers = {name: writer_of(bind.type, dialect) for name, bind in asked.items()}
        self._lists = [name for name, bind in asked.items() if bind.expanding]
        self.text = Text(str(compiled), compiled.positiontup or [], self._writers)  # type: ignore[attr-defined]
        self._texts: dict[tuple[int, ...], Text] = {}
        columns = list(statement.exported_columns)
        self._row = row_type([column.key or "" for column in columns])
        self._results = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def filled(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The statement, and the values as the driver takes them."""
        if not self._lists:
            return self.text.sql, self.bound(values)
        lengths = tuple(len(values[name]) for name in self._lists)
        text = self._texts.get(lengths) or self._spell_out(lengths)
        return text.sql, text.bound({**self._constants, **values, **text.each_of(values)})

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The values of a statement without lists, together with its own constants."""
        return self.text.bound({**self._constants, **values} if self._constants else values)

    def _spell_out(self, lengths: tuple[int, ...]) -> "Text":
        """The statement for lists of these lengths."""
        lists = {name: [None] * n for name, n in zip(self._lists, lengths, strict=True)}
        spelled = self._compiled.construct_expanded_state({**self._compiled.params, **lists})
        writers = {
            one: self._writers[name]
            for name, each in spelled.parameter_expansion.items()
            for one in each
        }
        if len(self._texts) >= MOST_TEXTS:
            self._texts.clear()
        self._texts[lengths] = Text(
            spelled.statement,
            spelled.positiontup or [],
            self._writers | writers,
            spelled.parameter_expansion,
        )
        return self._texts[lengths]

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


class Text:
    """A statement's SQL, and what it makes of its values. `lists` are the names that each value of
    a list has got."""

    def __init__(
        self,
        sql: str,
        places: Sequence[str],
        writers: Mapping[str, Process | None],
        lists: Mapping[str, Sequence[str]] = {},
    ) -> None:
        self.sql = sql
        # The parameters in the order of the statement, and what the types of some make of a value.
        self._in_order = values_of(places)
        self._writers = [
            (n, process) for n, name in enumerate(places) if (process := writers[name])
        ]
        self._lists = lists

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The values as the driver takes them."""
        found = list(self._in_order(values))
        for n, process in self._writers:
            found[n] = process(found[n])
        return found

    def each_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the lists, one by one."""
        return {
            name: value
            for whole, names in self._lists.items()
            for name, value in zip(names, values[whole], strict=True)
        }


def values_of(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """Takes these values from a mapping, in order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def writer_of(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """What a type makes of a value before the driver takes it; None if it takes it as it is."""
    if dialect.name == "sqlite" and isinstance(kind, Date):
        # The same text as SQLAlchemy's, at a tenth of its price: a log binds a score of days.
        return iso_day
    return kind.dialect_impl(dialect).bind_processor(dialect)


def iso_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def row_type(names: Iterable[str]) -> Any:
    """Named tuples with these names; a column without a name gets one."""
    return namedtuple("Row", names, rename=True)


def written_columns(statement: Statement) -> list[str] | None:
    """The columns that an insert of values writes; None for any other statement."""
    if not isinstance(statement, Insert) or statement.select is not None:
        return None
    table: Any = statement.table
    return [column.key for column in table.c if column is not table.autoincrement_column]
