"""What a cell says, exactly, or a sentence on why it says nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.imports.cells import read_date, read_key, read_money, read_name, read_whole
from leaderboard.imports.places import DateForm
from leaderboard.imports.problems import BadLine
from leaderboard.rules.periods import Calendar, date_parts

pytestmark = pytest.mark.usefixtures("session")


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
    ],
)
def test_dates_are_read(text, form, day):
    assert read_date(text, DateForm(form), "Asia/Tehran") == day


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("01/03/2017", "iso", "no date in the form iso"),
        ("2017-03-01", "d/m/y", "no date in the form d/m/y"),
        ("13/13/2017", "d/m/y", "no such day"),
        ("2017-02-29", "iso", "no such day"),
        ("1396/12/30", "jalali", "no such day"),
        ("2017-03-01", "jalali", "other calendar"),
        ("1395-12-11", "iso", "other calendar"),
        ("0017-03-01", "iso", "too far away"),
        ("2017-03-01 25:00", "iso", "no such day"),
        ("yesterday", "iso", "no date"),
        ("2017-03-01; DROP TABLE", "iso", "no date"),
        ("45000", "iso", "no date"),
    ],
)
def test_what_is_no_date_is_told_with_its_words(text, form, said):
    with pytest.raises(BadLine, match=said) as error:
        read_date(text, DateForm(form), "UTC")
    assert text[:10] in str(error.value)


def test_an_empty_cell_is_no_date():
    assert read_date(" ", DateForm.ISO, "UTC") is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_form_reads_every_day_back(day):
    year, month, number = date_parts(day, Calendar.JALALI)
    for text, form in (
        (day.isoformat(), DateForm.ISO),
        (f"{day:%d/%m/%Y}", DateForm.DAY_FIRST),
        (f"{day.month}.{day.day}.{day.year}", DateForm.MONTH_FIRST),
        (f"{year}/{month:02}/{number:02}", DateForm.JALALI),
    ):
        assert read_date(text, form, "UTC") == day


@pytest.mark.parametrize(
    ("text", "currency", "has_comma", "minor"),
    [
        ("1054", "USD", False, 105400),
        ("1,054.50", "USD", False, 105450),
        ("$1,054.50", "USD", False, 105450),
        ("1.054,50", "EUR", True, 105450),
        ("1'054,50", "CHF", True, 105450),
        ("0.1", "USD", False, 10),
        ("۱۲۳۴", "IRT", False, 1234),
        ("-12.34", "USD", False, -1234),
    ],
)
def test_sums_are_exact(text, currency, has_comma, minor):
    assert read_money(text, currency, has_comma=has_comma) == minor


@pytest.mark.parametrize(
    ("text", "has_comma"),
    [
        ("1.054,50", False),
        ("1,054.50", True),
        ("12.345", False),
        ("1e9", False),
        ("=1+1", False),
        ("12 apples", False),
        ("9" * 40, False),
        ("NaN", False),
        ("", False),
    ],
)
def test_what_is_no_sum_is_refused(text, has_comma):
    with pytest.raises(BadLine):
        read_money(text, "USD", has_comma=has_comma)


def test_counts_are_whole():
    assert read_whole("2.00", has_comma=False) == 2
    assert read_whole("1.200", has_comma=True) == 1200
    with pytest.raises(BadLine, match="not a whole number"):
        read_whole("2.5", has_comma=False)


def test_names_lose_what_cannot_be_seen():
    assert read_name("\u202eAda\u200b  Lovelace\n", most=60) == "Ada Lovelace"
    assert read_name("می\u200cروم", most=60) == "می\u200cروم"
    with pytest.raises(BadLine, match="longer than 60"):
        read_name("x" * 61, most=60)


def test_ids_are_taken_as_they_are_or_not_at_all():
    assert read_key("=A-1 b/ß", most=20) == "=A-1 b/ß"
    for text in ("", "x" * 21, "a\u202eb", "a\0b", "a\tb"):
        with pytest.raises(BadLine):
            read_key(text, most=20)
