"""How people get in: sessions, invite and reset links, and failed attempts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from leaderboard.extensions import db
from leaderboard.models.types import Id, Instant, Moment


class Session(db.Model):
    """One sign-in on one device; the cookie holds a token, and this keeps its SHA-256."""

    __tablename__ = "session"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    # None while the session is open.
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class InviteKind(StrEnum):
    INVITE = "invite"
    RESET = "reset"


class Invite(db.Model):
    """A one-time link for one person to choose a password; only its hash is kept."""

    __tablename__ = "invite"

    id: Mapped[Id]
    kind: Mapped[InviteKind] = mapped_column(String(6))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The address, team and role it was made for; once they change, it is void.
    binding: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[Moment]
    # None until it is used or taken back.
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Attempt(db.Model):
    """A failed attempt to get in, counted by address and by account (`what`)."""

    __tablename__ = "attempt"

    id: Mapped[Id]
    what: Mapped[str] = mapped_column(String(120))
    at: Mapped[Moment]

    __table_args__ = (Index("ix_attempt_what_at", "what", "at"),)
