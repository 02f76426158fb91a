"""What people write for a currency beside a sum, this organisation's and others'."""

import re
from collections.abc import Collection
from functools import lru_cache

from babel.numbers import get_currency_name, get_currency_symbol, list_currencies

from leaderboard.locale.money import name_of
from leaderboard.locale.writing import LANGUAGES

# What people call them beside their code, their symbol and their name in our languages.
SPOKEN = {
    "IRT": ("تومن", "tomans"),
    "IRR": ("﷼", "rials", "rls"),
    "EUR": ("euros",),
    "USD": ("dollars", "US$", "دلار آمریکا"),
    "GBP": ("pounds",),
    "AED": ("درهم", "dirham", "dirhams"),
    "TRY": ("لیر", "lira", "TL"),
    "IQD": ("دینار", "dinar", "dinars"),
    "AFN": ("افغانی", "afghani"),
}
# The currencies whose names and symbols are known besides their codes.
NAMED = (
    *SPOKEN,
    "CHF",
    "JPY",
    "CNY",
    "CAD",
    "AUD",
    "INR",
    "RUB",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "KWD",
)
PLAIN = re.compile(r"[^\w$€£¥₹﷼؋]*[\d.,٫٬،'’\s+−-]*")


def without_currency(plain: str, own: str) -> tuple[str, str]:
    """The number by itself, and the code of the currency written before or behind it; empty when
    there is none. A word that several share, like dinar, is one's own first."""
    if PLAIN.fullmatch(plain):
        return plain, ""
    for code, pattern in ((own, pattern_of(own)), ("", others())):
        found = pattern.search(plain)
        if found:
            mark = key_of(found["before"] or found["after"])
            return pattern.sub(r"\g<sign>", plain).strip(), code or code_of()[mark]
    return plain, ""


@lru_cache(maxsize=64)
def pattern_of(code: str) -> re.Pattern[str]:
    """Everything that people write for a currency at home."""
    names = [name_of(code, language) for language in LANGUAGES]
    full = [get_currency_name(code, locale=language) for language in LANGUAGES]
    # US Dollar, دلار آمریکا: the sort comes last in English and first in Persian.
    short = [full[0].split()[-1], full[1].split()[0], get_currency_symbol(code, "en")[-1:]]
    letters = [sign for sign in short if sign.isalpha() and len(sign) == 1]
    return beside({*marks_of(code), *names, *full, f"{full[0]}s", *short} - set(letters))


@lru_cache(maxsize=1)
def others() -> re.Pattern[str]:
    """Everything that stands for one of the currencies; codes in capital letters only."""
    codes = {code for code in list_currencies() if len(code) == 3}
    return beside({mark for code in NAMED for mark in marks_of(code)}, codes=codes)


@lru_cache(maxsize=1)
def code_of() -> dict[str, str]:
    """The currency of each mark."""
    found = {key_of(code): code for code in list_currencies()}
    for code in reversed(NAMED):
        found |= {key_of(mark): code for mark in marks_of(code)}
    return found


def marks_of(code: str) -> set[str]:
    names = {name_of(code, language) for language in LANGUAGES}
    symbols = {get_currency_symbol(code, language) for language in LANGUAGES}
    return {code, *names, *symbols, *SPOKEN.get(code, ())}


def beside(marks: Collection[str], *, codes: Collection[str] = ()) -> re.Pattern[str]:
    """One of the marks before a number, behind its sign or not, or after it."""
    any_mark = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
    any_code = "|".join(sorted(codes)) or "(?!)"
    either = rf"{any_mark}|(?-i:{any_code})"
    return re.compile(
        rf"^(?P<sign>[+−-]?)\s*(?P<before>{either})(?![A-Za-z])\s*"
        rf"|(?<![A-Za-z])\s*(?P<after>{either})$",
        re.IGNORECASE,
    )


def key_of(mark: str) -> str:
    return mark.casefold()
