"""Picking one person or team out of many by searching names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leaderboard.configuration import Configuration
from leaderboard.web.page.menu import initials

# Lists longer than the first become a search, which shows at most the second.
MANY = 30
MOST = 8

# Where a choice leads: (label, address).
Ways = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Pick:
    """A person or team to pick."""

    name: str
    initials: str
    mark: int | None
    team: str
    ways: Ways


@dataclass(frozen=True)
class Picks:
    """The matches of a search, and how many more there are."""

    text: str
    found: Sequence[Pick]
    more: int


def picks_of(text: str, found: Sequence[int], pick: Callable[[int], Pick]) -> Picks:
    """The first matches; none before a search."""
    shown = found[:MOST] if text else ()
    return Picks(text, [pick(whose) for whose in shown], len(found) - MOST if text else 0)


def person_pick(person_id: int, team_id: int, settings: Configuration, ways: Ways) -> Pick:
    """A person and their team."""
    name, team = settings.people()[person_id].name, settings.teams().get(team_id)
    return Pick(name, initials(name), team.mark if team else None, team.name if team else "", ways)


def team_pick(team_id: int, settings: Configuration, ways: Ways) -> Pick:
    """A team; its mark tells it from people."""
    team = settings.teams()[team_id]
    return Pick(team.name, "", team.mark, "", ways)
