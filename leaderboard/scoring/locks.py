"""Who waits for whom, so that two reps crossing one line together are paid once and not never.

Order: the configuration (shared; whoever publishes takes it alone), the teams, the people, each by
id. SQLite has one writer and needs none of it; PostgreSQL holds advisory locks until the end of
the transaction.
"""

from collections.abc import Iterable
from enum import IntEnum

from sqlalchemy import Integer, Text, bindparam, func, select

from leaderboard.extensions import db
from leaderboard.statements import Prepared


class Space(IntEnum):
    """The first half of an advisory lock's number."""

    CONFIGURATION = 1
    TEAM = 2
    PERSON = 3
    CUT = 4
    ATTEMPT = 5
    HAND = 6
    IMPORT = 7


# Together with its first lock a writer takes its transaction's id, which makes it visible to
# `standings.version` before it draws a number from any table.
SPACE, NUMBER = bindparam("space", type_=Integer), bindparam("number", type_=Integer)
SHARED = Prepared(
    select(func.pg_advisory_xact_lock_shared(SPACE, 0), func.pg_current_xact_id().cast(Text))
)
FIRST = Prepared(select(func.pg_advisory_xact_lock(SPACE, 0), func.pg_current_xact_id().cast(Text)))
ALONE = Prepared(select(func.pg_advisory_xact_lock(SPACE, NUMBER)))


def share_configuration() -> None:
    """Keep the settings from changing until this transaction ends."""
    if is_postgresql():
        SHARED.run(space=Space.CONFIGURATION)


def hold_configuration() -> None:
    """Wait until nobody writes, and let nobody write until this transaction ends."""
    if is_postgresql():
        FIRST.run(space=Space.CONFIGURATION)


def hold(space: Space, ids: Iterable[int]) -> None:
    """Hold these teams or people until this transaction ends."""
    if is_postgresql():
        for number in sorted(set(ids)):
            ALONE.run(space=space, number=number)


def is_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"
