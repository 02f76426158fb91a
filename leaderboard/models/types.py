"""Column types shared by the tables."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Index, Integer, String, Text, text
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment, stored as UTC and always read back with its zone (SQLite forgets zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# The largest row number accepted from outside. The databases can go higher, but answer numbers
# beyond their range with an error.
ROW_ID = re.compile(r"\d{1,18}")

# SQLite numbers rows by itself only in a column of type INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Amount = Annotated[int, mapped_column(BigInteger, default=0)]
Name = Annotated[str, mapped_column(String(80))]
Slug = Annotated[str, mapped_column(String(60), unique=True)]
Long = Annotated[str, mapped_column(Text, default="")]
Moment = Annotated[datetime, mapped_column(Instant)]
Data = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]


def row_id(text: str) -> int:
    """A row number from an address or a form; ValueError if no row can have it."""
    if not ROW_ID.fullmatch(text):
        raise ValueError(text)
    return int(text)


def unique_if_given(table: str, column: str) -> Index:
    """A value that is unique among the rows that have one; most have none.

    Not a plain unique column: SQLite assumes one has a single row for any value asked for, NULL
    too, and would find "has none" by scanning them all.
    """
    is_given = text(f"{column} IS NOT NULL")
    return Index(
        f"uq_{table}_{column}",
        column,
        unique=True,
        sqlite_where=is_given,
        postgresql_where=is_given,
    )
