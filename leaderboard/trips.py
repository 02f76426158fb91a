"""Several statements in one trip to PostgreSQL.

A log waits for every answer, each a thirtieth of its time. PostgreSQL takes several statements in
one text, each with a view of its own of what is committed, but then with neither values beside the
text nor a plan from before. So each statement is prepared under a name of ours, once on each
connection, and the text runs it by that name with its values written out.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

# PostgreSQL's answer when it no longer knows the name of a prepared statement.
INVALID_STATEMENT_NAME = "26000"


Value = int | str | date | list[int] | None


class Call(NamedTuple):
    """A statement, with `$1`, `$2` and so on for its values."""

    sql: str
    values: Sequence[Value] = ()


class GivenNames:
    """What has been prepared on one connection, under which names.

    The driver makes the server forget every name when something is rolled back or dropped. Then
    `forget` is called and new names are given, because nobody knows which of the old ones are left.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._given = 0

    def name_of(self, connection: Any, sql: str) -> str:
        name = self._known.get(sql)
        if name is None:
            self._given += 1
            name = f"leaderboard_{self._given}"
            connection.execute(f"PREPARE {name} AS {sql}")
            self._known[sql] = name
        return name

    def forget(self) -> None:
        self._known.clear()


NAMES: WeakKeyDictionary[Any, GivenNames] = WeakKeyDictionary()


def send(
    connection: Any, calls: Iterable[Call], *, before: str = "", after: str = ""
) -> list[tuple[Any, ...]]:
    """Send these in order, between plain SQL; returns the rows of the last call."""
    names = NAMES.setdefault(connection, GivenNames())
    parts = [before] if before else []
    for call in calls:
        name = names.name_of(connection, call.sql)
        parts.append(f"EXECUTE {name}{spelled(connection, call.values)}")
    place = len(parts) - 1
    with connection.cursor() as cursor:
        try:
            cursor.execute("; ".join([*parts, after] if after else parts))
        except Exception:
            names.forget()
            raise
        for _ in range(place):
            cursor.nextset()
        return cursor.fetchall() if cursor.description else []


def forget(connection: Any) -> None:
    """Prepare everything again on this connection of any database; for when something was rolled
    back there."""
    if names := NAMES.get(connection):
        names.forget()


def is_forgotten(error: BaseException) -> bool:
    """Whether a name was gone, which rolled the transaction back; the next try prepares again."""
    return getattr(error, "sqlstate", None) == INVALID_STATEMENT_NAME


def spelled(connection: Any, values: Sequence[Value]) -> str:
    """The values as SQL, in brackets; nothing if there are none."""
    if not values:
        return ""
    return f"({', '.join(literal(connection, value) for value in values)})"


def literal(connection: Any, value: Value) -> str:
    """A value as SQL. Text is quoted by the driver, which knows the connection's settings."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    if isinstance(value, list):
        return f"'{{{', '.join(map(str, value))}}}'"
    return quoted(connection, value)


def quoted(connection: Any, text: str) -> str:
    if "\0" in text:
        raise ValueError("PostgreSQL takes no text with a zero in it")
    found: bytes = escaping()(connection.pgconn).escape_literal(text.encode())
    return bytes(found).decode()


@cache
def escaping() -> Any:
    """The driver's quoting, loaded by now: on SQLite nobody asks for it."""
    return import_module("psycopg.pq").Escaping
