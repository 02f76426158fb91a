"""A rule's conditions on entries, in SQL."""

from typing import Any

from sqlalchemy import Select, case, func, literal, select

from leaderboard.models import Activity, CutValue
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Settings
from leaderboard.rules.periods import Span
from leaderboard.scoring.totals import LIVE
from leaderboard.statements import among


def counted(settings: Settings, subject_id: int, span: Span) -> Select:
    """The person's live entries within the span that meet the conditions: day and measure."""
    return select(Activity.occurred_on, added(settings.measure).label("counted")).where(
        Activity.subject_id == subject_id,
        Activity.occurred_on >= span.start,
        Activity.occurred_on < span.end,
        *conditions(settings),
        LIVE,
    )


def conditions(settings: Settings) -> list[Any]:
    """An entry meets the settings."""
    found: list[Any] = [
        Activity.kind_id == settings.kind_id,
        Activity.amount >= settings.least_amount,
        *has_value(Activity.cut_id, settings),
    ]
    if settings.most_amount:
        found.append(Activity.amount <= settings.most_amount)
    return found


def has_value(cut_id: Any, settings: Settings) -> list[Any]:
    """The cut has one of the values asked for; nothing if none is."""
    if not settings.value_ids:
        return []
    cuts = select(CutValue.cut_id).where(among(CutValue.value_id, settings.value_ids))
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
