"""Who a new goal can be for: five kinds of goal with the owners this manager may choose, from a
list, or by searching names where the list would be too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.models import GoalKind, SubjectKind
from leaderboard.permissions import SignedIn
from leaderboard.permissions.goals import owners_to_set
from leaderboard.standings.progress import Owner
from leaderboard.standings.search import find_people, find_teams
from leaderboard.web.goals.forms import KIND_NAMES
from leaderboard.web.page.picks import MANY, Pick, Picks, person_pick, picks_of, team_pick

EVERYONE = "everyone-"
# The kinds of goal for a person, for each person of a team, for a team, and for the company.
OF_PERSON = (GoalKind.INDIVIDUAL, GoalKind.ACTIVITY, GoalKind.STRETCH)
OF_TEAM = (GoalKind.TEAM, GoalKind.STRETCH)
OF_COMPANY = (GoalKind.ANNUAL, GoalKind.TEAM, GoalKind.STRETCH)
ICONS = {
    GoalKind.ANNUAL: "target",
    GoalKind.TEAM: "users",
    GoalKind.INDIVIDUAL: "user",
    GoalKind.ACTIVITY: "phone",
    GoalKind.STRETCH: "rocket",
}


@dataclass(frozen=True)
class GoalOpening:
    """A kind of goal to start from, what it is for, and its possible owners."""

    kind: GoalKind
    icon: str
    text: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Offer:
    """The owners a manager may set goals for, by type."""

    settings: Configuration
    day: date
    is_for_all: bool
    teams: tuple[Owner, ...]
    people: tuple[Owner, ...]

    @classmethod
    def to(cls, viewer: SignedIn, *, day: date) -> "Offer":
        may = owners_to_set(viewer, day=day)
        return cls(
            configuration.current(),
            day,
            any(owner.kind is SubjectKind.ORGANISATION for owner in may),
            tuple(owner for owner in may if owner.kind is SubjectKind.TEAM),
            tuple(owner for owner in may if owner.kind is SubjectKind.PERSON),
        )

    @property
    def is_searched(self) -> bool:
        """Whether there are too many owners for a list."""
        return len(self.teams) + len(self.people) > MANY

    def members(self, team_id: int) -> list[Owner]:
        """The people of the team and of its sub-teams."""
        settings, day = self.settings, self.day
        return [
            owner
            for owner in self.people
            if team_id in settings.teams_above(settings.team_on(owner.id, day), day)
        ]

    def openings(self) -> list[GoalOpening]:
        """The five kinds of goal with their owners; kinds without owners are left out."""
        texts = {
            GoalKind.ANNUAL: _(
                "What we bring in this year. Everyone sees it, and the other goals lead up to it."
            ),
            GoalKind.TEAM: _(
                "One team’s week, month or quarter: close enough for everyone to matter."
            ),
            GoalKind.INDIVIDUAL: _(
                "What one person sells, set to suit their experience, field and past results."
            ),
            GoalKind.ACTIVITY: _(
                "What people control themselves: calls, meetings, demos, proposals."
            ),
            GoalKind.STRETCH: _(
                "Beyond what is expected, for those who pass their goal. Missing it costs nothing."
            ),
        }
        found = [
            GoalOpening(kind, ICONS[kind], text, tuple(self.choices(kind)))
            for kind, text in texts.items()
        ]
        return [opening for opening in found if opening.choices]

    def choices(self, kind: GoalKind) -> list[tuple[str, str]]:
        """The possible owners of this kind of goal, as the address names them; empty where
        people search."""
        found: list[tuple[str, str]] = []
        if kind in OF_PERSON and not self.is_searched:
            found += [
                (f"{EVERYONE}{team.id}", _("Everyone in %(team)s, a target each", team=team.name))
                for team in self.teams
                if self.members(team.id)
            ]
            found += [(str(owner.id), owner.name) for owner in self.people]
        if kind in OF_TEAM and not self.is_searched:
            found += [(str(owner.id), owner.name) for owner in self.teams]
        if kind in OF_COMPANY and self.is_for_all:
            found.append(("company", _("All of us")))
        return found

    def picks(self, text: str) -> Picks:
        """Teams and people matching the text, each with the kinds of goal they can have."""
        teams = find_teams(text, {owner.id for owner in self.teams}, self.settings)
        people = find_people(text, {owner.id for owner in self.people}, self.settings)
        is_team = set(teams)

        def pick(owner_id: int) -> Pick:
            if owner_id in is_team:
                return team_pick(owner_id, self.settings, self.ways_of_team(owner_id))
            team_id = self.settings.team_on(owner_id, self.day)
            return person_pick(owner_id, team_id, self.settings, ways(OF_PERSON, str(owner_id)))

        return picks_of(text, [*teams, *people], pick)

    def ways_of_team(self, team_id: int) -> list[tuple[str, str]]:
        """The team's own goals, and one goal for each of its people."""
        found = ways(OF_TEAM, str(team_id))
        if self.members(team_id):
            url = url_of(GoalKind.ACTIVITY, f"{EVERYONE}{team_id}")
            found.append((_("A target for each person in it"), url))
        return found


def ways(kinds: Sequence[GoalKind], whose: str) -> list[tuple[str, str]]:
    """Links to the forms of these kinds of goal for this owner."""
    return [(_(KIND_NAMES[kind]), url_of(kind, whose)) for kind in kinds]


def url_of(kind: GoalKind, whose: str) -> str:
    asked: dict[str, Any] = {"kind": kind.value, "for": whose}
    # The example that somebody started from stays with them.
    return url_for("goals.new", **asked, example=request.args.get("example") or None)
