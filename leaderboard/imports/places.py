"""Where in a file a value stands, as a map says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from leaderboard.imports.words import fold


class DateForm(StrEnum):
    """How the dates of a column are written."""

    ISO = "iso"
    YEAR_FIRST = "y/m/d"
    DAY_FIRST = "d/m/y"
    MONTH_FIRST = "m/d/y"
    JALALI = "jalali"
    JALALI_DAY_FIRST = "jalali d/m/y"


@dataclass(frozen=True)
class Cell:
    """Where a value stands: in a column, perhaps in the file's own words, or always the same."""

    column: str = ""
    always: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def text(self, cells: Mapping[str, str]) -> str:
        """What a line says; the file's word as it is when the map has no other for it."""
        if not self.column:
            return self.always
        said = cells[self.column]
        return self.words.get(fold(said), said) if self.words else said


@dataclass(frozen=True)
class DateCell:
    """Where a date stands and how it is written, or the date that is always meant.

    Without a form the year comes first and tells its calendar. `zone` is where its times are told,
    when they do not say so themselves; empty for the organisation's.
    """

    column: str = ""
    form: DateForm | None = None
    always: date | None = None
    zone: str = ""


@dataclass(frozen=True)
class FileForm:
    """How a file is written, as far as its map says so; empty means to be found out."""

    encoding: str = ""
    delimiter: str = ""
    # Whether a backslash before a quote makes it a part of the text.
    has_backslashes: bool = False
    # Lines above the heads, and the words, folded, that begin the line under the last one.
    skip_lines: int = 0
    stop_at: tuple[str, ...] = ()


def columns_of(*cells: Cell | DateCell | None) -> Iterator[str]:
    """The columns these need."""
    return (cell.column for cell in cells if cell is not None and cell.column)
