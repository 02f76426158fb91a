"""A country's official holidays, to be accepted one by one; from the `holidays` package."""

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
    """A public holiday under the name its country gives it."""

    day: date
    name: str


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """The countries whose holidays are known, by ISO 3166 code."""
    return tuple(sorted(list_supported_countries(include_aliases=False)))


def country_of(timezone: str) -> str:
    """The country that a time zone lies in; empty if it is none, or its holidays are not known."""
    country = get_global("zone_territories").get(timezone, "")
    return country if country in countries() else ""


def official_holidays(country: str, span: Span, *, language: str) -> list[Official]:
    """The nationwide holidays in the span, named in this language where the package can, else in
    English or the country's own language."""
    years = range(span.start.year, (span.end - DAY).year + 1)
    found = country_holidays(country, years=years, language=spoken(country, language))
    return [
        Official(day, shortened(clean_name(punctuated(name, language))))
        for day, name in sorted(found.items())
        if span.start <= day < span.end
    ]


def spoken(country: str, language: str) -> str | None:
    """The language to ask the package for; None for the country's own."""
    known = list_localized_countries(include_aliases=False).get(country, [])
    if language in known:
        return language
    near = [name for name in known if name.partition("_")[0] == language.partition("_")[0]]
    return next(iter(near), FALLBACK if FALLBACK in known else None)


def punctuated(name: str, language: str) -> str:
    """A holiday for two occasions has a semicolon in its name; Persian has its own, and writes its
    new year as two words."""
    if not language.startswith("fa"):
        return name
    return re.sub(r"\s*[;؛]\s*", "؛ ", name).replace("عیدنوروز", "عید نوروز")


def shortened(name: str) -> str:
    """Cut to the length a holiday's name may have, at the end of a word. A remark at its end stays:
    a day that is only estimated has to say so."""
    if len(name) <= LONGEST_NAME:
        return name
    remark = re.search(r" \([^()]{1,20}\)$", name)
    end = CUT + (remark[0] if remark else "")
    room = LONGEST_NAME - len(end)
    words = name[: room + 1].rpartition(" ")[0] or name[:room]
    return words.rstrip(" (,;؛،") + end
