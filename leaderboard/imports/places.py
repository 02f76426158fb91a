"""Where in a file a value is, according to a map."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from leaderboard.imports.words import fold


class DateForm(StrEnum):
    """How a column writes its dates."""

    ISO = "iso"
    YEAR_FIRST = "y/m/d"
    DAY_FIRST = "d/m/y"
    MONTH_FIRST = "m/d/y"
    JALALI = "jalali"
    JALALI_DAY_FIRST = "jalali d/m/y"
    EIGHT_DIGITS = "ymd"
    JALALI_EIGHT_DIGITS = "jalali ymd"
    DAY_NUMBER = "day number"
    UNIX_TIME = "unix time"


@dataclass(frozen=True)
class Cell:
    """Where a value is: in a column, perhaps in the file's own words, or constant."""

    column: str = ""
    always: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def text(self, cells: Mapping[str, str]) -> str:
        """What a line says; the file's own word if the map does not translate it."""
        if not self.column:
            return self.always
        said = cells[self.column]
        return self.words.get(fold(said), said) if self.words else said


@dataclass(frozen=True)
class DateCell:
    """Where a date is and how it is written, or one fixed date.

    Without a form, the year comes first and tells the calendar. `zone` is the zone of times that do
    not name one; empty means the organisation's. `key` is the map's key for the form; empty for a
    file without a map.
    """

    column: str = ""
    form: DateForm | None = None
    always: date | None = None
    zone: str = ""
    key: str = "date_format"


@dataclass(frozen=True)
class FileForm:
    """A file's format, as far as its map says; empty values are detected."""

    encoding: str = ""
    delimiter: str = ""
    # Whether a backslash before a quote makes it part of the text.
    has_backslashes: bool = False
    # Lines above the heads, and the folded words that begin the line after the last one.
    skip_lines: int = 0
    stop_at: tuple[str, ...] = ()


def columns_of(*cells: Cell | DateCell | None) -> Iterator[str]:
    """The columns these read."""
    return (cell.column for cell in cells if cell is not None and cell.column)
