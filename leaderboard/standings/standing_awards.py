"""Which awards stand: one condition for every page."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from leaderboard.extensions import db
from leaderboard.models import Award
from leaderboard.rules.periods import Span


def stands() -> Any:
    """That an award is no reversal and was not taken back by one."""
    reversal = aliased(Award)
    return Award.reverses_id.is_(None) & ~(
        select(reversal.id).where(reversal.reverses_id == Award.id).exists()
    )


def times_paid(span: Span) -> dict[int, int]:
    """How often each rule paid on these days, what was taken back left out."""
    rows = db.session.execute(
        select(Award.rule_id, func.sum(Award.times))
        .where(Award.occurred_on >= span.start, Award.occurred_on < span.end, stands())
        .group_by(Award.rule_id)
    )
    return {rule_id: int(times) for rule_id, times in rows}
