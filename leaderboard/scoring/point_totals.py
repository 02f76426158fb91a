"""Thousands of lines added to the totals at once, inside the database."""

from typing import Any

from sqlalchemy import Insert, String, bindparam, case, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from leaderboard.extensions import db
from leaderboard.models import MEASURES, NO_CUT, POINTS, Award, Total
from leaderboard.rules.periods import Almanac, PeriodKind
from leaderboard.scoring import locks, totals
from leaderboard.scoring.totals import DAYS, KEYS

# Lines to add up with one statement.
AT_ONCE = 2000


def add_lines_after(first: int, almanac: Almanac) -> None:
    """Add what the lines with higher numbers give and take to the totals of all periods; nobody
    else writes lines meanwhile."""
    days = db.session.scalars(select(Award.occurred_on).where(Award.id > first).distinct()).all()
    last = db.session.scalar(select(func.max(Award.id))) or first
    totals.fill_calendar_with(days, almanac)
    connection = db.session.connection()
    statements = [adding(kind) for kind in PeriodKind]
    for start in range(first, last, AT_ONCE):
        for statement in statements:
            connection.execute(statement, {"after": start, "last": min(start + AT_ONCE, last)})
    db.session.expire_all()


def adding(kind: PeriodKind) -> Insert:
    """The statement for one kind of period, with the numbers of the lines left open."""
    is_among = (Award.id > bindparam("after")) & (Award.id <= bindparam("last"))
    start = Award.occurred_on if kind is PeriodKind.DAY else DAYS.c[kind.value]
    entries = func.sum(case((Award.reverses_id.is_(None), 1), else_=-1))
    points = func.sum(Award.points)
    grouped = (start, Award.subject_id, Award.team_id)
    rows = (
        select(
            literal(kind.value, String),
            start,
            literal(POINTS),
            *grouped[1:],
            literal(NO_CUT),
            whole(entries),
            whole(points),
            *(literal(0) for _ in MEASURES[2:]),
        )
        .where(is_among, Award.points != 0)
        .group_by(*grouped)
        .having((entries != 0) | (points != 0))
        .order_by(*grouped)
    )
    if kind is not PeriodKind.DAY:
        rows = rows.join_from(Award, DAYS, DAYS.c.day == Award.occurred_on)
    insert_into: Any = postgresql.insert if locks.is_postgresql() else sqlite.insert
    return totals.added_to_what_is_there(
        insert_into(Total.__table__).from_select([*KEYS, *MEASURES], rows)
    )


def whole(value: Any) -> Any:
    """A sum as a whole number; PostgreSQL makes it a decimal."""
    return value.cast(Total.entries.type)
