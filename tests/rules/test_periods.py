"""Periods: the right answers, written by hand from printed calendars."""

from datetime import date

import pytest

from leaderboard.rules.calendars import Calendar, date_from, date_parts
from leaderboard.rules.period_texts import BadPeriod, parse, slug
from leaderboard.rules.periods import (
    Almanac,
    Period,
    PeriodKind,
    Span,
    iterate,
    next_period,
    period_of,
    previous_period,
    starts_of,
)
from leaderboard.rules.tiles import Tile, tiles
from leaderboard.rules.working_days import WeekWorked, WorkingCalendar

GREGORIAN = Almanac(Calendar.GREGORIAN, first_weekday=0)
PERSIAN = Almanac(Calendar.JALALI, first_weekday=5)
DAY, WEEK, MONTH, QUARTER, YEAR = PeriodKind
MONDAY_TO_FRIDAY = frozenset(range(5))
SATURDAY_TO_WEDNESDAY = frozenset({5, 6, 0, 1, 2})


def on(text: str) -> date:
    return date.fromisoformat(text)


def span(start: str, end: str) -> Span:
    return Span(on(start), on(end))


@pytest.mark.parametrize(
    ("gregorian", "jalali"),
    [
        ("2017-03-20", (1395, 12, 30)),
        ("2017-03-21", (1396, 1, 1)),
        ("2018-03-20", (1396, 12, 29)),
        ("2018-03-21", (1397, 1, 1)),
        ("2021-03-20", (1399, 12, 30)),
        ("2025-03-20", (1403, 12, 30)),
        ("2025-03-21", (1404, 1, 1)),
        ("2026-03-20", (1404, 12, 29)),
        ("1979-02-11", (1357, 11, 22)),
        ("2026-09-22", (1405, 6, 31)),
        ("2026-09-23", (1405, 7, 1)),
        ("2026-11-02", (1405, 8, 11)),
    ],
)
def test_a_day_has_one_jalali_date(gregorian, jalali):
    assert date_parts(on(gregorian), Calendar.JALALI) == jalali
    assert date_from(*jalali, Calendar.JALALI) == on(gregorian)


@pytest.mark.parametrize("wrong", [(1404, 12, 30), (1404, 7, 31), (1404, 13, 1), (1404, 0, 1)])
def test_a_jalali_date_that_never_was_is_refused(wrong):
    with pytest.raises(ValueError, match="no such Jalali date"):
        date_from(*wrong, Calendar.JALALI)


@pytest.mark.parametrize(
    ("almanac", "day", "starts"),
    [
        (
            GREGORIAN,
            "2017-06-14",
            ["2017-06-14", "2017-06-12", "2017-06-01", "2017-04-01", "2017-01-01"],
        ),
        (
            GREGORIAN,
            "2024-12-31",
            ["2024-12-31", "2024-12-30", "2024-12-01", "2024-10-01", "2024-01-01"],
        ),
        (
            PERSIAN,
            "2017-06-14",
            ["2017-06-14", "2017-06-10", "2017-05-22", "2017-03-21", "2017-03-21"],
        ),
        (
            PERSIAN,
            "2025-03-20",
            ["2025-03-20", "2025-03-15", "2025-02-19", "2024-12-21", "2024-03-20"],
        ),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(almanac, day, starts):
    assert starts_of(on(day), almanac) == tuple(zip(PeriodKind, map(on, starts), strict=True))


@pytest.mark.parametrize(
    ("almanac", "text", "kind", "start", "end"),
    [
        (GREGORIAN, "2017", YEAR, "2017-01-01", "2018-01-01"),
        (GREGORIAN, "2017-Q2", QUARTER, "2017-04-01", "2017-07-01"),
        (GREGORIAN, "2017q4", QUARTER, "2017-10-01", "2018-01-01"),
        (GREGORIAN, "2017-06", MONTH, "2017-06-01", "2017-07-01"),
        (GREGORIAN, " 2017/6 ", MONTH, "2017-06-01", "2017-07-01"),
        (GREGORIAN, "2017-12", MONTH, "2017-12-01", "2018-01-01"),
        (GREGORIAN, "2017-06-14", DAY, "2017-06-14", "2017-06-15"),
        (GREGORIAN, "2017-W23", WEEK, "2017-06-05", "2017-06-12"),
        (GREGORIAN, "2020-W53", WEEK, "2020-12-28", "2021-01-04"),
        (GREGORIAN, "2015-W01", WEEK, "2014-12-29", "2015-01-05"),
        (GREGORIAN, "week:2017-06-14", WEEK, "2017-06-12", "2017-06-19"),
        (GREGORIAN, "1396/03/24", DAY, "2017-06-14", "2017-06-15"),
        (PERSIAN, "1396", YEAR, "2017-03-21", "2018-03-21"),
        (PERSIAN, "1396-Q1", QUARTER, "2017-03-21", "2017-06-22"),
        (PERSIAN, "1403-Q4", QUARTER, "2024-12-21", "2025-03-21"),
        (PERSIAN, "1396/03", MONTH, "2017-05-22", "2017-06-22"),
        (PERSIAN, "1396-03", MONTH, "2017-05-22", "2017-06-22"),
        (PERSIAN, "1396/03/24", DAY, "2017-06-14", "2017-06-15"),
        (PERSIAN, "۱۳۹۶/۰۳/۲۴", DAY, "2017-06-14", "2017-06-15"),
        (PERSIAN, "١٣٩٦-٠٣", MONTH, "2017-05-22", "2017-06-22"),
        (PERSIAN, "2017-W23", WEEK, "2017-06-05", "2017-06-12"),
        (PERSIAN, "week:2017-06-14", WEEK, "2017-06-10", "2017-06-17"),
        (PERSIAN, "week:1396-03-24", WEEK, "2017-06-10", "2017-06-17"),
    ],
)
def test_a_period_can_be_written(almanac, text, kind, start, end):
    assert parse(text, almanac) == Period(kind, on(start), on(end))


@pytest.mark.parametrize(
    ("almanac", "text", "reason"),
    [
        (GREGORIAN, "", "unreadable"),
        (GREGORIAN, "June", "unreadable"),
        (GREGORIAN, "2017-", "unreadable"),
        (GREGORIAN, "2017-06-14-01", "unreadable"),
        (GREGORIAN, "week:2017-06", "unreadable"),
        (GREGORIAN, "2017-02-30", "no_such_day"),
        (GREGORIAN, "week:2017-02-29", "no_such_day"),
        (GREGORIAN, "2017-W53", "no_such_week"),
        (GREGORIAN, "2017-W00", "no_such_week"),
        (GREGORIAN, "2017-13", "no_such_month"),
        (GREGORIAN, "2017-00", "no_such_month"),
        (GREGORIAN, "2017-Q5", "no_such_quarter"),
        (GREGORIAN, "2017-Q0", "no_such_quarter"),
        (GREGORIAN, "1396", "other_calendar"),
        (GREGORIAN, "0000", "out_of_range"),
        (GREGORIAN, "9999-12-31", "out_of_range"),
        (PERSIAN, "1404/12/30", "no_such_day"),
        (PERSIAN, "2017-Q2", "other_calendar"),
        (PERSIAN, "1396-W23", "out_of_range"),
    ],
)
def test_a_bad_period_says_why(almanac, text, reason):
    with pytest.raises(BadPeriod) as caught:
        parse(text, almanac)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("almanac", "kind", "text"),
    [
        (GREGORIAN, DAY, "2026-11-02"),
        (GREGORIAN, WEEK, "2026-W45"),
        (GREGORIAN, MONTH, "2026-11"),
        (GREGORIAN, QUARTER, "2026-Q4"),
        (GREGORIAN, YEAR, "2026"),
        (PERSIAN, DAY, "1405-08-11"),
        (PERSIAN, WEEK, "week:1405-08-09"),
        (PERSIAN, MONTH, "1405-08"),
        (PERSIAN, QUARTER, "1405-Q3"),
        (PERSIAN, YEAR, "1405"),
    ],
)
def test_a_period_has_one_name_in_addresses(almanac, kind, text):
    assert slug(period_of(kind, on("2026-11-02"), almanac), almanac) == text


def test_an_iso_week_is_followed_by_an_iso_week_even_where_weeks_begin_on_saturday():
    week = parse("2017-W23", PERSIAN)
    assert next_period(week, PERSIAN) == parse("2017-W24", PERSIAN)
    assert previous_period(week, PERSIAN) == parse("2017-W22", PERSIAN)


def test_the_weeks_of_a_month_include_those_it_begins_and_ends_in():
    june = parse("2017-06", GREGORIAN)
    weeks = [slug(week, GREGORIAN) for week in iterate(WEEK, june.span, GREGORIAN)]
    assert weeks == ["2017-W22", "2017-W23", "2017-W24", "2017-W25", "2017-W26"]


def test_an_empty_span_has_no_periods_and_no_tiles():
    nothing = span("2017-06-01", "2017-06-01")
    assert list(iterate(DAY, nothing, GREGORIAN)) == []
    assert tiles(nothing, GREGORIAN) == []
    assert Span(on("2017-06-02"), on("2017-06-01")).days == 0


def test_a_period_includes_its_start_and_excludes_its_end():
    june = parse("2017-06", GREGORIAN)
    assert june.contains(june.start)
    assert not june.contains(june.end)
    assert june.last == on("2017-06-30")
    assert june.span.days == 30


@pytest.mark.parametrize(
    ("almanac", "start", "end", "expected"),
    [
        (GREGORIAN, "2017-06-14", "2017-06-15", ["day 2017-06-14 2017-06-15"]),
        (GREGORIAN, "2017-06-12", "2017-06-19", ["week 2017-06-12 2017-06-19"]),
        (GREGORIAN, "2017-06-05", "2017-06-19", ["week 2017-06-05 2017-06-19"]),
        (GREGORIAN, "2017-06-13", "2017-06-20", ["day 2017-06-13 2017-06-20"]),
        (PERSIAN, "2017-06-10", "2017-06-17", ["week 2017-06-10 2017-06-17"]),
        (GREGORIAN, "2017-06-01", "2017-07-01", ["month 2017-06-01 2017-07-01"]),
        (GREGORIAN, "2017-02-01", "2017-04-01", ["month 2017-02-01 2017-04-01"]),
        (GREGORIAN, "2017-04-01", "2018-01-01", ["quarter 2017-04-01 2018-01-01"]),
        (GREGORIAN, "2015-01-01", "2018-01-01", ["year 2015-01-01 2018-01-01"]),
        (PERSIAN, "2017-03-21", "2018-03-21", ["year 2017-03-21 2018-03-21"]),
        (
            GREGORIAN,
            "2015-06-14",
            "2018-08-10",
            [
                "day 2015-06-14 2015-07-01",
                "quarter 2015-07-01 2016-01-01",
                "year 2016-01-01 2018-01-01",
                "quarter 2018-01-01 2018-07-01",
                "month 2018-07-01 2018-08-01",
                "day 2018-08-01 2018-08-10",
            ],
        ),
        (
            GREGORIAN,
            "0001-01-01",
            "2017-06-14",
            [
                "year 0001-01-01 2017-01-01",
                "quarter 2017-01-01 2017-04-01",
                "month 2017-04-01 2017-06-01",
                "day 2017-06-01 2017-06-14",
            ],
        ),
        (PERSIAN, "0001-01-01", "9999-12-31", ["year 0001-01-01 9999-12-31"]),
    ],
)
def test_a_span_is_the_sum_of_few_totals(almanac, start, end, expected):
    found = tiles(span(start, end), almanac)
    assert [f"{kind} {first} {after}" for kind, first, after in found] == expected
    assert all(isinstance(tile, Tile) for tile in found)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-06", True),  # a Friday, before the week changed
        ("2026-11-07", False),
        ("2026-11-13", False),  # a Friday, after it
        ("2026-11-14", True),
        ("2026-11-16", False),  # holiday
        ("2026-11-17", False),  # leave
        ("1999-01-01", True),  # the first week holds for ever before
    ],
)
def test_a_day_is_worked_by_the_week_of_its_date(day, works):
    assert moved_weekend().is_working(on(day)) is works


def test_the_previous_working_day_skips_weekend_holiday_and_leave():
    calendar = moved_weekend()
    assert calendar.previous_working_day(on("2026-11-18")) == on("2026-11-15")
    assert calendar.previous_working_day(on("2026-11-14")) == on("2026-11-11")
    assert calendar.previous_working_day(on("2026-11-09")) == on("2026-11-06")


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-02", "2026-11-09", 5),
        ("2026-11-09", "2026-11-16", 5),  # Mon Tue Wed, Sat Sun
        ("2026-11-14", "2026-11-21", 3),  # Sat Sun, Wed; Mon holiday, Tue leave
        ("2026-11-16", "2026-11-18", 0),
        ("2026-11-18", "2026-11-16", 0),
        ("2026-01-01", "2026-11-09", 222),
    ],
)
def test_working_days_are_counted(start, end, days):
    assert moved_weekend().working_days(span(start, end)) == days


def test_a_working_calendar_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="one to seven"):
        WeekWorked(on("2026-01-01"), frozenset())
    with pytest.raises(ValueError, match="working weeks"):
        WorkingCalendar(())
    week = WeekWorked(on("2026-01-01"), MONDAY_TO_FRIDAY)
    with pytest.raises(ValueError, match="later than"):
        WorkingCalendar((week, week))


def test_kinds_and_calendars_may_come_from_a_table_as_plain_text():
    almanac = Almanac("jalali", 5)
    assert period_of("month", on("2017-06-14"), almanac) == parse("1396/03", PERSIAN)
    assert date_parts(on("2017-06-14"), "gregorian") == (2017, 6, 14)


def moved_weekend() -> WorkingCalendar:
    """Monday to Friday until 8 November 2026, Saturday to Wednesday from the 9th on."""
    return WorkingCalendar(
        weeks=(
            WeekWorked(on("2020-01-01"), MONDAY_TO_FRIDAY),
            WeekWorked(on("2026-11-09"), SATURDAY_TO_WEDNESDAY),
        ),
        holidays=frozenset({on("2026-11-16"), on("2026-11-08")}),
        leave=frozenset({on("2026-11-17")}),
    )
