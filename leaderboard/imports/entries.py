"""What a file's lines say about people and, taken together, about each team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from flask_babel import gettext as _

from leaderboard.imports.problems import BadLine, figure
from leaderboard.imports.words import fold
from leaderboard.models import SINCE_EVER, Role


@dataclass(frozen=True)
class PersonEntry:
    """What a line says about a person; empty or None means it does not say."""

    line: int
    name: str
    email: str = ""
    alias: str = ""
    role: Role | None = None
    team: str = ""
    manager: str = ""
    parent: str = ""
    since: date | None = None

    @property
    def content(self) -> Self:
        """Equal for lines that say the same: those count once."""
        return replace(self, line=0)

    def contradicts(self, other: Self) -> bool:
        """Whether both lines say something about the person, and not the same thing."""
        pairs = (
            (self.email.casefold(), other.email.casefold()),
            (self.role, other.role),
            (fold(self.team), fold(other.team)),
        )
        return any(ours and theirs and ours != theirs for ours, theirs in pairs)

    def joined(self, other: Self) -> Self:
        """Both merged, for lines that do not contradict each other."""
        return replace(
            self,
            email=self.email or other.email,
            role=self.role or other.role,
            team=self.team or other.team,
        )


@dataclass
class Said:
    """One statement about a team: the line that made it first, and up to two people whose lines
    repeat it."""

    name: str
    line: int
    people: set[str] = field(default_factory=set)

    def add(self, person: str) -> None:
        if len(self.people) < 2:
            self.people.add(person)


class Statements:
    """Who leads each team and which team it belongs to, according to all lines of a file.

    A blank cell says nothing. A column of managers often names everybody's own boss; then the head
    of a team names herself or somebody above her, which says nothing about the team she leads.
    """

    def __init__(self, entries: Iterable[PersonEntry]) -> None:
        self.managers: dict[str, dict[str, Said]] = {}
        self.parents: dict[str, Said] = {}
        # People with a line that says since when.
        self.dated: set[str] = set()
        for entry in entries:
            self._note(entry)

    def _note(self, entry: PersonEntry) -> None:
        if entry.since:
            self.dated.add(fold(entry.name))
        if entry.team and entry.manager:
            named = self.managers.setdefault(fold(entry.team), {})
            said = named.setdefault(fold(entry.manager), Said(entry.manager, entry.line))
            said.add(fold(entry.name))
        if entry.team and entry.parent:
            self.parents.setdefault(fold(entry.team), Said(entry.parent, entry.line))

    def manager_said(self, entry: PersonEntry) -> str:
        """Who leads the entry's team; empty when no line says so."""
        named = self.managers.get(fold(entry.team), {})
        head = head_among(named)
        if entry.manager and fold(entry.manager) != head and fold(entry.name) != head:
            raise several_managers(entry.team, named.values())
        return named[head].name if head else ""

    def since_said(self, entry: PersonEntry) -> date | None:
        """When the entry takes effect; next to dated lines, one without a date comes before them
        all."""
        return entry.since or (SINCE_EVER if fold(entry.name) in self.dated else None)

    def parent_said(self, entry: PersonEntry) -> str:
        """The team above the entry's; empty when no line says so."""
        said = self.parents.get(fold(entry.team))
        if said is None:
            return ""
        if entry.parent and fold(entry.parent) != fold(said.name):
            raise BadLine(
                _(
                    "“%(team)s” is under “%(parent)s” according to line %(line)s.",
                    team=entry.team,
                    parent=said.name,
                    line=figure(said.line),
                ),
                family="parents",
                word=entry.team,
            )
        return said.name


def head_among(named: Mapping[str, Said]) -> str:
    """The one person named on every line but her own; empty when nobody or more than one is."""
    heads = [
        head
        for head in named
        if all(said.people == {head} for other, said in named.items() if other != head)
    ]
    return heads[0] if len(heads) == 1 else ""


def several_managers(team: str, named: Iterable[Said]) -> BadLine:
    listed = _(", ").join(
        _("%(name)s (line %(line)s)", name=said.name, line=figure(said.line)) for said in named
    )
    return BadLine(
        _(
            "“%(team)s” has more than one manager in this file: %(managers)s.",
            team=team,
            managers=listed,
        ),
        family="managers",
        word=team,
    )


def contradiction(line: int, name: str) -> BadLine:
    return BadLine(
        _("Line %(line)s says something else about “%(name)s”.", line=figure(line), name=name),
        family="contradiction",
        word=name,
    )
