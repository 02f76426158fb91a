"""Where goals stand, worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from leaderboard.rules.attainment import Course, State, TimeGone, attain, time_gone
from leaderboard.rules.metrics import Direction
from leaderboard.rules.periods import Span
from leaderboard.rules.working_days import WeekWorked, WorkingCalendar

MONDAY_TO_FRIDAY = WorkingCalendar((WeekWorked(date(2020, 1, 1), frozenset(range(5))),))
NOVEMBER = Span(date(2026, 11, 1), date(2026, 12, 1))
QUARTERS = (250, 500, 750, 1000)

MEETINGS = Course(
    target=Fraction(20),
    direction=Direction.HIGHER,
    is_sum=True,
    stretch=Fraction(24),
    marks=QUARTERS,
)
CHURN = Course(
    target=Fraction(1, 100),
    direction=Direction.LOWER,
    is_sum=False,
    baseline=Fraction(16, 1000),
    stretch=Fraction(8, 1000),
    marks=(500,),
)
WIN_RATE = Course(target=Fraction(45, 100), direction=Direction.HIGHER, is_sum=False)
SELLING_TIME = Course(
    target=Fraction(50, 100),
    direction=Direction.HIGHER,
    is_sum=False,
    baseline=Fraction(36, 100),
)
CYCLE = Course(target=Fraction(40), direction=Direction.LOWER, is_sum=False)
LOST_CUSTOMERS = Course(
    target=Fraction(15), direction=Direction.LOWER, is_sum=True, baseline=Fraction(20)
)


def after(percent: int) -> TimeGone:
    return TimeGone(gone=percent, total=100, has_begun=True, is_over=False)


OVER = TimeGone(gone=100, total=100, has_begun=True, is_over=True)
BEFORE = TimeGone(gone=0, total=100, has_begun=False, is_over=False)


def rows(text: str) -> list[tuple[Course, Fraction | None, TimeGone, State]]:
    """Lines of `course  value  percent of the time gone  state`; "-" is no value."""
    courses = {
        "meetings": MEETINGS,
        "churn": CHURN,
        "win_rate": WIN_RATE,
        "selling": SELLING_TIME,
        "cycle": CYCLE,
        "lost": LOST_CUSTOMERS,
    }
    times = {"over": OVER, "before": BEFORE}
    return [
        (
            courses[course],
            None if value == "-" else Fraction(value),
            times[time] if time in times else after(int(time)),
            State(state),
        )
        for course, value, time, state in (line.split() for line in text.strip().splitlines())
    ]


@pytest.mark.parametrize(
    ("course", "value", "time", "state"),
    rows(
        """
        meetings  0     before  not_begun
        meetings  0     0       just_begun
        meetings  1     4       just_begun
        meetings  0     10      just_begun
        meetings  0     11      behind
        meetings  3     4       ahead
        meetings  9     45      on_pace
        meetings  10    45      on_pace
        meetings  11    45      ahead
        meetings  8     45      behind
        meetings  19    99      behind
        meetings  20    99      reached
        meetings  21    99      in_stretch
        meetings  24    99      past_stretch
        meetings  19    100     behind
        meetings  -3    50      behind
        meetings  19    over    closed
        meetings  26    over    closed
        churn     0.016 0       just_begun
        churn     0.013 50      on_pace
        churn     0.012 50      ahead
        churn     0.014 50      behind
        churn     0.020 50      behind
        churn     0.010 50      reached
        churn     0.009 50      in_stretch
        churn     0.008 50      past_stretch
        churn     0     50      past_stretch
        churn     -     50      too_few_cases
        churn     -     over    too_few_cases
        win_rate  0.44  5       just_begun
        win_rate  0.44  50      behind
        win_rate  0.45  50      reached
        win_rate  0.46  50      reached
        selling   0.36  50      behind
        selling   0.43  50      on_pace
        selling   0.45  50      ahead
        selling   0.50  50      reached
        cycle     41    50      behind
        cycle     40    50      reached
        lost      0     0       just_begun
        lost      1     5       just_begun
        lost      6     40      on_pace
        lost      5     40      ahead
        lost      7     40      behind
        lost      0     40      ahead
        lost      15    99      behind
        lost      16    99      behind
        lost      15    over    closed
        """
    ),
)
def test_a_goal_has_one_state(course, value, time, state):
    assert attain(course, value, time=time).state is state


def test_ways_pace_and_milestones_of_a_sum():
    found = attain(MEETINGS, Fraction(9), time=after(45))
    assert found.way == Fraction(9, 20)
    assert found.stretch_way == Fraction(24, 20)
    assert (found.pace, found.pace_way) == (9, Fraction(45, 100))
    assert [(m.at, m.is_reached) for m in found.milestones] == [
        (5, True),
        (10, False),
        (15, False),
        (20, False),
    ]


def test_lower_is_better_leads_down_from_the_baseline():
    """From 1.6 % down to 1 %: at 1.2 % two thirds of the way are done; halfway is 1.3 %."""
    found = attain(CHURN, Fraction(12, 1000), time=after(50))
    assert found.way == Fraction(2, 3)
    assert (found.pace, found.pace_way) == (Fraction(13, 1000), Fraction(1, 2))
    assert found.stretch_way == Fraction(8, 6)
    assert [(m.at, m.is_reached) for m in found.milestones] == [(Fraction(13, 1000), True)]


def test_a_value_worse_than_the_baseline_is_at_the_start_of_the_way():
    assert attain(CHURN, Fraction(2, 100), time=after(50)).way == 0


def test_lower_is_better_without_a_baseline_is_the_target_over_the_value():
    assert attain(CYCLE, Fraction(50), time=after(50)).way == Fraction(4, 5)
    assert attain(CYCLE, Fraction(30), time=after(50)).way == 1
    assert attain(CYCLE, Fraction(50), time=after(50)).pace is None


def test_a_sum_to_keep_low_is_prorated():
    """6 lost after 40 % of the time projects to 15, the target; 7 projects to 17.5, half of the
    way."""
    assert attain(LOST_CUSTOMERS, Fraction(6), time=after(40)).way == 1
    found = attain(LOST_CUSTOMERS, Fraction(7), time=after(40))
    assert found.way == Fraction(1, 2)
    assert found.pace == 6


def test_a_sum_starts_at_nothing_whatever_its_baseline():
    course = Course(Fraction(20), Direction.HIGHER, True, baseline=Fraction(10), marks=(500,))
    found = attain(course, Fraction(10), time=after(50))
    assert found.way == Fraction(1, 2)
    assert found.milestones[0].at == 10


def test_a_fall_below_the_target_unreaches_an_open_goal_and_not_a_closed_one():
    assert attain(MEETINGS, Fraction(20), time=after(90)).is_reached
    assert not attain(MEETINGS, Fraction(19), time=after(90)).is_reached
    assert attain(MEETINGS, Fraction(20), time=OVER).is_reached
    assert not attain(MEETINGS, Fraction(19), time=OVER).is_reached
    assert attain(LOST_CUSTOMERS, Fraction(15), time=OVER).is_reached
    assert not attain(CHURN, Fraction(11, 1000), time=OVER).is_reached


def test_too_few_cases_show_no_way_and_keep_the_value():
    found = attain(WIN_RATE, Fraction(1), time=after(50), has_enough_cases=False)
    assert found.state is State.TOO_FEW_CASES
    assert (found.way, found.value, found.is_reached) == (0, 1, False)


def test_only_an_open_goal_has_a_pace():
    assert attain(MEETINGS, Fraction(1), time=BEFORE).pace is None
    assert attain(MEETINGS, Fraction(1), time=OVER).pace is None
    assert attain(WIN_RATE, Fraction(1, 3), time=after(50)).pace is None


def test_working_days_are_gone_when_they_are_over():
    """November 2026 has 21 working days; on Wednesday the 25th, 17 of them have passed."""
    found = time_gone(NOVEMBER, date(2026, 11, 25), MONDAY_TO_FRIDAY)
    assert (found.gone, found.total, found.share) == (17, 21, Fraction(17, 21))
    assert (found.has_begun, found.is_over) == (True, False)


def test_a_period_has_begun_on_its_first_day_and_is_over_after_its_last():
    first = time_gone(NOVEMBER, date(2026, 11, 1), MONDAY_TO_FRIDAY)
    assert (first.gone, first.has_begun, first.is_over) == (0, True, False)
    assert not time_gone(NOVEMBER, date(2026, 10, 31), MONDAY_TO_FRIDAY).has_begun
    last = time_gone(NOVEMBER, date(2026, 11, 30), MONDAY_TO_FRIDAY)
    assert (last.gone, last.is_over) == (20, False)
    assert time_gone(NOVEMBER, date(2026, 12, 1), MONDAY_TO_FRIDAY).is_over


def test_an_open_weekend_keeps_the_goal_open_though_all_working_days_are_gone():
    week = Span(date(2026, 11, 23), date(2026, 11, 30))
    found = time_gone(week, date(2026, 11, 28), MONDAY_TO_FRIDAY)
    assert (found.share, found.is_over) == (1, False)
    assert attain(MEETINGS, Fraction(20), time=found).state is State.REACHED


def test_holidays_and_leave_do_not_count_as_time():
    working = WorkingCalendar(
        MONDAY_TO_FRIDAY.weeks,
        holidays=frozenset({date(2026, 11, 24)}),
        leave=frozenset({date(2026, 11, 26), date(2026, 11, 28)}),
    )
    week = Span(date(2026, 11, 23), date(2026, 11, 30))
    found = time_gone(week, date(2026, 11, 25), working)
    assert (found.gone, found.total) == (1, 3)


def test_nobody_is_behind_in_a_period_without_a_working_day():
    weekend = Span(date(2026, 11, 28), date(2026, 11, 30))
    found = time_gone(weekend, date(2026, 11, 29), MONDAY_TO_FRIDAY)
    assert found.share == 0
    assert attain(MEETINGS, Fraction(0), time=found).state is State.JUST_BEGUN
    assert time_gone(weekend, date(2026, 11, 30), MONDAY_TO_FRIDAY).share == 1
