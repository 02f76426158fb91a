"""Digits, dates, money and calendars, with the right answers written by hand."""

import ast
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import flask
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError
from persiantools.digits import to_word

from leaderboard import create_app, locale
from leaderboard.locale import Writing, unreadable
from leaderboard.locale.amounts import NOUNS
from leaderboard.locale.numbers import among_words
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.period_texts import BadPeriod, parse
from leaderboard.rules.periods import PeriodKind, period_of

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "leaderboard/translations/fa_IR/LC_MESSAGES/messages.po"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
KEYWORDS = {**DEFAULT_KEYWORDS, **parse_keywords(re.findall(r"--keywords (\S+)", MAKEFILE))}
PLACEHOLDER = re.compile(r"%\((\w+)\)")

EN = Writing()
FA = Writing("fa_IR", Calendar.JALALI, first_weekday=5, zone="Asia/Tehran", currency="IRT")
# English readers in a Persian organisation, and Persian readers in one that counts as in Europe.
EN_JALALI = Writing("en", Calendar.JALALI, first_weekday=5, zone="Asia/Tehran", currency="IRT")
FA_GREGORIAN = Writing("fa_IR", zone="Europe/Berlin", currency="EUR")

_ = "\N{NO-BREAK SPACE}"
RLM = "\N{RIGHT-TO-LEFT MARK}"
LRM = "\N{LEFT-TO-RIGHT MARK}"
MARK = RLM + LRM  # before a sign in Persian
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
WEDNESDAY = date(2026, 11, 25)


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "options", "english", "persian"),
    [
        (0, {}, "0", "۰"),
        (7, {}, "7", "۷"),
        (1540, {}, "1,540", "۱٬۵۴۰"),
        (85_000_000, {}, "85,000,000", "۸۵٬۰۰۰٬۰۰۰"),
        (-5, {}, "−5", MARK + "−۵"),
        (-1234, {}, "−1,234", MARK + "−۱٬۲۳۴"),
        (Decimal("1.50"), {}, "1.5", "۱٫۵"),
        (Decimal("100.00"), {}, "100", "۱۰۰"),
        (Decimal("-0.001"), {}, "0", "۰"),
        (Fraction(1, 3), {}, "0.33", "۰٫۳۳"),
        (Fraction(2, 3), {"places": 1}, "0.7", "۰٫۷"),
        (0.1, {"places": 2}, "0.10", "۰٫۱۰"),
        (2.5, {"places": 0}, "3", "۳"),
        (3.5, {"places": 0}, "4", "۴"),
        (Decimal("-2.5"), {"places": 0}, "−3", MARK + "−۳"),
        (10**18, {}, "1,000,000,000,000,000,000", "۱٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰"),
    ],
)
def test_numbers_are_written_in_the_digits_of_the_reader(value, options, english, persian):
    assert locale.number(value, EN, **options) == english
    assert locale.number(value, FA, **options) == persian


@pytest.mark.parametrize(
    ("value", "english", "persian"),
    [
        (95, "+95", MARK + "+۹۵"),
        (-5, "−5", MARK + "−۵"),
        (0, "0", "۰"),
        (1540, "+1,540", MARK + "+۱٬۵۴۰"),
    ],
)
def test_changes_have_a_true_sign_at_the_left_of_the_digits(value, english, persian):
    assert locale.signed(value, EN) == english
    assert locale.signed(value, FA) == persian


@pytest.mark.parametrize(
    ("ratio", "options", "english", "persian"),
    [
        (0.86, {}, f"86{_}%", "۸۶٪"),
        (Fraction(130, 100), {}, f"130{_}%", "۱۳۰٪"),
        (Decimal("0.0125"), {"places": 1}, f"1.3{_}%", "۱٫۳٪"),
        (Decimal("0.012"), {"places": None}, f"1.2{_}%", "۱٫۲٪"),
        (Fraction(47, 100), {"places": None}, f"47{_}%", "۴۷٪"),
        (0.18, {"sign": True}, f"+18{_}%", MARK + "+۱۸٪"),
        (-0.05, {"sign": True}, f"−5{_}%", MARK + "−۵٪"),
        (0, {}, f"0{_}%", "۰٪"),
    ],
)
def test_ratios_are_written_as_percents(ratio, options, english, persian):
    assert locale.percent(ratio, EN, **options) == english
    assert locale.percent(ratio, FA, **options) == persian


def test_a_goal_is_at_100_percent_only_when_it_is_reached():
    assert locale.attainment(Fraction(999, 1000), EN) == f"99{_}%"
    assert locale.attainment(Fraction(1, 1), FA) == "۱۰۰٪"
    assert locale.attainment(1.3, EN) == f"130{_}%"


@pytest.mark.parametrize(
    ("place", "tied", "english", "persian"),
    [
        (4, False, "4", "۴"),
        (2, True, "=2", MARK + "=۲"),
        (12, True, "=12", MARK + "=۱۲"),
        (None, False, "–", "–"),
    ],
)
def test_ranks_show_ties_and_their_absence(place, tied, english, persian):
    assert locale.rank(place, EN, tied=tied) == english
    assert locale.rank(place, FA, tied=tied) == persian


def test_a_name_in_plain_text_keeps_its_direction_to_itself():
    assert locale.isolate("سارا") == "\u2068سارا\u2069"


# --- money ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minor", "currency", "english", "persian"),
    [
        (3_120_000, "EUR", "€31,200", f"۳۱٬۲۰۰{_}یورو"),
        (3_120_050, "EUR", "€31,200.50", f"۳۱٬۲۰۰٫۵۰{_}یورو"),
        (-500, "EUR", "−€5", f"{MARK}−۵{_}یورو"),
        (0, "USD", "$0", f"۰{_}دلار"),
        (5, "GBP", "£0.05", f"۰٫۰۵{_}پوند"),
        (120_000, "CHF", f"CHF{_}1,200", f"۱٬۲۰۰{_}فرانک سوئیس"),
        (1200, "JPY", "¥1,200", f"۱٬۲۰۰{_}ین ژاپن"),
        (1_234_567, "KWD", f"KWD{_}1,234.567", f"۱٬۲۳۴٫۵۶۷{_}دینار کویت"),
        (85_000_000, "IRT", f"85,000,000{_}toman", f"۸۵٬۰۰۰٬۰۰۰{_}تومان"),
        (850_000_000, "IRR", f"850,000,000{_}rial", f"۸۵۰٬۰۰۰٬۰۰۰{_}ریال"),
        (Fraction(10_001, 2), "EUR", "€50.01", f"۵۰٫۰۱{_}یورو"),
    ],
)
def test_sums_are_written_with_their_currency(minor, currency, english, persian):
    assert locale.money(minor, EN, currency=currency) == english
    assert locale.money(minor, FA, currency=currency) == persian


@pytest.mark.parametrize(
    ("minor", "currency", "english", "persian"),
    [
        (22_800_000, "EUR", "€228k", f"۲۲۸{_}هزار{_}یورو"),
        (720_000_000, "EUR", "€7.2M", f"۷٫۲{_}میلیون{_}یورو"),
        (200_000, "EUR", "€2k", f"۲{_}هزار{_}یورو"),
        (3_120_000, "EUR", "€31.2k", f"۳۱٫۲{_}هزار{_}یورو"),
        (95_000, "EUR", "€950", f"۹۵۰{_}یورو"),
        (99_994_900, "EUR", "€1M", f"۱{_}میلیون{_}یورو"),
        (95_000_000, "EUR", "€950k", f"۹۵۰{_}هزار{_}یورو"),
        (99_990, "EUR", "€999.90", f"۹۹۹٫۹۰{_}یورو"),
        (-22_800_000, "EUR", "−€228k", f"{MARK}−۲۲۸{_}هزار{_}یورو"),
        (72_000_000_000, "IRT", f"72bn{_}toman", f"۷۲{_}میلیارد{_}تومان"),
        (6_300_000_000, "IRT", f"6.3bn{_}toman", f"۶٫۳{_}میلیارد{_}تومان"),
        (410_000_000, "IRT", f"410M{_}toman", f"۴۱۰{_}میلیون{_}تومان"),
        (1_234_000_000_000, "IRT", f"1,234bn{_}toman", f"۱٬۲۳۴{_}میلیارد{_}تومان"),
    ],
)
def test_large_sums_can_be_short(minor, currency, english, persian):
    assert locale.money(minor, EN, currency=currency, short=True) == english
    assert locale.money(minor, FA, currency=currency, short=True) == persian


def test_the_currency_is_the_organisations_unless_told():
    assert locale.money(100, EN) == "€1"
    assert locale.money(100, FA) == f"۱۰۰{_}تومان"
    assert locale.money(100, EN, sign=True) == "+€1"
    assert locale.money(100, FA, sign=True) == f"{MARK}+۱۰۰{_}تومان"
    assert locale.amount(85_000_000, FA) == "۸۵٬۰۰۰٬۰۰۰"


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("writing", "long", "short", "typed", "day_month", "weekday"),
    [
        (EN, "Wednesday 25 November 2026", "25 Nov 2026", "2026-11-25", "25 Nov", "Wednesday"),
        (FA, "چهارشنبه ۴ آذر ۱۴۰۵", "۱۴۰۵/۰۹/۰۴", "۱۴۰۵/۰۹/۰۴", "۴ آذر", "چهارشنبه"),
        (EN_JALALI, "Wednesday 4 Azar 1405", "4 Azar 1405", "1405-09-04", "4 Azar", "Wednesday"),
        (
            FA_GREGORIAN,
            "چهارشنبه ۲۵ نوامبر ۲۰۲۶",
            "۲۰۲۶/۱۱/۲۵",
            "۲۰۲۶/۱۱/۲۵",
            "۲۵ نوامبر",
            "چهارشنبه",
        ),
    ],
)
def test_dates_are_written_in_the_organisations_calendar(
    writing, long, short, typed, day_month, weekday
):
    assert locale.date_long(WEDNESDAY, writing) == long
    assert locale.date_short(WEDNESDAY, writing) == short
    assert locale.date_typed(WEDNESDAY, writing) == typed
    assert locale.day_month(WEDNESDAY, writing) == day_month
    assert locale.weekday(WEDNESDAY, writing) == weekday
    assert locale.parse_date(typed, writing.calendar) == WEDNESDAY


def test_a_greeting_needs_no_year():
    assert locale.date_long(WEDNESDAY, EN, year=False) == "Wednesday 25 November"
    assert locale.date_long(WEDNESDAY, FA, year=False) == "چهارشنبه ۴ آذر"


def test_weekdays_have_short_names():
    week = [date(2026, 11, 21 + n) for n in range(7)]  # from Saturday
    assert [locale.weekday(day, FA, width="narrow") for day in week] == list("شیدسچپج")
    assert locale.weekday(WEDNESDAY, EN, width="abbreviated") == "Wed"
    assert locale.weekday(date(2026, 11, 24), FA) == f"سه{ZWNJ}شنبه"


def test_the_days_of_a_week_come_in_its_order():
    assert [name for _, name in locale.weekdays(FA, width="narrow")] == list("شیدسچپج")
    assert locale.weekdays(FA)[1] == (6, "یکشنبه")
    assert [number for number, _ in locale.weekdays(EN)] == list(range(7))
    assert locale.weekdays(EN, width="abbreviated")[2] == (2, "Wed")


@pytest.mark.parametrize(
    ("instant", "writing", "time", "moment"),
    [
        ("2026-11-25T08:48", FA_GREGORIAN, "۹:۴۸", RLM + "۲۰۲۶/۱۱/۲۵، ۹:۴۸"),
        ("2026-11-25T11:02", FA, "۱۴:۳۲", RLM + "۱۴۰۵/۰۹/۰۴، ۱۴:۳۲"),
        ("2026-11-25T21:00", FA, "۰:۳۰", RLM + "۱۴۰۵/۰۹/۰۵، ۰:۳۰"),
        ("2026-11-25T09:05", EN, "9:05", "25 Nov 2026, 9:05"),
    ],
)
def test_times_are_those_of_the_organisations_wall_clock(instant, writing, time, moment):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert locale.time(at, writing) == time
    assert locale.moment(at, writing) == moment


@pytest.mark.parametrize(
    ("writing", "text", "name", "without_year"),
    [
        (EN, "2026-11", "November 2026", "November"),
        (EN, "2017-Q2", "Q2 2017", "Q2"),
        (EN, "2026-W45", "week of 2 Nov 2026", "week of 2 Nov"),
        (EN, "2026-11-25", "25 Nov 2026", "25 Nov"),
        (EN, "2017", "2017", "2017"),
        (FA, "1405-09", "آذر ۱۴۰۵", "آذر"),
        (FA, "1405-Q3", "پاییز ۱۴۰۵", "پاییز"),
        (FA, "1405-Q1", "بهار ۱۴۰۵", "بهار"),
        (FA, "week:1405-09-04", "هفتهٔ ۳۰ آبان ۱۴۰۵", "هفتهٔ ۳۰ آبان"),
        (FA, "1405-09-04", "۴ آذر ۱۴۰۵", "۴ آذر"),
        (FA, "1405", "۱۴۰۵", "۱۴۰۵"),
        (EN_JALALI, "1396/03", "Khordad 1396", "Khordad"),
        (EN_JALALI, "1396-Q1", "Q1 1396", "Q1"),
        (FA_GREGORIAN, "2017-Q2", f"سه{ZWNJ}ماههٔ دوم ۲۰۱۷", f"سه{ZWNJ}ماههٔ دوم"),
        (FA_GREGORIAN, "2017-01", "ژانویه ۲۰۱۷", "ژانویه"),
    ],
)
def test_periods_have_names(writing, text, name, without_year):
    period = parse(text, writing.almanac)
    assert locale.period_name(period, writing) == name
    assert locale.period_name(period, writing, year=False) == without_year


@pytest.mark.parametrize("writing", [EN, FA, EN_JALALI, FA_GREGORIAN])
def test_the_months_of_a_year_have_twelve_names(writing):
    year = parse(locale.date_typed(WEDNESDAY, writing)[:4], writing.almanac)
    day, names = year.start, set()
    while year.contains(day):
        month = period_of(PeriodKind.MONTH, day, writing.almanac)
        names.add(locale.period_name(month, writing))
        day = month.end
    assert len(names) == 12


# --- durations, counts, values -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "english", "persian"),
    [
        (-3, "just now", "همین حالا"),
        (0.4, "just now", "همین حالا"),
        (4, "4 s ago", "۴ ثانیه پیش"),
        (59.9, "59 s ago", "۵۹ ثانیه پیش"),
        (60, "1 min ago", "۱ دقیقه پیش"),
        (3599, "59 min ago", "۵۹ دقیقه پیش"),
        (7200, "2 h ago", "۲ ساعت پیش"),
        (86400, "1 day ago", "۱ روز پیش"),
        (86400 * 12, "12 days ago", "۱۲ روز پیش"),
    ],
)
def test_ages_are_in_one_unit(seconds, english, persian):
    assert locale.ago(seconds, EN) == english
    assert locale.ago(seconds, FA) == persian


@pytest.mark.parametrize(
    ("n", "noun", "english", "persian"),
    [
        (1, "day", "1 day", "۱ روز"),
        (0, "day", "0 days", "۰ روز"),
        (22, "working day", "22 working days", "۲۲ روز کاری"),
        (1, "point", "1 point", "۱ امتیاز"),
        (1540, "point", "1,540 points", "۱٬۵۴۰ امتیاز"),
        (-1, "point", "−1 point", MARK + "−۱ امتیاز"),
        (2, "person", "2 people", "۲ نفر"),
        (Decimal("1.5"), "case", "1.5 cases", "۱٫۵ مورد"),
    ],
)
def test_counts_agree_with_their_noun(n, noun, english, persian):
    assert locale.count_of(n, noun, EN) == english
    assert locale.count_of(n, noun, FA) == persian


@pytest.mark.parametrize(
    ("value", "unit", "english", "persian"),
    [
        (1540, "points", "1,540", "۱٬۵۴۰"),
        (0, "count", "0", "۰"),
        (Fraction(5, 2), "count", "2.5", "۲٫۵"),
        (3_120_000, "money", "€31,200", f"۳٬۱۲۰٬۰۰۰{_}تومان"),
        (Fraction(47, 100), "ratio", f"47{_}%", "۴۷٪"),
        (Fraction(121, 10000), "ratio", f"1.2{_}%", "۱٫۲٪"),
        (Fraction(2, 3), "ratio", f"66.7{_}%", "۶۶٫۷٪"),
        (Fraction(103, 2), "days", "51.5 days", "۵۱٫۵ روز"),
        (1, "days", "1 day", "۱ روز"),
        (90, "minutes", "1:30", "۱:۳۰"),
        (5, "minutes", "0:05", "۰:۰۵"),
        (-65, "minutes", "−1:05", MARK + "−۱:۰۵"),
        (60_000, "minutes", "1,000:00", "۱٬۰۰۰:۰۰"),
        (None, "ratio", "–", "–"),
    ],
)
def test_values_are_written_in_their_unit(value, unit, english, persian):
    assert locale.value_text(value, unit, EN) == english
    assert locale.value_text(value, unit, FA) == persian


@pytest.mark.parametrize(
    ("values", "unit", "english"),
    [
        ([Fraction(1, 2), Fraction(4, 7), None], "ratio", [f"50.0{_}%", f"57.1{_}%", "–"]),
        ([Fraction(1, 2), Fraction(1, 4)], "ratio", [f"50{_}%", f"25{_}%"]),
        ([Fraction("0.33351"), Fraction("0.3335")], "ratio", [f"33.351{_}%", f"33.350{_}%"]),
        ([Fraction("0.4"), Fraction("0.4")], "ratio", [f"40{_}%", f"40{_}%"]),
        ([Fraction("12.04"), Fraction("12.02")], "days", ["12.04 days", "12.02 days"]),
        ([1, Fraction(77, 2)], "days", ["1.0 days", "38.5 days"]),
        ([3, Fraction(5, 2)], "count", ["3.0", "2.5"]),
        ([1540, 90], "points", ["1,540", "90"]),
        ([90, 5], "minutes", ["1:30", "0:05"]),
    ],
)
def test_a_column_has_as_many_places_as_its_finest_value(values, unit, english):
    places = locale.places_of(values, unit)
    assert [locale.value_text(value, unit, EN, places=places) for value in values] == english


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("123", 123),
        ("۱۲۳", 123),
        ("١٢٣", 123),
        (" 1,234 ", 1234),
        ("۱٬۲۳۴٬۵۶۷", 1234567),
        ("۸۵،۰۰۰،۰۰۰", 85_000_000),
        ("1 234 567", 1234567),
        (f"1{_}234", 1234),
        ("1'234", 1234),
        ("12.50", Decimal("12.50")),
        ("۱۲٫۵", Decimal("12.5")),
        ("۱۲.۵", Decimal("12.5")),
        ("1,234.5", Decimal("1234.5")),
        ("۱٬۲۳۴٫۵", Decimal("1234.5")),
        ("-5", -5),
        ("−5", -5),
        (LRM + "−۵", -5),
        ("-0.5", Decimal("-0.5")),
        ("+95", 95),
        ("0", 0),
        ("007", 7),
        ("999999999999999", 999_999_999_999_999),
        ("48k", 48_000),
        ("48 K", 48_000),
        ("1.5M", 1_500_000),
        ("7.2 million", 7_200_000),
        ("1.25bn", 1_250_000_000),
        ("3 milliard", 3_000_000_000),
        ("3 Mrd", 3_000_000_000),
        ("2.5 Million", 2_500_000),
        ("4 millions", 4_000_000),
        ("20 mln", 20_000_000),
        ("2 million and 500", 2_000_500),
        ("2M 500k", 2_500_000),
        ("۲ میلیون ۵۰۰ هزار", 2_500_000),
        ("۲ میلیون و۵۰۰ هزار", 2_500_000),
        ("۲ و نیم میلیون", 2_500_000),
        ("۲ تریلیون", 2_000_000_000_000),
        ("۱۵۰ میلیون", 150_000_000),
        ("۱۵۰ ميليون", 150_000_000),
        ("۱۵۰میلیون", 150_000_000),
        (f"۱۵۰{ZWNJ}هزار", 150_000),
        ("۱٫۲۵ هزار میلیارد", 1_250_000_000_000),
        ("۲۴٫۶ میلیارد", 24_600_000_000),
        ("۲ میلیون و ۵۰۰ هزار", 2_500_000),
        ("۱ میلیارد و ۲ میلیون و ۳۰۰ هزار و ۴", 1_002_300_004),
        ("−۲ میلیون و ۵۰۰ هزار", -2_500_000),
        ("0.0001k", Decimal("0.1")),
        ("12/000/000", 12_000_000),
        ("۱۲/۵", Decimal("12.5")),
        ("۱۲/۵ میلیون", 12_500_000),
        # Accountants put a number below zero in brackets.
        ("(500)", -500),
        ("( ۵۰۰ )", -500),
        ("(1,234.5)", Decimal("-1234.5")),
        ("(2 million and 500 thousand)", -2_500_000),
        ("(0)", 0),
    ],
)
def test_numbers_are_read_as_people_type_them(text, value):
    read = locale.parse_number(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        (LRM, "empty"),
        ("abc", "not_a_number"),
        ("48m", "not_a_number"),
        ("48 b", "not_a_number"),
        ("48 kg", "not_a_number"),
        ("هزار", "not_a_number"),
        ("۵۰۰ هزار و ۲ میلیون", "not_a_number"),
        ("۲ میلیون و ۵۰۰۰ هزار", "not_a_number"),
        ("۲٫۵ میلیون و ۵۰۰ هزار", "not_a_number"),
        ("۲ میلیون و ۵۰۰ هزار و", "not_a_number"),
        ("۴۸الف", "not_a_number"),
        ("1e5", "scientific"),
        ("1.23E+05", "scientific"),
        ("-4e-3", "scientific"),
        ("۱٫۲E5", "scientific"),
        ("5e", "not_a_number"),
        ("1 lakh", "lakh"),
        ("Lakhs", "lakh"),
        ("1.5 Crore", "lakh"),
        ("two crores", "lakh"),
        ("a lac", "lakh"),
        ("blakh", "not_a_number"),
        ("(-5)", "not_a_number"),
        ("(+5)", "not_a_number"),
        ("(5", "not_a_number"),
        ("((5))", "not_a_number"),
        ("()", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("--5", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("½", "not_a_number"),
        ("1/5", "two_ways"),
        ("۱۲/۰۰۰", "two_ways"),
        ("12/00/000", "not_a_number"),
        ("1,5", "separators"),
        ("12,34", "separators"),
        ("1.234.567", "separators"),
        ("1,234,56", "separators"),
        ("1234,567", "separators"),
        ("1,234٬567", "separators"),
        (".5", "separators"),
        ("5.", "separators"),
        ("1000000000000000", "too_large"),
        ("9" * 100_000, "too_large"),
        ("۹۹۹ هزار میلیارد میلیارد", "not_a_number"),
        ("۱۰۰۰ هزار میلیارد", "too_large"),
        ("0." + "1" * 21, "too_precise"),
    ],
)
def test_a_text_that_is_no_number_says_why(text, reason):
    with pytest.raises(locale.BadNumber) as caught:
        locale.parse_number(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("31200", "EUR", 3_120_000),
        ("31,200.50", "EUR", 3_120_050),
        ("۳۱٬۲۰۰٫۵", "EUR", 3_120_050),
        ("€31,200", "EUR", 3_120_000),
        ("31200 €", "EUR", 3_120_000),
        ("eur 5", "EUR", 500),
        ("−€5", "EUR", -500),
        ("-5", "EUR", -500),
        ("۸۵٬۰۰۰٬۰۰۰ تومان", "IRT", 85_000_000),
        ("85,000,000 toman", "IRT", 85_000_000),
        ("۱۰ ریال", "IRR", 10),
        ("1200", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("12.500", "KWD", 12_500),
        ("0.500", "EUR", 50),
        ("۱۲٫۵۰۰", "EUR", 1_250),
        ("12.00", "JPY", 12),
        ("€1.5M", "EUR", 150_000_000),
        ("1.5m", "EUR", 150_000_000),
        ("1.5 m €", "EUR", 150_000_000),
        ("$5MM", "USD", 500_000_000),
        ("2b", "EUR", 200_000_000_000),
        ("2 Bn", "EUR", 200_000_000_000),
        ("1.2 Mio €", "EUR", 120_000_000),
        ("1.5k €", "EUR", 150_000),
        ("۱۵۰ میلیون تومان", "IRT", 150_000_000),
        ("۱۵۰هزارتومان", "IRT", 150_000),
        ("۱۲۰۰۰ تومن", "IRT", 12_000),
        ("12,000,000 ﷼", "IRR", 12_000_000),
        ("5 US Dollars", "USD", 500),
        ("5 دلار", "USD", 500),
        ("$5", "CAD", 500),
        ("12 dinar", "KWD", 12_000),
        ("20 k€", "EUR", 2_000_000),
        ("20 Tsd. €", "EUR", 2_000_000),
        ("1.5 Mio. €", "EUR", 150_000_000),
        ("20 thousand euro", "EUR", 2_000_000),
        # In words.
        ("one million", "EUR", 100_000_000),
        ("half a million euros", "EUR", 50_000_000),
        ("A hundred thousand", "EUR", 10_000_000),
        ("two hundred and five thousand", "EUR", 20_500_000),
        ("twenty-five thousand five hundred", "EUR", 2_550_000),
        ("یک میلیون", "IRT", 1_000_000),
        ("يك ميليون تومان", "IRT", 1_000_000),
        ("نیم میلیون", "IRT", 500_000),
        ("یک و نیم میلیارد تومان", "IRT", 1_500_000_000),
        ("بیست\u200cو\u200cپنج هزار", "IRT", 25_000),
        ("دو میلیون و پانصد هزار تومان", "IRT", 2_500_000),
        ("۲ میلیون و پانصد هزار", "IRT", 2_500_000),
        ("(€500)", "EUR", -50_000),
        ("€(1,200.50)", "EUR", -120_050),
        ("(500) €", "EUR", -50_000),
        ("(۵۰۰ هزار تومان)", "IRT", -500_000),
    ],
)
def test_sums_are_read_in_the_smallest_unit(text, currency, minor):
    assert locale.parse_money(text, currency) == minor


@given(st.integers(1, 10**12 - 1))
def test_a_sum_in_persian_words_is_read(value):
    if value != 9:
        assert locale.parse_money(to_word(value), "IRT") == value


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("", "EUR", "empty"),
        ("€", "EUR", "empty"),
        ("12.345", "EUR", "too_precise"),
        ("12.5", "JPY", "too_precise"),
        ("$5", "EUR", "other_currency"),
        ("۱۲ ریال", "IRT", "other_currency"),
        ("12,000,000 ﷼", "IRT", "other_currency"),
        ("IRR 12000", "IRT", "other_currency"),
        ("۱۲ تومان", "IRR", "other_currency"),
        ("۵ یورو", "IRT", "other_currency"),
        ("5 AMD", "EUR", "other_currency"),
        ("5 months", "EUR", "not_a_sum"),
        ("5 min", "EUR", "not_a_sum"),
        ("12.000", "IRT", "two_ways"),
        ("12.500", "EUR", "two_ways"),
        ("-1.000", "EUR", "two_ways"),
        ("12.5", "IRT", "too_precise"),
        ("10000000000000", "EUR", "too_large"),
        ("1,5", "EUR", "separators"),
        ("20 thousand euro", "IRT", "other_currency"),
        # Nothing is guessed from words that make no number together.
        ("2 hundred thousand", "EUR", "not_a_sum"),
        ("one two hundred thousand", "EUR", "not_a_sum"),
        ("۲ صد هزار", "IRT", "not_a_sum"),
        ("دو میلیون و نیم", "IRT", "not_a_sum"),
        ("a lot", "EUR", "not_a_sum"),
        ("نه", "IRT", "not_a_sum"),
        ("10 lakh", "EUR", "lakh"),
        ("1E+05", "EUR", "scientific"),
        ("(£5)", "EUR", "other_currency"),
        ("(-€5)", "EUR", "not_a_sum"),
    ],
)
def test_a_text_that_is_no_sum_says_why(text, currency, reason):
    with pytest.raises(locale.BadNumber) as caught:
        locale.parse_money(text, currency)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "2017-06-14",
        "2017/6/14",
        "14/06/2017",
        "14.6.2017",
        "1396/03/24",
        "۱۳۹۶/۰۳/۲۴",
        "١٣٩٦-٠٣-٢٤",
        "24/3/1396",
        " 2017-06-14 ",
        f"{LRM}۱۳۹۶/۳/۲۴",
        "14 June 2017",
        "Jun 14, 2017",
        "۲۴ خرداد ۱۳۹۶",
        "24 Khordad 1396",
        f"چهار{ZWNJ}شنبه ۱۴ ژوئن ۲۰۱۷",
        "20170614",
        "۱۳۹۶۰۳۲۴",
    ],
)
def test_dates_are_read_in_both_calendars(text):
    assert locale.parse_date(text) == date(2017, 6, 14)


@pytest.mark.parametrize(
    ("text", "calendar", "reason"),
    [
        ("", None, "empty"),
        ("yesterday", None, "not_a_date"),
        ("14/6/17", None, "not_a_date"),
        ("14 June 17", None, "not_a_date"),
        ("14 June 1396", None, "other_calendar"),
        ("24 Khordad 1396", Calendar.GREGORIAN, "other_calendar"),
        ("31 June 2017", None, "no_such_day"),
        ("2017-06/14", None, "not_a_date"),
        ("2017-06-14T10:00", None, "not_a_date"),
        ("2017-02-29", None, "no_such_day"),
        ("6/14/2017", None, "no_such_day"),
        ("1404/12/30", None, "no_such_day"),
        ("1404/7/31", None, "no_such_day"),
        ("2017-06-14", Calendar.JALALI, "other_calendar"),
        ("1396-03-24", Calendar.GREGORIAN, "other_calendar"),
        ("0001-01-01", None, "out_of_range"),
        ("2638-01-01", None, "out_of_range"),
        ("20170229", None, "no_such_day"),
        ("20170614", Calendar.JALALI, "other_calendar"),
        ("14062017", None, "not_a_date"),
        ("06142017", None, "not_a_date"),
        ("2017061", None, "not_a_date"),
        ("42900", None, "day_number"),
        ("۴۲۹۰۰", None, "day_number"),
        ("42900.75", None, "day_number"),
        ("4290", None, "not_a_date"),
    ],
)
def test_a_text_that_is_no_date_says_why(text, calendar, reason):
    with pytest.raises(locale.BadDate) as caught:
        locale.parse_date(text, calendar)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("parse_it", "writing", "sentence"),
    [
        (lambda: locale.parse_number("48m"), EN, "Write it in digits, for example 4,800."),
        (lambda: locale.parse_number("48m"), FA, "آن را به رقم بنویسید، مثلاً ۴٬۸۰۰."),
        (
            lambda: locale.parse_number("few", asked=locale.Figures.COUNT),
            EN,
            "Write it in digits, for example 3.",
        ),
        (lambda: locale.parse_percent("few"), EN, "Write it in digits, for example 12.5."),
        (
            lambda: locale.parse_money("few", "IRT"),
            FA,
            f"آن را به رقم بنویسید، مثلاً ۴٬۸۰۰٬۰۰۰ یا ۴٫۸{_}میلیون.",
        ),
        (
            lambda: locale.parse_money("few", "EUR"),
            EN,
            "Write it in digits, for example 4,800 or 4.8k.",
        ),
        (lambda: locale.parse_money("$5", "EUR"), EN, "Wrong currency: dollar instead of euro."),
        (
            lambda: locale.parse_money("۵ ریال", "IRT"),
            FA,
            f"واحد پول نادرست: ریال به{ZWNJ}جای تومان.",
        ),
        (lambda: locale.parse_date("x"), EN, "Write the date like 2026-11-25."),
        (lambda: locale.parse_date("x"), FA, f"تاریخ را این{ZWNJ}طور بنویسید: ۱۴۰۵/۰۹/۰۴."),
        (
            lambda: locale.parse_date("42900"),
            EN,
            "This is how spreadsheets store 2017-06-14. Write the date like that.",
        ),
        (
            lambda: locale.parse_date("42900"),
            FA,
            f"این عدد در صفحه{ZWNJ}گسترده یعنی ۱۳۹۶/۰۳/۲۴. تاریخ را به این شکل بنویسید.",
        ),
        (
            lambda: locale.parse_number("1 lakh"),
            EN,
            "Write it in digits: a lakh is 100,000 and a crore 10,000,000.",
        ),
        (
            lambda: locale.parse_money("1 lakh", "IRT"),
            FA,
            "آن را به رقم بنویسید: lakh یعنی ۱۰۰٬۰۰۰ و crore یعنی ۱۰٬۰۰۰٬۰۰۰.",
        ),
        (
            lambda: locale.parse_number("1E+05"),
            EN,
            "Spreadsheets shorten long numbers like this. Write all the digits, for example 4,800.",
        ),
        (lambda: parse("x", EN.almanac), EN, "Write the period like 2026, 2026-Q3."),
        (lambda: parse("2017-02-30", EN.almanac), EN, "There is no such day in the calendar."),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_sentence(parse_it, writing, sentence):
    with pytest.raises((locale.Unreadable, BadPeriod)) as caught:
        parse_it()
    assert locale.why(caught.value, writing) == sentence


def test_every_reason_has_its_sentence():
    assert set(unreadable.SENTENCES) == {*unreadable.Reason, *BadPeriod.Reason}


@given(st.integers(-(10**14), 10**14), st.sampled_from([EN, FA]))
def test_what_is_written_can_be_read_back(value, writing):
    assert locale.parse_number(locale.number(value, writing)) == value
    assert locale.parse_number(locale.signed(value, writing)) == value
    for currency in ("EUR", "IRT", "CHF", "KWD", "JPY"):
        assert (
            locale.parse_money(locale.money(value, writing, currency=currency), currency) == value
        )


@given(st.integers(-(10**14), 10**14), st.sampled_from([EN, FA, FA_GREGORIAN]))
def test_a_short_sum_is_read_back_as_near_as_it_was_written(value, writing):
    for currency in ("EUR", "IRT", "KWD"):
        short = locale.money(value, writing, currency=currency, short=True)
        read = locale.parse_money(short, currency)
        assert locale.money(read, writing, currency=currency, short=True) == short


@pytest.mark.parametrize("filling", ["1", " ", ",", "/", "هزار ", " و ", "%", "€", "a", "12 "])
def test_a_text_of_any_length_is_read_or_refused_at_once(filling):
    """Patterns that try every place for every place would take hours."""
    text = "1" + filling * (130_000 // len(filling)) + "x"
    began = perf_counter()
    for read in (
        locale.parse_number,
        locale.parse_percent,
        locale.parse_date,
        lambda said: locale.parse_money(said, "EUR"),
    ):
        with pytest.raises(locale.Unreadable):
            read(text)
    assert perf_counter() - began < 5


@pytest.mark.parametrize(
    "read",
    [
        locale.parse_number,
        locale.parse_date,
        lambda text: locale.parse_money(text, "EUR"),
        lambda text: parse(text, FA.almanac),
    ],
)
@given(text=st.text() | st.text("0123456789۰۱۲٣,٬.٫-−/ €QW"))
def test_any_text_is_read_or_refused_with_a_sentence(read, text):
    try:
        read(text)
    except (locale.Unreadable, BadPeriod) as error:
        sentence = locale.why(error, FA)
    else:
        sentence = ""
    assert "%" not in sentence


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ada\tLovelace\n", "Ada Lovelace"),
        (f"Ada{_}Lovelace", "Ada Lovelace"),
        ("Ａｄａ", "Ada"),
        ("Ada\u200b", "Ada"),
        ("A\u200dda\ufeff", "Ada"),
        ("\u202eadA\u202c", "adA"),
        ("\u2067Ada\u2069\u200f", "Ada"),
        ("Ada\u00ad", "Ada"),
        ("Ada\x00\x1b[31m", "Ada[31m"),
        ("\u3164", ""),
        ("\u2800 \u115f", ""),
        ("", ""),
        (f"علی{ZWNJ}رضا", f"علی{ZWNJ}رضا"),
        (f"علی{ZWNJ}{ZWNJ}رضا", f"علی{ZWNJ}رضا"),
        (f"علی{ZWNJ} رضا{ZWNJ}", "علی رضا"),
        (f"{ZWNJ}علی", "علی"),
        (f"A{ZWNJ}da", "Ada"),
        (f"علی{ZWNJ}Ada", "علیAda"),
        ("O'Brien-Ñandú", "O'Brien-Ñandú"),
        ("<b>Ada</b>", "<b>Ada</b>"),
        ("Zoe\u0308", "Zoë"),
        ("Ada\U000e0041\ufe0f", "Ada"),
        ("Ada \ufe0f\u200d", "Ada"),
        ("A\u200d\U0001f680", "A\U0001f680"),
        ("\U0001f680\u200d Ada", "\U0001f680 Ada"),
        ("\U0001f680\u202eadA", "\U0001f680adA"),
        ("\U0001f3f4\U000e0061\U000e0064 Ada", "\U0001f3f4 Ada"),
        (
            "\u2067\u067e\u06cc\u0631\u0648\u0632\u2069 \u2764\ufe0f",
            "\u067e\u06cc\u0631\u0648\u0632 \u2764\ufe0f",
        ),
    ],
)
def test_names_hold_nothing_invisible(text, name):
    assert locale.clean_name(text) == name


EMOJI = (
    "\U0001f469\u200d\U0001f4bb",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f9d1\U0001f3fd\u200d\U0001f680",
    "\U0001f44d\U0001f3ff",
    "\U0001f1ee\U0001f1f7",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "\U0001f3f3\ufe0f\u200d\U0001f308",
    "\u2764\ufe0f\u200d\U0001f525",
    "\u26a1\ufe0f",
    "1\ufe0f\u20e3",
)


@pytest.mark.parametrize("emoji", EMOJI)
def test_emoji_of_several_signs_stay_whole(emoji):
    for name in (
        emoji,
        f"Team {emoji}",
        f"{emoji}Ada{emoji}",
        f"\u062a\u06cc\u0645 {emoji}{emoji}",
    ):
        assert locale.clean_name(name) == name
        assert locale.clean_note(name) == name
        bare = name.replace("\ufe0f", "").replace("\u200d", "")
        assert locale.fold(name) == locale.fold(bare)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Call back\r\n  on Monday ", "Call back\n  on Monday"),
        ("pay \u202e0001\u202c now\u200b", "pay 0001 now"),
        (f"\u0645\u06cc{ZWNJ}\u062e\u0631\u062f\u200f", f"\u0645\u06cc{ZWNJ}\u062e\u0631\u062f"),
        ("1\u20442 \u2122 \u00bd", "1\u20442 \u2122 \u00bd"),
        ("\x00\x1b[31m", "[31m"),
        (" \u2067 ", ""),
    ],
)
def test_notes_hold_nothing_invisible(text, note):
    assert locale.clean_note(text) == note
    assert locale.clean_note(note) == note


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ADA "),
        ("Straße", "STRASSE"),
        ("Zoe\u0308", "ZOË"),
        ("Ａｄａ", "ada"),
        ("علي كريمي", "علی کریمی"),
        (f"علی{ZWNJ}رضا", "علیرضا"),
        ("تیم ۱۲", "تیم 12"),
        ("تیم ١٢", "تیم 12"),
        ("شرکت  آوند", " شرکت آوند"),
        ("مُحَمَّد", "محمد"),
        ("محمـــد", "محمد"),
        ("خانهٔ سبز", "خانه سبز"),
        ("أحمد", "احمد"),
        ("Ada\u202e", "ada"),
    ],
)
def test_names_that_people_take_for_the_same_meet(one, other):
    assert locale.fold(one) == locale.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada", "Ida"), ("Müller", "Muller"), ("آرش", "ارش"), ("Ann Ali", "Anna Li"), ("12", "21")],
)
def test_names_that_differ_stay_apart(one, other):
    assert locale.fold(one) != locale.fold(other)


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_cleaning_and_folding_twice_changes_nothing_more(text):
    name, key = locale.clean_name(text), locale.fold(text)
    assert locale.clean_name(name) == name
    assert locale.fold(key) == key
    assert locale.fold(name) == key


# --- the app's languages -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    database = tmp_path_factory.mktemp("data") / "leaderboard.sqlite3"
    return create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "for tests",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}",
        }
    )


PAGE = """<html lang="{{ writing.tag }}" dir="{{ writing.direction }}">
{{ 1540|number }} {{ 95|signed }} {{ 0.86|percent }} {{ 85000000|money(short=True) }}
{{ day|date_long }} {{ 2|rank(tied=True) }} {{ 3|count_of("day") }} {{ "Ada"|isolate }}
{{ ngettext("%(num)s day", "%(num)s days", 3) }} {{ gettext("just now") }}"""


def test_a_page_is_written_for_its_reader(app):
    with app.app_context():
        locale.write_as(FA)
        page = flask.render_template_string(PAGE, day=WEDNESDAY)
    assert (
        page
        == f"""<html lang="fa-IR" dir="rtl">
۱٬۵۴۰ {MARK}+۹۵ ۸۶٪ ۸۵{_}میلیون{_}تومان
چهارشنبه ۴ آذر ۱۴۰۵ {MARK}=۲ ۳ روز \u2068Ada\u2069
۳ روز همین حالا"""
    )


def test_a_page_without_a_reader_is_plain_english(app):
    with app.app_context():
        page = flask.render_template_string(PAGE, day=WEDNESDAY)
    assert (
        page
        == f"""<html lang="en" dir="ltr">
1,540 +95 86{_}% €850k
Wednesday 25 November 2026 =2 3 days \u2068Ada\u2069
3 days just now"""
    )


def test_a_region_can_be_written_for_somebody_else(app):
    now = "{{ gettext('just now') }} {{ 5|number }}"
    with app.app_context():
        with locale.written_as(FA):
            assert flask.render_template_string(now) == "همین حالا ۵"
        assert flask.render_template_string(now) == "just now 5"


def test_outside_of_any_app_the_writing_is_plain():
    assert locale.current_writing() == locale.PLAIN


def test_filters_that_would_write_latin_digits_are_gone(app):
    babels = {"datetimeformat", "numberformat", "currencyformat", "percentformat"}
    assert not babels & set(app.jinja_env.filters)


def test_every_sentence_has_its_persian():
    catalogue = persian()
    missing = [
        sentence
        for sentence, context in sentences_in(ROOT)
        if not is_translated(catalogue.get(first_of(sentence), context), sentence, catalogue)
    ]
    assert not missing, "\n".join(["Without Persian:", *sorted(map(str, missing))])


def test_persian_sentences_hold_what_is_put_into_the_english_ones():
    catalogue = persian()
    wrong = [
        (sentence, entry.string)
        for sentence, context in sentences_in(ROOT)
        if (entry := catalogue.get(first_of(sentence), context))
        if any(placeholders(form) != placeholders(sentence) for form in forms_of(entry.string))
    ]
    assert wrong == []


def test_sentences_use_the_apostrophe_of_print():
    straight = [sentence for sentence, _context in sentences_in(ROOT) if "'" in "".join(sentence)]
    assert straight == [], "Write ’ instead, as quotes are “ and ”."


def test_sentences_are_found_in_code_and_in_templates(tmp_path):
    code, page = tmp_path / "leaderboard/web/x.py", tmp_path / "templates/goals/x.html"
    installed = tmp_path / "venv/lib/leaderboard/x.py"
    for file, text in (
        (code, "_('One'); _l('Three')"),
        (page, "<p>{% trans %}Two{% endtrans %}</p>"),
        (installed, "_('Four')"),
    ):
        file.parent.mkdir(parents=True)
        file.write_text(text)
    assert sentences_in(tmp_path) == {("One", None), ("Two", None), ("Three", None)}


def test_no_sentence_hides_within_another():
    """Babel does not look into f-strings before Python 3.12."""
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in sorted((ROOT / "leaderboard").rglob("*.py"))
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(outer, ast.JoinedStr)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Call)
        if getattr(inner.func, "id", getattr(inner.func, "attr", "")) in KEYWORDS
    ]
    assert hidden == []


def test_the_sentences_of_every_template_can_be_extracted(app):
    unreadable = {}
    for name in app.jinja_env.list_templates(["html"]):
        source, _file, _fresh = app.jinja_env.loader.get_source(app.jinja_env, name)
        try:
            list(app.jinja_env.extract_translations(source))
        except TemplateSyntaxError as error:
            unreadable[name] = str(error)
    assert unreadable == {}


def test_the_compiled_catalogue_is_that_of_the_readable_one():
    compiled = io.BytesIO()
    write_mo(compiled, persian())
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_every_noun_counts_in_every_language():
    for noun in NOUNS:
        for writing in (EN, FA):
            assert locale.number(1, writing) in locale.count_of(1, noun, writing)
            assert locale.number(2, writing) in locale.count_of(2, noun, writing)


def persian() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fa_IR")


def sentences_in(root: Path) -> set[tuple[str | tuple[str, ...], str | None]]:
    """Every sentence under the folders of babel.cfg, with its context; as in `make
    translations`."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    folders = {pattern.split("/")[0] for pattern, _method in methods}
    found = extract_from_dir(
        root,
        methods,
        options,
        keywords=KEYWORDS,
        # A clone may contain anything else, even whole Python environments.
        directory_filter=lambda folder: Path(folder).relative_to(root).parts[0] in folders,
    )
    return {(sentence, context) for _file, _line, sentence, _comments, context in found}


def is_translated(
    entry: Message | None, sentence: str | tuple[str, ...], catalogue: Catalog
) -> bool:
    """Whether all its forms exist and are compiled; a fuzzy one is not."""
    if entry is None or entry.fuzzy or entry.id != sentence:
        return False
    forms = forms_of(entry.string)
    return all(forms) and len(forms) == (catalogue.num_plurals if entry.pluralizable else 1)


def first_of(sentence: str | tuple[str, ...]) -> str:
    return forms_of(sentence)[0]


def forms_of(sentence: str | tuple[str, ...]) -> tuple[str, ...]:
    return sentence if isinstance(sentence, tuple) else (sentence,)


def placeholders(sentence: str | tuple[str, ...]) -> set[str]:
    """The names of what is filled in; "one" may leave out a number that "many" has."""
    return {name for form in forms_of(sentence) for name in PLACEHOLDER.findall(form)}


@pytest.mark.parametrize(
    ("minor", "writing", "text"),
    [
        (22_899_900, EN, "€228k"),
        (1_249_900, EN, "€12.4k"),
        (99_999_900, EN, "€999k"),
        (54_300, EN, "€543"),
        (54_350, EN, "€543.50"),
        (-1_249_900, EN, "−€12.4k"),
        (0, EN, "€0"),
        (776_500_000, FA, "۷۷۶ میلیون"),
        (7_290_000, FA, "۷٫۲ میلیون"),
    ],
)
def test_a_sum_on_the_wall_is_short_and_never_more_than_it_is(minor, writing, text):
    assert locale.short_sum(minor, writing).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("minor", "writing", "text"),
    [
        (380_000, EN, "€3,800"),
        (45_500_000, FA, "۴۵٫۵ میلیون"),
        (45_510_000, FA, "۴۵٫۶ میلیون"),
        (999_950_000, FA, "۱ میلیارد"),
        (500, FA, "۵۰۰ تومان"),
    ],
)
def test_a_sum_that_is_missing_is_never_less_than_it_is(minor, writing, text):
    assert locale.missing_sum(minor, writing).replace("\N{NO-BREAK SPACE}", " ") == text


def test_one_sum_on_the_wall_keeps_its_currency_and_every_unit_that_people_write():
    assert locale.told_sum(4_800_000, EN) == "€48,000"
    persian = locale.told_sum(480_000_000, FA).replace("\N{NO-BREAK SPACE}", " ")
    assert persian == "۴۸۰ میلیون تومان"


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (1_250_000_000, "۱٫۲۵ میلیارد"),
        (1_275_999_999, "۱٫۲۷۵ میلیارد"),
        (999_999_999, "۹۹۹٫۹۹۹ میلیون"),
        (148_750_000, "۱۴۸٫۷۵ میلیون"),
        (850_000, "۸۵۰ هزار"),
        (500, "۵۰۰"),
        (0, "۰"),
    ],
)
def test_one_sum_on_the_screen_is_the_one_that_was_logged(minor, text):
    told = locale.told_sum(minor, FA, has_currency=False)
    assert told.replace("\N{NO-BREAK SPACE}", " ") == text


# --- sums as they are said, names among words ----------------------------------------------------

TOMAN = Writing(language="fa_IR", currency="IRT")


@pytest.mark.parametrize(
    ("minor", "said"),
    [
        (9_999, ""),
        (12_500_000, "۱۲ میلیون و ۵۰۰ هزار\N{NO-BREAK SPACE}تومان"),
        (150_000_000, "۱۵۰ میلیون\N{NO-BREAK SPACE}تومان"),
        (24_600_000_000, "۲۴ میلیارد و ۶۰۰ میلیون\N{NO-BREAK SPACE}تومان"),
        (10_001, "۱۰ هزار و ۱\N{NO-BREAK SPACE}تومان"),
    ],
)
def test_a_sum_is_said_as_people_say_it(minor, said):
    assert locale.spoken_sum(minor, TOMAN) == said


def test_a_sum_with_cents_is_left_to_its_digits():
    assert locale.spoken_sum(1_250_050, Writing()) == ""
    assert locale.spoken_sum(1_250_000, Writing()) == "12 thousand and 500\N{NO-BREAK SPACE}euro"


@given(st.integers(10_000, 10**13))
def test_a_spoken_sum_can_be_typed_back(minor):
    said = locale.spoken_sum(minor, TOMAN)
    assert locale.parse_money(said, "IRT") == minor


def test_a_name_is_isolated_only_where_it_runs_against_its_sentence():
    assert among_words("تماس", TOMAN) == "تماس"
    assert among_words("Cold call", TOMAN) == "\u2068Cold call\u2069"
    assert among_words("Cold call", Writing()) == "Cold call"
    assert among_words("تماس", Writing()) == "\u2068تماس\u2069"
