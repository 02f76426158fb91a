"""CSV records as spreadsheets read them: a broken line spoils itself and no other."""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, NamedTuple

from flask_babel import gettext as _

from leaderboard.imports.encoding import text_of
from leaderboard.imports.problems import BadFile, BadLine, figure

# Longest line, and longest record that quotes carry over several lines, in characters: anything
# longer is refused before it is read whole. A cell holds at most what csv allows, 131,072.
MOST_SIGNS = 1024 * 1024


@dataclass(frozen=True)
class Dialect:
    """The cell separator, and whether a backslash before a quote makes it part of the text."""

    delimiter: str
    has_backslashes: bool = False

    def reader(self, lines: Iterator[str], *, is_strict: bool) -> Iterator[list[str]]:
        escape = "\\" if self.has_backslashes else None
        return csv.reader(lines, delimiter=self.delimiter, strict=is_strict, escapechar=escape)


class Record(NamedTuple):
    """A record's cells, or why it has none; `number` is the line it begins on.

    `doubt`: what is wrong with the quotes if the number of cells differs from the number of heads.
    """

    number: int
    cells: list[str]
    error: BadLine | None = None
    doubt: BadLine | None = None


def read_file(raw: IO[bytes], encoding: str, dialect: Dialect, *, skipped: int) -> Iterator[Record]:
    with text_of(raw, encoding) as stream:
        yield from read_records(stream, dialect, skipped=skipped)


def read_records(stream: IO[str], dialect: Dialect, *, skipped: int = 0) -> Iterator[Record]:
    """Every record after the skipped lines."""
    return Records(stream, dialect).read(skipped)


class Records:
    """Builds records from lines, and backtracks to the next line where quotes have gone wrong."""

    def __init__(self, stream: IO[str], dialect: Dialect) -> None:
        self.stream, self.dialect = stream, dialect
        self.number = 1
        # Lines to read again because the record they were read for came to nothing.
        self.waiting: deque[str] = deque()
        # The lines of the current record.
        self.taken: list[str] = []
        self.signs = 0

    def read(self, skipped: int) -> Iterator[Record]:
        for _line in range(skipped):
            self.number += bool(self.next_line())
        while True:
            reader = self.dialect.reader(self.feed(), is_strict=True)
            try:
                for cells in reader:
                    yield self.whole(cells)
                    self.done(len(self.taken))
                return
            except csv.Error:
                broken = self.alone()
                # Only the first line is done; the lines it had swallowed stand by themselves.
                self.waiting.extendleft(reversed(self.taken[1:]))
                self.done(1)
                yield broken

    def done(self, lines: int) -> None:
        self.number += lines
        self.taken.clear()
        self.signs = 0

    def feed(self) -> Iterator[str]:
        """The lines, each noted as part of the current record."""
        while line := self.next_line():
            self.taken.append(line)
            self.signs += len(line)
            if self.signs > MOST_SIGNS:
                raise self.too_long()
            yield line

    def next_line(self) -> str:
        """The next line with its line break; empty at the end of the file."""
        if self.waiting:
            return self.waiting.popleft()
        line = self.stream.readline(MOST_SIGNS)
        if len(line) >= MOST_SIGNS:
            raise self.too_long()
        return line

    def too_long(self) -> BadFile:
        return BadFile(
            _(
                "Line %(line)s, or the text between its quotes, is longer than %(most)s "
                "characters.",
                line=figure(self.number),
                most=figure(MOST_SIGNS),
            )
        )

    def whole(self, cells: list[str]) -> Record:
        """A proper CSV record; one with a backslash before a quote can be read in two ways."""
        if self.dialect.has_backslashes or not any('\\"' in line for line in self.taken):
            return Record(self.number, cells)
        other = self.with_backslashes()
        if other is not None and other != cells and len(other) == len(cells):
            return Record(self.number, [], error=two_ways())
        return Record(self.number, cells, doubt=two_ways())

    def alone(self) -> Record:
        """The first line on its own: text after a closing quote belongs to the cell, as in
        spreadsheets."""
        first = self.taken[0]
        if '\\"' in first and not self.dialect.has_backslashes:
            return Record(self.number, [], error=two_ways())
        ended = first if first.endswith(("\n", "\r")) else first + "\n"
        try:
            cells = next(self.dialect.reader(iter([ended]), is_strict=False))
        except csv.Error:
            return Record(self.number, [], error=BadLine(_("A cell is too long.")))
        if cells and cells[-1].endswith(("\n", "\r")):
            return Record(self.number, [], error=BadLine(_("A quote is opened and never closed.")))
        goes_on = BadLine(
            _(
                "A cell continues after its closing quote, and the number of cells does not "
                "match the columns."
            )
        )
        return Record(self.number, cells, doubt=goes_on)

    def with_backslashes(self) -> list[str] | None:
        """The current record if each backslash keeps a quote in the text; None if that makes no
        record."""
        dialect = Dialect(self.dialect.delimiter, has_backslashes=True)
        try:
            found = list(dialect.reader(iter(self.taken), is_strict=True))
        except csv.Error:
            return None
        return found[0] if len(found) == 1 else None


def two_ways() -> BadLine:
    return BadLine(
        _(
            'A cell contains \\", which can be read in two ways. If it means a quote inside '
            "the text, say so in the map: %(key)s",
            key='escape = "backslash"',
        )
    )


def is_blank(cells: Sequence[str]) -> bool:
    """Whether every cell is empty."""
    return not cells or (not cells[0].strip() and not "".join(cells).strip())
