"""Signing in with a password, and choosing a new one."""

from datetime import datetime

from sqlalchemy import select, update

from leaderboard.access import attempts, invites, passwords, sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Person


class TooManyTries(Exception):
    """Too many failures from this address or for this account; it may try again in some minutes."""


def sign_in(
    email: str, password: str, *, address: str | None, device: str, at: datetime
) -> str | None:
    """A new session's token, or None. It never says why not: the answer and the time it takes are
    the same for somebody unknown, gone, without a password, or with a different one."""
    account = email.strip().casefold()
    gates = attempts.gates(address=address, account=account)
    if not attempts.take(gates, at=at):
        raise TooManyTries
    person = db.session.execute(
        select(Person.id, Person.password_hash).where(
            Person.email == account, Person.deactivated_at.is_(None)
        )
    ).one_or_none()
    kept = person.password_hash if person else None
    if not passwords.fits(password, kept) or person is None or kept is None:
        return None
    better = passwords.hash_of(password) if passwords.is_dated(kept) else kept
    with write_transaction(db.session):
        attempts.give_back(gates, at=at)
        if better != kept:
            keep_hash(person.id, better)
        return sessions.start(person.id, device=device, at=at)


def is_password(person_id: int, password: str, *, address: str | None, at: datetime) -> bool:
    """Whether this is the signed-in person's own password, within the same limits."""
    person = db.session.execute(
        select(Person.email, Person.password_hash).where(Person.id == person_id)
    ).one()
    gates = attempts.gates(address=address, account=person.email or "")
    if not attempts.take(gates, at=at):
        raise TooManyTries
    if not passwords.fits(password, person.password_hash):
        return False
    with write_transaction(db.session):
        attempts.give_back(gates, at=at)
    return True


def change_password(person_id: int, password: str, *, device: str, at: datetime) -> str:
    """Store the new password, close every session and open link, and open one new session."""
    kept = passwords.hash_of(password)
    with write_transaction(db.session):
        return start_anew(person_id, kept, device=device, at=at)


def redeem(invite: invites.Valid, password: str, *, device: str, at: datetime) -> str | None:
    """Use a link once: store the password and open a session; None if it was too late."""
    kept = passwords.hash_of(password)
    with write_transaction(db.session):
        if not invites.use(invite, at=at):
            return None
        attempts.forget(invite.email)
        return start_anew(invite.person_id, kept, device=device, at=at)


def start_anew(person_id: int, kept: str, *, device: str, at: datetime) -> str:
    """A new password ends whatever the old one opened, and any link that could set another."""
    keep_hash(person_id, kept)
    sessions.end_all(person_id, at=at)
    invites.end_all(person_id, at=at)
    return sessions.start(person_id, device=device, at=at)


def keep_hash(person_id: int, kept: str) -> None:
    db.session.execute(update(Person).where(Person.id == person_id).values(password_hash=kept))
