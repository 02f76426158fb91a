"""The page of a change that moves paid points."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from leaderboard import clock, scoring
from leaderboard.models import Award, Membership, Proposal, ProposalState
from leaderboard.publishing import proposals
from leaderboard.publishing.proposals import store, work, worker
from leaderboard.publishing.rules import load_rules

DAY = timedelta(days=1)
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
