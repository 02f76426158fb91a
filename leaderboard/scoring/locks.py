"""Who waits for whom, so that two reps crossing one line together are paid once and not never.

Order: the configuration (shared; whoever publishes takes it alone), the teams, the people, each by
id. SQLite has one writer and needs none of it; PostgreSQL holds advisory locks until the end of
the transaction.
"""

from collections.abc import Iterable
from enum import IntEnum

from sqlalchemy import text

from leaderboard.extensions import db


class Space(IntEnum):
    """The first half of an advisory lock's number."""

    CONFIGURATION = 1
    TEAM = 2
    PERSON = 3
    CUT = 4
    ATTEMPT = 5
    HAND = 6


# Together with its first lock a writer takes its transaction's id, which makes it visible to
# `standings.version` before it draws a number from any table.
SHARED = text("SELECT pg_advisory_xact_lock_shared(:space, 0), pg_current_xact_id()")
FIRST = text("SELECT pg_advisory_xact_lock(:space, 0), pg_current_xact_id()")
ALONE = text("SELECT pg_advisory_xact_lock(:space, :id)")


def share_configuration() -> None:
    """Keep the settings from changing until this transaction ends."""
    if is_postgresql():
        db.session.execute(SHARED, {"space": Space.CONFIGURATION})


def hold_configuration() -> None:
    """Wait until nobody writes, and let nobody write until this transaction ends."""
    if is_postgresql():
        db.session.execute(FIRST, {"space": Space.CONFIGURATION})


def hold(space: Space, ids: Iterable[int]) -> None:
    """Hold these teams or people until this transaction ends."""
    if is_postgresql():
        for number in sorted(set(ids)):
            db.session.execute(ALONE, {"space": space, "id": number})


def is_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"
