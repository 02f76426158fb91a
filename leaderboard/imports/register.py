"""The register of people and teams, brought in line with a file, line by line."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from leaderboard import publishing
from leaderboard.extensions import db
from leaderboard.imports.ended import Ended, ended
from leaderboard.imports.entries import PersonEntry, Statements, contradiction
from leaderboard.imports.matching import nobody
from leaderboard.imports.problems import BadLine, figure
from leaderboard.imports.words import fold
from leaderboard.models import SINCE_EVER, Alias, Membership, Person, Role, Team, TeamParent
from leaderboard.publishing import Newcomer
from leaderboard.rules.dated import held_on
from leaderboard.scoring import Publication


class Register:
    """Takes entries one by one inside one publication; each is taken whole or not at all."""

    def __init__(
        self,
        publication: Publication,
        *,
        today: date,
        statements: Statements,
        aliases: Mapping[str, str],
    ) -> None:
        self.publication, self.today = publication, today
        self.statements, self.aliases = statements, aliases
        # What earlier lines said about a person, by effective date.
        self.seen: dict[tuple[int, date | None], PersonEntry] = {}
        # Whom the file created and whom it changed, and how: each is counted once.
        self.newcomers: set[int] = set()
        self.counted: set[tuple[str, int]] = set()
        # What the current line did: how many teams, and what to which person.
        self.teams_tally: Counter[str] = Counter()
        self.noted: set[tuple[str, int]] = set()
        self._ended: list[Ended] = []

    def take(self, entry: PersonEntry) -> Counter[str]:
        """Apply everything the entry says; returns what that changed, counted."""
        self.teams_tally, self.noted = Counter(), set()
        with db.session.begin_nested():
            team_id = self.team(entry) if entry.team else None
            person_id = self.person(entry, team_id)
            said = self.seen.get((person_id, entry.since))
            if said is not None and said.contradicts(entry):
                raise contradiction(said.line, entry.name)
            if entry.alias:
                self.alias(person_id, entry.alias)
            if team_id is not None:
                since = self.statements.since_said(entry)
                self.membership(person_id, team_id, since=since)
        self.seen[person_id, entry.since] = said.joined(entry) if said else entry
        return self.tally(person_id)

    def tally(self, person_id: int) -> Counter[str]:
        """What the line did, counted in people and in teams; nobody counts twice for the same
        thing."""
        self.newcomers |= {noted for what, noted in self.noted if what == "added"}
        fresh = {
            (what, noted)
            for what, noted in self.noted - self.counted
            if what != "changed" or noted not in self.newcomers
        }
        is_known = any(noted == person_id for _what, noted in self.counted | self.noted)
        if not is_known:
            fresh.add(("unchanged", person_id))
        self.counted |= fresh | self.noted
        return Counter(what for what, _noted in fresh) + self.teams_tally

    def ended(self) -> list[Ended]:
        """What the file says that something recorded before it, for a later day, ends."""
        days: dict[int, list[date]] = {}
        for person_id, since in self.seen:
            days.setdefault(person_id, []).append(since or SINCE_EVER)
        return [
            found
            for found in self._ended
            if not found.is_named_in(days.get(found.said.get("person_id", 0), ()))
        ]

    def person(self, entry: PersonEntry, team_id: int | None) -> int:
        """The entry's person, hired or changed as needed."""
        person = self.find_by_entry(entry)
        if person is None:
            role = entry.role or Role.REP
            since = entry.since or SINCE_EVER
            return self.hire(Newcomer(entry.name, entry.email or None, role, team_id, since))
        before = (person.name, person.email, person.role)
        meant = self.aliases.get(fold(entry.name), entry.name)
        is_known_so = not names_of(person).isdisjoint({fold(entry.name), fold(meant)})
        said = self.seen.get((person.id, entry.since))
        if said is not None and not is_known_so:
            raise address_of_two(entry, said)
        name = person.name if is_known_so else entry.name
        role = fitting_role(person, entry.role)
        publishing.change_person(
            self.publication, person.id, name=name, email=entry.email or person.email, role=role
        )
        if (person.name, person.email, person.role) != before:
            self.noted.add(("changed", person.id))
        return person.id

    def hire(self, newcomer: Newcomer) -> int:
        person_id = publishing.hire(self.publication, newcomer)
        self.noted.add(("added", person_id))
        return person_id

    def alias(self, person_id: int, name: str) -> None:
        """Another name that files use for the person."""
        person = db.session.get_one(Person, person_id)
        if fold(name) in names_of(person):
            return
        if named(name) is not None or bearer_of(name) is not None:
            raise BadLine(
                _("“%(name)s” is somebody else’s name.", name=name),
                family="name of somebody else",
                word=name,
            )
        db.session.add(Alias(folded=fold(name), person_id=person_id, name=name))
        self.publication.audit("name", "person", person_id, after={"alias": name})
        self.noted.add(("changed", person_id))

    def membership(self, person_id: int, team_id: int, *, since: date | None) -> None:
        """The person's team from that day on. Without a day: from today if it differs from the
        current one, and for all time if there was none."""
        memberships = select(Membership.since, Membership.team_id).where(
            Membership.person_id == person_id
        )
        rows = db.session.execute(memberships.order_by(Membership.since)).all()
        day = since or (self.today if rows else SINCE_EVER)
        held = held_on(rows, day)
        if held is None or held.team_id != team_id:
            brief = ended("move", person_id=person_id, team_id=team_id, since=day)
            publishing.move(self.publication, person_id, team_id=team_id, since=day)
            self._ended += brief
            is_new = person_id in self.newcomers or ("added", person_id) in self.noted
            if rows or not is_new:
                self.noted.add(("moved", person_id))

    def team(self, entry: PersonEntry) -> int:
        """The entry's team with its manager and parent, created or changed as needed."""
        led_by = self.statements.manager_said(entry)
        parent = self.statements.parent_said(entry)
        manager_id = self.manager(led_by) if led_by else None
        team = find_team(entry.team)
        if team is None:
            team = self.make_team(entry.team, manager_id)
            self.parent(team, parent)
        else:
            is_led_anew = self.manager_of(team, manager_id)
            is_moved = self.parent(team, parent)
            self.note_team(team, is_changed=is_led_anew or is_moved)
        return team.id

    def note_team(self, team: Team, *, is_changed: bool) -> None:
        """Count a team once, as created or as changed."""
        if is_changed and ("team", team.id) not in self.counted:
            self.teams_tally["teams_changed"] += 1
            self.counted.add(("team", team.id))

    def manager_of(self, team: Team, manager_id: int | None) -> bool:
        """Who leads an existing team; returns whether that is a change."""
        if manager_id is None or manager_id == team.manager_id:
            return False
        publishing.change_team(self.publication, team.id, name=team.name, manager_id=manager_id)
        return True

    def make_team(self, name: str, manager_id: int | None) -> Team:
        self.teams_tally["teams_added"] += 1
        team_id = publishing.make_team(self.publication, name=name, manager_id=manager_id)
        return db.session.get_one(Team, team_id)

    def manager(self, name: str) -> int:
        """A team's manager: somebody known, or a newcomer of that name."""
        person = self.find_person(name)
        if person is None:
            return self.hire(Newcomer(name, None, Role.MANAGER, None, self.today))
        if not person.is_manager:
            publishing.change_person(
                self.publication, person.id, name=person.name, email=person.email, role=Role.MANAGER
            )
            self.noted.add(("changed", person.id))
        return person.id

    def parent(self, team: Team, name: str) -> bool:
        """The team above: for all time if there was none, else from today on; returns whether that
        changed anything."""
        if not name:
            return False
        parent = find_team(name) or self.make_team(name, None)
        parents = select(TeamParent).where(TeamParent.team_id == team.id).order_by(TeamParent.since)
        rows = db.session.scalars(parents).all()
        held = held_on(rows, self.today)
        if held is not None and held.parent_id == parent.id:
            return False
        since = self.today if rows else SINCE_EVER
        brief = ended("team", team_id=team.id, parent_id=parent.id, since=since)
        publishing.put_under(self.publication, team.id, parent_id=parent.id, since=since)
        self._ended += brief
        return True

    def find_by_entry(self, entry: PersonEntry) -> Person | None:
        """By address if somebody has it, else by name, unless that person has another address."""
        by_email = select(Person).where(Person.email == entry.email.casefold())
        person = db.session.scalar(by_email) if entry.email else None
        if person is not None:
            return person
        person = self.find_person(entry.name)
        if person is not None and person.email and entry.email:
            raise BadLine(
                _("“%(name)s” has another e-mail address here.", name=entry.name),
                family="another address",
                word=entry.name,
            )
        return person

    def find_person(self, name: str) -> Person | None:
        """By name, or by what the map says about it. A newcomer may share somebody's alias, so an
        alias alone is not enough: nobody is given another's history."""
        person = named(name)
        if person is not None:
            return person
        meant = self.aliases.get(fold(name))
        if meant is not None:
            person = named(meant)
            if person is None:
                raise nobody(meant)
            return person
        bearer = bearer_of(name)
        if bearer is not None:
            raise BadLine(
                _(
                    "“%(alias)s” is also a name of %(name)s here. If this is the same person, say "
                    'so in the map: [aliases] "%(alias)s" = "%(name)s". If not, remove that name '
                    "from the page of %(name)s, or give the new person another name.",
                    alias=name,
                    name=bearer.name,
                ),
                family="alias",
                word=fold(name),
            )
        return None


def address_of_two(entry: PersonEntry, said: PersonEntry) -> BadLine:
    """Two names with one address: taking the second for a new name would lose the first."""
    return BadLine(
        _(
            "Line %(line)s gives the address of “%(name)s” to “%(other)s”. If this is the same "
            'person, say so in the map: [aliases] "%(name)s" = "%(other)s". If not, only one of '
            "them can have it.",
            line=figure(said.line),
            name=entry.name,
            other=said.name,
        ),
        family="address of two",
        word=fold(entry.name),
    )


def named(name: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.folded == fold(name)))


def bearer_of(alias: str) -> Person | None:
    """Whoever has this alias."""
    row = db.session.get(Alias, fold(alias))
    return db.session.get(Person, row.person_id) if row else None


def names_of(person: Person) -> set[str]:
    """Every name files use for a person, folded."""
    aliases = db.session.scalars(select(Alias.folded).where(Alias.person_id == person.id))
    return {person.folded, *aliases}


def find_team(name: str) -> Team | None:
    return db.session.scalar(select(Team).where(Team.folded == fold(name)))


def fitting_role(person: Person, role: Role | None) -> Role:
    """The file's role, except that an admin stays an admin and a team's manager stays a manager."""
    if role is None or person.is_admin:
        return Role(person.role)
    leads = db.session.scalar(select(Team.id).where(Team.manager_id == person.id).limit(1))
    return role if leads is None else Role.MANAGER
