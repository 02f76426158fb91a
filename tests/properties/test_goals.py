"""Where a goal stands follows from value, target, period and day alone: B4 to B7, B9 and B11."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leaderboard.rules.attainment import Course, State, TimeGone, attain, time_gone
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.metrics import Direction, Measure, Term
from leaderboard.rules.model import PayingGoal, Target
from leaderboard.rules.parts import PartGoal, balance
from leaderboard.rules.periods import Almanac, PeriodKind, Span, iterate, period_of
from leaderboard.rules.ranking import Candidate, ranked
from leaderboard.rules.streaks import streak_of
from leaderboard.rules.working_days import WeekWorked, WorkingCalendar

DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)
REACHED = {State.REACHED, State.IN_STRETCH, State.PAST_STRETCH}
OPEN = {State.JUST_BEGUN, State.ON_PACE, State.AHEAD, State.BEHIND, State.OPEN}

amounts = st.integers(1, 1000).map(Fraction)
values = st.integers(0, 1500).map(Fraction)
directions = st.sampled_from(Direction)
marks = st.sampled_from([(), (500,), (250, 500, 750, 1000)])
almanacs = st.builds(Almanac, st.sampled_from(Calendar), st.integers(0, 6))
working = st.builds(
    lambda days, off: WorkingCalendar((WeekWorked(FIRST, days),), off),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.integers(0, 120).map(lambda n: FIRST + n * DAY), max_size=15),
)


@st.composite
def courses(draw):
    """A goal as its form lets it be: the stretch beyond the target, the baseline before it."""
    direction, target, step = draw(directions), draw(amounts), draw(st.integers(1, 50))
    sign = 1 if direction is Direction.HIGHER else -1
    return Course(
        target=target,
        direction=direction,
        is_sum=draw(st.booleans()),
        stretch=draw(st.sampled_from([None, target + sign * step])),
        baseline=draw(st.sampled_from([None, target - sign * step])),
        marks=draw(marks),
        is_upside=draw(st.booleans()),
    )


@st.composite
def moments(draw):
    """A working calendar, a period of it and a day near that."""
    day = FIRST + draw(st.integers(0, 100)) * DAY
    span = period_of(draw(st.sampled_from(PeriodKind)), day, draw(almanacs)).span
    return span, span.start + draw(st.integers(-2, span.days + 5)) * DAY, draw(working)


# --- B4 ------------------------------------------------------------------------------------------


@given(working, st.frozensets(st.integers(0, 40), max_size=30), st.integers(0, 45))
def test_b4_a_streak_is_the_working_days_in_a_row_counted_one_by_one(calendar, active, now):
    active = {FIRST + n * DAY for n in active if n <= now}
    today = FIRST + now * DAY
    best = row = 0
    for n in range(now + 1):
        day = FIRST + n * DAY
        if calendar.is_working(day) and (day in active or day != today):
            row = row + 1 if day in active else 0
            best = max(best, row)
    assert tuple(vars(streak_of(active, today=today, working=calendar)).values()) == (row, best)


# --- B5 ------------------------------------------------------------------------------------------


@given(courses(), values, moments())
def test_b5_a_goal_is_reached_while_its_value_is(course, value, moment):
    """A fall below the target takes that back while the period is open; a sum to keep low is judged
    at the end alone."""
    found = attain(course, value, time=time_gone(*moment))
    is_met = course.is_met(value, course.target)
    if found.time.is_over:
        assert found.state is State.CLOSED
        assert found.is_reached == is_met
    elif not found.time.has_begun:
        assert found.state is State.NOT_BEGUN
    else:
        assert found.is_reached == (found.state in REACHED)
        assert found.is_reached == (is_met and not course.is_cap)
        assert found.state in REACHED | OPEN


@given(courses(), values, moments())
def test_b5_too_few_cases_reach_nothing(course, value, moment):
    found = attain(course, value, time=time_gone(*moment), has_enough_cases=False)
    assert found.state in (State.NOT_BEGUN, State.TOO_FEW_CASES)
    assert (found.is_reached, found.way, found.value) == (False, 0, value)


# --- B6, B7 --------------------------------------------------------------------------------------


@given(courses(), values, moments(), st.integers(0, 400))
def test_b6_what_is_over_reads_the_same_whenever_one_looks(course, value, moment, later):
    span, _, calendar = moment
    first = attain(course, value, time=time_gone(span, span.end, calendar))
    again = attain(course, value, time=time_gone(span, span.end + later * DAY, calendar))
    assert again == first


@given(moments())
def test_b7_time_passes_evenly_whether_or_not_anybody_looks(moment):
    span, _, calendar = moment
    days = [span.start + n * DAY for n in range(span.days + 1)]
    found = [time_gone(span, day, calendar) for day in days]
    assert {time.total for time in found} == {calendar.working_days(span)}
    for (before, after), day in zip(pairwise(found), days, strict=False):
        assert after.gone - before.gone == calendar.is_working(day)
    assert (found[0].gone, found[-1].share) == (0, 1)


# --- B9 ------------------------------------------------------------------------------------------


def mirrored(course, height):
    """The same goal turned upside down: what rose by one falls by one."""
    higher = course.direction is Direction.LOWER
    return replace(
        course,
        direction=Direction.HIGHER if higher else Direction.LOWER,
        target=height - course.target,
        stretch=None if course.stretch is None else height - course.stretch,
        baseline=height - course.baseline,
    )


@given(courses(), values, moments())
def test_b9_less_is_better_is_more_is_better_upside_down(course, value, moment):
    """With a baseline, a ratio's bar, pace, milestones and state are those of its mirror image."""
    assume(course.baseline is not None)
    course, height = replace(course, is_sum=False), Fraction(5000)
    time = time_gone(*moment)
    one = attain(course, value, time=time)
    other = attain(mirrored(course, height), height - value, time=time)
    assert (one.state, one.way, one.is_reached) == (other.state, other.way, other.is_reached)
    assert (one.stretch_way, one.pace_way) == (other.stretch_way, other.pace_way)
    assert [m.is_reached for m in one.milestones] == [m.is_reached for m in other.milestones]
    assert [m.at for m in one.milestones] == [height - m.at for m in other.milestones]
    if one.pace is not None:
        assert one.pace == height - other.pace


@given(courses(), st.tuples(values, values).map(sorted), moments())
def test_b9_a_better_value_is_never_shown_as_worse(course, pair, moment):
    time = time_gone(*moment)
    if course.lower_is_better:
        pair = pair[::-1]
    worse, better = (attain(course, value, time=time) for value in pair)
    assert worse.way <= better.way
    assert worse.is_reached <= better.is_reached
    assert [m.is_reached for m in worse.milestones] <= [m.is_reached for m in better.milestones]


@given(courses(), moments())
def test_b9_the_bar_leads_from_the_baseline_to_the_target(course, moment):
    assume(course.baseline is not None and not course.is_sum)
    assert (course.way(course.baseline), course.way(course.target)) == (0, 1)
    found = attain(course, course.target, time=time_gone(*moment))
    if found.pace is not None:
        low, high = sorted((course.baseline, course.target))
        assert low <= found.pace <= high
        assert 0 <= found.pace_way <= 1


@given(amounts, values, st.integers(1, 100), st.integers(1, 100))
def test_b9_a_sum_to_keep_low_is_judged_by_where_it_is_heading(target, value, gone, more):
    course = Course(target=target, direction=Direction.LOWER, is_sum=True)
    time = TimeGone(gone=gone, total=gone + more, has_begun=True, is_over=False)
    found = attain(course, value, time=time)
    heading = value * (gone + more) / gone
    assert (found.way >= 1) == (heading <= target)
    assert found.pace == target * gone / (gone + more)


@given(st.lists(values, min_size=1, max_size=8), directions)
def test_b9_the_best_is_first_in_either_direction(held, direction):
    rows = ranked(
        [Candidate(n, f"{n}", value, 1) for n, value in enumerate(held)], direction=direction
    )
    is_lower = direction is Direction.LOWER
    assert [row.value for row in rows] == sorted(held, reverse=not is_lower)
    for row in rows:
        ahead = [value for value in held if (value < row.value if is_lower else value > row.value)]
        assert row.rank == len(ahead) + 1


# --- B11 -----------------------------------------------------------------------------------------


def part(target, kind, owner, *above, since=FIRST - 1000 * DAY):
    goal = PayingGoal(1, (Term(7, Measure.ENTRIES),), since, None, kind, (Target(since, target),))
    return PartGoal(goal, owner, above)


@given(
    st.integers(1, 10**6),
    st.lists(st.integers(1, 10**5), min_size=1, max_size=6),
    st.sampled_from(PeriodKind),
    almanacs,
    st.integers(0, 3000),
)
def test_b11_parts_are_added_as_they_are(whole, targets, kind, almanac, day):
    """However far the parts are from the whole, both are told as they were set."""
    span = period_of(PeriodKind.YEAR, FIRST + day * DAY, almanac).span
    starts = [period for period in iterate(kind, span, almanac) if period.start in span]
    parts = [part(target, kind, owner) for owner, target in enumerate(targets, start=1)]
    found = balance(whole, span, parts, almanac)
    assert (found.whole, found.parts) == (whole, sum(targets) * len(starts))
    assert found.surplus == found.parts - whole


@given(st.permutations(range(4)), st.lists(st.integers(1, 500), min_size=4, max_size=4))
def test_b11_a_team_and_its_people_count_once_in_any_order(order, targets):
    span, almanac = Span(FIRST, date(2027, 1, 1)), Almanac(Calendar.GREGORIAN, 0)
    team, other, ada, ben = targets
    parts = [
        part(team, PeriodKind.YEAR, 1, since=FIRST),
        part(other, PeriodKind.YEAR, 2, since=FIRST),
        part(ada, PeriodKind.YEAR, 11, 1, since=FIRST),
        part(ben, PeriodKind.YEAR, 12, 1, since=FIRST),
    ]
    found = balance(1000, span, [parts[n] for n in order], almanac)
    assert found.parts == max(team, ada + ben) + other


@pytest.mark.parametrize("almanac", [Almanac(calendar, 0) for calendar in Calendar])
def test_b11_without_parts_there_is_no_gap(almanac):
    assert balance(1000, Span(FIRST, date(2027, 1, 1)), [], almanac) is None
