"""The official holidays of the organisation's country."""

import re

import pytest
from sqlalchemy import select

from leaderboard import clock, scoring
from leaderboard.locale import clean_name, country_names
from leaderboard.locale.writing import Writing
from leaderboard.models import Holiday
from leaderboard.publishing.official import countries, official_holidays
from leaderboard.publishing.organisation import change_organisation
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.period_texts import parse
from leaderboard.rules.periods import Almanac, PeriodKind


@pytest.fixture
def settle(session):
    def put(**values):
        with scoring.publish(by_id=None, at=clock.now()) as publication:
            change_organisation(publication, **values)

    return put


def test_without_a_country_it_says_what_to_do(visitor, cast):
    assert "Choose the organisation" in visitor(cast.iris).get("/organisation/official").text


def test_only_ticked_days_become_holidays(visitor, cast, session, settle):
    settle(country="DE")
    iris = visitor(cast.iris)
    year = clock.now().year + 1
    page = iris.get("/organisation/official?year=next").text
    assert f'value="{year}-05-01"' in page
    ticked = {"days": [f"{year}-05-01", f"{year}-12-25", f"{year}-08-01"]}
    assert iris.post("/organisation/official?year=next", ticked).status_code == 303
    days = [day.isoformat() for day in session.scalars(select(Holiday.day).order_by(Holiday.day))]
    # The first of August is not a holiday there, whoever ticks it.
    assert days == [f"{year}-05-01", f"{year}-12-25"]
    assert "already added" in iris.get("/organisation/official?year=next").text


def test_nothing_ticked_is_said(visitor, cast, settle):
    settle(country="DE")
    answer = visitor(cast.iris).post("/organisation/official", {})
    assert (answer.status_code, "Tick the days" in answer.text) == (422, True)


def test_iran_has_its_own_year_and_names(visitor, cast, settle):
    settle(country="IR", calendar=Calendar.JALALI, first_weekday=5, language="fa_IR")
    page = visitor(cast.iris).get("/organisation/official").text
    assert "نوروز" in page
    assert re.search("[۰-۹] فروردین", page)


def test_every_offered_day_of_iran_can_be_taken(visitor, cast, session, settle):
    settle(country="IR", calendar=Calendar.JALALI, first_weekday=5, language="fa_IR")
    iris = visitor(cast.iris)
    days = re.findall(r'value="(\d{4}-\d\d-\d\d)"', iris.get("/organisation/official").text)
    assert iris.post("/organisation/official", {"days": days}).status_code == 303
    held = session.scalars(select(Holiday)).all()
    assert sorted(day.day.isoformat() for day in held) == days
    assert not [day.name for day in held if set(day.name) & set(";٫٬")]
    assert any("۱۵" in day.name for day in held)


def test_the_jalali_year_begins_with_nowruz():
    almanac = Almanac(Calendar.JALALI, 5)
    year = parse("1404", almanac)
    assert year.kind is PeriodKind.YEAR
    found = official_holidays("IR", year.span, language="fa_IR")
    assert found[0].day == year.start
    assert all(year.contains(holiday.day) for holiday in found)
    assert len(found) > 20


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_every_country_has_a_name_and_names_fit(language):
    named = country_names(countries(), Writing(language=language))
    assert len(named) == len(countries()) > 200
    assert all(name != code for code, name in named)


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_every_name_of_a_holiday_fits(language):
    span = parse("2026", Almanac(Calendar.GREGORIAN, 0)).span
    for country in countries():
        for holiday in official_holidays(country, span, language=language):
            assert 0 < len(clean_name(holiday.name)) <= 60


@pytest.mark.parametrize(("language", "remark"), [("en", "(estimated)"), ("fa_IR", "(تخمینی)")])
def test_a_long_name_keeps_that_its_day_is_estimated(language, remark):
    span = parse("1406", Almanac(Calendar.JALALI, 5)).span
    found = official_holidays("IR", span, language=language)
    cut = [holiday.name for holiday in found if "..." in holiday.name]
    assert cut
    assert all(name.endswith(f"... {remark}") for name in cut)
