"""Rows by the thousand, bypassing the ORM: each value is adapted as its column type would do it,
and each database takes rows the fastest way it has."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Connection, Dialect, Table

from leaderboard.extensions import db

# Dates and moments repeat, so adapted values are remembered; this many per column.
KEPT = 4096


def insert_rows(table: Table, names: Sequence[str], rows: Collection[Sequence[Any]]) -> None:
    """Insert the rows, whose values are in the order of `names`."""
    if not rows:
        return
    connection = db.session.connection()
    adapted = adapt(table, names, rows, connection)
    if connection.dialect.name == "postgresql":
        copy_in(table, names, adapted, connection)
    else:
        holes = ", ".join("?" for _ in names)
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({holes})"
        connection.exec_driver_sql(statement, list(adapted))


def copy_in(
    table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]], connection: Connection
) -> None:
    """PostgreSQL's own way to load many rows."""
    driver: Any = connection.connection.dbapi_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def adapt(
    table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]], connection: Connection
) -> Iterable[tuple[Any, ...]]:
    """The rows as the driver takes them. Column by column, so that no loop is Python's own."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for at, name in enumerate(names):
        adapt_value = adapter(table, name, connection.dialect)
        if adapt_value is not None:
            columns[at] = map(adapt_value, columns[at])
    return zip(*columns, strict=True)


@lru_cache
def adapter(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    """How the column type converts a value; None if it takes it as it is."""
    kind = table.c[name].type
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    # JSON values are not hashable, so they cannot be remembered.
    if process is None or isinstance(kind, JSON):
        return process
    return lru_cache(maxsize=KEPT)(process)
