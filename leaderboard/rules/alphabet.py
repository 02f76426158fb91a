"""The order of the alphabet, the Persian one too, which the numbers of its letters miss."""

from functools import reduce

# Greater than any letter: what bears it comes after all words with the letter before it.
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


def alphabetical(folded: str) -> str:
    """What a folded name is sorted by."""
    return reduce(lambda text, pair: text.replace(*pair), PLACES.items(), folded)
