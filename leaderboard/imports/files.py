"""CSV files as people have them: format detected, size bounded, read line by line."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard.imports.encoding import UNDECODED, encoding_name, find_encoding
from leaderboard.imports.heads import (
    SEPARATOR_LINE,
    check_heads,
    find_columns,
    heads_of,
    nth_line,
    read_top,
)
from leaderboard.imports.places import FileForm
from leaderboard.imports.problems import BadFile, BadLine, figure
from leaderboard.imports.records import Dialect, Record, is_blank, read_file
from leaderboard.imports.words import fold
from leaderboard.scoring import Bad

MOST_BYTES = 512 * 1024 * 1024
MOST_LINES = 2_000_000
DELIMITERS = (",", ";", "\t", "|")
# Spaces, and invisible characters that copied cells bring along.
UNSEEN = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")
# A text that a spreadsheet shall not take for a number: ="0912".
QUOTED = re.compile(r'="([^"]*)"')
# How a web page or an XML file begins that is named .xls or .csv.
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)*\s*<(?:!doctype|html|head|meta|table|\?xml)\b", re.I
)
# How the sums below a table begin.
TOTALS = re.compile(r"(grand |sub-?)?totals?\b|sum\b|جمع\b|مجموع\b")
# Lines between two progress reports.
STEP = 500
PLAIN = FileForm()


class FileLine(NamedTuple):
    """One line: where it is in the file, the cells of the wanted columns (none if the line is not
    as wide as the heads), and all cells."""

    number: int
    cells: Mapping[str, str]
    row: Sequence[str] = ()

    def bad(self, error: BadLine) -> Bad:
        """The line as one that cannot be taken; a lone cell or a total is rather what comes below
        the table."""
        said = [cell.strip() for cell in self.row if cell.strip()]
        is_lone = len(said) == 1 and (len(self.row) > 1 or not self.cells)
        if is_lone or (said and TOTALS.match(fold(said[0]))):
            error.advice = error.advice or _(
                "If the data ends above line %(line)s, say so in the map: %(key)s",
                line=figure(self.number),
                # A text in JSON is one in TOML.
                key=f"stop_at = {json.dumps(said[0][:40], ensure_ascii=False)}",
            )
        return Bad(self.number, error)


@dataclass
class Sheet:
    """An open file: its format and where its columns are."""

    path: Path
    form: FileForm
    size: int
    encoding: str
    dialect: Dialect
    # Lines above the heads, and the heads.
    skipped: int
    heads: Sequence[str]
    places: Mapping[str, int]
    # The line that ended the file early, once it was read; 0 if none did.
    stopped_at: int = 0
    # Lines that said the same as an earlier one and were counted once with it.
    repeated: int = 0

    def lines(self, told: Callable[[int], None] = lambda read: None) -> Iterator[FileLine | Bad]:
        """The lines under the heads; `told` is called with the number of bytes read since the last
        call."""
        heard = 0
        with self.path.open("rb") as raw:
            records = self._records(raw)
            for count, record in enumerate(records, start=1):
                if count > MOST_LINES:
                    most = figure(MOST_LINES)
                    raise BadFile(_("The file has more than %(most)s lines.", most=most))
                if count % STEP == 0:
                    told(raw.tell() - heard)
                    heard = raw.tell()
                yield self._line(record)
        told(self.size - heard)

    def _records(self, raw: IO[bytes]) -> Iterator[Record]:
        """What is under the heads, without blank lines, up to the line that ends it."""
        records = read_file(raw, self.encoding, self.dialect, skipped=self.skipped)
        next(records)
        for record in records:
            if self.form.stop_at and begins_with(record.cells, self.form.stop_at):
                self.stopped_at = record.number
                return
            if record.error or not is_blank(record.cells):
                yield record

    def _line(self, record: Record) -> FileLine | Bad:
        """The line, or what is wrong with it."""
        row, width = record.cells, len(self.heads)
        if record.error:
            return Bad(record.number, record.error)
        if record.doubt and len(row) != width:
            return Bad(record.number, record.doubt)
        if len(row) < width or any(row[width:]):
            return FileLine(record.number, {}, row).bad(self._wrong_width(row))
        together = "".join(row)
        if together.isascii() and '="' not in together:
            # As `said_in` would; the usual case, and quicker for all cells at once.
            cells = {name: row[at].strip() for name, at in self.places.items()}
            return FileLine(record.number, cells, row)
        cells = {name: said_in(row[at]) for name, at in self.places.items()}
        if UNDECODED.search("".join(cells.values())):
            return Bad(record.number, self._wrong_byte(cells))
        return FileLine(record.number, cells, row)

    def _wrong_width(self, row: Sequence[str]) -> BadLine:
        sentence = ngettext(
            "The line has %(cells)s cell for %(heads)s columns.",
            "The line has %(cells)s cells for %(heads)s columns.",
            len(row),
            cells=figure(len(row)),
            heads=figure(len(self.heads)),
        )
        return BadLine(sentence, family=f"width {len(row)}")

    def _wrong_byte(self, cells: Mapping[str, str]) -> BadLine:
        column, cell = next(pair for pair in cells.items() if UNDECODED.search(pair[1]))
        return BadLine(
            _(
                "“%(text)s” in “%(column)s” contains a character that is not valid %(encoding)s.",
                text=UNDECODED.sub("\N{REPLACEMENT CHARACTER}", cell)[:40],
                column=column,
                encoding=encoding_name(self.encoding),
            ),
            family="undecoded",
        )


def open_sheet(path: Path, *, columns: Collection[str], form: FileForm = PLAIN) -> Sheet:
    """The file, if it can be read and has these columns; otherwise BadFile says why."""
    size = check_plain(path)
    encoding = find_encoding(path, form.encoding)
    skipped, named = form.skip_lines, form.delimiter
    first = nth_line(path, encoding, skipped)
    if told := SEPARATOR_LINE.fullmatch(first):
        skipped, named = skipped + 1, named or told[1]
    dialects = [Dialect(mark, form.has_backslashes) for mark in named or DELIMITERS]
    tops = {dialect: read_top(path, encoding, dialect, skipped) for dialect in dialects}
    # The separator that finds the most columns; the usual one when none helps.
    dialect = max(dialects, key=lambda each: len(find_columns(heads_of(tops[each]), columns)))
    top = tops[dialect]
    found = find_columns(heads_of(top), columns)
    check_heads(top, found, columns)
    skipped = top[0].number - 1 if top else skipped
    return Sheet(path, form, size, encoding, dialect, skipped, heads_of(top), found)


def check_plain(path: Path) -> int:
    """How long the file is, if it can be read at all."""
    if not path.is_file():
        raise BadFile(
            _(
                "This is not a regular file. A pipe can be read only once, so save its output to "
                "a file first."
            )
        )
    size = path.stat().st_size
    with path.open("rb") as raw:
        begin = raw.read(1024)
    if size > MOST_BYTES:
        raise BadFile(_("The file is larger than %(most)s MB.", most=figure(MOST_BYTES // 1024**2)))
    if begin.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadFile(_("This is a spreadsheet. Save it as CSV in UTF-8."))
    if MARKUP.match(begin.replace(b"\0", b"")):
        raise BadFile(
            _(
                "This is a web page or an XML file, whatever its name says. Open it in a "
                "spreadsheet and save it as CSV in UTF-8."
            )
        )
    if size <= len(begin) and not begin.strip():
        raise BadFile(_("The file is empty."))
    return size


def said_in(cell: str) -> str:
    """The text of a cell; empty when none of it is visible."""
    said = cell.strip()
    if said.startswith('="') and (quoted := QUOTED.fullmatch(said)):
        said = quoted[1].strip()
    return said if said.isascii() or not UNSEEN.fullmatch(said) else ""


def begins_with(cells: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the first non-empty cell begins with one of the words."""
    first = next((cell for cell in cells if cell.strip()), "")
    return fold(first[:200]).startswith(tuple(words))
