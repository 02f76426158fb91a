"""A rule's condition on entries, in SQL."""

from typing import Any

from sqlalchemy import Select, case, func, literal, select

from leaderboard.models import Activity, CutValue
from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.periods import Span
from leaderboard.scoring.totals import LIVE
from leaderboard.statements import among


def counted(condition: Condition, subject_id: int, span: Span) -> Select:
    """The person's live entries within the span that meet the condition: day and measure."""
    return select(Activity.occurred_on, added(condition.measure).label("counted")).where(
        Activity.subject_id == subject_id,
        Activity.occurred_on >= span.start,
        Activity.occurred_on < span.end,
        *meets(condition),
        LIVE,
    )


def meets(condition: Condition, table: Any = Activity) -> list[Any]:
    """An entry meets the condition."""
    found: list[Any] = [
        table.kind_id == condition.kind_id,
        table.amount >= condition.least_amount,
        *has_value(table.cut_id, condition),
    ]
    if condition.most_amount:
        found.append(table.amount <= condition.most_amount)
    return found


def has_value(cut_id: Any, condition: Condition) -> list[Any]:
    """The cut has one of the values asked for; nothing if none is."""
    if not condition.value_ids:
        return []
    cuts = select(CutValue.cut_id).where(among(CutValue.value_id, condition.value_ids))
    return [cut_id.in_(cuts)]


def added(measure: Measure) -> Any:
    """What one activity adds to a measure, in SQL."""
    if measure is Measure.ENTRIES:
        return literal(1)
    if measure is Measure.TIMED:
        return case((Activity.days.is_not(None), 1), else_=0)
    if measure is Measure.COSTED:
        return case((Activity.profit.is_not(None), Activity.amount), else_=0)
    return func.coalesce(getattr(Activity, measure.value), 0)
