"""Countries by the names readers know."""

from collections.abc import Iterable

from babel import Locale

from leaderboard.locale.names import by_alphabet
from leaderboard.locale.writing import Writing


def country_name(code: str, writing: Writing) -> str:
    """What the country is called: Iran, ایران. An unknown code stands for itself."""
    return Locale.parse(writing.language).territories.get(code, code)


def country_names(codes: Iterable[str], writing: Writing) -> list[tuple[str, str]]:
    """The countries to choose from, by name."""
    named = [(code, country_name(code, writing)) for code in codes]
    return sorted(named, key=lambda pair: by_alphabet(pair[1]))
