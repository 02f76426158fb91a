"""What one person did on one day, from the totals."""

from datetime import date

from sqlalchemy import func, select

from leaderboard.extensions import db
from leaderboard.models import POINTS, Total
from leaderboard.rules.periods import PeriodKind


def counts_on(person_id: int, *, day: date) -> dict[int, int]:
    """How many entries of each kind the person has on the day."""
    rows = db.session.execute(
        select(Total.kind_id, func.sum(Total.entries))
        .where(
            Total.subject_id == person_id,
            Total.period_kind == PeriodKind.DAY.value,
            Total.start == day,
            Total.kind_id != POINTS,
        )
        .group_by(Total.kind_id)
    )
    return {kind_id: int(entries) for kind_id, entries in rows}
