"""Days as files write them: in figures or names, in either calendar, with or without a time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.imports.dates import Zones, read_date
from leaderboard.imports.places import DateForm
from leaderboard.imports.problems import BadLine
from leaderboard.locale import LANGUAGES, Writing, write_as
from leaderboard.locale.dates import month_names
from leaderboard.rules.calendars import Calendar, date_parts

pytestmark = pytest.mark.usefixtures("session")

UTC, TEHRAN = Zones("UTC"), Zones("Asia/Tehran")
APRIL, NEXT = date(2026, 4, 28), date(2026, 4, 29)


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2017-03-01", "iso", date(2017, 3, 1)),
        ("2017/3/1", "iso", date(2017, 3, 1)),
        ("2017-03-01T10:20:00", "iso", date(2017, 3, 1)),
        ("2017-03-01 23:59", "iso", date(2017, 3, 1)),
        ("2017-03-01T23:59:00Z", "iso", date(2017, 3, 2)),
        ("2017-03-01T23:59:00-05:00", "iso", date(2017, 3, 2)),
        ("01/03/2017", "d/m/y", date(2017, 3, 1)),
        ("1.3.2017", "d/m/y", date(2017, 3, 1)),
        ("1.3.2017 10:20", "d/m/y", date(2017, 3, 1)),
        ("03/01/2017", "m/d/y", date(2017, 3, 1)),
        ("1395/12/11", "jalali", date(2017, 3, 1)),
        ("۱۳۹۵/۱۲/۱۱", "jalali", date(2017, 3, 1)),
        ("\u200f۱۳۹۵/۱۲/۱۱\u200e", "jalali", date(2017, 3, 1)),
        ("1395-12-30", "jalali", date(2017, 3, 20)),
        ("  2017-03-01 ", "iso", date(2017, 3, 1)),
        # Two-digit years.
        ("28/04/26", "d/m/y", APRIL),
        ("04/28/26", "m/d/y", APRIL),
        ("26-04-28", "y/m/d", APRIL),
        ("2026.4.28", "y/m/d", APRIL),
        ("01/01/69", "d/m/y", date(2069, 1, 1)),
        ("01/01/70", "d/m/y", date(1970, 1, 1)),
        ("05/02/08", "jalali", APRIL),
        ("۰۸/۰۲/۰۵", "jalali d/m/y", APRIL),
        ("8.2.1405", "jalali d/m/y", APRIL),
        ("49/01/01", "jalali", date(2070, 3, 20)),
        ("50/01/01", "jalali", date(1971, 3, 21)),
        # Month names.
        ("28 Apr 2026", "iso", APRIL),
        ("28-Apr-26", "d/m/y", APRIL),
        ("April 28th, 2026", "iso", APRIL),
        ("28. April 2026", "iso", APRIL),
        ("2026 Apr 28", "iso", APRIL),
        ("3 Sept 2026", "iso", date(2026, 9, 3)),
        ("Tue, 28 Apr 2026 10:00:00 +0000", "iso", APRIL),
        ("Tuesday 28 April 2026", "m/d/y", APRIL),
        ("۲۸ آوریل ۲۰۲۶", "iso", APRIL),
        ("۳ مه ۲۰۲۶", "iso", date(2026, 5, 3)),
        ("۳ می ۲۰۲۶", "iso", date(2026, 5, 3)),
        ("۸ اردیبهشت ۱۴۰۵", "jalali", APRIL),
        ("سه\u200cشنبه ۸ ارديبهشت ماه ۱۴۰۵", "jalali", APRIL),
        ("سه شنبه، ۸ام اردیبهشت ۰۵", "jalali", APRIL),
        ("۸ اردیبهشت\u200cماه ۱۴۰۵", "jalali", APRIL),
        ("8 Ordibehesht 1405", "jalali", APRIL),
        ("8-Ordibehesht-05", "jalali", APRIL),
        # Twelve-hour times, and zones; Tehran is three and a half hours ahead of UTC.
        ("04/28/2026 10:30 PM", "m/d/y", APRIL),
        ("2026-04-28 8:29:59 pm UTC", "iso", APRIL),
        ("2026-04-28 8:30 p.m. UTC", "iso", NEXT),
        ("2026-04-28 12:10 AM UTC", "iso", APRIL),
        ("2026-04-28 12:10 PM UTC", "iso", APRIL),
        ("2026-04-28 20:30:00 UTC", "iso", NEXT),
        ("2026-04-28 20:30:00.123 GMT", "iso", NEXT),
        ("2026-04-28T20:30:00+0000", "iso", NEXT),
        ("2026-04-29 00:30 UTC+5", "iso", APRIL),
        ("2026-04-28 20:30:00 +0000 UTC", "iso", NEXT),
        ("2026-04-28 13:30:00 -0700 PDT", "iso", NEXT),
        ("Tue Apr 28 2026 22:29:59 GMT+0200 (Central European Time)", "iso", APRIL),
        ("2026-04-28 UTC", "iso", APRIL),
        ("1405/02/08 ۸:۳۰ ب.ظ", "jalali", APRIL),
        ("۱۴۰۵/۰۲/۰۸ ساعت ۲۳:۵۹", "jalali", APRIL),
        ("۱۴۰۵/۰۲/۰۸ - بعدازظهر ۸:۳۰", "jalali", APRIL),
        ("28 Apr 2026, 10:20 am", "iso", APRIL),
        # Digits alone: the way databases and spreadsheets write days.
        ("20260428", "ymd", APRIL),
        ("20260428 10:20", "ymd", APRIL),
        ("20260428 20:30 UTC", "ymd", NEXT),
        ("۱۴۰۵۰۲۰۸", "jalali ymd", APRIL),
        ("46140", "day number", APRIL),
        ("۴۶۱۴۰", "day number", APRIL),
        ("46140.9999", "day number", APRIL),
        ("46140,25", "day number", APRIL),
        ("45000", "day number", date(2023, 3, 15)),
        # 20:29:59 and 20:30 in UTC.
        ("1777408199", "unix time", APRIL),
        ("1777408200", "unix time", NEXT),
        ("۱۷۷۷۴۰۸۲۰۰", "unix time", NEXT),
        ("1777408199.9", "unix time", APRIL),
        ("1777408200000", "unix time", NEXT),
    ],
)
def test_dates_are_read(text, form, day):
    assert read_date(text, DateForm(form), TEHRAN) == day


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("01/03/2017", "iso", "not a date in the format iso"),
        ("2017-03-01", "d/m/y", "not a date in the format d/m/y"),
        ("13/13/2017", "d/m/y", "no such day"),
        ("2017-02-29", "iso", "no such day"),
        ("1396/12/30", "jalali", "no such day"),
        ("2017-03-01", "jalali", "other calendar"),
        ("1395-12-11", "iso", "other calendar"),
        ("0017-03-01", "iso", "out of range"),
        ("2017-03-01 25:00", "iso", "no such time"),
        ("2017-03-01 13:00 PM", "iso", "no such time"),
        ("2017-03-01 0:30 am", "iso", "no such time"),
        ("2017-03-01 10:20 +99:00", "iso", "no such time"),
        ("2017-03-01 10:20 what?", "iso", "no such time"),
        ("2017-03-01 10:20 CET", "iso", "names a time zone that is not known here"),
        ("2017-03-01 10:20 PM (Asia/Tehran)", "iso", "names a time zone that is not known here"),
        ("26-04-28", "iso", "not a date in the format iso"),
        ("28 اردیبهشت 2026", "jalali", "other calendar"),
        ("8 Ordibehesht 1405", "iso", "other calendar"),
        ("31 Apr 2026", "iso", "no such day"),
        ("Apr 2026", "iso", "not a date"),
        ("Apr May 2026", "iso", "not a date"),
        ("28 Foo 2026", "iso", "not a date"),
        ("yesterday", "iso", "not a date"),
        ("2017-03-01; DROP TABLE", "iso", "not a date"),
        ("45000", "iso", "not a date"),
        ("20261301", "ymd", "no such day"),
        ("14050208", "ymd", "other calendar"),
        ("20260428", "jalali ymd", "other calendar"),
        ("2026-04-28", "ymd", r"not a date in the format ymd \(like 20260428\)"),
        ("28 Apr 2026", "ymd", "not a date in the format ymd"),
        ("4614", "day number", r"not a date in the format day number \(like 46140\)"),
        ("2026-04-28", "day number", "not a date in the format day number"),
    ],
)
def test_what_is_no_date_is_told_with_its_words(text, form, said):
    with pytest.raises(BadLine, match=said) as error:
        read_date(text, DateForm(form), UTC)
    assert text[:10] in str(error.value)


def test_an_empty_cell_is_no_date():
    assert read_date(" ", DateForm.ISO, UTC) is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_form_reads_every_day_back(day):
    year, month, number = date_parts(day, Calendar.JALALI)
    for text, form in (
        (day.isoformat(), DateForm.ISO),
        (f"{day:%d/%m/%Y}", DateForm.DAY_FIRST),
        (f"{day.month}.{day.day}.{day.year}", DateForm.MONTH_FIRST),
        (f"{year}/{month:02}/{number:02}", DateForm.JALALI),
        (f"{day:%Y%m%d}", DateForm.EIGHT_DIGITS),
        (f"{year}{month:02}{number:02}", DateForm.JALALI_EIGHT_DIGITS),
        (str((day - date(1899, 12, 30)).days), DateForm.DAY_NUMBER),
    ):
        assert read_date(text, form, UTC) == day


DIGITS_ALONE = ("20260428", "14050208", "۱۴۰۵۰۲۰۸", "20260428 10:20")


def test_without_a_form_the_year_comes_first_and_tells_its_calendar():
    for text in (
        "2026-04-28",
        "2026/4/28 10:00",
        "۱۴۰۵/۰۲/۰۸",
        "1405-02-08",
        "28 Apr 26",
        *DIGITS_ALONE,
    ):
        assert read_date(text, None, UTC) == APRIL
    for text in ("28/04/2026", "26-04-28", "8/2/1405", "28042026", "260428", "202604281"):
        with pytest.raises(BadLine, match="is not a date like"):
            read_date(text, None, UTC)


def test_the_example_is_in_the_calendar_of_the_organisation():
    write_as(Writing(language="fa_IR", calendar=Calendar.JALALI))
    with pytest.raises(BadLine, match="۱۴۰۵/۰۲/۰۸"):
        read_date("08.02.1405", None, UTC)


@pytest.mark.parametrize(
    ("text", "form", "key"),
    [
        ("28/04/99", None, 'date_format = "d/m/y"'),
        ("04/05/2026", "iso", 'date_format = "d/m/y" or "m/d/y"'),
        ("98-04-28", "iso", 'date_format = "y/m/d" or "jalali"'),
        ("2026-04-28", "d/m/y", 'date_format = "iso"'),
        ("1405-02-08", "iso", 'date_format = "jalali"'),
        ("8/2/1405", None, 'date_format = "jalali d/m/y"'),
        ("8 Ordibehesht 1405", "iso", 'date_format = "jalali" or "jalali d/m/y"'),
        ("20260428", "iso", 'date_format = "ymd"'),
        ("20260428 10:20", "d/m/y", 'date_format = "ymd"'),
        ("14050208", "iso", 'date_format = "jalali ymd"'),
        ("46140", None, 'date_format = "day number"'),
        ("46140.5", "d/m/y", 'date_format = "day number"'),
        ("1777408199", None, 'date_format = "unix time"'),
        ("1777408199000", "d/m/y", 'date_format = "unix time"'),
        ("2026-04-28", "day number", 'date_format = "iso"'),
        ("28 Apr 2026", "ymd", 'date_format = "iso" or "d/m/y" or "m/d/y"'),
    ],
)
def test_the_sentence_names_the_key_that_would_mend_it(text, form, key):
    with pytest.raises(BadLine) as error:
        read_date(text, DateForm(form) if form else None, UTC)
    assert key in str(error.value)


def test_a_day_number_is_told_with_its_day():
    told = "“46140” is how spreadsheets store 2026-04-28. Write dates like that."
    with pytest.raises(BadLine) as error:
        read_date("46140", None, UTC, key="")
    assert str(error.value) == told
    with pytest.raises(BadLine) as error:
        read_date("46140", None, UTC)
    assert str(error.value).startswith(told + " To read it, set this in the map")


def test_a_stamp_of_the_future_names_no_key():
    with pytest.raises(BadLine) as error:
        read_date("9999999999", None, UTC)
    assert "date_format" not in str(error.value)


def test_what_nothing_reads_names_no_key():
    for text in ("yesterday", "2026-04-28 25:00", "31/31/2026"):
        with pytest.raises(BadLine) as error:
            read_date(text, DateForm.ISO, UTC)
        assert "date_format" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-28 20:29", APRIL),
        ("2026-04-28 20:30", NEXT),
        ("28 Apr 2026 8:30 PM", NEXT),
        ("2026-04-28 20:30 +03:30", APRIL),
        ("2026-04-28", APRIL),
    ],
)
def test_times_that_tell_no_zone_are_in_the_one_that_the_map_tells(text, day):
    assert read_date(text, DateForm.ISO, Zones("Asia/Tehran", "UTC")) == day


@pytest.mark.parametrize(("text", "day"), [("46140.85", APRIL), ("46140.86", NEXT)])
def test_the_fraction_of_a_day_number_is_a_time_in_that_zone(text, day):
    assert read_date(text, DateForm.DAY_NUMBER, Zones("Asia/Tehran", "UTC")) == day


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(Calendar),
    st.sampled_from(["wide", "abbreviated"]),
)
def test_every_month_is_known_by_its_names(day, language, calendar, width):
    year, month, number = date_parts(day, calendar)
    name = month_names(width, calendar, language)[month]
    for text in (f"{number} {name} {year}", f"{name} {number}, {year}", f"{year}-{name}-{number}"):
        assert read_date(text, None, UTC) == day
