"""Rows of people and teams, for the pages about them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from leaderboard.alphabet import in_alphabet
from leaderboard.extensions import db
from leaderboard.models import Membership, Person, Role, Team


def person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def people(person_ids: Collection[int]) -> Sequence[Person]:
    """These people, in no order."""
    return db.session.scalars(select(Person).where(Person.id.in_(person_ids))).all()


def team(team_id: int) -> Team | None:
    return db.session.get(Team, team_id)


def teams() -> Sequence[Team]:
    """All teams by name, dissolved ones last."""
    return db.session.scalars(
        select(Team).order_by(Team.dissolved_at.is_not(None), in_alphabet(Team.folded))
    ).all()


def leaders_to_choose() -> Sequence[Any]:
    """Ids and names of everybody who can lead a team: the active managers and admins."""
    return db.session.execute(
        select(Person.id, Person.name)
        .where(Person.role != Role.REP, Person.deactivated_at.is_(None))
        .order_by(in_alphabet(Person.folded))
    ).all()


def member_since(person_id: int, day: date) -> date | None:
    """Since when the person has been in the team they are in on that day."""
    return db.session.scalar(
        select(Membership.since)
        .where(Membership.person_id == person_id, Membership.since <= day)
        .order_by(Membership.since.desc())
        .limit(1)
    )
