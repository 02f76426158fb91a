"""Thousands, millions and milliards in words, and slashes, in numbers people type."""

import re
from itertools import pairwise
from typing import NamedTuple

# Only words that mean the same number everywhere: m can be a thousand, a million or a month, and b
# is no better.
THOUSAND = {"هزار": 10**3, "k": 10**3, "K": 10**3, "thousand": 10**3}
MILLIONS = {
    "میلیون": 10**6,
    "ملیون": 10**6,
    "M": 10**6,
    "million": 10**6,
    "میلیارد": 10**9,
    "ملیارد": 10**9,
    "bn": 10**9,
    "milliard": 10**9,
    "billion": 10**9,
}
SCALES = {
    **THOUSAND,
    **MILLIONS,
    **{f"هزار {word}": 1000 * size for word, size in MILLIONS.items()},
}
ANY_SCALE = "|".join(
    re.escape(word).replace(r"\ ", r"\s*") for word in sorted(SCALES, key=len, reverse=True)
)
# A figure and its magnitude; the last part may be the remainder: 2 میلیون و 500.
PART = re.compile(rf"([^\sA-Za-z\u0620-\u06ef]|[^\sA-Za-z\u0620-\u06ef].*?\S?)\s*({ANY_SCALE})")
AND = re.compile(r"\s+(?:و|and)\s+")
# The ي and ك of Arabic keyboards, and the half-space.
LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\N{ZERO WIDTH NON-JOINER}": " "})

BY_SLASHES = re.compile(r"([+−-]?)\s*(\d{1,3}(?:/\d{3}){2,})")
DECIMAL_SLASH = re.compile(r"([+−-]?\s*\d+)/(\d+)")
EASTERN = re.compile("[۰-۹٠-٩]")


class Figure(NamedTuple):
    """A number as written, and the magnitude it counts."""

    text: str
    scale: int


def figures(plain: str) -> list[Figure] | None:
    """1.5M, 150 میلیون, 2 میلیون و 500 هزار: the figures that add up to the number, largest first;
    None if words in between make it something other than a number."""
    if plain.isascii() and not plain[-1:].isalpha():
        return [Figure(plain, 1)]
    parts = AND.split(plain.translate(LETTERS))
    found = [figure_of(part) for part in parts]
    is_falling = all(one.scale > other.scale for one, other in pairwise(found))
    return found if is_falling else None


def figure_of(part: str) -> Figure:
    said = PART.fullmatch(part.strip())
    if said is None:
        return Figure(part, 1)
    word = re.sub(r"\s+", " ", re.sub(r"هزار\s*(?=\S)", "هزار ", said[2]))
    return Figure(said[1], SCALES[word])


def without_slashes(text: str, plain: str) -> str | None:
    """12/000/000 is twelve million and ۱۲/۵ is twelve and a half, as Persian writes them. None if
    it can be read two ways: 12/5 is a fraction elsewhere, and ۱۲/۰۰۰ may be either."""
    if "/" not in plain:
        return plain
    if grouped := BY_SLASHES.fullmatch(plain):
        return grouped[1] + grouped[2].replace("/", "")
    halves = DECIMAL_SLASH.fullmatch(plain)
    if halves and EASTERN.search(text) and len(halves[2]) != 3:
        return f"{halves[1]}.{halves[2]}"
    return None if halves else plain
