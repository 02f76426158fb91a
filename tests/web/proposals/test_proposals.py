"""The page of a change that moves paid points."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from leaderboard import clock, configuration, publishing, scoring
from leaderboard.locale.dates import date_short
from leaderboard.locale.writing import Writing
from leaderboard.models import Award, Goal, Membership, Metric, Proposal, ProposalState
from leaderboard.publishing import proposals
from leaderboard.publishing.proposals import store, work, worker
from leaderboard.publishing.rules import load_rules

DAY = timedelta(days=1)
HALF = {"slug": "h", "name": "H", "trigger": "goal_milestone", "milestones": [50], "points": 9}
FIRST = {"slug": "first", "name": "First", "trigger": "first_in_team", "kind": "call", "points": 7}


@pytest.fixture
def today(session):
    return clock.now().date()


@pytest.fixture
def asked(session, cast, visitor, log, today):
    """Mona moves Ben, who was first of the day before Ada; returns the answer to her form."""
    load_rules({"rule": [FIRST]}, at=clock.now(), since=today - 9 * DAY)
    for person_id in (cast.ben, cast.ada):
        log(person_id, "call")
    return visitor(cast.iris).post(
        f"/people/{cast.ben}/move", {"team": str(cast.south), "since": today.isoformat()}
    )


def test_it_shows_who_gains_and_loses_before_anything_is_saved(asked, visitor, cast, session):
    page = visitor(cast.iris).get(asked.headers["Location"]).text
    assert "1 person: +7 points" in page
    assert "Ada" in page
    assert session.scalar(select(func.count()).select_from(Membership)) == 5
    assert scoring.verify() == []


def test_save_makes_the_change_and_goes_back(asked, visitor, cast, session):
    answer = visitor(cast.iris).post(f"{asked.headers['Location']}/save")
    assert answer.headers["Location"] == "/people"
    held = select(func.sum(Award.points)).where(Award.subject_id == cast.ada)
    assert session.scalar(held) == 7
    assert scoring.verify() == []


def test_back_leaves_everything_as_it_is(asked, visitor, cast, session):
    answer = visitor(cast.iris).post(f"{asked.headers['Location']}/drop")
    assert answer.headers["Location"] == "/people"
    assert session.scalar(select(Proposal.state)) == ProposalState.DROPPED
    assert session.scalar(select(func.count()).select_from(Membership)) == 5


def test_nobody_else_sees_or_saves_it(asked, visitor, cast):
    url = asked.headers["Location"]
    for person_id in (cast.mona, cast.olga, cast.ada):
        assert visitor(person_id).get(url).status_code == 404
        assert visitor(person_id).post(f"{url}/save").status_code == 404


def test_whoever_may_no_longer_change_it_cannot_save_it(asked, visitor, cast, session):
    number = session.scalar(select(Proposal.id))
    session.rollback()
    store.put(number, by_id=cast.olga)
    assert visitor(cast.olga).post(f"{asked.headers['Location']}/save").status_code == 403


def test_while_it_is_worked_out_the_region_asks_again(
    visitor, cast, session, log, today, monkeypatch
):
    for module in (proposals, work):
        monkeypatch.setattr(module, "FEW_ENTRIES", 0)
    monkeypatch.setattr(worker, "wake", lambda: None)
    load_rules({"rule": [FIRST]}, at=clock.now(), since=today - 9 * DAY)
    log(cast.ben, "call")
    iris = visitor(cast.iris)
    url = iris.post(
        f"/people/{cast.ben}/move", {"team": str(cast.south), "since": today.isoformat()}
    ).headers["Location"]
    region = iris.get(f"{url}/effect", htmx=True).text
    assert 'hx-trigger="every 1s"' in region
    assert "<progress" in region
    # No empty bar before anybody knows how much there is to do.
    assert "value=" not in region.split("<progress")[1].split(">")[0]
    work.work_on(session.scalar(select(Proposal.id)))
    region = iris.get(f"{url}/effect", htmx=True).text
    assert "hx-trigger" not in region


def test_a_refusal_when_it_is_saved_is_told(asked, visitor, cast, session):
    number = session.scalar(select(Proposal.id))
    session.rollback()
    store.put(number, state=ProposalState.REFUSED, refusal="team/unknown")
    page = visitor(cast.iris).get(asked.headers["Location"]).text
    assert "This team no longer exists" in page


def test_what_waits_is_listed_for_whoever_asked(asked, visitor, cast):
    assert "Move Ben to another team" in visitor(cast.iris).get("/proposals").text.replace(
        "\u2068", ""
    ).replace("\u2069", "")
    assert "Nothing is pending" in visitor(cast.mona).get("/proposals").text
    visitor(cast.iris).post(f"{asked.headers['Location']}/drop")
    assert "Nothing is pending" in visitor(cast.iris).get("/proposals").text


def test_a_move_that_only_changes_teams_sums_names_the_teams(visitor, cast, session, log, today):
    log(cast.ben, "call", times=2)
    iris = visitor(cast.iris)
    said = {"team": str(cast.south), "since": today.isoformat()}
    url = iris.post(f"/people/{cast.ben}/move", said).headers["Location"]
    page = " ".join(iris.get(url).text.split())
    assert "Nobody’s own points change" in page
    assert "Saving changes boards and goals of teams" in page
    for team, number in (("North", "\N{MINUS SIGN}2"), ("South", "+2")):
        assert f"{team}\N{POP DIRECTIONAL ISOLATE}</bdi></th>" in page
        assert f'<td class="is-number" data-label="Activities"><bdi>{number}</bdi></td>' in page
    assert session.scalar(select(func.count()).select_from(Membership)) == 5
    assert iris.post(f"{url}/save").headers["Location"] == "/people"
    assert session.scalar(select(func.count()).select_from(Membership)) == 6


def without_isolates(text):
    return " ".join(re.sub("[\u2066-\u2069]|</?bdi>", "", text).split())


LATER_TEAM = {True: "is in South", False: "is in no team"}


@pytest.mark.parametrize("goes_on_to_a_team", LATER_TEAM)
@pytest.mark.parametrize("is_large", [False, True])
def test_a_move_that_a_later_one_ends_says_so_before_it_is_saved(
    visitor, cast, session, today, monkeypatch, goes_on_to_a_team, is_large
):
    iris, url = visitor(cast.iris), f"/people/{cast.ben}/move"
    later = str(cast.south) if goes_on_to_a_team else ""
    iris.post_and_save(url, {"team": later, "since": (today + 9 * DAY).isoformat()})
    if is_large:
        monkeypatch.setattr(proposals, "is_light", lambda *what, **limits: False)
        monkeypatch.setattr(worker, "wake", lambda: None)
    third = publish_team("West")
    shown = iris.post(url, {"team": str(third), "since": today.isoformat()}).headers["Location"]
    if is_large:
        proposals.work_on(session.scalar(select(func.max(Proposal.id))))
    page = without_isolates(iris.get(shown).text)
    assert "Nobody’s points change." in page
    day = date_short(today + 9 * DAY, Writing())
    assert f"From {day} on, Ben {LATER_TEAM[goes_on_to_a_team]}: that move is already" in page
    assert "Nothing is saved yet. </p>" in page.replace("yet.</p>", "yet. </p>")
    assert iris.post(f"{shown}/save").headers["Location"] == "/people"
    session.rollback()
    current = configuration.current()
    assert current.team_on(cast.ben, today) == third
    assert current.team_on(cast.ben, today + 9 * DAY) == (cast.south if goes_on_to_a_team else 0)
    assert scoring.verify() == []


def test_nothing_is_said_if_the_later_move_is_to_the_same_team(visitor, cast, today):
    iris, url = visitor(cast.iris), f"/people/{cast.ben}/move"
    for since in (today + 9 * DAY, today):
        said = {"team": str(cast.south), "since": since.isoformat()}
        assert iris.post(url, said).headers["Location"] == "/people"


def test_nor_if_the_person_is_in_the_team_already(visitor, cast, today):
    iris, url = visitor(cast.iris), f"/people/{cast.ben}/move"
    for team_id, since in ((cast.south, today + 9 * DAY), (cast.north, today)):
        said = {"team": str(team_id), "since": since.isoformat()}
        assert iris.post(url, said).headers["Location"] == "/people"


def test_a_new_parent_that_a_later_one_ends_says_so(visitor, cast, today):
    iris, url = visitor(cast.iris), f"/teams/{cast.south}/edit"
    west = publish_team("West")
    for parent, since in ((west, today + 9 * DAY), (cast.north, today)):
        said = {"name": "South", "manager": str(cast.olga), "parent": str(parent)}
        answer = iris.post(url, said | {"since": since.isoformat(), "seen": "99999"})
    page = without_isolates(iris.get(answer.headers["Location"]).text)
    assert "on, South is part of West: that is already recorded and stays." in page


@pytest.mark.parametrize("url", ["/organisation/week", "/people/{ben}/week"])
def test_working_days_that_later_ones_end_say_so(visitor, cast, today, url):
    iris, url = visitor(cast.iris), url.format(ben=cast.ben)
    for days, since in ((["0", "1"], today + 9 * DAY), (["0", "1", "2"], today)):
        answer = iris.post_and_save(url, {"days": days, "since": since.isoformat()})
        shown = iris.post(url, {"days": ["3"], "since": today.isoformat()})
    page = without_isolates(iris.get(shown.headers["Location"]).text)
    assert "on, other working days are already recorded and stay." in page
    assert answer.status_code == 303


def publish_team(name):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        return publishing.make_team(publication, name=name, manager_id=None)


def test_a_goal_that_was_set_in_the_background_is_where_it_goes_on(
    visitor, cast, session, log, today, monkeypatch
):
    load_rules({"rule": [HALF]}, at=clock.now(), since=today)
    log(cast.ada, "call", times=3)
    iris = visitor(cast.iris)
    calls = session.scalar(select(Metric.id).where(Metric.slug == "calls"))
    asked = iris.post(
        f"/goals?kind=activity&for={cast.ada}",
        {
            "metric": str(calls),
            f"target_{cast.ada}": "4",
            "period_kind": "month",
            "since": today.isoformat(),
            "parent": "",
            "impact": "2",
            "milestones": ["500"],
        },
    ).headers["Location"]
    monkeypatch.setattr(proposals, "is_saved_at_once", lambda number: False)
    monkeypatch.setattr(worker, "wake", lambda: None)
    assert iris.post(f"{asked}/save").headers["Location"] == asked
    proposals.work_on(int(asked.rpartition("/")[2]))
    goal_id = session.scalar(select(Goal.id))
    assert f'href="/goals/{goal_id}">Continue' in iris.get(asked).text
