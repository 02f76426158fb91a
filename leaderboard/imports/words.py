"""A file's words, compared the way people compare names; each is folded once."""

from functools import lru_cache

from leaderboard import locale

# How many different words to remember: even a column of a million lines usually has few.
KEPT = 65536


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """The key that two spellings of a word share."""
    return locale.fold(text)
