"""A move that changes sums of teams is shown before it is saved, even if nobody's points move."""

from datetime import timedelta

import pytest

from leaderboard import clock, scoring
from leaderboard.models import Proposal, ProposalState, Role
from leaderboard.publishing import people, proposals, teams
from leaderboard.publishing.proposals import store, work, worker
from leaderboard.publishing.rules import load_rules
from tests.team_sums import changed, sums

pytestmark = pytest.mark.usefixtures("any_database")

DAY = timedelta(days=1)
ALIKE = [{"slug": "each", "name": "Each", "trigger": "per_activity", "kind": "call", "points": 5}]
# What they pay depends on the team.
BY_TEAM = [
    {"slug": "first", "name": "First", "trigger": "first_in_team", "kind": "call", "points": 7},
    {
        "slug": "north",
        "name": "North",
        "trigger": "per_activity",
        "kind": "call",
        "points": 3,
        "teams": ["North"],
    },
]
RULES = {"unpaid": [], "paid alike": ALIKE, "paid by team": [*ALIKE, *BY_TEAM]}


@pytest.fixture
def today(session):
    return clock.now().date()


@pytest.fixture(params=RULES)
def company(request, session, cast, today, log):
    """Ada and Ben call in North, Otto calls in South."""
    if RULES[request.param]:
        load_rules({"rule": RULES[request.param]}, at=clock.now(), since=today - 60 * DAY)
    for back in (45, 9, 3, 2, 0):
        for person_id in (cast.ada, cast.ben, cast.otto):
            log(person_id, "call", days_ago=back, times=1 + back % 2)
    return cast


def move(cast, *, since):
    return "move", {"person_id": cast.ada, "team_id": cast.south, "since": since}


def new_parent(cast, *, since):
    said = {"team_id": cast.south, "name": "South", "manager_id": cast.olga}
    return "team", {**said, "parent_id": cast.north, "since": since}


@pytest.fixture
def ask(session, cast):
    def asked(use_case, arguments):
        session.rollback()
        return proposals.ask(use_case, arguments, by_id=cast.iris, at=clock.now())

    return asked


@pytest.fixture
def by_the_worker(monkeypatch):
    """Every one is left to the worker, and the worker is the test."""
    monkeypatch.setattr(proposals, "is_light", lambda *_, **__: False)
    monkeypatch.setattr(worker, "wake", lambda: None)


def found(session, number):
    session.rollback()
    return session.get_one(Proposal, number)


def save(session, number):
    proposals.confirm(found(session, number), at=clock.now())
    work.work_on(number)
    assert found(session, number).state == ProposalState.DONE
    assert scoring.verify() == []


def assert_that_it_does_as_it_says(session, number):
    assert found(session, number).state == ProposalState.READY
    shown = store.teams_of(found(session, number))
    before = sums(session)
    save(session, number)
    assert shown == changed(before, sums(session))
    assert shown


@pytest.mark.parametrize("change", [move, new_parent])
@pytest.mark.parametrize("back", [1000, 40, 0])
def test_a_small_one_shows_the_sums_that_it_then_changes(
    session, company, today, ask, change, back
):
    outcome = ask(*change(company, since=today - back * DAY))
    assert_that_it_does_as_it_says(session, outcome.proposal_id)


@pytest.mark.parametrize("change", [move, new_parent])
def test_so_does_a_large_one(session, company, today, ask, by_the_worker, change):
    outcome = ask(*change(company, since=today - 9 * DAY))
    assert found(session, outcome.proposal_id).state == ProposalState.COMPUTING
    work.work_on(outcome.proposal_id)
    assert_that_it_does_as_it_says(session, outcome.proposal_id)


def test_the_teams_above_both_teams_keep_their_sums(session, company, today, ask):
    """North and South are both under West since long ago."""
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        west = teams.make_team(publication, name="West", manager_id=None)
        for team_id in (company.north, company.south):
            teams.put_under(publication, team_id, parent_id=west, since=today - 400 * DAY)
    outcome = ask(*move(company, since=today - 3 * DAY))
    told = store.teams_of(found(session, outcome.proposal_id))
    assert {company.north, company.south} <= set(told)
    assert west not in told or told[west].activities == 0
    assert_that_it_does_as_it_says(session, outcome.proposal_id)


@pytest.mark.parametrize("change", [move, new_parent])
def test_one_from_tomorrow_on_is_saved_at_once(session, company, today, ask, change):
    assert ask(*change(company, since=today + DAY)).proposal_id is None


@pytest.mark.parametrize("change", [move, new_parent])
def test_so_is_one_from_today_on_with_nothing_logged_yet(session, cast, today, log, ask, change):
    log(cast.ada, "call", days_ago=1)
    log(cast.otto, "call", days_ago=1)
    assert ask(*change(cast, since=today)).proposal_id is None


def test_so_is_a_move_of_somebody_who_logged_nothing(session, company, today, ask):
    newcomer = people.Newcomer("Zane", None, Role.REP, company.north, today - 9 * DAY)
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        person_id = people.hire(publication, newcomer)
    said = {"person_id": person_id, "team_id": company.south, "since": today - 9 * DAY}
    assert ask("move", said).proposal_id is None


def test_a_rule_that_pays_more_shows_no_teams(session, company, today, ask):
    """Every team has more then; the people say it."""
    rule = {"slug": "more", "name": "More", "trigger": "per_activity", "kind": "call", "points": 9}
    said = {"document": {"rule": [rule]}, "since": today - 9 * DAY, "rule_id": None}
    outcome = ask("rule", said)
    assert store.teams_of(found(session, outcome.proposal_id)) == {}
