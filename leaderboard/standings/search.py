"""Finds people and teams by part of their name, as people type it.

The keys are made once for each change of settings: folding a thousand names for every letter typed
would take longer than everything else.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from flask import current_app

from leaderboard.configuration import Configuration
from leaderboard.locale import by_alphabet
from leaderboard.locale.names import search_key, search_words

EXTENSION = "leaderboard-search"


@dataclass(frozen=True)
class Keys:
    """The search keys for the names in some lists, in the order of the lists."""

    keys: dict[int, str]

    def find(self, text: str, among: Collection[int]) -> list[int]:
        """Those whose name contains every word of the text; all of them if there is no word."""
        words = search_words(text)
        return [
            found
            for found, key in self.keys.items()
            if found in among and all(word in key for word in words)
        ]


def find_people(text: str, among: Collection[int], settings: Configuration) -> list[int]:
    """The people with such a name, by name, those who left last."""
    return known(settings, "people", people_keys).find(text, among)


def find_teams(text: str, among: Collection[int], settings: Configuration) -> list[int]:
    """The teams with such a name, by name, dissolved ones last."""
    return known(settings, "teams", team_keys).find(text, among)


def people_keys(settings: Configuration) -> Keys:
    ordered = sorted(settings.people().values(), key=lambda person: person.left_on is not None)
    return Keys({person.id: search_key(person.name) for person in ordered})


def team_keys(settings: Configuration) -> Keys:
    teams = settings.teams().values()
    ordered = sorted(teams, key=lambda team: (team.is_dissolved, by_alphabet(team.name), team.id))
    return Keys({team.id: search_key(team.name) for team in ordered})


def known(settings: Configuration, noun: str, make: Callable[[Configuration], Keys]) -> Keys:
    """The keys under these settings; older ones are forgotten."""
    held: tuple[Any, dict[str, Keys]] | None = current_app.extensions.get(EXTENSION)
    if held is None or held[0] is not settings:
        held = current_app.extensions[EXTENSION] = (settings, {})
    if noun not in held[1]:
        held[1][noun] = make(settings)
    return held[1][noun]
