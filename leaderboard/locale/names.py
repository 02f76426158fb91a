"""Names of people, teams and customers: cleaned for keeping, folded for comparing."""

import re
import unicodedata

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
# Letters that keyboards and hands write differently for the same word.
LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا"}
)
# Letters that a hurried hand writes alike.
ALIKE = str.maketrans({"آ": "ا", "ئ": "ی", "ؤ": "و", "ء": ""})
# Vowel marks, the hamza above, the long stroke.
ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
JOINER = "\N{ZERO WIDTH NON-JOINER}"
# The space that Persian puts inside a word stands between two of its letters, nowhere else.
LONE_JOINER = re.compile(f"(?<![\u0620-\u06ff]){JOINER}|{JOINER}(?![\u0620-\u06ff])")
# Signs that take room or none and show nothing, beside the categories below.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0")
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean_name(text: str) -> str:
    """The name as it is kept: composed, trimmed, single spaces, nothing invisible.

    Persian words keep the half-space inside them. What is left may be empty: refuse it then.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))
    seen = "".join(sign for sign in text if sign == JOINER or not is_hidden(sign))
    joined = LONE_JOINER.sub("", re.sub(f"{JOINER}+", JOINER, seen))
    return re.sub(" +", " ", unicodedata.normalize("NFKC", joined)).strip()


def fold(text: str) -> str:
    """The key under which names that people take for the same one meet.

    Case, width, keyboard, digits, half-spaces, vowel marks of Arabic script and spaces make no
    difference: كتاب and کتاب, STRASSE and Straße, ۱۲ and 12.
    """
    folded = text
    # Composing can bring out letters that fold again; two rounds settle every text tried.
    for _ in range(2):
        folded = unicodedata.normalize("NFKC", clean_name(folded).casefold())
        folded = folded.translate(LETTERS).translate(DIGITS).replace(JOINER, "")
        folded = ARABIC_MARKS.sub("", folded)
    return folded


def search_key(text: str) -> str:
    """The name as a search sees it: folded further than names that are told apart.

    Whoever types آرش without its mark, or a word without its half-space or space, finds it too.
    """
    return fold(text).translate(ALIKE).replace(" ", "")


def search_words(text: str) -> tuple[str, ...]:
    """What each found name must hold, each word by itself and in any order."""
    return tuple(key for word in text.split() if (key := search_key(word)))


def ascii_digits(text: str) -> str:
    """Persian and Arabic digits as Latin ones, all else as it is."""
    return text.translate(DIGITS)


def is_hidden(sign: str) -> bool:
    """Whether a sign shows nothing of itself: controls, zero widths, unassigned, variations."""
    return (
        sign in BLANK
        or unicodedata.category(sign) in HIDDEN
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
    )
