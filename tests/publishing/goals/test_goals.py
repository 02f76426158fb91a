"""Setting, changing, copying and giving up goals, and what is refused."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard.models import Audit, Award, Goal, GoalKind, Kind, Metric, Organisation
from leaderboard.publishing.goals import (
    NewGoal,
    NewTarget,
    Refused,
    change_goal,
    copy_last_period,
    drop_goal,
    set_goal,
)
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import NewActivity, log_activity, publish, verify
from leaderboard.standings.past import history_of, past_periods
from leaderboard.standings.progress import progress_of

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)
DECEMBER = datetime(2026, 12, 1, 9, tzinfo=UTC)
HALF = {
    "slug": "half",
    "name": "Half",
    "trigger": "goal_milestone",
    "milestones": [50],
    "points": 20,
}


@pytest.fixture
def wish(session, cast):
    """A goal to be made: Ada's calls each month, ten of them, by default."""
    metrics = {metric.slug: metric.id for metric in session.scalars(select(Metric))}

    def wished(metric="calls", **given):
        return NewGoal(
            **{
                "kind": GoalKind.ACTIVITY,
                "name": "Calls",
                "metric_id": metrics[metric],
                "owner_id": cast.ada,
                "target": NewTarget(10),
                "period_kind": PeriodKind.MONTH,
                "since": TODAY,
                **given,
            }
        )

    return wished


def put(new, *, at=AT):
    with publish(by_id=None, at=at) as publication:
        return set_goal(publication, new)


def alter(goal_id, *, at=AT, **given):
    usual = {"name": "Calls", "target": NewTarget(10), "parent_id": None, "impact": 2}
    with publish(by_id=None, at=at) as publication:
        change_goal(publication, goal_id, **usual | given)


def call(session, person_id, day, times=1):
    kind_id = session.scalar(select(Kind.id).where(Kind.slug == "call"))
    for _ in range(times):
        log_activity(
            NewActivity(subject_id=person_id, kind_id=kind_id, occurred_on=day),
            client_id=str(uuid4()),
            by_id=None,
            at=datetime(2026, 12, 20, tzinfo=UTC),
            is_late_allowed=True,
        )


def points(session):
    return sum(session.scalars(select(Award.points)))


def progress(session, goal_id, day=TODAY):
    return progress_of([session.get_one(Goal, goal_id)], day=day)


def test_a_goal_begins_with_its_period_and_is_on_record(session, wish):
    goal = session.get_one(Goal, put(wish()))
    assert (goal.since, goal.until, goal.name) == (date(2026, 11, 1), None, "Calls")
    assert [(v.since, v.target) for v in goal.versions] == [(date(2026, 11, 1), 10)]
    line = session.scalars(select(Audit).where(Audit.noun == "goal")).one()
    assert (line.action, line.noun_id, line.after["target"]) == ("set", goal.id, 10)


def test_a_goal_for_one_period_has_one(session, wish):
    goal_id = put(wish(repeats=False))
    assert session.get_one(Goal, goal_id).until == date(2026, 12, 1)
    assert progress(session, goal_id, date(2026, 12, 1)) == []


def test_a_goal_without_a_name_takes_its_metrics(session, wish):
    assert session.get_one(Goal, put(wish(name=""))).name == "Calls"


LOWER = {"metric": "churn", "baseline": 20_000}


@pytest.mark.parametrize(
    ("field", "reason", "given"),
    [
        ("target", "zero", {"target": NewTarget(0)}),
        ("target", "zero", {"target": NewTarget(-5)}),
        ("target", "absurd", {"target": NewTarget(10**15 + 1)}),
        ("target", "absurd", {"metric": "margin", "target": NewTarget(11_000_000)}),
        ("target", "past_whole", {"metric": "win-rate", "target": NewTarget(4_500_000)}),
        ("target", "past_whole", {"metric": "win-rate", "target": NewTarget(1_000_001)}),
        ("target", "past_whole", {"metric": "selling-time", "target": NewTarget(1_000_001)}),
        ("stretch", "past_whole", {"metric": "win-rate", "target": NewTarget(9, 1_100_000)}),
        ("stretch", "not_beyond", {"target": NewTarget(10, stretch=10)}),
        ("stretch", "not_beyond", {**LOWER, "target": NewTarget(10_000, stretch=12_000)}),
        ("stretch", "missing", {"kind": GoalKind.STRETCH}),
        ("baseline", "missing", {"metric": "churn", "target": NewTarget(10_000)}),
        (
            "baseline",
            "wrong_side",
            {"metric": "churn", "baseline": 9_000, "target": NewTarget(10_000)},
        ),
        ("until", "missing", {"period_kind": None}),
        ("until", "before_start", {"period_kind": None, "until": TODAY}),
        ("until", "past", {"period_kind": None, "since": date(2026, 1, 1), "until": TODAY}),
        ("until", "past", {"since": date(2026, 10, 1), "repeats": False}),
        ("period_kind", "not_a_year", {"kind": GoalKind.ANNUAL}),
        ("owner", "unknown", {"owner_id": 9999}),
        ("metric", "unknown", {"metric_id": 9999}),
        ("parent", "gone", {"parent_id": 9999}),
        ("name", "too_long", {"name": "x" * 81}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(session, wish, field, reason, given):
    with pytest.raises(Refused) as refused:
        put(wish(**given))
    assert (refused.value.field, refused.value.reason) == (field, reason)
    assert session.scalars(select(Goal)).all() == []


def test_a_lower_goal_runs_from_its_baseline_to_its_target(session, wish):
    goal_id = put(wish(**LOWER, target=NewTarget(10_000, stretch=8_000)))
    assert session.get_one(Goal, goal_id).baseline == 20_000


def test_each_kind_belongs_to_its_owner(session, cast, wish):
    company = session.scalar(select(Organisation.id))
    for kind, owner_id in (
        (GoalKind.TEAM, cast.ada),
        (GoalKind.INDIVIDUAL, cast.north),
        (GoalKind.ACTIVITY, company),
    ):
        with pytest.raises(Refused, match="wrong_kind"):
            put(wish(kind=kind, owner_id=owner_id))
    put(wish(kind=GoalKind.TEAM, owner_id=cast.north))
    put(wish(kind=GoalKind.ANNUAL, owner_id=company, period_kind=PeriodKind.YEAR))


def test_no_goal_is_above_itself(session, wish):
    first = put(wish(name="First"))
    second = put(wish(name="Second", parent_id=first))
    third = put(wish(name="Third", parent_id=second))
    for parent_id in (first, second, third):
        with pytest.raises(Refused, match="feeds_itself"):
            alter(first, parent_id=parent_id)


@pytest.mark.usefixtures("any_database")
def test_another_target_holds_from_today_and_leaves_the_past(session, wish, cast):
    goal_id = put(wish(since=date(2026, 10, 5)), at=datetime(2026, 10, 5, tzinfo=UTC))
    alter(goal_id, target=NewTarget(8, stretch=9))
    goal = session.get_one(Goal, goal_id)
    assert [(v.since, v.target) for v in goal.versions] == [(date(2026, 10, 1), 10), (TODAY, 8)]
    [october] = history_of(goal, past_periods(goal, day=TODAY))
    assert october.attainment.course.target == 10
    assert progress(session, goal_id)[0].attainment.course.target == 8
    alter(goal_id, target=NewTarget(7))
    versions = session.get_one(Goal, goal_id).versions
    assert [(v.since, v.target) for v in versions] == [(date(2026, 10, 1), 10), (TODAY, 7)]


def test_saving_the_same_again_changes_nothing(session, wish):
    goal_id = put(wish())
    before = session.scalars(select(Audit)).all()
    alter(goal_id)
    assert session.scalars(select(Audit)).all() == before


def test_a_goal_that_is_over_or_dropped_is_changed_no_more(session, wish):
    ended = put(wish(repeats=False))
    with pytest.raises(Refused, match="over"):
        alter(ended, target=NewTarget(8), at=DECEMBER)
    with pytest.raises(Refused, match="over"), publish(by_id=None, at=DECEMBER) as publication:
        drop_goal(publication, ended)
    assert session.get_one(Goal, ended).retired_at is None
    alter(ended, target=NewTarget(8), at=datetime(2026, 11, 30, 9, tzinfo=UTC))
    with publish(by_id=None, at=AT) as publication:
        drop_goal(publication, ended)
    with pytest.raises(Refused, match="over"):
        alter(ended, target=NewTarget(7))


@pytest.mark.usefixtures("any_database")
def test_goals_set_and_changed_pay_what_a_replay_pays(session, wish, cast):
    load_rules({"rule": [HALF]}, at=AT, since=date(2026, 1, 1))
    call(session, cast.ada, date(2026, 11, 10), times=4)
    goal_id = put(wish())
    assert points(session) == 0
    call(session, cast.ada, date(2026, 11, 11))
    assert points(session) == 20
    # Twice as much from today on: the milestone reached before stays paid.
    alter(goal_id, target=NewTarget(20))
    assert points(session) == 20
    assert verify() == []


@pytest.mark.usefixtures("any_database")
def test_what_is_dropped_pays_no_more_and_takes_nothing_back(session, wish, cast):
    load_rules({"rule": [HALF]}, at=AT, since=date(2026, 1, 1))
    goal_id, other = put(wish()), put(wish(name="More", target=NewTarget(30)))
    call(session, cast.ada, date(2026, 11, 11), times=4)
    call(session, cast.ada, TODAY)
    assert points(session) == 20
    with publish(by_id=None, at=AT) as publication:
        drop_goal(publication, goal_id)
        drop_goal(publication, other)
        drop_goal(publication, other)
    call(session, cast.ada, date(2026, 11, 26), times=20)
    assert points(session) == 20
    assert verify() == []
    assert len(session.scalars(select(Audit).where(Audit.action == "drop")).all()) == 2


def test_last_period_is_copied_once_with_the_network_it_was(session, wish, cast):
    october = datetime(2026, 10, 5, tzinfo=UTC)
    once = {"since": date(2026, 10, 5), "repeats": False}
    team = put(
        wish("revenue", kind=GoalKind.TEAM, owner_id=cast.north, name="North", **once), at=october
    )
    put(wish(name="Ada", parent_id=team, target=NewTarget(9, stretch=12), **once), at=october)
    put(wish(name="Otto", owner_id=cast.otto, **once), at=october)
    put(wish("emails", name="For ever", since=date(2026, 10, 5)), at=october)
    with publish(by_id=None, at=AT) as publication:
        made = copy_last_period(publication, {cast.north, cast.ada, cast.ben})
        assert copy_last_period(publication, {cast.north, cast.ada, cast.ben}) == []
    north, ada = (session.get_one(Goal, goal_id) for goal_id in made)
    assert [goal.name for goal in (north, ada)] == ["North", "Ada"]
    assert (ada.since, ada.until) == (date(2026, 11, 1), date(2026, 12, 1))
    assert ada.parent_id == north.id
    assert (ada.versions[0].target, ada.versions[0].stretch) == (9, 12)


def test_what_ended_longer_ago_than_last_period_is_not_copied(session, wish, cast):
    september = datetime(2026, 9, 5, tzinfo=UTC)
    put(wish(since=date(2026, 9, 5), repeats=False), at=september)
    with publish(by_id=None, at=AT) as publication:
        assert copy_last_period(publication, {cast.ada}) == []
