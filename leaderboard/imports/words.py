"""The words of a file, compared as people compare names; each is folded once."""

from functools import lru_cache

from leaderboard import locale

# Different words remembered: a column of a million lines most often has few of them.
KEPT = 65536


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """The key under which two spellings of a word meet."""
    return locale.fold(text)
