"""Which awards stand: one condition for the database, one for lines already read."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from leaderboard.extensions import db
from leaderboard.models import Award
from leaderboard.rules.periods import Span


def stands() -> Any:
    """The award is not a reversal and has not been reversed."""
    reversal = aliased(Award)
    return Award.reverses_id.is_(None) & ~(
        select(reversal.id).where(reversal.reverses_id == Award.id).exists()
    )


def standing_among(lines: Iterable[Award]) -> list[Award]:
    """Those of these lines that are not reversals and that no other of them reverses."""
    lines = list(lines)
    taken = {line.reverses_id for line in lines}
    return [line for line in lines if line.reverses_id is None and line.id not in taken]


def times_paid(span: Span) -> dict[int, int]:
    """How often each rule paid on these days, not counting what was taken back."""
    rows = db.session.execute(
        select(Award.rule_id, func.sum(Award.times))
        .where(Award.occurred_on >= span.start, Award.occurred_on < span.end, stands())
        .group_by(Award.rule_id)
    )
    return {rule_id: int(times) for rule_id, times in rows}
