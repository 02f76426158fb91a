"""How the goals hang together: company, teams, people and what each does, along one path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.configuration import Configuration
from leaderboard.locale import current_writing
from leaderboard.models import GoalKind, SubjectKind
from leaderboard.permissions import SignedIn, managed_team_ids
from leaderboard.permissions.goals import may_see
from leaderboard.rules.attainment import State
from leaderboard.standings.progress import Progress, owner_of, progress_of, pursued_goals
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.page.menu import initials

# What fills the last column: the work behind a person's sales.
WORK = (GoalKind.ACTIVITY, GoalKind.STRETCH)


@dataclass(frozen=True)
class Node:
    """A goal in the tree, in few words. `url` opens it, or first follows the path through it."""

    bar: Bar
    url: str
    initials: str
    state_text: str
    share_text: str
    is_on_path: bool


@dataclass(frozen=True)
class Row:
    """One place of a column: a node or none, and how wires pass it.

    `is_wired`: it feeds the goal followed in the column before. `has_rail`: a wire leads on to the
    next row. Of both, whether they are on the path.
    """

    node: Node | None
    is_wired: bool
    is_wire_on: bool
    has_rail: bool
    is_rail_on: bool


@dataclass(frozen=True)
class Column:
    """The goals of one sort of owner; `mark` is the followed team's."""

    title: str
    text: str
    rows: list[Row]
    mark: int | None = None
    # Why there is nothing in it.
    empty: str = ""

    @property
    def is_fed(self) -> bool:
        """Whether wires lead to it from the column before."""
        return any(row.is_wired for row in self.rows)


@dataclass(frozen=True)
class Level:
    """A column's goals before they are drawn, and which of them is followed."""

    found: list[Progress]
    chosen: Progress | None

    @property
    def place(self) -> int | None:
        return self.found.index(self.chosen) if self.chosen else None


def tree_of(args: Mapping[str, str], *, viewer: SignedIn, day: date) -> list[Column]:
    """The four columns along the path of the team and the person that the address names."""
    settings = configuration.current()
    found = everything(viewer, settings, day=day)
    teams = [p for p in found if p.owner.kind is SubjectKind.TEAM]
    own = managed_team_ids(viewer, day=day)
    own_first = sorted(teams, key=lambda p: p.owner.id not in own)
    team_level = Level(teams, followed(own_first, args.get("team", "")))
    team = team_level.chosen.owner if team_level.chosen else None
    members = [
        p
        for p in found
        if p.owner.kind is SubjectKind.PERSON
        and team is not None
        and settings.team_on(p.owner.id, day) == team.id
    ]
    aims = [p for p in members if p.kind not in WORK]
    people = Level(aims, followed(aims, args.get("person", "")))
    person = people.chosen.owner if people.chosen else None
    work = Level([p for p in members if p.kind in WORK and p.owner == person], None)
    company = fed([p for p in found if p.owner.kind is SubjectKind.ORGANISATION], team_level)
    none = _("No goal yet")
    is_others = team is not None and not viewer.is_admin and team.id not in own
    return [
        Column(_("All of us"), _("Everyone sees it"), rows(company, None, opened), empty=none),
        Column(_("Teams"), counted(team_level), rows(team_level, company, follow_team), empty=none),
        Column(
            team.name if team else _("People"),
            "" if is_others else counted(people),
            rows(people, team_level, follow_person(team.id if team else 0)),
            mark=team.mark if team else None,
            empty=_("Only the team's own manager sees its people's goals") if is_others else none,
        ),
        Column(
            person.name if person else _("Work"),
            counted(work) if person else "",
            rows(work, people, opened),
            empty=none if person else "",
        ),
    ]


def everything(viewer: SignedIn, settings: Configuration, *, day: date) -> list[Progress]:
    """All goals of the day that the viewer may see, by owner's name and then by what matters."""
    settings.know_memberships()
    owners = {settings.organisation_id, *settings.teams(), *settings.people()}
    seen = {whose for whose in owners if may_see(viewer, owner_of(whose, settings), day=day)}
    return sorted(
        progress_of(pursued_goals(seen), day=day), key=lambda p: (p.owner.name, p.urgency)
    )


def followed(found: list[Progress], asked: str) -> Progress | None:
    """The first goal of the owner that is asked for, else the first of all."""
    wanted = [p for p in found if str(p.owner.id) == asked]
    return first(wanted or found)


def fed(found: list[Progress], below: Level) -> Level:
    """These goals, following the one that the column below feeds, else the first."""
    above = below.chosen.parent_id if below.chosen else None
    return Level(found, next((p for p in found if p.goal_id == above), None) or first(found))


def first(found: list[Progress]) -> Progress | None:
    return found[0] if found else None


Follow = Callable[[Progress, bool], str]


def opened(progress: Progress, is_on_path: bool) -> str:
    return url_for("goals.show", goal_id=progress.goal_id)


def follow_team(progress: Progress, is_on_path: bool) -> str:
    """First the path through the team, then the goal itself."""
    if is_on_path:
        return opened(progress, is_on_path)
    return url_for("goals.tree", team=progress.owner.id)


def follow_person(team_id: int) -> Follow:
    """First the path through the person, then the goal itself."""

    def follow(progress: Progress, is_on_path: bool) -> str:
        if is_on_path:
            return opened(progress, is_on_path)
        return url_for("goals.tree", team=team_id, person=progress.owner.id)

    return follow


def rows(own: Level, before: Level | None, follow: Follow) -> list[Row]:
    """A column's places, with the wires from the goal followed in the column before."""
    start = before.place if before else None
    above = before.chosen.goal_id if before and before.chosen else None
    wired = [n for n, p in enumerate(own.found) if above is not None and p.parent_id == above]
    last = max([*wired, start or 0]) if wired else -1
    end = own.place if own.place in wired else None
    return [
        Row(
            node=node(own.found[n], own.chosen, follow) if n < len(own.found) else None,
            is_wired=n in wired,
            is_wire_on=n == end,
            has_rail=n < last and n >= min([*wired, start or 0]),
            is_rail_on=is_between(n, start, end),
        )
        for n in range(max(len(own.found), last + 1))
    ]


def is_between(place: int, start: int | None, end: int | None) -> bool:
    """Whether the rail below this row is on the path."""
    if start is None or end is None:
        return False
    return min(start, end) <= place < max(start, end)


def node(progress: Progress, chosen: Progress | None, follow: Follow) -> Node:
    is_person = progress.owner.kind is SubjectKind.PERSON and progress.kind not in WORK
    bar = bar_of(progress, name=named(progress), is_short=True)
    state, is_on_path = progress.attainment.state, progress is chosen
    return Node(
        bar=bar,
        url=follow(progress, is_on_path),
        initials=initials(progress.owner.name) if is_person else "",
        state_text=_("In stretch") if state is State.IN_STRETCH else bar.state_text,
        share_text=share_of(progress),
        is_on_path=is_on_path,
    )


def share_of(progress: Progress) -> str:
    """How far the goal is, where its state does not say so."""
    attainment = progress.attainment
    if not attainment.way or attainment.state is State.PAST_STRETCH:
        return ""
    return locale.attainment(attainment.way, current_writing())


def named(progress: Progress) -> str:
    """Teams and people by their names, other goals by theirs."""
    if progress.owner.kind is SubjectKind.ORGANISATION or progress.kind in WORK:
        return progress.name
    return progress.owner.name


def counted(own: Level) -> str:
    """How many goals there are."""
    return locale.count_of(len(own.found), "goal", current_writing())
