"""Names and ids in cells; days and numbers have modules of their own."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.imports.problems import BadLine, figure
from leaderboard.imports.words import fold

KEPT = 65536
# Separates the cells of an id made of several.
BETWEEN = " | "


@lru_cache(maxsize=KEPT)
def read_name(text: str, *, most: int) -> str:
    """A name without invisible characters; empty when the cell is."""
    name = locale.clean_name(text)
    if len(name) > most:
        raise too_long(name, most=most)
    return name


def read_key(texts: Sequence[str], *, most: int) -> str:
    """Another system's id, exactly as written; several cells are joined."""
    if not any(texts):
        raise BadLine(_("The line has no id."))
    if not all(text.isprintable() for text in texts):
        raise BadLine(_("The id contains invisible characters."))
    if len(texts) == 1:
        return short_enough(texts[0], most=most)
    key = BETWEEN.join(text.replace("\\", r"\\").replace("|", r"\|") for text in texts)
    return key if len(key) <= most else digest_of([key])


def short_enough(key: str, *, most: int) -> str:
    if len(key) > most:
        raise too_long(key, most=most)
    return key


def content_key(heads: Sequence[str], row: Sequence[str]) -> str:
    """An id made from everything a line says, whatever the column order."""
    said = sorted((fold(head), cell.strip()) for head, cell in zip(heads, row, strict=False))
    return digest_of([text for pair in said for text in pair])


def digest_of(texts: Sequence[str]) -> str:
    parted = "".join(f"{len(text)}:{text}" for text in texts)
    return "sha256:" + hashlib.sha256(parted.encode("utf-8", "surrogateescape")).hexdigest()


def too_long(text: str, *, most: int) -> BadLine:
    return BadLine(
        _("“%(text)s…” is longer than %(most)s characters.", text=text[:40], most=figure(most)),
        family="too long",
    )
