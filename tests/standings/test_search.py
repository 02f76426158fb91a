"""People and teams found by a part of their name."""

from datetime import UTC, datetime

import pytest

from leaderboard import configuration, scoring
from leaderboard.models import Role
from leaderboard.publishing import Newcomer, deactivate, hire, make_team
from leaderboard.standings.search import find_people, find_teams
from tests.cast import SINCE

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
NAMES = ("آرش رضایی", "علی‌رضا مؤمنی", "كيان", "Zoë Strauß", "Mona Lisa")


@pytest.fixture
def people(session, cast):
    """The newcomers' ids by name; the last has left."""
    with scoring.publish(by_id=None, at=AT) as publication:
        found = {
            name: hire(publication, Newcomer(name, None, Role.REP, None, SINCE)) for name in NAMES
        }
        deactivate(publication, found["Mona Lisa"])
    return found


def found(text, among=None):
    settings = configuration.current()
    names = settings.people()
    return [names[p].name for p in find_people(text, among or set(names), settings)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ارش", "آرش رضایی"),
        ("رضائی ارش", "آرش رضایی"),
        ("رضایي", "آرش رضایی"),
        ("علی رضا", "علی‌رضا مؤمنی"),
        ("علیرضا", "علی‌رضا مؤمنی"),
        ("مومن", "علی‌رضا مؤمنی"),
        ("کیان", "كيان"),
        ("STRAUSS", "Zoë Strauß"),
        ("lisa mona", "Mona Lisa"),
    ],
)
def test_a_name_is_found_however_it_is_typed(people, text, name):
    assert name in found(text)


def test_only_those_are_found_whose_name_holds_every_word(people):
    assert found("mona") == ["Mona", "Mona Lisa"]
    assert found("mona xyz") == []
    assert found("%") == []
    assert found("mona", {people["Mona Lisa"]}) == ["Mona Lisa"]


def test_without_a_word_everybody_comes_by_name_and_those_who_left_last(people, cast):
    everybody = found("")
    assert everybody[0] == "Ada"
    assert everybody[-1] == "Mona Lisa"
    assert len(everybody) == len(NAMES) + 6


def test_names_come_in_the_order_of_the_alphabet(session, cast):
    names = ("یاسمن", "گلی", "پروانه", "بهار", "کامران", "چکاوک")
    with scoring.publish(by_id=None, at=AT) as publication:
        for name in names:
            hire(publication, Newcomer(name, None, Role.REP, None, SINCE))
    assert found("")[-6:] == ["بهار", "پروانه", "چکاوک", "کامران", "گلی", "یاسمن"]


def test_who_joins_or_is_renamed_is_found_at_once(people, session):
    assert found("nora") == []
    with scoring.publish(by_id=None, at=AT) as publication:
        hire(publication, Newcomer("Nora", None, Role.REP, None, SINCE))
    assert found("nora") == ["Nora"]


def test_a_team_is_found_by_its_name(session, cast):
    with scoring.publish(by_id=None, at=AT) as publication:
        team = make_team(publication, name="تیم آبی", manager_id=None)
    settings = configuration.current()
    assert find_teams("ابی", settings.teams(), settings) == [team]
    assert find_teams("", settings.teams(), settings) == [cast.north, cast.south, team]
