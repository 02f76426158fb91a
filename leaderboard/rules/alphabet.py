"""Alphabetical order, including the Persian one, which code points do not follow."""

from functools import lru_cache, reduce

# Greater than any letter: a word with it sorts after all words with the letter before it.
LAST = "\uf8ff"
# Unicode puts pe, che, zhe, kaf, gaf and he far from their neighbours.
PLACES = {
    "پ": "ب" + LAST,
    "چ": "ج" + LAST,
    "ژ": "ز" + LAST,
    "ک": "ق" + LAST,
    "گ": "ق" + LAST * 2,
    "ه": "و" + LAST,
    "ئ": "ی",
    "ؤ": "و",
}


# The same names are sorted again and again.
@lru_cache(maxsize=20_000)
def alphabetical(folded: str) -> str:
    """The key a folded name is sorted by."""
    return reduce(lambda text, pair: text.replace(*pair), PLACES.items(), folded)
