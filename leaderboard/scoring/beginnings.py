"""What stood when a day began, read from the totals: the start of a replay from that day on.

Every trigger says in `facts` how its memory is read. What they share is here: sums and days of many
people at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity, Total
from leaderboard.rules.condition import Condition
from leaderboard.rules.model import PayingGoal
from leaderboard.rules.periods import Almanac, Period, Span, period_of
from leaderboard.rules.tiles import tiles
from leaderboard.scoring.conditions import added, has_value, meets
from leaderboard.scoring.totals import LIVE


@dataclass(frozen=True)
class Beginning:
    """The day on which a replay begins, for whom, and under which settings."""

    day: date
    person_ids: Collection[int]
    goals: Mapping[int, Collection[PayingGoal]]
    configuration: Configuration

    @property
    def is_first(self) -> bool:
        """Whether there is nothing before it."""
        return self.day == date.min

    @property
    def almanac(self) -> Almanac:
        return self.configuration.almanac

    def window(self, condition: Condition) -> Period:
        """The condition's day, week or month that includes the day."""
        return period_of(condition.window, self.day, self.almanac)

    def before(self, start: date) -> Span:
        """The days from there up to but not including the day."""
        return Span(start, self.day)


def sums(condition: Condition, beginning: Beginning, span: Span) -> dict[int, int]:
    """What the condition counts for each person within the span."""
    if span.start >= span.end:
        return {}
    if condition.depends_on_amount:
        statement = counted_of(condition, beginning, span, Activity.subject_id)
    else:
        statement = (
            select(Total.subject_id, func.sum(getattr(Total, condition.measure.value)))
            .where(*held(condition, beginning), within(span, beginning.almanac))
            .group_by(Total.subject_id)
        )
    return {person_id: int(value) for person_id, value in db.session.execute(statement)}


def counted_of(condition: Condition, beginning: Beginning, span: Span, *by: Any) -> Select[Any]:
    """The same from the entries themselves, where totals cannot tell; `by` is the grouping."""
    return (
        select(*by, func.sum(added(condition.measure)))
        .where(*entries_of(condition, beginning, span))
        .group_by(*by)
    )


def entries_of(condition: Condition, beginning: Beginning, span: Span) -> list[Any]:
    """An entry belongs to these people and the span, and meets the condition."""
    return [
        Activity.subject_id.in_(beginning.person_ids),
        Activity.occurred_on >= span.start,
        Activity.occurred_on < span.end,
        *meets(condition),
        LIVE,
    ]


def held(condition: Condition, beginning: Beginning) -> list[Any]:
    """A total belongs to these people and is counted by the condition."""
    return [
        Total.subject_id.in_(beginning.person_ids),
        Total.kind_id == condition.kind_id,
        *has_value(Total.cut_id, condition),
    ]


def within(span: Span, almanac: Almanac) -> Any:
    """A total is one of those that add up to the span."""
    return or_(
        *(
            and_(
                Total.period_kind == tile.kind.value,
                Total.start >= tile.start,
                Total.start < tile.end,
            )
            for tile in tiles(span, almanac)
        )
    )
