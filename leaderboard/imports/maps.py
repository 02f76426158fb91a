"""Maps: TOML files that say where in a file everything is."""

import tomllib
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from flask_babel import gettext as _

from leaderboard.imports.places import FileForm
from leaderboard.imports.problems import BadMap
from leaderboard.imports.sections import Section
from leaderboard.imports.words import fold

MOST_BYTES = 256 * 1024
# What a map calls each separator.
DELIMITERS = {",": ",", ";": ";", "|": "|", "tab": "\t"}
# How many lines may stand above the heads.
MOST_SKIPPED = 1000
Read = TypeVar("Read")


class Escape(StrEnum):
    """What precedes a quote that is part of the text."""

    QUOTE = "quote"
    BACKSLASH = "backslash"


def read_map(path: Path, read: Callable[[Section], Read]) -> Read:
    """The map in a file, read by `read`; raises BadMap with everything that is wrong with it."""
    if path.stat().st_size > MOST_BYTES:
        raise BadMap([_("The map is too large.")])
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMap([_("The map is not TOML: %(why)s", why=error)]) from error
    return read_document(document, read)


def read_document(document: Mapping[str, Any], read: Callable[[Section], Read]) -> Read:
    """The same, from a document that has already been parsed."""
    found: list[str] = []
    section = Section(document, place="", found=found)
    plan = read(section)
    section.finish()
    if found:
        raise BadMap(found)
    return plan


def read_file_form(section: Section) -> FileForm:
    """The keys about the file itself."""
    encoding, delimiter = section.text("encoding"), section.get("delimiter")
    if delimiter is not None and delimiter not in DELIMITERS:
        section.wrong_choice("delimiter", DELIMITERS)
    escape = section.choice("escape", Escape, Escape.QUOTE)
    return FileForm(
        encoding=encoding,
        delimiter=DELIMITERS.get(delimiter, ""),
        has_backslashes=escape is Escape.BACKSLASH,
        skip_lines=section.count("skip_lines", most=MOST_SKIPPED),
        stop_at=tuple(fold(word) for word in section.some_texts("stop_at")),
    )
