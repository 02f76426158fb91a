"""Inserts of any number of rows, in as few round trips as the database allows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Insert, String, bindparam, column, func, literal, select

from leaderboard.database import commit_with
from leaderboard.extensions import db
from leaderboard.statements import Prepared, Spoken, current_driver, spoken
from leaderboard.statements.compiled import written_columns


class Rows:
    """An insert of any number of rows, ready to send like a `Prepared`.

    PostgreSQL is a round trip away, so it gets all rows at once, as one JSON text: both a long list
    of values and an array for each column took longer. SQLite is only a call away.
    """

    def __init__(self, statement: Insert | Spoken) -> None:
        self.statement = statement
        self.one_by_one = Prepared(statement)
        self.zeros = zeros_of(spoken(statement, "postgresql"))

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
        statement, texts = as_one(given)
        statement.run(**texts)


def send_with_commit(*sent: tuple[Rows, Sequence[Mapping[str, Any]]]) -> None:
    """The same as the last thing that the open write does: PostgreSQL gets it together with the
    COMMIT, so nothing here may read it."""
    if current_driver().dialect != "postgresql":
        send_together(*sent)
    else:
        statement, texts = as_one([(kind, rows) for kind, rows in sent if rows])
        commit_with(db.session(), statement.call(**texts))


def as_one(
    given: Sequence[tuple[Rows, Sequence[Mapping[str, Any]]]],
) -> tuple[Prepared, dict[str, str]]:
    """One statement for all of these, and their rows as its values."""
    kinds, rows = zip(*given, strict=True)
    texts = {
        f"rows_{n}": text_of(some, kind.zeros)
        for n, (kind, some) in enumerate(zip(kinds, rows, strict=True))
    }
    return at_once(kinds), texts


@lru_cache(maxsize=64)
def at_once(kinds: tuple[Rows, ...]) -> Prepared:
    """One statement for all of these, which takes their rows as `rows_0`, `rows_1` and so on."""
    *others, last = (
        from_text(spoken(kind.statement, "postgresql"), f"rows_{n}") for n, kind in enumerate(kinds)
    )
    return Prepared(last.add_cte(*(other.cte(f"sent_{n}") for n, other in enumerate(others))))


def from_text(statement: Insert, parameter: str) -> Insert:
    """The same insert, taking its rows from a JSON text in order."""
    table: Any = statement.table
    names = written_columns(statement) or []
    zeros = zeros_of(statement)
    rows = func.json_to_recordset(bindparam(parameter, type_=String).cast(JSON))
    read = rows.table_valued(*(column(name, table.c[name].type) for name in names))
    values = (
        func.coalesce(value, literal(zeros[value.key], value.type)) if value.key in zeros else value
        for value in read.render_derived(with_types=True).c
    )
    return statement.from_select(names, select(*values))


def text_of(rows: Iterable[Mapping[str, Any]], zeros: Mapping[str, Any]) -> str:
    """The rows as such a text, without the zeros: most values of a log are."""
    short = [
        {name: value for name, value in row.items() if value or name not in zeros} for row in rows
    ]
    return json.dumps(short, default=iso_8601, separators=(",", ":"))


def zeros_of(statement: Insert) -> dict[str, Any]:
    """The columns that a row need not mention, each with what it is then."""
    table: Any = statement.table
    return {
        column.key: column.type.python_type()
        for column in table.c
        if not column.nullable and column.type.python_type in (int, str, bool)
    }


def iso_8601(moment: date | datetime) -> str:
    """A day or an instant as text that means the same everywhere."""
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return moment.isoformat()
