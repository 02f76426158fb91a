"""Changes that move paid points are shown before they are saved, and computed in the background."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from leaderboard import clock, configuration, scoring
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Award,
    Goal,
    GoalKind,
    Metric,
    Proposal,
    ProposalState,
    ProposedAward,
    Rule,
    WorkingWeek,
)
from leaderboard.publishing import leave, proposals, working_time
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal, wish_of
from leaderboard.publishing.proposals import store, work, worker
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind, period_of, previous_period

pytestmark = pytest.mark.usefixtures("any_database")

DAY = timedelta(days=1)
RULES = [
    {"slug": "each", "trigger": "per_activity", "kind": "call", "points": 1},
    {
        "slug": "some",
        "trigger": "per_activity",
        "kind": "call",
        "points": 2,
        "at_most": 3,
        "per": "week",
    },
    {
        "slug": "week",
        "trigger": "reach",
        "kind": "call",
        "target": 4,
        "window": "week",
        "points": 7,
    },
    {
        "slug": "row",
        "trigger": "streak",
        "kind": "call",
        "target": 2,
        "points": 11,
        "repeated": True,
    },
    {"slug": "first", "trigger": "first_in_team", "kind": "call", "points": 13},
    {"slug": "best", "trigger": "personal_best", "kind": "call", "points": 17},
    {"slug": "north", "trigger": "per_activity", "kind": "call", "points": 3, "teams": ["North"]},
    {"slug": "way", "trigger": "goal_milestone", "milestones": [25, 50, 75, 100], "points": 10},
]


@pytest.fixture
def today(session):
    return clock.now().date()


@pytest.fixture
def company(session, cast, today, log):
    """Three people who call on many days, under rules of every kind."""
    rules = [{"name": rule["slug"], **rule} for rule in RULES]
    load_rules({"rule": rules}, at=clock.now(), since=today - 60 * DAY)
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        working_time.set_week(publication, weekdays="0123456", since=today - 90 * DAY)
        set_goal(publication, goal_on_calls(cast.ada, "Calls", target=40, since=today))
    last = previous_month(today)
    then = clock.now() - (today - last)
    with scoring.publish(by_id=None, at=then) as publication:
        goal = goal_on_calls(cast.ben, "Last month", target=2, since=last, repeats=False)
        set_goal(publication, goal)
    for back in (12, 11, 9, 8, 6, 5, 4, 2, 1, 0):
        log(cast.ada, "call", days_ago=back, times=1 + back % 3)
        log(cast.ben, "call", days_ago=back)
        log(cast.otto, "call", days_ago=back, times=2)
    return cast


def goal_on_calls(person_id, name, *, target, since, **given):
    return NewGoal(
        kind=GoalKind.INDIVIDUAL,
        name=name,
        metric_id=db.session.scalar(select(Metric.id).where(Metric.slug == "calls")),
        owner_id=person_id,
        target=NewTarget(target),
        period_kind=PeriodKind.MONTH,
        since=since,
        **given,
    )


def previous_month(day):
    almanac = configuration.current().almanac
    return previous_period(period_of(PeriodKind.MONTH, day, almanac), almanac).start


def changes(cast, today, session):
    """Every change that moves paid points, as it is requested."""
    rule = {"slug": "each", "name": "each", "trigger": "per_activity", "kind": "call", "points": 5}
    ids = dict(session.execute(select(Goal.name, Goal.id)).all())
    wishes = [
        wish_of(goal_on_calls(person_id, "Several", target=target, since=today, repeats=False))
        for person_id, target in ((cast.otto, 4), (cast.ben, 1000))
    ]
    week = {"weekdays": "01234", "since": today - 20 * DAY}
    feast = {"name": "Feast", "first": today - 3 * DAY, "last": today - 3 * DAY}
    session.rollback()
    return {
        "organisation": {"first_weekday": (today.weekday() + 4) % 7, "calendar": "jalali"},
        "week": week,
        "holidays": feast,
        "leave": {"person_id": cast.ada, "first": today - 3 * DAY, "last": today - 3 * DAY},
        "own week": {"person_id": cast.ben, "weekdays": "0145", "since": today - 20 * DAY},
        "move": {"person_id": cast.ada, "team_id": cast.south, "since": today - 8 * DAY},
        "team": {
            "team_id": cast.south,
            "name": "South",
            "manager_id": cast.olga,
            "parent_id": cast.north,
            "since": today - 8 * DAY,
        },
        "rule": {
            "document": {"rule": [rule]},
            "since": today - 8 * DAY,
            "rule_id": rule_id("each"),
        },
        "switch": {"rule_id": rule_id("each"), "is_on": False},
        "goals": {"wishes": wishes},
        "copy goals": {"owner_ids": [cast.ada, cast.ben, cast.otto]},
        "target": {
            "goal_id": ids["Calls"],
            "name": "Calls",
            # So low that a milestone is reached on the first day of a month.
            "target": 2,
            "stretch": None,
            "milestones": [250, 500, 750, 1000],
            "parent_id": None,
            "impact": 2,
        },
    }


NAMES = (
    *("organisation", "week", "holidays", "leave", "own week"),
    *("move", "team", "rule", "switch", "goals", "copy goals", "target"),
)


def rule_id(slug):
    return db.session.scalar(select(Rule.id).where(Rule.slug == slug))


@pytest.fixture
def ask(session, cast):
    def asked(use_case, arguments):
        session.rollback()
        return proposals.ask(use_case, arguments, by_id=cast.iris, at=clock.now())

    return asked


@pytest.fixture
def by_the_worker(monkeypatch):
    """Even the smallest one is left to the worker, and the worker is the test."""
    for module in (proposals, work):
        monkeypatch.setattr(module, "FEW_ENTRIES", 0)
    monkeypatch.setattr(worker, "wake", lambda: None)


def state_of(session, number):
    session.rollback()
    return session.get_one(Proposal, number).state


def points(session):
    session.rollback()
    held = select(Award.subject_id, func.sum(Award.points)).group_by(Award.subject_id)
    return dict(session.execute(held).all())


def confirm(session, number):
    session.rollback()
    proposals.confirm(session.get_one(Proposal, number), at=clock.now())


@pytest.mark.parametrize("name", NAMES)
def test_a_small_change_is_shown_and_saved_as_it_was_shown(session, company, today, ask, name):
    before = points(session)
    outcome = ask(name, changes(company, today, session)[name])
    assert state_of(session, outcome.proposal_id) == ProposalState.READY
    assert points(session) == before
    assert scoring.verify() == []
    shown = {row.person_id: row.points for row in store.moved(outcome.proposal_id, most=9)}
    confirm(session, outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.DONE
    after = points(session)
    moved = {who: after[who] - before[who] for who in after if after[who] != before[who]}
    assert moved == {who: number for who, number in shown.items() if number}
    assert scoring.verify() == []


@pytest.mark.parametrize("name", NAMES)
def test_a_large_one_is_computed_while_others_log_and_undo(
    session, company, today, ask, log, by_the_worker, name
):
    outcome = ask(name, changes(company, today, session)[name])
    assert state_of(session, outcome.proposal_id) == ProposalState.COMPUTING
    work.work_on(outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.READY
    assert scoring.verify() == []
    number = log(company.ben, "call", days_ago=3)
    log(company.ada, "call")
    first = session.scalar(select(func.min(Award.activity_id)))
    session.rollback()
    scoring.void_activity(first, by_id=None, reason="undo", at=clock.now())
    scoring.void_activity(number, by_id=None, reason="undo", at=clock.now())
    confirm(session, outcome.proposal_id)
    work.work_on(outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.DONE
    assert scoring.verify() == []
    assert session.scalar(select(func.count()).select_from(ProposedAward)) == 0


def test_nobody_is_replayed_by_the_request_that_asks_for_a_large_one(
    session, company, today, ask, by_the_worker, monkeypatch
):
    def look(*_):
        pytest.fail("everybody who logs waits for this")

    monkeypatch.setattr(proposals.Ahead, "of", look)
    outcome = ask("move", changes(company, today, session)["move"])
    assert state_of(session, outcome.proposal_id) == ProposalState.COMPUTING


def test_a_change_that_touches_nobody_is_saved_at_once(session, company, today, ask):
    feast = {"name": "Feast", "first": today + 5 * DAY, "last": today + 6 * DAY}
    assert ask("holidays", feast).proposal_id is None
    assert today + 5 * DAY in configuration.current().holidays


def test_so_is_one_that_moves_no_points(session, company, today, ask):
    held = session.scalar(select(func.count()).select_from(WorkingWeek))
    assert ask("week", {"weekdays": "0123456", "since": today - 30 * DAY}).proposal_id is None
    session.rollback()
    assert session.scalar(select(func.count()).select_from(WorkingWeek)) == held + 1


def test_the_worker_saves_by_itself_what_moves_no_points(
    session, company, today, ask, by_the_worker
):
    outcome = ask("week", {"weekdays": "0123456", "since": today - 30 * DAY})
    work.work_on(outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.DONE


def test_what_is_dropped_leaves_everything_as_it_is(session, company, today, ask):
    before = points(session)
    outcome = ask("move", changes(company, today, session)["move"])
    session.rollback()
    proposals.drop(outcome.proposal_id)
    confirm(session, outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.DROPPED
    assert points(session) == before


def test_another_setting_changed_meanwhile_is_taken_in(session, company, today, ask):
    outcome = ask("move", changes(company, today, session)["move"])
    session.rollback()
    rules = {"rule": [{"name": "each", **RULES[0], "points": 50}]}
    load_rules(rules, at=clock.now(), since=today - 60 * DAY)
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        leave.record_leave(
            publication, person_id=company.ada, first=today - 7 * DAY, last=today - 7 * DAY
        )
    confirm(session, outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.DONE
    assert scoring.verify() == []


def test_what_cannot_be_any_more_is_refused_when_it_is_saved(session, company, today, ask):
    goal_id = session.scalar(select(Goal.id).where(Goal.name == "Calls"))
    outcome = ask("target", changes(company, today, session)["target"])
    with scoring.publish(by_id=None, at=clock.now()):
        session.get_one(Goal, goal_id).retired_at = clock.now()
    confirm(session, outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.REFUSED
    assert session.get_one(Proposal, outcome.proposal_id).refusal == "goal/over"


def test_what_was_shown_for_another_day_is_shown_anew(session, company, today, ask):
    outcome = ask("switch", changes(company, today, session)["switch"])
    session.rollback()
    store.put(outcome.proposal_id, asked_at=clock.now() - 2 * DAY)
    confirm(session, outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.READY


def test_a_setting_changed_in_the_same_moment_is_left_to_the_worker(
    session, company, today, ask, monkeypatch
):
    def too_late(*_arguments, **_named):
        raise work.Outdated

    woken = []
    monkeypatch.setattr(worker, "wake", lambda: woken.append(True))
    monkeypatch.setattr(proposals, "trial_of", too_late)
    outcome = ask("move", changes(company, today, session)["move"])
    assert woken
    assert state_of(session, outcome.proposal_id) == ProposalState.COMPUTING
    work.work_on(outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.READY


def test_work_that_was_cut_off_is_done_by_the_next_worker(
    app, session, company, today, ask, by_the_worker
):
    """As after a restart: half of the people are computed, and whoever did it is gone."""
    outcome = ask("move", changes(company, today, session)["move"])
    session.rollback()
    gone = clock.now() - store.SILENCE - timedelta(seconds=1)
    store.put(outcome.proposal_id, worker="gone", worked_at=gone, done=1)
    assert store.next_to_work_on("new", at=clock.now()) == outcome.proposal_id
    work.work_on(outcome.proposal_id)
    assert state_of(session, outcome.proposal_id) == ProposalState.READY


def test_nobody_takes_over_from_a_worker_that_works(session, company, today, ask, by_the_worker):
    outcome = ask("move", changes(company, today, session)["move"])
    session.rollback()
    store.put(outcome.proposal_id, worker="busy", worked_at=clock.now())
    assert store.next_to_work_on("new", at=clock.now()) is None


def test_who_corrected_a_note_is_first_in_what_is_shown_too(
    session, company, today, ask, log, by_the_worker
):
    """Ben is in North with Ada; the feast makes everybody's days be looked at again."""
    [entry, *_] = session.scalars(
        select(Activity)
        .where(Activity.team_id == company.north, Activity.occurred_on == today)
        .order_by(Activity.id)
    ).all()
    session.rollback()
    scoring.correct_activity(
        entry.id,
        by_id=company.iris,
        reason="note",
        at=clock.now(),
        client_id=uuid4().hex,
        note="Ltd",
    )
    assert scoring.verify() == []
    session.rollback()
    first = {"slug": "first", "name": "first", "trigger": "first_in_team", "kind": "call"}
    outcome = ask(
        "rule",
        {
            "document": {"rule": [{**first, "points": 14}]},
            "since": today,
            "rule_id": rule_id("first"),
        },
    )
    work.work_on(outcome.proposal_id)
    shown = {row.person_id: row.points for row in store.moved(outcome.proposal_id, most=9)}
    assert shown == {entry.subject_id: 1, company.otto: 1}
