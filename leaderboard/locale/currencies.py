"""How people write a currency next to a sum, this organisation's and others'."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from babel.numbers import get_currency_name, get_currency_symbol, list_currencies

from leaderboard.locale.money import name_of
from leaderboard.locale.writing import LANGUAGES

# What people call them besides the code, the symbol and the name in our languages.
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
# The currencies whose names and symbols are known, not only their codes.
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
    """The number alone, and the code of the currency before or after it; empty when there is none.
    A word that several currencies share, like dinar, means one's own first."""
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
    """Every way people write their own currency."""
    names = [name_of(code, language) for language in LANGUAGES]
    full = [get_currency_name(code, locale=language) for language in LANGUAGES]
    # US Dollar, دلار آمریکا: the generic word comes last in English and first in Persian.
    short = [full[0].split()[-1], full[1].split()[0], get_currency_symbol(code, "en")[-1:]]
    letters = [sign for sign in short if sign.isalpha() and len(sign) == 1]
    return beside({*marks_of(code), *names, *full, f"{full[0]}s", *short} - set(letters))


@lru_cache(maxsize=1)
def others() -> re.Pattern[str]:
    """Everything that stands for any currency; codes in capital letters only."""
    codes = {code for code in list_currencies() if len(code) == 3}
    return beside({mark for code in NAMED for mark in marks_of(code)}, codes=codes)


@lru_cache(maxsize=1)
def code_of() -> dict[str, str]:
    """The currency each mark stands for."""
    found = {key_of(code): code for code in list_currencies()}
    for code in reversed(NAMED):
        found |= {key_of(mark): code for mark in marks_of(code)}
    return found


def marks_of(code: str) -> set[str]:
    names = {name_of(code, language) for language in LANGUAGES}
    symbols = {get_currency_symbol(code, language) for language in LANGUAGES}
    return {code, *names, *symbols, *SPOKEN.get(code, ())}


def beside(marks: Collection[str], *, codes: Collection[str] = ()) -> re.Pattern[str]:
    """One of the marks before a number, after its sign or not, or after the number."""
    any_mark, any_sign = either_of(marks), either_of(m for m in marks if not m[0].isalpha())
    any_code = "|".join(sorted(codes)) or "(?!)"
    either = rf"{any_mark}|(?-i:{any_code})"
    # A sign may follow a letter, 20 k€; a word may not.
    return re.compile(
        rf"^(?P<sign>[+−-]?)\s*(?P<before>{either})(?![A-Za-z])\s*"
        rf"|\s*(?P<after>(?<![A-Za-z])(?:{either})|{any_sign})$",
        re.IGNORECASE,
    )


def either_of(marks: Iterable[str]) -> str:
    found = sorted(marks, key=len, reverse=True)
    return "|".join(re.escape(mark) for mark in found) or "(?!)"


def key_of(mark: str) -> str:
    return mark.casefold()
