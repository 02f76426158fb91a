"""One person's working days in a row, from the days on which they logged anything."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import POINTS, Total
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.streaks import DayState, Streak, streak_of, weeks_of

WEEKS_SHOWN = 4


def active_days(person_id: int, *, until: date) -> frozenset[date]:
    """The days up to this one with at least one activity that counts."""
    return frozenset(
        db.session.scalars(
            select(Total.start)
            .where(
                Total.subject_id == person_id,
                Total.period_kind == PeriodKind.DAY.value,
                Total.kind_id != POINTS,
                Total.start <= until,
                Total.entries > 0,
            )
            .distinct()
        )
    )


def streak(
    active: Collection[date], person_id: int, *, today: date, settings: Configuration
) -> Streak:
    """The current and the best streak in these active days."""
    working = settings.world(person_id).working
    return streak_of(active, today=today, working=working)


def weeks(
    active: Collection[date],
    person_id: int,
    *,
    today: date,
    since: date,
    settings: Configuration,
) -> list[list[tuple[date, DayState]]]:
    """The last weeks day by day; nothing counts as missed before `since` or the first activity."""
    world = settings.world(person_id)
    return weeks_of(
        active,
        today=today,
        since=min([since, *active]),
        count=WEEKS_SHOWN,
        almanac=world.almanac,
        working=world.working,
    )
