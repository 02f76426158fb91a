"""Streaks: working days in a row with an activity, and what each day of a week was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from leaderboard.rules.periods import WEEK, Almanac, PeriodKind, period_of
from leaderboard.rules.working_days import WorkingCalendar


@dataclass(frozen=True)
class Streak:
    """How many working days in a row have been active up to now, and the most there ever were."""

    now: int = 0
    best: int = 0


class DayState(StrEnum):
    """What a day was for one person."""

    ACTIVE = "active"
    REST = "rest"
    LEAVE = "leave"
    LEAVE_ACTIVE = "leave-active"
    MISSED = "missed"
    TODAY = "today"
    TODAY_ACTIVE = "today-active"
    AHEAD = "ahead"


def streak_of(active: Collection[date], *, today: date, working: WorkingCalendar) -> Streak:
    """The current and the best streak. Days off neither break nor lengthen a streak, and today
    breaks nothing until it is over."""
    last, length, best = date.min, 0, 0
    for day in sorted(set(active)):
        if working.is_working(day):
            is_next = length > 0 and working.previous_working_day(day) == last
            last, length = day, length + 1 if is_next else 1
            best = max(best, length)
    is_alive = length > 0 and (last == today or last == working.previous_working_day(today))
    return Streak(now=length if is_alive else 0, best=best)


def weeks_of(
    active: Collection[date],
    *,
    today: date,
    since: date,
    count: int,
    almanac: Almanac,
    working: WorkingCalendar,
) -> list[list[tuple[date, DayState]]]:
    """The last `count` weeks up to the current one, day by day. Nothing was expected before
    `since`."""
    first = period_of(PeriodKind.WEEK, today, almanac).start - (count - 1) * WEEK
    days = [first + timedelta(days=n) for n in range(7 * count)]
    states = [
        (day, state_of(day, active, today=today, since=since, working=working)) for day in days
    ]
    return [states[n : n + 7] for n in range(0, len(states), 7)]


def state_of(
    day: date, active: Collection[date], *, today: date, since: date, working: WorkingCalendar
) -> DayState:
    """What the day was; anybody who worked on a day off was active, and leave stays leave."""
    if day in working.leave and day.weekday() in working.weekdays_on(day):
        return DayState.LEAVE_ACTIVE if day in active else DayState.LEAVE
    if day in active:
        return DayState.TODAY_ACTIVE if day == today else DayState.ACTIVE
    if not working.is_working(day):
        return DayState.REST
    if day == today:
        return DayState.TODAY
    return DayState.AHEAD if day > today or day < since else DayState.MISSED
