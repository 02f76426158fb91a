"""Sessions as rows, so that each can be listed and revoked; the cookie holds a random token."""

import hashlib
import logging
import secrets
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, true, update
from sqlalchemy.exc import OperationalError

from leaderboard import configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.locale import Writing
from leaderboard.models import Organisation, Person, Role, Session
from leaderboard.permissions import SignedIn
from leaderboard.rules.calendars import Calendar
from leaderboard.statements import Prepared

log = logging.getLogger(__name__)

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=90)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class House:
    """The organisation as every page needs it: its name, and how it writes."""

    name: str
    writing: Writing


# Table columns, not mapped classes: the mapper would double what this costs every request.
OPEN, PEOPLE, COMPANY = Session.__table__.c, Person.__table__.c, Organisation.__table__.c
WRITING = (
    COMPANY.name.label("organisation"),
    COMPANY.language.label("house_language"),
    COMPANY.calendar,
    COMPANY.first_weekday,
    COMPANY.timezone,
    COMPANY.currency,
)
# Built once: every request runs this query.
FIND = Prepared(
    select(
        OPEN.id.label("session_id"),
        OPEN.created_at,
        OPEN.seen_at,
        PEOPLE.id,
        PEOPLE.name,
        PEOPLE.role,
        PEOPLE.language,
        *WRITING,
        configuration.NUMBER.label("configuration_number"),
    )
    .join_from(Session.__table__, Person.__table__, PEOPLE.id == OPEN.person_id)
    .join(Organisation.__table__, true())
    .where(
        OPEN.token_hash == bindparam("token_hash"),
        OPEN.ended_at.is_(None),
        PEOPLE.deactivated_at.is_(None),
    )
)
FIND_HOUSE = Prepared(select(*WRITING))


@dataclass(frozen=True)
class FoundSession:
    """An open session, and what was read along with it."""

    person: SignedIn
    house: House
    seen_at: datetime


def find(token: str, *, at: datetime) -> FoundSession | None:
    """The open session with this token; None if it ended, idled too long or its person left."""
    found = FIND.all(token_hash=hash_of(token))
    row = found[0] if found else None
    if row is None or at >= min(row.seen_at + IDLE, row.created_at + ABSOLUTE):
        return None
    configuration.keep_number(row.configuration_number)
    person = SignedIn(row.id, row.name, Role(row.role), row.session_id, token)
    return FoundSession(person, house_of(row, language=row.language), row.seen_at)


def house(*, language: str | None = None) -> House | None:
    """The organisation for somebody not signed in, in its own language unless one is given; None
    before it is founded."""
    found = FIND_HOUSE.all()
    return house_of(found[0], language=language) if found else None


def house_of(row: Any, *, language: str | None) -> House:
    """The organisation in the reader's language; everything else is its own."""
    writing = Writing(
        language=language or row.house_language,
        calendar=Calendar(row.calendar),
        first_weekday=row.first_weekday,
        zone=row.timezone,
        currency=row.currency,
    )
    return House(row.organisation, writing)


def start(person_id: int, *, device: str, at: datetime) -> str:
    """Open a session inside the caller's transaction; the token goes into the cookie."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        Session(
            token_hash=hash_of(token),
            person_id=person_id,
            device=device[:120],
            created_at=at,
            seen_at=at,
        )
    )
    db.session.flush()
    return token


def speak(person_id: int, language: str | None) -> None:
    """Use this language for a person from now on; None: the organisation's."""
    with write_transaction(db.session):
        db.session.execute(update(Person).where(Person.id == person_id).values(language=language))


def touch(session_id: int, *, at: datetime) -> None:
    """Note that the session is in use. A page never waits for a writer: if one is busy, the next
    page notes it."""
    try:
        with write_transaction(db.session, wait=0):
            db.session.execute(update(Session).where(Session.id == session_id).values(seen_at=at))
    except (OperationalError, sqlite3.OperationalError) as error:
        log.info("session %s is noted as used later: %s", session_id, error)


def close(session_ids: Collection[int], *, at: datetime) -> None:
    """Close these sessions, in a transaction of its own."""
    with write_transaction(db.session):
        end(session_ids, at=at)


def end(session_ids: Collection[int], *, at: datetime) -> None:
    """Close these sessions inside the caller's transaction; their cookies stop working at once."""
    db.session.execute(
        update(Session)
        .where(Session.id.in_(session_ids), Session.ended_at.is_(None))
        .values(ended_at=at)
    )


def end_all(person_id: int, *, at: datetime) -> None:
    """Close all of a person's sessions inside the caller's transaction."""
    db.session.execute(
        update(Session)
        .where(Session.person_id == person_id, Session.ended_at.is_(None))
        .values(ended_at=at)
    )


def open_of(person_id: int, *, at: datetime) -> list[Session]:
    """Where the person is signed in, last used first."""
    return list(
        db.session.scalars(
            select(Session)
            .where(
                Session.person_id == person_id,
                Session.ended_at.is_(None),
                Session.seen_at > at - IDLE,
                Session.created_at > at - ABSOLUTE,
            )
            .order_by(Session.seen_at.desc(), Session.id.desc())
        )
    )


def hash_of(token: str) -> str:
    """What is stored of a token: enough to recognise it, nothing worth stealing."""
    return hashlib.sha256(token.encode()).hexdigest()
