"""Official holidays of a country, to be accepted one by one; from the package `holidays`."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.core import get_global
from holidays import country_holidays, list_localized_countries, list_supported_countries

from leaderboard.locale import clean_name
from leaderboard.publishing.rows import LONGEST_NAME
from leaderboard.rules.periods import DAY, Span

FALLBACK = "en_US"
CUT = "..."


@dataclass(frozen=True)
class Official:
    """A day off, as its country calls it."""

    day: date
    name: str


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """The countries whose holidays are known, as ISO 3166 has them."""
    return tuple(sorted(list_supported_countries(include_aliases=False)))


def country_of(timezone: str) -> str:
    """The country that a time zone lies in; empty if it is none, or its holidays are not known."""
    country = get_global("zone_territories").get(timezone, "")
    return country if country in countries() else ""


def official_holidays(country: str, span: Span, *, language: str) -> list[Official]:
    """The holidays of the whole country in the span, in this language if they are known in it,
    else in English or as the country writes them."""
    years = range(span.start.year, (span.end - DAY).year + 1)
    found = country_holidays(country, years=years, language=spoken(country, language))
    return [
        Official(day, shortened(clean_name(punctuated(name, language))))
        for day, name in sorted(found.items())
        if span.start <= day < span.end
    ]


def spoken(country: str, language: str) -> str | None:
    """The language to ask for; None: the country's own."""
    known = list_localized_countries(include_aliases=False).get(country, [])
    if language in known:
        return language
    near = [name for name in known if name.partition("_")[0] == language.partition("_")[0]]
    return next(iter(near), FALLBACK if FALLBACK in known else None)


def punctuated(name: str, language: str) -> str:
    """A day of two occasions has a semicolon in its name; Persian has its own sign for that."""
    return re.sub(r"\s*[;؛]\s*", "؛ ", name) if language.startswith("fa") else name


def shortened(name: str) -> str:
    """As long as a holiday's name may be, without half a word at its end."""
    if len(name) <= LONGEST_NAME:
        return name
    words = (
        name[: LONGEST_NAME - len(CUT) + 1].rpartition(" ")[0] or name[: LONGEST_NAME - len(CUT)]
    )
    return words.rstrip(" (,;؛،") + CUT
