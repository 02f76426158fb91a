"""What one person did on one or a few days, from the totals."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import POINTS, Total
from leaderboard.rules.periods import DAY, Period, PeriodKind, Span, period_of, previous_period


def counts_on(person_id: int, *, day: date) -> dict[int, int]:
    """How many entries of each kind the person has on the day. Each kind is looked up by name:
    "every kind but points" would read everybody's day, or the person's whole past."""
    rows = db.session.execute(
        select(Total.kind_id, func.sum(Total.entries))
        .where(
            Total.subject_id == person_id,
            Total.period_kind == PeriodKind.DAY.value,
            Total.start == day,
            Total.kind_id.in_(configuration.current().kinds),
        )
        .group_by(Total.kind_id)
    )
    return {kind_id: int(entries) for kind_id, entries in rows}


def points_between(person_id: int, span: Span) -> int:
    """The points for the days in the span."""
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(Total.quantity), 0)).where(
                Total.subject_id == person_id,
                Total.period_kind == PeriodKind.DAY.value,
                Total.kind_id == POINTS,
                Total.start >= span.start,
                Total.start < span.end,
            )
        )
        or 0
    )


@dataclass(frozen=True)
class DayChange:
    """A period so far, next to the one before it up to the same working day."""

    points: int
    before: int
    previous: Period

    @property
    def ratio(self) -> Fraction | None:
        """The relative increase; None when there is nothing to compare with."""
        return Fraction(self.points - self.before, self.before) if self.before > 0 else None


def change_on_last(
    person_id: int, *, kind: PeriodKind, today: date, settings: Configuration
) -> DayChange:
    """The person's points against their own last period, at the same number of working days."""
    working = settings.world(person_id).working
    period = period_of(kind, today, settings.almanac)
    previous = previous_period(period, settings.almanac)
    so_far = Span(period.start, today + DAY)
    gone = working.working_days(so_far)
    end = previous.start
    while end < previous.end and working.working_days(Span(previous.start, end)) < gone:
        end += DAY
    return DayChange(
        points_between(person_id, so_far),
        points_between(person_id, Span(previous.start, end)),
        previous,
    )
