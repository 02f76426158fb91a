"""Which goals each column of the goal tree holds, before any is measured: the goals the viewer
may see, those on the followed path, and the page of the column they are on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.locale import by_alphabet
from leaderboard.models import GoalKind
from leaderboard.permissions import SignedIn, managed_team_ids
from leaderboard.permissions.goals import seen_people
from leaderboard.standings.progress import Instance, owner_of, pursued_goals, running

# The kinds of goal in the last column: the work behind a person's sales.
WORK = (GoalKind.ACTIVITY, GoalKind.STRETCH)
# About as many goals as fit on one page of a column.
PAGE = 12


@dataclass(frozen=True)
class TreeScene:
    """The viewer and the owners whose goals they may see."""

    viewer: SignedIn
    settings: Configuration
    day: date
    own_team: int
    own_teams: frozenset[int]
    teams: frozenset[int]

    @classmethod
    def of(cls, viewer: SignedIn, day: date) -> "TreeScene":
        """Managers see all teams; reps see their own and those above it."""
        settings = configuration.current()
        own_team = settings.team_on(viewer.id, day)
        if viewer.is_manager:
            own, teams = managed_team_ids(viewer, day=day), frozenset(settings.teams())
        else:
            own, teams = frozenset({own_team}), frozenset(settings.teams_above(own_team, day))
        return cls(viewer, settings, day, own_team, own, teams)

    @property
    def company_id(self) -> int:
        return self.settings.organisation_id

    def members(self, team_id: int) -> list[int]:
        """People of the team whose personal goals the viewer may see; without a team only the
        viewer."""
        if not team_id:
            return [self.viewer.id]
        seen = seen_people(self.viewer, day=self.day)
        people = self.settings.crowd(self.day).people_of.get(team_id, ())
        return [whose for whose in people if whose in seen]

    def is_closed(self, team_id: int) -> bool:
        """Whether the viewer may see no personal goals in this team but their own."""
        return team_id not in managed_team_ids(self.viewer, day=self.day)

    def in_order(self, found: Iterable[Instance]) -> list[Instance]:
        """By owner's name, then by importance."""

        def place(item: Instance) -> tuple[str, int, tuple[int, date, str, int]]:
            owner = owner_of(item.row.owner_id, self.settings)
            return (by_alphabet(owner.name), owner.id, item.urgency)

        return sorted(found, key=place)


@dataclass(frozen=True)
class Level:
    """One page of a column's goals before drawing, and the followed one."""

    found: list[Instance]
    chosen: Instance | None
    count: int = 0
    # Owners whose path leads to the previous and next page.
    before_id: int = 0
    after_id: int = 0

    @property
    def place(self) -> int | None:
        return self.found.index(self.chosen) if self.chosen in self.found else None


@dataclass(frozen=True)
class Path:
    """The page of each column along the path of one team and one person."""

    company: Level
    teams: Level
    people: Level
    work: Level
    team_id: int
    person_id: int


def path_of(args: Mapping[str, str], scene: TreeScene) -> Path:
    """The path in the address as far as it exists, else the viewer's own."""
    above = running(pursued_goals({scene.company_id, *scene.teams}), day=scene.day)
    team_id = asked_team(args.get("team", ""), above, scene)
    of_teams = scene.in_order(i for i in above if i.row.owner_id in scene.teams)
    teams = level_of(of_teams, followed_of(of_teams, team_id))
    company = sorted((i for i in above if i.row.owner_id == scene.company_id), key=by_urgency)
    members = scene.in_order(running(pursued_goals(scene.members(team_id)), day=scene.day))
    aims = [i for i in members if i.row.kind not in WORK]
    people = level_of(aims, followed(aims, args.get("person", "")))
    person_id = followed_person(args.get("person", ""), people, members)
    work = [i for i in members if i.row.kind in WORK and i.row.owner_id == person_id]
    return Path(
        fed(company, teams), teams, people, Level(work, None, len(work)), team_id, person_id
    )


def asked_team(asked: str, above: Iterable[Instance], scene: TreeScene) -> int:
    """The requested team, even if it has no goal; else the first with a goal, the viewer's own
    teams first; else the viewer's team."""
    if asked.isascii() and asked.isdigit() and int(asked) in scene.teams:
        return int(asked)
    found = scene.in_order(i for i in above if i.row.owner_id in scene.teams)
    own = [i for i in found if i.row.owner_id in scene.own_teams]
    chosen = first(own or found)
    return chosen.row.owner_id if chosen else scene.own_team


def level_of(found: list[Instance], chosen: Instance | None) -> Level:
    """The page of a column that has the followed goal; an owner's goals stay on one page."""
    pages = pages_of(found)
    number = next((n for n, page in enumerate(pages) if chosen in page), 0)
    return Level(
        pages[number] if pages else [],
        chosen,
        len(found),
        pages[number - 1][0].row.owner_id if number > 0 else 0,
        pages[number + 1][0].row.owner_id if number + 1 < len(pages) else 0,
    )


def pages_of(found: Iterable[Instance]) -> list[list[Instance]]:
    """Split into pages, never within one owner's goals."""
    pages: list[list[Instance]] = []
    for _whose, own in groupby(found, key=lambda item: item.row.owner_id):
        if not pages or len(pages[-1]) >= PAGE:
            pages.append([])
        pages[-1] += own
    return pages


def followed_of(found: Sequence[Instance], owner_id: int) -> Instance | None:
    return next((i for i in found if i.row.owner_id == owner_id), None)


def followed(found: Sequence[Instance], asked: str) -> Instance | None:
    """The first goal of the requested owner, else the first of all."""
    return next((i for i in found if str(i.row.owner_id) == asked), None) or first(found)


def fed(found: list[Instance], below: Level) -> Level:
    """A column that follows the goal fed by the column below, else the first goal."""
    above = below.chosen.row.parent_id if below.chosen else None
    chosen = next((item for item in found if item.row.id == above), None) or first(found)
    return Level(found, chosen, len(found))


def first(found: Sequence[Instance]) -> Instance | None:
    return found[0] if found else None


def by_urgency(item: Instance) -> tuple[int, date, str, int]:
    return item.urgency


def followed_person(asked: str, people: Level, members: Sequence[Instance]) -> int:
    """The person whose work is shown: the requested one, the followed one, or the first with
    any."""
    wanted = [i.row.owner_id for i in members if str(i.row.owner_id) == asked]
    if people.chosen is not None:
        wanted = [*wanted, people.chosen.row.owner_id]
    return next(iter([*wanted, *(i.row.owner_id for i in members)]), 0)
