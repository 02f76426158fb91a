"""Column types that the tables share."""

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


# The number of a row as somebody writes it. The databases could count on for a while, but answer
# what is beyond their numbers with an error.
ROW_ID = re.compile(r"\d{1,18}")

# SQLite numbers rows by itself only in a column of the type INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Amount = Annotated[int, mapped_column(BigInteger, default=0)]
Name = Annotated[str, mapped_column(String(80))]
Slug = Annotated[str, mapped_column(String(60), unique=True)]
Long = Annotated[str, mapped_column(Text, default="")]
Moment = Annotated[datetime, mapped_column(Instant)]
Data = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]


def row_id(text: str) -> int:
    """The number of a row as an address or a form says it; ValueError for what no row can have."""
    if not ROW_ID.fullmatch(text):
        raise ValueError(text)
    return int(text)


def unique_if_given(table: str, column: str) -> Index:
    """No two rows have the same value here; most have none.

    Not a plain unique column: SQLite takes one to have a single row for anything asked, NULL too,
    and would find "has none" by reading them all.
    """
    is_given = text(f"{column} IS NOT NULL")
    return Index(
        f"uq_{table}_{column}",
        column,
        unique=True,
        sqlite_where=is_given,
        postgresql_where=is_given,
    )
