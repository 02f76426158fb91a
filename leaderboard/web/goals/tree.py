"""The goal tree: company, teams, people and their work, along one path."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import url_for
from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import current_writing
from leaderboard.models import SubjectKind
from leaderboard.permissions import SignedIn
from leaderboard.permissions.goals import seen_among
from leaderboard.rules.attainment import State
from leaderboard.standings.goal_tree import balances_of, feeding
from leaderboard.standings.progress import (
    Instance,
    Progress,
    measured,
)
from leaderboard.web.goals.connected import balance_in_short
from leaderboard.web.goals.levels import WORK, Level, Path, TreeScene, path_of
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.page.menu import initials


@dataclass(frozen=True)
class Node:
    """A goal in the tree. `url` opens it if it is on the path, else follows the path through it."""

    bar: Bar
    url: str
    initials: str
    state_text: str
    share_text: str
    is_on_path: bool
    # Whether what feeds it adds up to it, if it does not.
    balance_text: str = ""


@dataclass(frozen=True)
class TreeRow:
    """One cell of a column: a node or nothing, and the wires passing it.

    `is_wired`: it feeds the goal followed in the previous column. `has_rail`: a wire continues to
    the next row. `is_wire_on` and `is_rail_on`: that wire is on the path.
    """

    node: Node | None
    is_wired: bool
    is_wire_on: bool
    has_rail: bool
    is_rail_on: bool


@dataclass(frozen=True)
class Column:
    """The goals of one type of owner; `mark` is the id of the followed team."""

    title: str
    text: str
    rows: list[TreeRow]
    mark: int | None = None
    # Why the column is empty.
    empty: str = ""
    previous_url: str = ""
    next_url: str = ""

    @property
    def is_fed(self) -> bool:
        """Whether wires from the previous column lead here."""
        return any(row.is_wired for row in self.rows)


def tree_of(args: Mapping[str, str], *, viewer: SignedIn, day: date) -> list[Column]:
    """The four columns along the requested team and person, with all their goals measured at
    once."""
    scene = TreeScene.of(viewer, day)
    path = path_of(args, scene)
    levels = (path.company, path.teams, path.people, path.work)
    shown = [item for level in levels for item in level.found]
    nodes = Nodes.of(measured(shown, scene.settings), scene)
    return [
        Column(
            _("All of us"),
            _("Everyone sees it"),
            nodes.rows(path.company, None),
            empty=_("No goal yet"),
        ),
        teams_column(path, nodes),
        people_column(path, nodes, scene),
        work_column(path, nodes, scene),
    ]


def teams_column(path: Path, nodes: "Nodes") -> Column:
    follow = partial(url_for, "goals.tree")
    return Column(
        _("Teams"),
        counted(path.teams),
        nodes.rows(path.teams, path.company, lambda owner_id: follow(team=owner_id)),
        None,
        _("No goal yet"),
        *more(path.teams, lambda owner_id: follow(team=owner_id)),
    )


def people_column(path: Path, nodes: "Nodes", scene: TreeScene) -> Column:
    """The people of the followed team; those who do not lead it see only their own goals."""
    follow = partial(url_for, "goals.tree", team=path.team_id)
    team = scene.settings.teams().get(path.team_id)
    is_theirs = path.team_id in scene.own_teams or not path.team_id
    text, empty = counted(path.people), _("No goal yet")
    if scene.is_closed(path.team_id):
        text = _("Your own goals") if path.people.found else ""
        empty = empty if is_theirs else _("Only the team’s own manager sees its people’s goals")
    return Column(
        team.name if team else _("People"),
        text,
        nodes.rows(path.people, path.teams, lambda owner_id: follow(person=owner_id)),
        team.mark if team else None,
        empty,
        *more(path.people, lambda owner_id: follow(person=owner_id)),
    )


def work_column(path: Path, nodes: "Nodes", scene: TreeScene) -> Column:
    person = scene.settings.people().get(path.person_id)
    return Column(
        person.name if person else _("Work"),
        counted(path.work) if person else "",
        nodes.rows(path.work, path.people),
        empty=_("No goal yet") if person else "",
    )


def more(level: Level, url: Callable[[int], str]) -> tuple[str, str]:
    """Links to the previous and next page of a column."""
    return (
        url(level.before_id) if level.before_id else "",
        url(level.after_id) if level.after_id else "",
    )


@dataclass(frozen=True)
class Nodes:
    """The measured goals, ready to be arranged in columns, with what is said of their parts."""

    measured: Mapping[int, Progress]
    balances: Mapping[int, str]

    @classmethod
    def of(cls, found: Sequence[Progress], scene: TreeScene) -> "Nodes":
        """Says whether the parts add up where the viewer may see all of them: a sum gives away
        what is hidden in it."""
        wholes = {progress.goal_id: progress for progress in found}
        fed_by = feeding(wholes)
        seen = {row.id for row in seen_among(scene.viewer, fed_by, day=scene.day)}
        hidden = {row.parent_id for row in fed_by if row.id not in seen}
        weighed = balances_of(wholes, fed_by, day=scene.day, settings=scene.settings)
        writing = current_writing()
        balances = {
            goal_id: balance_in_short(balance, wholes[goal_id], writing)
            for goal_id, balance in weighed.items()
            if goal_id not in hidden
        }
        return cls(wholes, balances)

    def rows(
        self, own: Level, before: Level | None, follow: Callable[[int], str] | None = None
    ) -> list[TreeRow]:
        """A column's cells with wires from the goal followed in the previous column. `follow`
        gives the address of an owner's path; a goal already on the path links to its own page."""
        start = before.place if before else None
        above = before.chosen.row.id if before and before.chosen else None
        wired = [
            n for n, i in enumerate(own.found) if above is not None and i.row.parent_id == above
        ]
        last = max([*wired, start or 0]) if wired else -1
        end = own.place if own.place in wired else None
        return [
            TreeRow(
                node=self.node(own.found[n], own.chosen, follow) if n < len(own.found) else None,
                is_wired=n in wired,
                is_wire_on=n == end,
                has_rail=n < last and n >= min([*wired, start or 0]),
                is_rail_on=is_between(n, start, end),
            )
            for n in range(max(len(own.found), last + 1))
        ]

    def node(
        self, item: Instance, chosen: Instance | None, follow: Callable[[int], str] | None
    ) -> Node:
        progress, is_on_path = self.measured[item.row.id], item is chosen
        is_opened = is_on_path or follow is None
        url = url_for("goals.show", goal_id=item.row.id)
        if follow and not is_opened:
            url = follow(item.row.owner_id)
        return node(progress, url, is_on_path, self.balances.get(progress.goal_id, ""))


def is_between(place: int, start: int | None, end: int | None) -> bool:
    """Whether the rail below this row is on the path."""
    if start is None or end is None:
        return False
    return min(start, end) <= place < max(start, end)


def node(progress: Progress, url: str, is_on_path: bool, balance_text: str = "") -> Node:
    is_person = progress.owner.kind is SubjectKind.PERSON and progress.kind not in WORK
    bar = bar_of(progress, name=named(progress), is_short=True)
    return Node(
        bar=bar,
        url=url,
        initials=initials(progress.owner.name) if is_person else "",
        state_text=short_state(progress.attainment.state) or bar.state_text,
        share_text=share_of(progress),
        is_on_path=is_on_path,
        balance_text=balance_text,
    )


def short_state(state: State) -> str:
    """A state that would not fit into a node, in two words; "" if it fits."""
    words = {State.IN_STRETCH: _("In stretch"), State.JUST_BEGUN: _("Just begun")}
    return words.get(state, "")


def share_of(progress: Progress) -> str:
    """The progress, unless the state already says it."""
    attainment = progress.attainment
    if not attainment.way or attainment.state is State.PAST_STRETCH:
        return ""
    return locale.attainment(attainment.way, current_writing())


def named(progress: Progress) -> str:
    """Goals of teams and people carry the owner's name, others their own."""
    if progress.owner.kind is SubjectKind.ORGANISATION or progress.kind in WORK:
        return progress.name
    return progress.owner.name


def counted(own: Level) -> str:
    return locale.count_of(own.count, "goal", current_writing())
