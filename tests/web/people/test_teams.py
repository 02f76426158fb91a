"""The managers' pages about teams."""

import re

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.database import write_transaction
from leaderboard.models import Role, Team
from leaderboard.publishing import Newcomer, hire
from leaderboard.scoring import publish
from tests import cast as cast_of

SINCE = "2026-03-02"


def today():
    return clock.business_date(clock.now(), "UTC")


def team(name="West", manager="", parent="", since=SINCE):
    return {"name": name, "manager": str(manager), "parent": str(parent), "since": since}


@pytest.mark.parametrize(("who", "status"), [("mona", 200), ("iris", 200), ("ada", 403)])
def test_the_list_is_for_managers(visitor, cast, who, status):
    assert visitor(getattr(cast, who)).get("/teams").status_code == status


def test_an_admin_makes_a_team_under_another(visitor, cast, session):
    answer = visitor(cast.iris).post("/teams", team(manager=cast.mona, parent=cast.north))
    assert answer.status_code == 303
    west = session.scalar(select(Team).where(Team.name == "West"))
    assert west.manager_id == cast.mona
    assert configuration.current().teams_above(west.id, today()) == (west.id, cast.north)


def test_only_admins_make_and_dissolve_teams(visitor, cast, session):
    assert visitor(cast.mona).post("/teams", team()).status_code == 403
    assert visitor(cast.mona).post(f"/teams/{cast.north}/dissolve").status_code == 403
    assert session.scalar(select(Team).where(Team.name == "West")) is None


def test_a_manager_renames_their_team_and_no_more(visitor, cast, session):
    answer = visitor(cast.mona).post(
        f"/teams/{cast.north}/edit",
        team("Far North", manager=cast.olga, parent=cast.south),
    )
    assert answer.status_code == 303
    north = session.get_one(Team, cast.north)
    assert (north.name, north.manager_id) == ("Far North", cast.mona)
    assert configuration.current().teams_above(cast.north, today()) == (cast.north,)


def test_the_form_that_a_manager_gets_is_enough_to_rename(visitor, cast, session):
    mona, url = visitor(cast.mona), f"/teams/{cast.north}/edit"
    page = mona.get(url).text
    names = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page)) - {"csrf_token"}
    assert names == {"name", "seen", "made_for"}
    assert "Dissolve" not in page
    assert "Dissolve" in visitor(cast.iris).get(url).text
    assert mona.post(url, {"name": "Far North"}).status_code == 303
    assert session.get_one(Team, cast.north).name == "Far North"
    refused = mona.post(url, {"name": "South"})
    assert refused.status_code == 422
    assert 'id="name-error"' in refused.text


def test_whoever_was_overtaken_is_told(visitor, cast, session):
    url = f"/teams/{cast.north}/edit"
    assert visitor(cast.mona).post(url, {"name": "Far North"}).status_code == 303
    told = visitor(cast.iris).post(url, team("Near North") | {"seen": "0"})
    assert told.status_code == 409
    assert "changed this in the meantime" in told.text
    assert session.get_one(Team, cast.north).name == "Far North"


def test_security_02_another_managers_team_is_out_of_reach(visitor, cast, session):
    assert visitor(cast.olga).get(f"/teams/{cast.north}/edit").status_code == 403
    assert visitor(cast.olga).post(f"/teams/{cast.north}/edit", team("X")).status_code == 403
    assert session.get_one(Team, cast.north).name == "North"


def test_a_circle_is_refused_beside_the_field(visitor, cast):
    iris = visitor(cast.iris)
    iris.post(f"/teams/{cast.north}/edit", team("North", cast.mona, cast.south))
    page = iris.post(f"/teams/{cast.south}/edit", team("South", cast.olga, cast.north))
    assert page.status_code == 422
    assert "cannot come under itself" in page.text


def test_a_team_with_people_is_not_dissolved(visitor, cast, session):
    page = visitor(cast.iris).post(f"/teams/{cast.north}/dissolve")
    assert page.status_code == 422
    assert "Move them first" in page.text
    assert session.get_one(Team, cast.north).dissolved_at is None


def test_a_team_that_is_not_there_is_not_found(visitor, cast):
    assert visitor(cast.iris).get(f"/teams/{cast.ada}/edit").status_code == 404


def test_a_large_team_names_some_and_leads_to_all(visitor, cast, session):
    with publish(by_id=None, at=clock.now()) as publication:
        for n in range(20):
            hire(publication, Newcomer(f"Rep {n:02d}", None, Role.REP, cast.north, cast_of.SINCE))
    page = visitor(cast.mona).get("/teams").text
    assert "Rep 06" in page
    assert "Rep 07" not in page
    assert f'href="/people?team={cast.north}">and 13 more' in page
    assert "and 13 more" not in visitor(cast.mona).get("/teams?q=south").text
    assert "Rep 06" in visitor(cast.olga).get("/teams/found-teams?q=nor").text
    assert "No team with this name." in visitor(cast.mona).get("/teams?q=west").text


@pytest.fixture
def many(cast, session):
    """Forty who could lead a team, one of them written on an Arabic keyboard."""
    with write_transaction(session):
        for number in range(39):
            cast_of.hire(f"Leader {number:02}", role=Role.MANAGER)
        return cast_of.hire("\u0643\u0627\u0648\u0647 \u0622\u0630\u0631", role=Role.MANAGER)


def test_a_long_list_of_leaders_is_searched_by_name(visitor, cast, many):
    iris = visitor(cast.iris)
    page = iris.get("/teams/new").text
    assert "Leader 07" not in page
    assert 'name="manager_q"' in page
    found = iris.get("/teams/picks/manager?manager_q=\u06a9\u0627\u0648\u0647 \u0627\u0630").text
    assert f'value="{many}"' in found
    eight = iris.get("/teams/picks/manager?manager_q=leader").text
    assert eight.count('type="radio"') == 9
    assert "31 more" in eight
    assert visitor(cast.mona).get("/teams/picks/manager").status_code == 403


def test_every_select_has_its_arrow(visitor, cast):
    page = visitor(cast.iris).get("/teams/new").text
    assert page.count("<select") == 2
    assert len(re.findall(r"</select>\s*<svg", page)) == 2


def test_what_was_searched_for_is_chosen_before_it_is_saved(visitor, cast, many, session):
    iris = visitor(cast.iris)
    form = team("East")
    refused = iris.post("/teams", form | {"manager_q": "Leader 0"})
    assert refused.status_code == 422
    assert "Choose one of those found" in refused.text
    assert "Leader 07" in refused.text
    chosen = re.search(r'value="(\d+)"[^>]*>\s*<span><bdi>Leader 07', refused.text)[1]
    saved = iris.post("/teams", form | {"manager_q": "Leader 0", "manager": chosen})
    assert saved.status_code == 303
    east = session.scalars(select(Team).where(Team.name == "East")).one()
    assert east.manager_id == int(chosen)
    page = iris.get(f"/teams/{east.id}/edit").text
    assert "Leader 07" in page
    assert "Leader 08" not in page
