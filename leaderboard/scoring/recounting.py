"""Totals for other periods: the days stay, and their weekly or monthly sums are recomputed."""

import time
from collections.abc import Collection

from sqlalchemy import delete, select

from leaderboard.extensions import db
from leaderboard.models import Total
from leaderboard.rules.periods import Almanac, PeriodKind
from leaderboard.scoring.totals import PARTS, fill_calendar, roll_up_kind

# Subjects to sum up at once: some milliseconds, then others have a turn.
AT_ONCE = 5


def other_kinds(before: Almanac, after: Almanac) -> frozenset[PeriodKind]:
    """The kinds of period that begin on different days."""
    found: set[PeriodKind] = set()
    if before.first_weekday != after.first_weekday:
        found.add(PeriodKind.WEEK)
    if before.calendar != after.calendar:
        found |= {PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR}
    return frozenset(found)


def sum_up_anew(almanac: Almanac, kinds: Collection[PeriodKind]) -> None:
    """Recompute the sums for these kinds of period from the days."""
    db.session.flush()
    subject_ids = list(db.session.scalars(select(Total.subject_id).distinct()))
    fill_calendar(almanac, None)
    for first in range(0, len(subject_ids), AT_ONCE):
        some = subject_ids[first : first + AT_ONCE]
        for kind in (kind for kind in PARTS if kind in kinds):
            db.session.execute(
                delete(Total).where(Total.subject_id.in_(some), Total.period_kind == kind.value)
            )
            roll_up_kind(kind, some)
        time.sleep(0)
    db.session.expire_all()
