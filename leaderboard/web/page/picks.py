"""Choosing one person or team of many: by a part of the name instead of from a list of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leaderboard.configuration import Configuration
from leaderboard.web.page.menu import initials

# A list of more than these to choose from becomes a search; so many of what is found are shown.
MANY = 30
MOST = 8

# Where a choice leads, each with a word for it.
Ways = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Pick:
    """Somebody who can be chosen."""

    name: str
    initials: str
    mark: int | None
    team: str
    ways: Ways


@dataclass(frozen=True)
class Picks:
    """What was found for a text, and how many more there are."""

    text: str
    found: Sequence[Pick]
    more: int


def picks_of(text: str, found: Sequence[int], pick: Callable[[int], Pick]) -> Picks:
    """The first of these; none as long as nothing is searched for."""
    shown = found[:MOST] if text else ()
    return Picks(text, [pick(whose) for whose in shown], len(found) - MOST if text else 0)


def person_pick(person_id: int, team_id: int, settings: Configuration, ways: Ways) -> Pick:
    """A person with the team they are in."""
    name, team = settings.people()[person_id].name, settings.teams().get(team_id)
    return Pick(name, initials(name), team.mark if team else None, team.name if team else "", ways)


def team_pick(team_id: int, settings: Configuration, ways: Ways) -> Pick:
    """A team; its mark says that it is one."""
    team = settings.teams()[team_id]
    return Pick(team.name, "", team.mark, "", ways)
