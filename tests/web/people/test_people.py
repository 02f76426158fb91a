"""The managers' pages about people: who may, what is stored, what is refused."""

import re
from datetime import UTC, datetime

import pytest
from flask import g
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.models import Audit, Invite, Membership, Person, Role, Session
from leaderboard.publishing import Newcomer, hire
from leaderboard.scoring import publish
from leaderboard.web.page.fields import options
from leaderboard.web.people.forms import MoveForm
from tests.cast import SINCE

NEW = {"name": "Nora", "email": "nora@example.com", "role": "rep", "since": "2026-03-02"}


def today():
    return clock.business_date(clock.now(), "UTC")


def newcomer(cast, **changes):
    return NEW | {"team": str(cast.north)} | changes


@pytest.mark.parametrize(("who", "status"), [("mona", 200), ("iris", 200), ("ada", 403)])
def test_the_list_is_for_managers(visitor, cast, who, status):
    assert visitor(getattr(cast, who)).get("/people").status_code == status


def test_a_manager_sees_their_own_people_only(visitor, cast):
    page = visitor(cast.mona).get("/people").text
    assert "Ada" in page
    assert "Otto" not in page
    assert "Otto" in visitor(cast.iris).get("/people").text


@pytest.fixture
def crowd(cast, session):
    """Sixty more people in North."""
    with publish(by_id=None, at=clock.now()) as publication:
        for n in range(60):
            hire(publication, Newcomer(f"Rep {n:02d}", None, Role.REP, cast.north, SINCE))


def listed(page):
    return re.findall(r'<th scope="row">.*?<bdi>(.*?)</bdi>', page.text, re.S)


def test_a_long_list_has_pages_that_join_to_the_whole(visitor, cast, crowd):
    mona, url, seen = visitor(cast.mona), "/people", []
    while url:
        page = mona.get(url)
        seen += listed(page)
        ahead = re.search(r'href="([^"]*)">Next', page.text)
        url = ahead and ahead[1].replace("&amp;", "&")
    assert seen == ["Ada", "Ben", "Mona", *(f"Rep {n:02d}" for n in range(60))]
    assert "26 to 50 of 63" in mona.get("/people?page=2").text
    assert listed(mona.get("/people?page=99")) == seen[50:]
    assert listed(mona.get("/people?page=-1")) == listed(mona.get("/people?page=²")) == seen[:25]


def test_all_that_is_wrong_with_a_newcomer_is_said_at_once(visitor, cast):
    page = visitor(cast.mona).post("/people", newcomer(cast, name="", email="nowhere"))
    assert page.status_code == 422
    assert "A name is missing." in page.text
    assert "This is not an e-mail address like ada@example.com." in page.text


def test_the_list_is_searched_without_script_and_as_one_types(visitor, cast, crowd):
    mona = visitor(cast.mona)
    page = mona.get("/people", query_string={"q": "  REP 5 "})
    assert listed(page) == [f"Rep {n:02d}" for n in range(60) if "5" in f"{n:02d}"]
    region = mona.get("/people/found-people", query_string={"q": "rep 5"})
    assert listed(region) == listed(page)
    assert region.text.strip() in page.text
    assert "Nobody with this name." in mona.get("/people?q=otto").text
    assert listed(visitor(cast.iris).get("/people?q=otto")) == ["Otto"]
    assert visitor(cast.ada).get("/people/found-people").status_code == 403


def test_the_list_can_be_of_one_team(visitor, cast):
    iris = visitor(cast.iris)
    assert listed(iris.get(f"/people?team={cast.south}")) == ["Olga", "Otto"]
    assert "In the team" in iris.get(f"/people?team={cast.south}").text
    # A team that is not one's own is empty, not the whole list.
    assert listed(visitor(cast.mona).get(f"/people?team={cast.south}")) == []


def test_a_new_person_gets_a_link_shown_once(visitor, cast, session):
    page = visitor(cast.mona).post("/people", newcomer(cast))
    assert page.status_code == 200
    token = re.search(r'value="[^"]+/invites/([\w-]+)"', page.text).group(1)
    nora = session.scalar(select(Person).where(Person.name == "Nora"))
    assert configuration.current().team_on(nora.id, today()) == cast.north
    invite = session.scalar(select(Invite).where(Invite.person_id == nora.id))
    assert invite.token_hash != token
    assert "<svg" in page.text
    assert session.scalar(select(Audit.by_id).where(Audit.action == "hire")) == cast.mona


def test_what_was_typed_is_not_lost_when_something_is_wrong(visitor, cast, session):
    page = visitor(cast.mona).post("/people", newcomer(cast, name="Ada", email="new@example.com"))
    assert page.status_code == 422
    assert "This name is already taken" in page.text
    assert 'value="new@example.com"' in page.text
    assert session.scalar(select(Person).where(Person.email == "new@example.com")) is None


def test_security_02_a_manager_hires_into_their_own_teams_only(visitor, cast, session):
    page = visitor(cast.mona).post("/people", newcomer(cast, team=str(cast.south)))
    assert page.status_code == 422
    assert session.scalar(select(Person).where(Person.name == "Nora")) is None


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_only_admins_hand_out_roles(visitor, cast, session, role):
    assert visitor(cast.mona).post("/people", newcomer(cast, role=role)).status_code == 422
    assert visitor(cast.iris).post("/people", newcomer(cast, role=role)).status_code == 200
    assert session.scalar(select(Person.role).where(Person.name == "Nora")) == Role(role)


@pytest.mark.parametrize("path", ["edit", "move", "link", "deactivate", "hide"])
def test_security_02_an_outsider_changes_nobody(visitor, cast, session, path):
    answer = visitor(cast.olga).post(f"/people/{cast.ada}/{path}", {"name": "X", "role": "rep"})
    assert answer.status_code == 403
    assert visitor(cast.ada).post(f"/people/{cast.ben}/{path}").status_code == 403
    assert session.get_one(Person, cast.ada).name == "Ada"


def test_a_manager_changes_no_admin(visitor, cast, session):
    visitor(cast.iris).post(
        f"/people/{cast.iris}/move", {"team": str(cast.north), "since": "2026-01-01"}
    )
    answer = visitor(cast.mona).post(f"/people/{cast.iris}/link")
    assert answer.status_code == 403


def test_a_person_is_renamed_and_given_an_address(visitor, cast, session):
    answer = visitor(cast.mona).post(
        f"/people/{cast.ada}/edit",
        {"name": "Ada L.", "email": "ADA.L@example.com", "role": "rep"},
    )
    assert answer.status_code == 303
    ada = session.get_one(Person, cast.ada)
    assert (ada.name, ada.email, ada.role) == ("Ada L.", "ada.l@example.com", Role.REP)


def test_security_03_extra_fields_change_nothing(visitor, cast, session):
    visitor(cast.mona).post(
        f"/people/{cast.ada}/edit",
        {"name": "Ada", "email": "ada@example.com", "role": "rep", "password_hash": "x", "id": 1},
    )
    assert session.get_one(Person, cast.ada).password_hash != "x"


def test_a_move_begins_on_its_day(visitor, cast, session):
    answer = visitor(cast.iris).post(
        f"/people/{cast.ada}/move", {"team": str(cast.south), "since": "2026-03-02"}
    )
    assert answer.status_code == 303
    settings = configuration.current()
    assert settings.team_on(cast.ada, today()) == cast.south
    rows = session.scalars(select(Membership).where(Membership.person_id == cast.ada)).all()
    assert len(rows) == 2


@pytest.mark.parametrize("day", ["", "2026-02-30", "nonsense", "3000-01-01"])
def test_a_day_that_cannot_be_says_so_beside_the_field(visitor, cast, session, day):
    page = visitor(cast.iris).post(
        f"/people/{cast.ada}/move", {"team": str(cast.south), "since": day}
    )
    assert page.status_code == 422
    assert "field-error" in page.text
    assert configuration.current().team_on(cast.ada, today()) == cast.north


def test_whoever_has_left_is_signed_out_at_once(visitor, cast, session):
    ada = visitor(cast.ada)
    assert ada.get("/sessions").status_code == 200
    visitor(cast.mona).post(f"/people/{cast.ada}/deactivate")
    assert ada.get("/sessions").status_code == 303
    ended = session.scalars(select(Session.ended_at).where(Session.person_id == cast.ada)).all()
    assert all(ended)


def test_nobody_lets_themselves_go(visitor, cast, session):
    assert visitor(cast.mona).post(f"/people/{cast.mona}/deactivate").status_code == 403
    assert session.get_one(Person, cast.mona).is_active


def test_a_person_without_an_address_gets_no_link(visitor, cast, session):
    visitor(cast.mona).post(f"/people/{cast.ada}/edit", {"name": "Ada", "email": "", "role": "rep"})
    page = visitor(cast.mona).post(f"/people/{cast.ada}/link")
    assert page.status_code == 422
    assert "needs an e-mail address" in page.text


def test_hidden_and_shown_again(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post(f"/people/{cast.ada}/hide")
    assert session.get_one(Person, cast.ada).hidden_at is not None
    mona.post(f"/people/{cast.ada}/show")
    assert session.get_one(Person, cast.ada).hidden_at is None


def test_hostile_names_stay_text(visitor, cast):
    name = "<img src=x onerror=alert(1)>"
    visitor(cast.mona).post("/people", newcomer(cast, name=name))
    page = visitor(cast.mona).get("/people").text
    assert "<img" not in page
    assert "&lt;img" in page


def test_whoever_was_overtaken_is_told(visitor, cast, session):
    url, form = f"/people/{cast.ada}/edit", {"email": "ada@example.com", "role": "rep", "seen": "0"}
    assert visitor(cast.mona).post(url, form | {"name": "Ada L"}).status_code == 303
    told = visitor(cast.iris).post(url, form | {"name": "Ada B"})
    assert told.status_code == 409
    assert "changed this in the meantime" in told.text
    assert session.get_one(Person, cast.ada).name == "Ada L"


def test_the_other_form_of_the_page_stays_as_it_stands(visitor, cast):
    iris = visitor(cast.iris)
    page = iris.post(f"/people/{cast.ada}/edit", {"name": " ", "email": "", "role": "rep"})
    assert f'<option selected value="{cast.north}">North' in page.text
    page = iris.post(f"/people/{cast.ada}/move", {"team": str(cast.south), "since": ""})
    assert page.status_code == 422
    assert 'value="ada@example.com"' in page.text


@pytest.mark.parametrize(("since", "is_near"), [("2029-02-28", True), ("2029-03-03", False)])
def test_on_a_leap_day_a_move_may_be_a_year_ahead(app, session, cast, since, is_near):
    with app.test_request_context(method="POST", data={"since": since}):
        g.at = datetime(2028, 2, 29, 9, tzinfo=UTC)
        form = MoveForm(meta={"csrf": False})
        form.team.choices = options([])
        form.validate()
        assert ("This is more than a year ahead." not in form.since.errors) is is_near
