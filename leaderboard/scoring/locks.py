"""Who waits for whom, so that two reps crossing one line together are paid exactly once.

Order: the configuration (shared; whoever publishes takes it exclusively), the teams, the people,
each by id. SQLite has one writer and needs none of this; PostgreSQL holds advisory locks until the
end of the transaction.
"""

from collections.abc import Collection, Sequence
from enum import IntEnum

from sqlalchemy import ARRAY, Integer, Text, bindparam, case, column, func, select

from leaderboard.statements import Prepared, current_driver
from leaderboard.trips import Call


class Space(IntEnum):
    """The first half of an advisory lock's number."""

    CONFIGURATION = 1
    TEAM = 2
    PERSON = 3
    CUT = 4
    ATTEMPT = 5
    HAND = 6
    IMPORT = 7


# With its first lock a writer gets its transaction id, which makes it visible to
# `standings.version` before it draws a number from any table.
SPACE = bindparam("space", type_=Integer)
FIRST = Prepared(select(func.pg_advisory_xact_lock(SPACE, 0), func.pg_current_xact_id().cast(Text)))
WANTED = (
    func.unnest(
        bindparam("spaces", type_=ARRAY(Integer)), bindparam("numbers", type_=ARRAY(Integer))
    )
    .table_valued(column("space", Integer), column("number", Integer))
    .render_derived()
)
# PostgreSQL processes rows as they come, and so takes the locks in the order requested.
IN_ORDER = Prepared(
    select(
        case(
            (
                WANTED.c.space == Space.CONFIGURATION.value,
                func.pg_advisory_xact_lock_shared(WANTED.c.space, WANTED.c.number),
            ),
            else_=func.pg_advisory_xact_lock(WANTED.c.space, WANTED.c.number),
        ),
        func.pg_current_xact_id().cast(Text),
    )
)


def share_configuration() -> None:
    """Keep the settings from changing until this transaction ends."""
    if is_postgresql():
        take([(Space.CONFIGURATION, 0)])


def first_locks(*, teams: Collection[int] = (), people: Collection[int] = ()) -> Call:
    """What a write on PostgreSQL begins with (`write_transaction`) to keep the settings from
    changing and to hold these teams and people."""
    held = [*pairs(Space.TEAM, teams), *pairs(Space.PERSON, people)]
    return IN_ORDER.call(**asked_for([(Space.CONFIGURATION, 0), *held]))


def hold_configuration() -> None:
    """Wait until nobody writes, and keep anybody from writing until this transaction ends."""
    if is_postgresql():
        FIRST.run(space=Space.CONFIGURATION)


def hold(space: Space, ids: Collection[int]) -> None:
    """Hold these teams or people until this transaction ends."""
    if ids and is_postgresql():
        take(pairs(space, ids))


def pairs(space: Space, ids: Collection[int]) -> list[tuple[Space, int]]:
    return [(space, number) for number in sorted(set(ids))]


def take(wanted: Sequence[tuple[Space, int]]) -> None:
    """Take these locks one after the other."""
    IN_ORDER.run(**asked_for(wanted))


def asked_for(wanted: Sequence[tuple[Space, int]]) -> dict[str, list[int]]:
    """The values for `IN_ORDER`."""
    spaces, numbers = zip(*wanted, strict=True)
    return {"spaces": list(map(int, spaces)), "numbers": list(numbers)}


def is_postgresql() -> bool:
    return current_driver().dialect == "postgresql"
