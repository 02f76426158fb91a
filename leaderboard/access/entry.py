"""Who gets in by which password."""

from datetime import datetime

from sqlalchemy import select, update

from leaderboard.access import passwords, sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Person


def sign_in(email: str, password: str, *, device: str, at: datetime) -> str | None:
    """A new session's token, or None; why not is nobody's business."""
    person = db.session.execute(
        select(Person.id, Person.password_hash).where(
            Person.email == email.strip().casefold(), Person.deactivated_at.is_(None)
        )
    ).one_or_none()
    kept = person.password_hash if person else None
    if not passwords.fits(password, kept) or person is None or kept is None:
        return None
    with write_transaction(db.session):
        if passwords.is_dated(kept):
            db.session.execute(
                update(Person)
                .where(Person.id == person.id)
                .values(password_hash=passwords.hash_of(password))
            )
        return sessions.start(person.id, device=device, at=at)
