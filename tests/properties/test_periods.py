"""B1, B2, B4: periods leave no gaps, and are the same from wherever one looks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leaderboard import clock
from leaderboard.rules.calendars import Calendar, date_from, date_parts
from leaderboard.rules.period_texts import parse, slug
from leaderboard.rules.periods import (
    Almanac,
    PeriodKind,
    Span,
    iterate,
    next_period,
    period_of,
    previous_period,
    starts_of,
)
from leaderboard.rules.tiles import tiles
from leaderboard.rules.working_days import WeekWorked, WorkingCalendar

DAY = timedelta(days=1)
# Jalali 1280 to 1505.
FIRST, LAST = date(1901, 3, 21), date(2127, 3, 20)
# Zones that change their clocks: at night, at midnight, by half an hour, by a whole day.
ZONES = ["Europe/Berlin", "America/St_Johns", "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Apia"]

days = st.dates(FIRST, LAST)
kinds = st.sampled_from(PeriodKind)
almanacs = st.builds(Almanac, st.sampled_from(Calendar), st.integers(0, 6))
instants = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
spans = st.tuples(days, st.integers(0, 1500)).map(lambda s: Span(s[0], s[0] + s[1] * DAY))


def days_of(span: Span) -> list[date]:
    return [span.start + n * DAY for n in range(span.days)]


@given(days, kinds, almanacs)
def test_a_period_is_the_same_from_its_first_day_and_its_last(day, kind, almanac):
    period = period_of(kind, day, almanac)
    assert period.contains(day)
    assert period_of(kind, period.start, almanac) == period
    assert period_of(kind, period.last, almanac) == period
    assert dict(starts_of(day, almanac))[kind] == period.start


@given(days, kinds, almanacs)
def test_periods_leave_no_gap(day, kind, almanac):
    period = period_of(kind, day, almanac)
    after, before = next_period(period, almanac), previous_period(period, almanac)
    assert after.start == period.end
    assert after == period_of(kind, period.end, almanac)
    assert before.end == period.start
    assert next_period(before, almanac) == period


@given(spans, kinds, almanacs)
def test_each_day_of_a_span_is_in_exactly_one_period(span, kind, almanac):
    periods = list(iterate(kind, span, almanac))
    for day in days_of(span):
        assert sum(period.contains(day) for period in periods) == 1


@given(days, kinds, almanacs)
def test_what_a_period_is_called_leads_back_to_it(day, kind, almanac):
    period = period_of(kind, day, almanac)
    assert parse(slug(period, almanac), almanac) == period


@given(days, almanacs, almanacs)
def test_an_iso_week_has_one_name_in_every_almanac(day, one, other):
    week = period_of(PeriodKind.WEEK, day, Almanac(Calendar.GREGORIAN, 0))
    assert slug(week, one) == slug(week, other)
    assert parse(slug(week, one), one) == week


@given(spans, almanacs)
def test_tiles_cover_each_day_once(span, almanac):
    found = tiles(span, almanac)
    covered = [
        day
        for tile in found
        for row in iterate(tile.kind, Span(tile.start, tile.end), almanac)
        for day in days_of(row.span)
    ]
    assert covered == days_of(span)
    assert len(found) <= 7


@given(spans, almanacs)
def test_tiles_take_no_more_rows_than_days_months_quarters_or_years_alone(span, almanac):
    rows = sum(
        len(list(iterate(t.kind, Span(t.start, t.end), almanac))) for t in tiles(span, almanac)
    )
    for kind in PeriodKind:
        alone = list(iterate(kind, span, almanac))
        whole = alone and alone[0].start == span.start and alone[-1].end == span.end
        if whole and kind is not PeriodKind.WEEK:
            assert rows <= len(alone)


@given(days, almanacs, st.integers(0, 5000))
def test_tiles_since_ever_are_the_years_before_and_the_rest(day, almanac, back):
    since = tiles(Span(date.min, day), almanac)
    assert since[0].start == date.min
    assert since[0].kind is PeriodKind.YEAR
    old = period_of(PeriodKind.YEAR, day - back * DAY, almanac).start
    bounded = tiles(Span(old, day), almanac)
    # From the start of any year on, both tile the same days in the same way.
    assert [t for t in since if t.kind is not PeriodKind.YEAR] == [
        t for t in bounded if t.kind is not PeriodKind.YEAR
    ]


@given(days)
def test_the_jalali_calendar_names_each_day_once(day):
    year, month, number = date_parts(day, Calendar.JALALI)
    assert date_from(year, month, number, Calendar.JALALI) == day
    assert date_parts(day + DAY, Calendar.JALALI) in (
        (year, month, number + 1),
        (year, month + 1, 1),
        (year + 1, 1, 1),
    )


def test_the_jalali_years_1280_to_1505_are_365_or_366_days_and_leap_every_four_or_five():
    starts = [date_from(year, 1, 1, Calendar.JALALI) for year in range(1280, 1506)]
    lengths = [(after - start).days for start, after in pairwise(starts)]
    leap = [1280 + n for n, length in enumerate(lengths) if length == 366]
    assert set(lengths) == {365, 366}
    assert {after - year for year, after in pairwise(leap)} == {4, 5}
    # The official calendars of these years; a 33-year rule gives the same.
    assert [y for y in leap if 1370 <= y <= 1412] == [
        1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412,
    ]  # fmt: skip


@given(instants, st.sampled_from(ZONES), almanacs)
def test_an_instant_is_on_one_business_date_across_clock_changes(instant, zone, almanac):
    day = clock.business_date(instant, zone)
    assert clock.local(instant, zone).date() == day
    assert abs(day - instant.date()) <= DAY
    for kind, start in starts_of(day, almanac):
        assert start <= day < period_of(kind, day, almanac).end


weeks = st.lists(
    st.tuples(days, st.frozensets(st.integers(0, 6), min_size=1)),
    min_size=1,
    max_size=4,
    unique_by=lambda week: week[0],
).map(lambda found: tuple(WeekWorked(*week) for week in sorted(found, key=lambda w: w[0])))


@st.composite
def calendars_and_spans(draw):
    span = draw(spans)
    inside = st.frozensets(
        st.integers(-5, span.days + 5).map(lambda n: span.start + n * DAY), max_size=20
    )
    near = draw(weeks)
    if draw(st.booleans()) and span.days > 1:  # a change of the working week inside the span
        change = WeekWorked(span.start + DAY, draw(st.frozensets(st.integers(0, 6), min_size=1)))
        near = (*(week for week in near if week.since < change.since), change)
    return WorkingCalendar(near, draw(inside), draw(inside)), span


@given(calendars_and_spans())
def test_working_days_counted_are_those_found_one_by_one(case):
    calendar, span = case
    assert calendar.working_days(span) == sum(map(calendar.is_working, days_of(span)))


@given(calendars_and_spans())
def test_nothing_is_worked_between_a_day_and_the_working_day_before_it(case):
    calendar, span = case
    before = calendar.previous_working_day(span.end)
    assert before < span.end
    assert calendar.is_working(before)
    assert calendar.working_days(Span(before + DAY, span.end)) == 0
