"""What the lines of a file say of people, and what they say together of each team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from flask_babel import gettext as _

from leaderboard.imports.problems import BadLine, figure
from leaderboard.imports.words import fold
from leaderboard.models import SINCE_EVER, Role


@dataclass(frozen=True)
class Entry:
    """What a line says of a person; empty or None is what it does not say."""

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
        """The same wherever it stands: lines that say the same are one."""
        return replace(self, line=0)

    def contradicts(self, other: Self) -> bool:
        """Whether both say something of the person, and not the same."""
        pairs = (
            (self.email.casefold(), other.email.casefold()),
            (self.role, other.role),
            (fold(self.team), fold(other.team)),
        )
        return any(ours and theirs and ours != theirs for ours, theirs in pairs)

    def joined(self, other: Self) -> Self:
        """Both together, for lines that do not contradict each other."""
        return replace(
            self,
            email=self.email or other.email,
            role=self.role or other.role,
            team=self.team or other.team,
        )


@dataclass
class Said:
    """One thing said of a team: by which line first, and by whose lines (no more than two)."""

    name: str
    line: int
    people: set[str] = field(default_factory=set)

    def add(self, person: str) -> None:
        if len(self.people) < 2:
            self.people.add(person)


class Statements:
    """Who leads each team and what it belongs to, from all lines of a file.

    A blank cell says nothing. A column of managers often holds everybody's own boss: then the head
    of a team names herself or somebody above, which is no statement about the team she leads.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.managers: dict[str, dict[str, Said]] = {}
        self.parents: dict[str, Said] = {}
        # Who has a line that says since when.
        self.dated: set[str] = set()
        for entry in entries:
            self._note(entry)

    def _note(self, entry: Entry) -> None:
        if entry.since:
            self.dated.add(fold(entry.name))
        if entry.team and entry.manager:
            named = self.managers.setdefault(fold(entry.team), {})
            said = named.setdefault(fold(entry.manager), Said(entry.manager, entry.line))
            said.add(fold(entry.name))
        if entry.team and entry.parent:
            self.parents.setdefault(fold(entry.team), Said(entry.parent, entry.line))

    def manager_said(self, entry: Entry) -> str:
        """Who leads the entry's team; empty when no line says so."""
        named = self.managers.get(fold(entry.team), {})
        head = head_among(named)
        if entry.manager and fold(entry.manager) != head and fold(entry.name) != head:
            first = next(said for said in named.values() if fold(said.name) != fold(entry.manager))
            raise contradiction(first.line, entry.team)
        return named[head].name if head else ""

    def since_said(self, entry: Entry) -> date | None:
        """From when the entry holds; beside lines with a day, one without means before them all."""
        return entry.since or (SINCE_EVER if fold(entry.name) in self.dated else None)

    def parent_said(self, entry: Entry) -> str:
        """The team above the entry's; empty when no line says so."""
        said = self.parents.get(fold(entry.team))
        if said is None:
            return ""
        if entry.parent and fold(entry.parent) != fold(said.name):
            raise contradiction(said.line, entry.team)
        return said.name


def head_among(named: Mapping[str, Said]) -> str:
    """The one whom all lines name but her own; empty when there is nobody like that, or two are."""
    heads = [
        head
        for head in named
        if all(said.people == {head} for other, said in named.items() if other != head)
    ]
    return heads[0] if len(heads) == 1 else ""


def contradiction(line: int, name: str) -> BadLine:
    return BadLine(
        _("Line %(line)s says something else of “%(name)s”.", line=figure(line), name=name),
        family="contradiction",
        word=name,
    )
