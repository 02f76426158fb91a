"""Streaks by hand: days off, leave, and a today that is not over."""

from datetime import date, timedelta

from leaderboard.rules.calendars import Calendar
from leaderboard.rules.periods import Almanac
from leaderboard.rules.streaks import DayState, Streak, streak_of, weeks_of
from leaderboard.rules.working_days import WeekWorked, WorkingCalendar

WEDNESDAY = date(2026, 11, 25)
WORKING = WorkingCalendar(
    (WeekWorked(date(2020, 1, 1), frozenset(range(5))),),
    holidays=frozenset([date(2026, 11, 20)]),
    leave=frozenset([date(2026, 11, 12)]),
)


def november(*days):
    return {date(2026, 11, day) for day in days}


def streak(*days, today=WEDNESDAY):
    return streak_of(november(*days), today=today, working=WORKING)


def test_weekend_holiday_and_leave_do_not_break_a_streak():
    assert streak(10, 11, 13, 16, 17, 18, 19, 23, 24, 25) == Streak(now=10, best=10)


def test_today_breaks_nothing_until_it_is_over():
    assert streak(23, 24).now == 2
    assert streak(23, 24, today=date(2026, 11, 26)).now == 0


def test_a_missed_day_ends_it_and_the_best_stays():
    assert streak(9, 10, 11, 24, 25) == Streak(now=2, best=3)


def test_work_on_a_day_off_neither_breaks_nor_lengthens():
    assert streak(23, 24, 25, 21, 22) == Streak(now=3, best=3)


def test_on_a_weekend_friday_still_counts():
    assert streak(26, 27, today=date(2026, 11, 29)).now == 2


def test_nobody_starts_with_nothing():
    assert streak() == Streak(now=0, best=0)


def weeks(active, since=date(2026, 11, 1)):
    found = weeks_of(
        active,
        today=WEDNESDAY,
        since=since,
        count=3,
        almanac=Almanac(Calendar.GREGORIAN, 0),
        working=WORKING,
    )
    return [[state for _, state in week] for week in found]


def test_the_weeks_show_every_day_as_it_was():
    active, missed, rest = DayState.ACTIVE, DayState.MISSED, DayState.REST
    assert weeks(november(9, 10, 16, 21, 23)) == [
        [active, active, missed, DayState.LEAVE, missed, rest, rest],
        [active, missed, missed, missed, rest, active, rest],
        [active, missed, DayState.TODAY, DayState.AHEAD, DayState.AHEAD, rest, rest],
    ]


def test_today_is_told_apart_when_it_is_active():
    assert weeks({WEDNESDAY})[-1][2] is DayState.TODAY_ACTIVE


def test_before_somebody_came_nothing_was_missed():
    assert weeks(set(), since=WEDNESDAY - timedelta(days=2))[0][0] is DayState.AHEAD


def test_a_day_of_leave_stays_one_whatever_was_logged_on_it():
    assert weeks(november(12))[0][3] is DayState.LEAVE_ACTIVE
