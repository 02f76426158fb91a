"""Passwords: argon2id, and what is too easy to guess.

All characters count, as people see them: composed the same way whatever keyboard they come from.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from leaderboard.locale import fold

# OWASP's advice for argon2id with little memory: a sign-in occupies a small server for some 25 ms.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified for people who do not exist or have no password yet, so that it takes just as long.
NOBODY = HASHER.hash("nobody has this password")
SHORTEST, LONGEST = 8, 256
GUESSED = Path(__file__).with_name("guessed.txt")
WORDS = [
    word
    for line in GUESSED.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
]
# What people put between words because a symbol was required.
FILLING = re.compile(r"[\s!-/:-@\[-`{-~]")
# A sentence of four words takes long to guess, whatever the words.
FEW_WORDS = 3
# Rows of keyboards, the alphabets, the digits.
RUNS = (
    "01234567890",
    "!@#$%^&*()",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgb",
    "ضصثقفغعهخح",
    "شسیبلاتنمک",
    "ابپتثجچحخدذرزژسش",
)
# How letters are often written as digits and symbols.
LEET = str.maketrans("0134578@$!", "oieastbasi")


class Weakness(StrEnum):
    """Why a password is not good enough."""

    SHORT = "short"
    LONG = "long"
    GUESSED = "guessed"
    PERSONAL = "personal"


def hash_of(password: str) -> str:
    return HASHER.hash(composed(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; without a stored hash the answer is no, after the same work."""
    try:
        return HASHER.verify(kept or NOBODY, composed(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether this hash was made with settings other than today's."""
    return HASHER.check_needs_rehash(kept)


def weakness(password: str, *, about: Iterable[str] = ()) -> Weakness | None:
    """What is wrong with a new password; `about` has the person's name, address and company."""
    password = composed(password)
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    folded = fold(password)
    if is_pattern(folded) or is_made_of(folded, WORDS):
        return Weakness.GUESSED
    return Weakness.PERSONAL if is_made_of(folded, [*WORDS, *parts_of(about)]) else None


def composed(password: str) -> str:
    """The password as any keyboard gives it; nothing is trimmed or left out."""
    return unicodedata.normalize("NFKC", password)


def is_pattern(folded: str) -> bool:
    """A few characters, the same ones repeated, or a run along the keyboard or the alphabet."""
    again = re.fullmatch(r"(.{1,4}?)\1+.{0,3}", folded)
    runs = [run for row in RUNS for run in (row, row[::-1])]
    return len(set(folded)) <= 3 or bool(again) or any(folded in run + run for run in runs)


def is_made_of(folded: str, words: Collection[str]) -> bool:
    """Whether it is a few of these words, plus at most a year, a counter or two letters."""
    known = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    for reading in (folded, folded.translate(LEET)):
        rest, count = known.subn("", reading)
        rest = FILLING.sub("", rest)
        is_small = len(rest) <= 2 or (len(rest) <= 4 and rest.isdigit())
        if is_small and 0 < count <= FEW_WORDS:
            return True
    return False


def parts_of(about: Iterable[str]) -> list[str]:
    """The words of names and addresses that are long enough to matter."""
    return [part for text in about for part in re.split(r"[\W_]+", fold(text)) if len(part) >= 3]
