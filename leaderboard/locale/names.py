"""Names of people, teams and customers: cleaned for storing, folded for comparing."""

import re
import unicodedata
from functools import lru_cache

from leaderboard.rules.alphabet import alphabetical

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
# Letters that keyboards and people write differently in the same word.
LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا"}
)
# Letters that are often confused in a hurry.
ALIKE = str.maketrans({"آ": "ا", "ئ": "ی", "ؤ": "و", "ء": ""})
# Vowel marks, the hamza above and the kashida.
ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
JOINER = "\N{ZERO WIDTH NON-JOINER}"
# The half-space of Persian stands between two letters of a word, nowhere else.
LONE_JOINER = re.compile(f"(?<![\u0620-\u06ff]){JOINER}|{JOINER}(?![\u0620-\u06ff])")
# What joins and colours the parts of one emoji: families, professions, flags, skin tones, keycaps.
PICTURE = (
    "[\u203c\u2049\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\U0001f000-\U0001faff]"
)
DRESSED = f"{PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]*"
ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"
EMOJI = re.compile(
    # The flag of a part of a country spells its name in invisible characters.
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
    f"|{DRESSED}(?:{ZERO_WIDTH_JOINER}{DRESSED})*"
    "|[0-9#*]\ufe0f?\u20e3"
)
UNDRESSED = re.compile(f"[{ZERO_WIDTH_JOINER}\ufe0f]")
# Characters that show nothing, whether they take up room or not, besides the categories below.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0")
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean_name(text: str) -> str:
    """The name as it is stored: composed, trimmed, single-spaced, nothing invisible.

    Persian words keep the half-space inside them, and emoji made of several characters keep what
    joins them. The result may be empty: reject it then.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))
    return re.sub(" +", " ", unicodedata.normalize("NFKC", visible(text))).strip()


def clean_note(text: str) -> str:
    """A note as it is stored: lines and spaces as typed, nothing invisible."""
    lines = [visible(line.replace("\t", " ")).rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip()


def visible(text: str) -> str:
    """The text without invisible characters, except those that hold a word or emoji together."""
    seen, at = [], 0
    for emoji in EMOJI.finditer(text):
        seen += [shown(text[at : emoji.start()]), emoji[0]]
        at = emoji.end()
    return LONE_JOINER.sub("", re.sub(f"{JOINER}+", JOINER, "".join([*seen, shown(text[at:])])))


def shown(text: str) -> str:
    return "".join(sign for sign in text if sign == JOINER or not is_hidden(sign))


def fold(text: str) -> str:
    """The key shared by names that people take to be the same.

    Case, width, keyboard, digits, half-spaces, Arabic vowel marks, spaces and emoji joiners make no
    difference: كتاب and کتاب, STRASSE and Straße, ۱۲ and 12.
    """
    folded = text
    # Composing can produce letters that fold again; two rounds settled every text we tried.
    for _ in range(2):
        folded = unicodedata.normalize("NFKC", clean_name(folded).casefold())
        folded = folded.translate(LETTERS).translate(DIGITS).replace(JOINER, "")
        folded = UNDRESSED.sub("", ARABIC_MARKS.sub("", folded))
    return folded


@lru_cache(maxsize=20_000)
def by_alphabet(name: str) -> str:
    """What names are sorted by."""
    return alphabetical(fold(name))


def search_key(text: str) -> str:
    """The name as a search sees it: folded further than for telling names apart.

    So typing آرش without its mark, or a word without its half-space or space, finds it too.
    """
    return fold(text).translate(ALIKE).replace(" ", "")


def search_words(text: str) -> tuple[str, ...]:
    """What a matching name must contain: each word separately, in any order."""
    return tuple(key for word in text.split() if (key := search_key(word)))


def ascii_digits(text: str) -> str:
    """Persian and Arabic digits as Latin ones; everything else unchanged."""
    return text.translate(DIGITS)


def is_hidden(sign: str) -> bool:
    """Whether a character is invisible: controls, zero widths, unassigned, variation selectors."""
    return (
        sign in BLANK
        or unicodedata.category(sign) in HIDDEN
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
    )
