"""CSV files as people have them: any usual encoding and delimiter, in bounds, line by line."""

import codecs
import csv
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes
from flask_babel import gettext as _

from leaderboard.imports.problems import BadFile, BadLine, figure
from leaderboard.imports.words import fold
from leaderboard.scoring import Bad

MOST_BYTES = 512 * 1024 * 1024
MOST_LINES = 2_000_000
MOST_COLUMNS = 256
DELIMITERS = (",", ";", "\t", "|")
# What files are in that are not Unicode, in the languages of this product. Any other encoding is
# for the map to name: guessing among more of them goes wrong too often.
OLD_ENCODINGS = ["cp1256", "cp1252"]
SAMPLE = 256 * 1024
CHUNK = 1024 * 1024
# Lines between two words about progress.
STEP = 500


@dataclass(frozen=True)
class Line:
    """One line: where it stands in the file, and the cells of the columns asked for."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """An opened file: how it is written and where its columns are."""

    path: Path
    size: int
    encoding: str
    delimiter: str
    width: int
    places: Mapping[str, int]

    def lines(self, told: Callable[[int], None] = lambda read: None) -> Iterator[Line | Bad]:
        """The lines under the heads; `told` is called with the bytes read since it was last."""
        heard = 0
        with self.path.open("rb") as raw:
            records = read_records(raw, encoding=self.encoding, delimiter=self.delimiter)
            next(records)
            for count, (number, record) in enumerate(records, start=1):
                if count > MOST_LINES:
                    most = figure(MOST_LINES)
                    raise BadFile(_("The file has more than %(most)s lines.", most=most))
                if count % STEP == 0:
                    told(raw.tell() - heard)
                    heard = raw.tell()
                if any(record):
                    yield self._line(number, record)
        told(self.size - heard)

    def _line(self, number: int, record: list[str]) -> Line | Bad:
        if len(record) < self.width or any(record[self.width :]):
            why = _(
                "The line has %(cells)s cells and the heads are %(heads)s.",
                cells=figure(len(record)),
                heads=figure(self.width),
            )
            return Bad(number, BadLine(why))
        return Line(number, {name: record[at].strip() for name, at in self.places.items()})


def open_sheet(
    path: Path, *, columns: Collection[str], encoding: str = "", delimiter: str = ""
) -> Sheet:
    """The file, if it can be read and has these columns; BadFile says in a sentence why not."""
    if not path.is_file():
        raise BadFile(_("This is no plain file; what comes through a pipe can be read only once."))
    size = path.stat().st_size
    with path.open("rb") as raw:
        begin = raw.read(SAMPLE)
    if size > MOST_BYTES:
        raise BadFile(_("The file is larger than %(most)s MB.", most=figure(MOST_BYTES // 1024**2)))
    if not begin.strip():
        raise BadFile(_("The file is empty."))
    if begin.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadFile(_("This is a spreadsheet. Save it as CSV in UTF-8."))
    encoding = checked_encoding(encoding) or guessed_encoding(path, begin)
    heads = {mark: read_heads(path, encoding, mark) for mark in delimiter or DELIMITERS}
    # The mark under which the most of the columns are found; the usual one when none helps.
    delimiter = max(heads, key=lambda mark: len(find_columns(heads[mark], columns)))
    found = find_columns(heads[delimiter], columns)
    check_heads(heads[delimiter], found, columns)
    return Sheet(path, size, encoding, delimiter, len(heads[delimiter]), found)


def read_records(
    raw: IO[bytes], *, encoding: str, delimiter: str, is_strict: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """Every record with the number of the line it begins on."""
    number = 1
    try:
        with TextIOWrapper(raw, encoding=encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=delimiter, strict=is_strict)
            for record in reader:
                yield number, record
                number = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(
            _("Line %(line)s: a quote is not closed, or a cell is too long.", line=figure(number))
        ) from error
    except UnicodeError as error:
        raise BadFile(
            _(
                "The file is not %(encoding)s near line %(line)s. Save it as UTF-8.",
                encoding=encoding,
                line=figure(number),
            )
        ) from error


def read_heads(path: Path, encoding: str, delimiter: str) -> list[str]:
    """The first record; under a wrong delimiter its quotes may be wrong too."""
    with path.open("rb") as raw:
        records = read_records(raw, encoding=encoding, delimiter=delimiter, is_strict=False)
        return next((record for _number, record in records), [])


def find_columns(heads: list[str], columns: Collection[str]) -> dict[str, int]:
    """Where each of the columns is, by its head however it is spelled."""
    folded = [fold(head) for head in heads]
    return {name: folded.index(fold(name)) for name in columns if fold(name) in folded}


def check_heads(heads: list[str], found: Mapping[str, int], columns: Collection[str]) -> None:
    if len(heads) > MOST_COLUMNS:
        raise BadFile(_("The file has more than %(most)s columns.", most=figure(MOST_COLUMNS)))
    folded = [fold(head) for head in heads]
    missing = [name for name in columns if name not in found]
    if missing:
        raise BadFile(
            _(
                "The file has no column %(missing)s. It has: %(heads)s.",
                missing=_(", ").join(missing),
                heads=_(", ").join(fold(head)[:40] for head in heads[:40]),
            )
        )
    twice = [name for name in columns if folded.count(fold(name)) > 1]
    if twice:
        raise BadFile(_("The column %(column)s is there twice.", column=_(", ").join(twice)))


def checked_encoding(encoding: str) -> str:
    """The encoding the map names, if there is one of that name."""
    try:
        TextIOWrapper(BytesIO(), encoding=encoding or "utf-8")
    except LookupError as error:
        raise BadFile(_("There is no encoding %(name)s.", name=encoding)) from error
    # With the mark that some programs begin the file with.
    return "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding


def guessed_encoding(path: Path, begin: bytes) -> str:
    """What the file is written in: Unicode when it can be, else the likeliest old encoding."""
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if is_utf8(path):
        return "utf-8-sig"
    best = from_bytes(begin, cp_isolation=OLD_ENCODINGS).best()
    if best is None:
        raise BadFile(_("The file is in no encoding that is known here. Save it as UTF-8."))
    return best.encoding


def is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as raw:
        try:
            while chunk := raw.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
