"""Numbers below a thousand in words, English or Persian, turned into digits."""

import re


def values_of(step: int, start: int, *lines: str) -> dict[str, int]:
    """The value of each word; a line holds all words for a number, and each line is one more step
    than the line before."""
    return {
        word: step * number
        for number, words in enumerate(lines, start=start)
        for word in words.split()
    }


UNITS = values_of(
    1,
    1,
    "one یک یه",
    "two دو",
    "three سه",
    "four چهار",
    "five پنج",
    "six شش شیش",
    "seven هفت",
    "eight هشت",
    "nine نه",
    "ten ده",
    "eleven یازده",
    "twelve دوازده",
    "thirteen سیزده",
    "fourteen چهارده",
    "fifteen پانزده پونزده",
    "sixteen شانزده شونزده",
    "seventeen هفده",
    "eighteen هجده هیجده",
    "nineteen نوزده",
)
TENS = values_of(
    10,
    2,
    "twenty بیست",
    "thirty سی",
    "forty چهل",
    "fifty پنجاه",
    "sixty شصت",
    "seventy هفتاد",
    "eighty هشتاد",
    "ninety نود",
)
HUNDREDS = values_of(
    100,
    1,
    "صد یکصد",
    "دویست",
    "سیصد",
    "چهارصد",
    "پانصد پونصد",
    "ششصد شیشصد",
    "هفتصد",
    "هشتصد",
    "نهصد",
)
VALUES = UNITS | TENS | HUNDREDS | {"a": 1, "an": 1}


def one_of(words: dict[str, int]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


BELOW_HUNDRED = rf"(?:{one_of(TENS)}(?:(?: و |[ -]){one_of(UNITS)})?|{one_of(UNITS)})"
HUNDRED = rf"(?:{one_of(HUNDREDS)}|(?:(?:{one_of(UNITS)}|a) )?hundred)"
# Half a million, a million: a figure only beside a magnitude.
PART = r"half(?: an?)?(?= [a-z])|نیم(?= [^\W\d_])|an?(?= (?!half|hundred)[a-z])"
SPELLED = re.compile(
    rf"(?<!\w)(?<!و )(?:{PART})(?!\w)"
    rf"|(?<!\w)(?:{HUNDRED}(?:(?: و | and | ){BELOW_HUNDRED})?|{BELOW_HUNDRED})(?!\w)",
    re.IGNORECASE,
)
# Nine, but alone it says no.
NO = "نه"
BESIDE = re.compile(r"\d (?=\d)")


def in_digits(plain: str) -> str:
    """One million and بیست و پنج هزار with their figures in digits: 1 million, 25 هزار. Unchanged
    if figures would end up beside each other: 2 hundred is not 2 100."""
    if plain.strip() == NO:
        return plain
    tidy = re.sub(r"\s+", " ", plain)
    found = SPELLED.sub(lambda said: number_of(said[0].lower()), tidy)
    return plain if len(BESIDE.findall(found)) != len(BESIDE.findall(tidy)) else found


def number_of(said: str) -> str:
    if said.startswith(("half", "نیم")):
        return "0.5"
    total = 0
    for word in re.findall(r"[^\W\d_]+", said):
        total = (total or 1) * 100 if word == "hundred" else total + VALUES.get(word, 0)
    return str(total)
