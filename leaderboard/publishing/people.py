"""People: hired, renamed, moved between teams, hidden, deactivated. Nobody is ever deleted."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from leaderboard import configuration
from leaderboard.access import invites, sessions
from leaderboard.extensions import db
from leaderboard.locale import clean_name, fold
from leaderboard.models import Membership, Person, Role, Team
from leaderboard.publishing.aliases import keep_old_name, refuse_others_alias
from leaderboard.publishing.founding import add_person
from leaderboard.publishing.reach import refuse_move, refuse_team
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.rows import LONGEST_NAME
from leaderboard.scoring import Publication

# A folded name can be longer than the name.
LONGEST_KEY = 80
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Newcomer:
    """A person to hire. `team_id` None: in no team yet. `email` None: cannot sign in yet."""

    name: str
    email: str | None
    role: Role
    team_id: int | None
    since: date


def hire(publication: Publication, newcomer: Newcomer) -> int:
    """Add a person and their first membership; returns the new id."""
    name = good_name(newcomer.name)
    refuse_taken_name(Person, name)
    refuse_others_alias(name)
    email = good_email(newcomer.email)
    person_id = add_person(name=name, email=email, role=newcomer.role, at=publication.at)
    if newcomer.team_id is not None:
        refuse_unknown_team(newcomer.team_id)
        refuse_team(publication, newcomer.team_id, since=newcomer.since)
        db.session.add(
            Membership(person_id=person_id, since=newcomer.since, team_id=newcomer.team_id)
        )
    after = {"name": name, "email": email, "role": newcomer.role.value, "team": newcomer.team_id}
    publication.audit("hire", "person", person_id, after=after)
    return person_id


def change_person(
    publication: Publication, person_id: int, *, name: str, email: str | None, role: Role
) -> None:
    """Change a name, address or role. The last admin stays an admin, and the old name still leads
    to the person."""
    person = db.session.get_one(Person, person_id)
    before = {"name": person.name, "email": person.email, "role": Role(person.role).value}
    name, email = good_name(name), good_email(email, person_id=person_id)
    refuse_taken_name(Person, name, own_id=person_id)
    refuse_others_alias(name, own_id=person_id)
    if person.is_admin and role is not Role.ADMIN:
        refuse_last_admin(person_id, field="role")
    after = {"name": name, "email": email, "role": role.value}
    if after == before:
        return
    alias = keep_old_name(person, name)
    person.name, person.folded, person.email, person.role = name, fold(name), email, role
    kept = {"alias": alias} if alias else {}
    publication.audit("change", "person", person_id, before=before, after={**after, **kept})


def move(publication: Publication, person_id: int, *, team_id: int | None, since: date) -> None:
    """Put the person in this team (None: in none) from that day until the next recorded move.

    What the person did from then on moves with them; what they did before stays with the old team.
    """
    if team_id is not None:
        refuse_unknown_team(team_id)
    before = configuration.current().team_on(person_id, since) or None
    row = db.session.scalar(
        select(Membership).where(Membership.person_id == person_id, Membership.since == since)
    )
    if before == team_id and row is None:
        return
    refuse_move(publication, person_id, team_id=team_id, since=since)
    if row is None:
        db.session.add(Membership(person_id=person_id, since=since, team_id=team_id))
    else:
        row.team_id = team_id
    publication.audit(
        "move",
        "person",
        person_id,
        before={"team": before},
        after={"team": team_id, "since": since.isoformat()},
    )
    publication.move_entries(person_id, since=since)


def deactivate(publication: Publication, person_id: int) -> None:
    """Keep the person from signing in and from being logged for; what they did stays in every sum.

    Their sessions and links end for good and do not come back if the person does.
    """
    person = db.session.get_one(Person, person_id)
    if person.deactivated_at is not None:
        return
    if person.is_admin:
        refuse_last_admin(person_id, field="person")
    person.deactivated_at = publication.at
    sessions.end_all(person_id, at=publication.at)
    invites.end_all(person_id, at=publication.at)
    publication.audit("deactivate", "person", person_id)


def reactivate(publication: Publication, person_id: int) -> None:
    """Bring the person back with the same name and past."""
    person = db.session.get_one(Person, person_id)
    if person.deactivated_at is not None:
        person.deactivated_at = None
        publication.audit("reactivate", "person", person_id)


def hide(publication: Publication, person_id: int) -> None:
    """Leave the person off boards; their share of the team's sums stays."""
    person = db.session.get_one(Person, person_id)
    if person.hidden_at is None:
        person.hidden_at = publication.at
        publication.audit("hide", "person", person_id)


def show(publication: Publication, person_id: int) -> None:
    person = db.session.get_one(Person, person_id)
    if person.hidden_at is not None:
        person.hidden_at = None
        publication.audit("show", "person", person_id)


def good_name(text: str) -> str:
    """The name as stored, or Refused."""
    name = clean_name(text)
    if not name:
        raise Refused("name", "missing")
    if len(name) > LONGEST_NAME or len(fold(name)) > LONGEST_KEY:
        raise Refused("name", "too_long")
    return name


def refuse_taken_name(
    table: type[Person] | type[Team], name: str, *, own_id: int | None = None
) -> None:
    """Refuse a name that people would take for somebody else's."""
    found = db.session.scalar(select(table.id).where(table.folded == fold(name)))
    if found is not None and found != own_id:
        raise Refused("name", "taken")


def good_email(text: str | None, *, person_id: int | None = None) -> str | None:
    """The address as stored, which nobody else may have; None for none."""
    if not (text or "").strip():
        return None
    email = good_address(text or "")
    found = db.session.scalar(select(Person.id).where(Person.email == email))
    if found is not None and found != person_id:
        raise Refused("email", "taken")
    return email


def good_address(text: str) -> str:
    """An e-mail address as stored, or Refused."""
    email = text.strip().casefold()
    local, at_sign, host = email.rpartition("@")
    if (
        not (local and at_sign and "." in host.strip("."))
        or " " in email
        or not email.isprintable()
    ):
        raise Refused("email", "no_address")
    if len(email) > LONGEST_EMAIL:
        raise Refused("email", "too_long")
    return email


def refuse_unknown_team(team_id: int) -> None:
    team = db.session.get(Team, team_id)
    if team is None or team.dissolved_at is not None:
        raise Refused("team", "unknown")


def refuse_last_admin(person_id: int, *, field: str) -> None:
    """Somebody must always be able to let others in."""
    others = db.session.scalar(
        select(func.count())
        .select_from(Person)
        .where(Person.role == Role.ADMIN, Person.deactivated_at.is_(None), Person.id != person_id)
    )
    if not others:
        raise Refused(field, "last_admin")
