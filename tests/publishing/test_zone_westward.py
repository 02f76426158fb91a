"""Entries of a day that has not begun in a zone further west, and what they were paid for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from leaderboard import clock, publishing, scoring
from leaderboard.models import BY_HAND, Activity, Award, Proposal, ProposalState, Rule, Void
from leaderboard.publishing import proposals
from leaderboard.publishing.organisation import change_organisation
from leaderboard.publishing.proposals import store, work, worker
from leaderboard.publishing.rules import load_rules, switch
from tests.team_sums import changed, sums

pytestmark = pytest.mark.usefixtures("any_database")

DAY = timedelta(days=1)
# Whatever the time is, it is an earlier day in the west.
EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"
RULES = [
    {"slug": "each", "trigger": "per_activity", "kind": "call", "points": 2},
    {"slug": "first", "trigger": "first_in_team", "kind": "call", "points": 13},
    {"slug": "row", "trigger": "streak", "kind": "call", "target": 2, "points": 11},
    {"slug": "best", "trigger": "personal_best", "kind": "call", "points": 17},
    {
        "slug": "day",
        "trigger": "reach",
        "kind": "call",
        "target": 3,
        "window": "day",
        "points": 7,
    },
    {
        "slug": "month",
        "trigger": "reach",
        "kind": "call",
        "target": 4,
        "window": "month",
        "points": 5,
    },
]


@pytest.fixture
def company(session, cast, kinds):
    """A company in the east whose people have called today and on the days before; in the west
    today's calls lie in tomorrow."""
    at = clock.now()
    today = clock.business_date(at, EAST)
    with scoring.publish(by_id=None, at=at) as publication:
        change_organisation(publication, timezone=EAST)
    rules = [{"name": rule["slug"], **rule} for rule in RULES]
    load_rules({"rule": rules}, at=at, since=today - 60 * DAY)
    with scoring.publish(by_id=None, at=at) as publication:
        # Today's calls count for South, and the day before it was North.
        publishing.move(publication, cast.ada, team_id=cast.south, since=today)
    earlier = [today - back * DAY for back in (4, 3, 2, 1) for _ in range(2)]
    calls = [(cast.otto, day) for day in earlier] + [(cast.ada, day) for day in earlier[::2]]
    calls += [(who, today) for who in (cast.otto, cast.ben, cast.ada, cast.otto, cast.ada)]
    for who, day in calls:
        scoring.log_activity(
            scoring.NewActivity(who, kinds["call"], day),
            client_id=uuid4().hex,
            by_id=None,
            at=at,
            is_late_allowed=True,
        )
    return cast


def points(session):
    session.rollback()
    held = select(Award.subject_id, func.sum(Award.points)).group_by(Award.subject_id)
    return {who: int(total) for who, total in session.execute(held)}


def go_west(session, cast):
    """Save it as it was shown; returns what was shown and what became of it."""
    before = points(session)
    outcome = proposals.ask("organisation", {"timezone": WEST}, by_id=cast.iris, at=clock.now())
    if outcome.proposal_id is None:
        return {}, {}
    work.work_on(outcome.proposal_id)
    session.rollback()
    proposal = session.get_one(Proposal, outcome.proposal_id)
    assert proposal.state == ProposalState.READY
    shown = {row.person_id: row.points for row in store.moved(outcome.proposal_id, most=9)}
    proposals.confirm(proposal, at=clock.now())
    work.work_on(outcome.proposal_id)
    session.rollback()
    assert session.get_one(Proposal, outcome.proposal_id).state == ProposalState.DONE
    after = points(session)
    return shown, {who: after[who] - before.get(who, 0) for who in after}


@pytest.mark.parametrize("entries", [0, 4000])
def test_what_is_shown_is_what_is_paid(session, company, monkeypatch, entries):
    monkeypatch.setattr(worker, "wake", lambda: None)
    for module in (proposals, work):
        monkeypatch.setattr(module, "FEW_ENTRIES", entries)
    shown, moved = go_west(session, company)
    assert shown
    assert shown == {who: number for who, number in moved.items() if number}
    assert scoring.verify() == []
    today = clock.business_date(clock.now(), WEST)
    assert session.scalar(select(func.max(Activity.occurred_on).filter(~is_void()))) == today


@pytest.mark.parametrize("is_paid_for", [True, False])
@pytest.mark.parametrize("entries", [0, 4000])
def test_the_teams_whose_sums_it_changes_are_shown(
    session, company, monkeypatch, entries, is_paid_for
):
    """What Ada did today for South comes back into her last day in North."""
    monkeypatch.setattr(worker, "wake", lambda: None)
    for module in (proposals, work):
        monkeypatch.setattr(module, "FEW_ENTRIES", entries)
    if not is_paid_for:
        with scoring.publish(by_id=None, at=clock.now()) as publication:
            for rule_id in session.scalars(select(Rule.id).where(Rule.id != BY_HAND)):
                switch(publication, rule_id=rule_id, is_on=False)
    before = sums(session)
    outcome = proposals.ask("organisation", {"timezone": WEST}, by_id=company.iris, at=clock.now())
    work.work_on(outcome.proposal_id)
    session.rollback()
    shown = store.teams_of(session.get_one(Proposal, outcome.proposal_id))
    assert shown[company.south].activities == -2
    assert shown[company.north].activities == 2
    proposals.confirm(session.get_one(Proposal, outcome.proposal_id), at=clock.now())
    work.work_on(outcome.proposal_id)
    assert shown == changed(before, sums(session))
    assert scoring.verify() == []


def is_void():
    return select(Void.id).where(Void.activity_id == Activity.id).exists()


def test_awards_written_ahead_belong_to_the_entries_of_the_new_day(session, company, monkeypatch):
    monkeypatch.setattr(worker, "wake", lambda: None)
    for module in (proposals, work):
        monkeypatch.setattr(module, "FEW_ENTRIES", 0)
    _, moved = go_west(session, company)
    assert moved
    reversals = select(Award.reverses_id).where(Award.reverses_id.is_not(None))
    standing = select(Award.id).where(
        Award.id.not_in(reversals),
        Award.reverses_id.is_(None),
        Award.activity_id.in_(select(Void.activity_id)),
    )
    assert session.scalars(standing).all() == []
