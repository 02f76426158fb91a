"""A file's encoding: Unicode if most of it is, else the likeliest old encoding."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes
from flask_babel import gettext as _

from leaderboard.imports.problems import BadFile

# With the mark that some programs put at the start of the file.
UTF8 = "utf-8-sig"
# The non-Unicode encodings used in this product's languages. The map has to name any other:
# guessing among more of them goes wrong too often.
OLD_ENCODINGS = ["cp1256", "cp1252"]
# UTF-16 as databases write it, without the mark at the start.
UNMARKED = ("utf-16-le", "utf-16-be")
SAMPLE = 256 * 1024
CHUNK = 1024 * 1024
# Bytes that the encoding does not have become one of these.
UNDECODED = re.compile("[\udc80-\udcff]")


def find_encoding(path: Path, named: str) -> str:
    """The encoding the map names, or the one the file seems to use."""
    return checked_encoding(named) if named else guessed_encoding(path)


def checked_encoding(name: str) -> str:
    try:
        TextIOWrapper(BytesIO(), encoding=name)
    except LookupError as error:
        raise BadFile(_("%(name)s is not a known encoding.", name=name)) from error
    return UTF8 if name.lower() in ("utf-8", "utf8") else name


def guessed_encoding(path: Path) -> str:
    """A few bytes that are not UTF-8 do not make it another encoding: only their lines are bad."""
    with path.open("rb") as raw:
        sample = raw.read(SAMPLE)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in UNMARKED:
        if has_lines(sample, encoding):
            return encoding
    if is_mostly_utf8(path):
        return UTF8
    best = from_bytes(foreign_lines(path), cp_isolation=OLD_ENCODINGS).best()
    if best is None:
        raise BadFile(_("The file’s encoding was not recognised. Save it as UTF-8."))
    return best.encoding


def has_lines(sample: bytes, encoding: str) -> bool:
    """Whether most of the bytes that could end a line do so in this encoding. Without NUL bytes
    none does."""
    return 2 * sample.decode(encoding, "ignore").count("\n") > sample.count(b"\n")


def is_mostly_utf8(path: Path) -> bool:
    """Whether at least as many non-ASCII characters are valid UTF-8 as bytes are not. In the old
    encodings valid ones arise only by chance, and are few."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    for chunk in chunks(path):
        text = decoder.decode(chunk)
        if not text.isascii():
            kept = len(text.encode("utf-8", "ignore").decode())
            bad += len(text) - kept
            good += kept - len(text.encode("ascii", "ignore"))
    return good >= bad


def foreign_lines(path: Path) -> bytes:
    """The first lines that are not plain ASCII, as many as a guess needs."""
    found, size = [], 0
    with path.open("rb") as raw:
        while size < SAMPLE and (line := raw.readline(SAMPLE)):
            if not line.isascii():
                found.append(line)
                size += len(line)
    return b"".join(found)


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as raw:
        while chunk := raw.read(CHUNK):
            yield chunk


@contextmanager
def text_of(raw: IO[bytes], encoding: str) -> Iterator[TextIOWrapper]:
    """The open file as text; an invalid byte becomes a replacement character."""
    try:
        yield TextIOWrapper(raw, encoding=encoding, newline="", errors="surrogateescape")
    except UnicodeError as error:
        raise BadFile(
            _(
                "The file is not %(encoding)s. Save it as UTF-8.",
                encoding=encoding_name(encoding),
            )
        ) from error


def encoding_name(encoding: str) -> str:
    return "UTF-8" if encoding == UTF8 else encoding
