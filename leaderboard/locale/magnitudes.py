"""Thousands, millions and milliards in words, and slashes, in numbers people type."""

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from leaderboard.locale.spelled import in_digits

# What means the same beside every number; without regard to capitals, but for the single letters.
THOUSAND = {word: 10**3 for word in ("هزار", "k", "tsd", "thousand", "thousands")}
LARGE = {
    **dict.fromkeys(("میلیون", "ملیون", "M", "mn", "mln", "mio", "million", "millions"), 10**6),
    **dict.fromkeys(("میلیارد", "ملیارد", "bn", "bln", "mrd", "milliard", "milliards"), 10**9),
    **dict.fromkeys(("billion", "billions"), 10**9),
    **dict.fromkeys(("تریلیون", "tn", "trillion", "trillions"), 10**12),
}
# Beside a count or a duration m may be minutes, months or a thousand; beside money it is a million.
OF_MONEY = {"m": 10**6, "mm": 10**6, "b": 10**9}
SCALES = {
    **THOUSAND,
    **LARGE,
    **{f"هزار {word}": 1000 * size for word, size in LARGE.items() if not word.isascii()},
}
# A figure and its magnitude; the last part may be the remainder: 2 میلیون و 500.
FIGURE = r"[^\sA-Za-z\u0620-\u06ef]|[^\sA-Za-z\u0620-\u06ef].*?\S?"
# Between the parts stands a word, or only a space: 2 میلیون 500 هزار.
AND = re.compile(r"\s+(?:و\s*(?=\d)|and\s+)|(?<=[A-Za-z\u0620-\u06ef])\s+(?=\d)", re.IGNORECASE)
LETTER = re.compile(r"[^\W\d_]")
HALF = re.compile(r"(\d+)\s*و\s*نیم\b")
# The ي and ك of Arabic keyboards, and the half-space.
LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\N{ZERO WIDTH NON-JOINER}": " "})

BY_SLASHES = re.compile(r"([+−-]?)\s*(\d{1,3}(?:/\d{3}){2,})")
DECIMAL_SLASH = re.compile(r"([+−-]?\s*\d+)/(\d+)")
EASTERN = re.compile("[۰-۹٠-٩]")


class Figure(NamedTuple):
    """A number as written, and the magnitude it counts."""

    text: str
    scale: int


def figures(plain: str, *, is_money: bool = False) -> list[Figure] | None:
    """1.5M, 150 میلیون, یک میلیون و 500 هزار: the figures that add up to the number, largest first;
    None if words in between make it something other than a number."""
    if not LETTER.search(plain):
        return [Figure(plain, 1)]
    parts = AND.split(HALF.sub(r"\1.5", in_digits(plain.translate(LETTERS))))
    found = [figure_of(part, is_money=is_money) for part in parts]
    is_falling = all(one.scale > other.scale for one, other in pairwise(found))
    return found if is_falling else None


def figure_of(part: str, *, is_money: bool) -> Figure:
    said = pattern(is_money=is_money).fullmatch(part.strip())
    if said is None:
        return Figure(part, 1)
    word = re.sub(r"\s+", " ", re.sub(r"هزار\s*(?=\S)", "هزار ", said[2]))
    return Figure(said[1], scales(is_money=is_money)[word if word == "M" else word.lower()])


def scales(*, is_money: bool) -> dict[str, int]:
    return SCALES | OF_MONEY if is_money else SCALES


@cache
def pattern(*, is_money: bool) -> re.Pattern[str]:
    """A figure with one of the words; of the single letters only k counts in either case."""
    words = sorted(scales(is_money=is_money), key=len, reverse=True)
    either = "|".join(re.escape(word).replace(r"\ ", r"\s*") for word in words if word != "M")
    return re.compile(rf"({FIGURE})\s*((?i:{either})|M)[.,]?")


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
