"""A file's heads: where they are, which separator they use, and whether all columns are there."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard.imports.encoding import text_of
from leaderboard.imports.problems import BadFile, figure
from leaderboard.imports.records import MOST_SIGNS, Dialect, Record, is_blank, read_file
from leaderboard.imports.words import fold
from leaderboard.locale import clean_name

MOST_COLUMNS = 256
# How far down to look for heads that are not where they should be.
SEARCHED = 20
# The line that tells a spreadsheet the separator.
SEPARATOR_LINE = re.compile(r'\ufeff?\s*"?sep=(.)"?\s*', re.IGNORECASE)


class NoColumn(BadFile):
    """A file without a column that its map names."""


def nth_line(path: Path, encoding: str, skipped: int) -> str:
    """The line after the skipped ones, as far as it matters."""
    with path.open("rb") as raw, text_of(raw, encoding) as stream:
        for _line in range(skipped):
            stream.readline(MOST_SIGNS)
        return stream.readline(MOST_SIGNS).rstrip("\r\n")


def read_top(path: Path, encoding: str, dialect: Dialect, skipped: int) -> list[Record]:
    """The first non-blank records; the first of them is the heads."""
    top: list[Record] = []
    with path.open("rb") as raw:
        for record in read_file(raw, encoding, dialect, skipped=skipped):
            if record.error or not is_blank(record.cells):
                top.append(record)
            if len(top) == SEARCHED:
                break
    return top


def heads_of(top: Sequence[Record]) -> Sequence[str]:
    return top[0].cells if top else []


def find_columns(heads: Sequence[str], columns: Collection[str]) -> dict[str, int]:
    """Where each column is, by its head, however that is spelled."""
    folded = [fold(head) for head in heads]
    return {name: folded.index(fold(name)) for name in columns if fold(name) in folded}


def check_heads(top: Sequence[Record], found: Mapping[str, int], columns: Collection[str]) -> None:
    heads = heads_of(top)
    if len(heads) > MOST_COLUMNS:
        raise BadFile(_("The file has more than %(most)s columns.", most=figure(MOST_COLUMNS)))
    folded = [fold(head) for head in heads]
    missing = [name for name in columns if name not in found]
    if missing:
        raise NoColumn(lacking(top, missing, columns))
    twice = [name for name in columns if folded.count(fold(name)) > 1]
    if twice:
        names = _(", ").join(twice)
        raise BadFile(
            ngettext(
                "The column “%(names)s” appears more than once.",
                "These columns appear more than once: %(names)s.",
                len(twice),
                names=names,
            )
        )


def lacking(top: Sequence[Record], missing: Sequence[str], columns: Collection[str]) -> str:
    """Which columns are missing, and where the heads are if they are further down."""
    for record in top[1:]:
        if len(find_columns(record.cells, columns)) == len(columns):
            return _(
                "The column names are in line %(line)s: add %(key)s to the map.",
                line=figure(record.number),
                key=f"skip_lines = {record.number - 1}",
            )
    return ngettext(
        "The file has no column “%(missing)s”. It has: %(heads)s.",
        "The file lacks these columns: %(missing)s. It has: %(heads)s.",
        len(missing),
        missing=_(", ").join(missing),
        heads=_(", ").join(clean_name(head)[:40] for head in heads_of(top)[:40]),
    )
