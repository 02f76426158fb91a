"""Invite and reset links: made by a manager for one person, good once and for a limited time."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import current_app, has_request_context, request
from sqlalchemy import CursorResult, select, update

from leaderboard.access.sessions import hash_of
from leaderboard.extensions import db
from leaderboard.models import Audit, Invite, InviteKind, Membership, Person

LASTS = {InviteKind.INVITE: timedelta(days=7), InviteKind.RESET: timedelta(hours=1)}
PATHS = {InviteKind.INVITE: "invites", InviteKind.RESET: "reset"}


class NoAddress(ValueError):
    """Nobody can sign in without an e-mail address, so there is nothing to invite to."""


@dataclass(frozen=True)
class Valid:
    """A link that can be used now, and by whom."""

    id: int
    person_id: int
    name: str
    email: str


def make_invite(person_id: int, kind: InviteKind, *, by_id: int | None, at: datetime) -> str:
    """A new link for the person, inside the caller's publication; older ones end.

    Its address is returned and shown once: only a hash is stored. `by_id` is None on the command
    line. Check `permissions.may_invite` first.
    """
    person = db.session.get_one(Person, person_id)
    if person.email is None:
        raise NoAddress
    end_all(person_id, at=at)
    token = secrets.token_urlsafe(32)
    invite = Invite(
        kind=kind,
        token_hash=hash_of(token),
        person_id=person_id,
        binding=binding_of(person),
        created_at=at,
        created_by_id=by_id,
        expires_at=at + LASTS[kind],
    )
    db.session.add(invite)
    db.session.flush()
    db.session.add(
        Audit(
            at=at,
            by_id=by_id,
            action="make",
            noun="invite",
            noun_id=invite.id,
            after={"kind": kind, "person": person_id},
        )
    )
    return f"{own_address()}/{PATHS[kind]}/{token}"


def own_address() -> str:
    """This installation's address, as configured. A Host header counts only if the hosts are
    configured, because the client writes it."""
    given: str = current_app.config["PUBLIC_URL"]
    if not given and current_app.config["TRUSTED_HOSTS"] and has_request_context():
        given = request.host_url.rstrip("/")
    return given or current_app.config["LOCAL_URL"]


def find(token: str, kind: InviteKind, *, at: datetime) -> Valid | None:
    """The link with this token, if it is still good; looking does not use it up."""
    row = db.session.execute(
        select(Invite, Person)
        .join(Person, Person.id == Invite.person_id)
        .where(
            Invite.token_hash == hash_of(token),
            Invite.kind == kind,
            Invite.ended_at.is_(None),
            Invite.expires_at > at,
            Person.deactivated_at.is_(None),
        )
    ).one_or_none()
    if row is None or row.Invite.binding != binding_of(row.Person):
        return None
    return Valid(row.Invite.id, row.Person.id, row.Person.name, row.Person.email)


def use(invite: Valid, *, at: datetime) -> bool:
    """Use the link up; of several concurrent calls, one returns True."""
    result = db.session.execute(
        update(Invite)
        .where(Invite.id == invite.id, Invite.ended_at.is_(None), Invite.expires_at > at)
        .values(ended_at=at)
    )
    return cast(CursorResult, result).rowcount == 1


def end_all(person_id: int, *, at: datetime) -> None:
    """Revoke a person's open links, inside the caller's transaction."""
    db.session.execute(
        update(Invite)
        .where(Invite.person_id == person_id, Invite.ended_at.is_(None))
        .values(ended_at=at)
    )


def binding_of(person: Person) -> str:
    """What a link is tied to: it must not let anybody in with an address, role or team other than
    those its maker saw. The newest membership counts, even one that begins tomorrow."""
    team_id = db.session.scalar(
        select(Membership.team_id)
        .where(Membership.person_id == person.id)
        .order_by(Membership.since.desc())
        .limit(1)
    )
    bound = f"{person.id} {person.email} {person.role} {team_id or 0}"
    return hashlib.sha256(bound.encode()).hexdigest()
