"""What changes with the organisation's own settings."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from leaderboard import configuration, scoring
from leaderboard.models import Activity, Goal, GoalKind, Metric, Origin, Total
from leaderboard.publishing.goals import NewGoal, NewTarget, drop_goal, set_goal
from leaderboard.publishing.organisation import change_organisation
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import NewActivity, SourceRow, log_activity, publish, write_batch

# In Auckland it is the first of September, in Los Angeles still the last of August.
CHANGE_OF_MONTH = datetime(2026, 8, 31, 14, tzinfo=UTC)
CALLS = {"slug": "calls", "name": "Calls", "trigger": "per_activity", "kind": "call", "points": 5}


def put_zone(zone):
    with publish(by_id=None, at=CHANGE_OF_MONTH) as publication:
        change_organisation(publication, timezone=zone)


def call(person_id, kind_id, day, *, at=CHANGE_OF_MONTH):
    return log_activity(
        NewActivity(person_id, kind_id, day),
        client_id=uuid4().hex,
        by_id=person_id,
        at=at,
    )


def points(session, person_id, kind):
    session.rollback()
    return {
        start: int(total)
        for start, total in session.execute(
            select(Total.start, func.sum(Total.quantity))
            .where(
                Total.subject_id == person_id,
                Total.kind_id == 0,
                Total.period_kind == kind,
                Total.quantity != 0,
            )
            .group_by(Total.start)
        )
    }


def test_a_zone_further_west_leaves_nothing_in_tomorrow(session, cast, kinds):
    put_zone("Pacific/Auckland")
    load_rules({"rule": [CALLS]}, at=CHANGE_OF_MONTH, since=date(2026, 8, 1))
    call(cast.ada, kinds["call"], date(2026, 8, 31))
    call(cast.ada, kinds["call"], date(2026, 9, 1))
    call(cast.ada, kinds["call"], date(2026, 9, 1))
    put_zone("America/Los_Angeles")
    assert points(session, cast.ada, PeriodKind.WEEK) == {date(2026, 8, 31): 15}
    assert points(session, cast.ada, PeriodKind.MONTH) == {date(2026, 8, 1): 15}
    assert points(session, cast.ada, PeriodKind.DAY) == {date(2026, 8, 31): 15}
    assert scoring.verify() == []


def test_what_was_brought_back_keeps_the_row_it_came_from(session, cast, kinds):
    put_zone("Pacific/Auckland")
    new = NewActivity(cast.ada, kinds["call"], date(2026, 9, 1))
    row = SourceRow("1", kinds["call"], new)
    write_batch([row], source="file", by_id=None, at=CHANGE_OF_MONTH)
    put_zone("America/Los_Angeles")
    again = write_batch([row], source="file", by_id=None, at=CHANGE_OF_MONTH)
    assert again.unchanged == 1
    behind = session.scalar(select(Activity).join(Origin, Origin.activity_id == Activity.id))
    assert behind.occurred_on == date(2026, 8, 31)


def test_in_a_zone_further_east_every_day_stays_as_it_was(session, cast, kinds):
    put_zone("America/Los_Angeles")
    call(cast.ada, kinds["call"], date(2026, 8, 31))
    put_zone("Pacific/Auckland")
    assert session.scalars(select(Activity.occurred_on)).all() == [date(2026, 8, 31)]


def test_another_first_weekday_moves_weeks_and_leaves_months(session, cast, kinds):
    load_rules({"rule": [CALLS]}, at=CHANGE_OF_MONTH, since=date(2026, 8, 1))
    call(cast.ada, kinds["call"], date(2026, 8, 30))
    call(cast.ada, kinds["call"], date(2026, 8, 31))
    assert len(points(session, cast.ada, PeriodKind.WEEK)) == 2
    with publish(by_id=None, at=CHANGE_OF_MONTH) as publication:
        change_organisation(publication, first_weekday=5)
    assert points(session, cast.ada, PeriodKind.WEEK) == {date(2026, 8, 29): 10}
    assert points(session, cast.ada, PeriodKind.MONTH) == {date(2026, 8, 1): 10}
    assert scoring.verify() == []


HALF_WAY = {
    "slug": "way",
    "name": "Way",
    "trigger": "goal_milestone",
    "milestones": [50, 100],
    "points": 10,
}


def two_calls(session, person_id, *, since, repeats):
    """A person's goal of two calls in a month."""
    return NewGoal(
        kind=GoalKind.ACTIVITY,
        name="Calls",
        metric_id=session.scalar(select(Metric.id).where(Metric.slug == "calls")),
        owner_id=person_id,
        target=NewTarget(2),
        period_kind=PeriodKind.MONTH,
        since=since,
        repeats=repeats,
    )


@pytest.fixture
def evening_goal(session, cast, kinds):
    """A goal for August that Ada was set on its last evening and has reached."""
    put_zone("America/Los_Angeles")
    later = CHANGE_OF_MONTH + timedelta(minutes=1)
    load_rules({"rule": [HALF_WAY]}, at=later, since=date(2026, 8, 1))
    wish = two_calls(session, cast.ada, since=date(2026, 8, 31), repeats=False)
    with publish(by_id=None, at=later) as publication:
        goal_id = set_goal(publication, wish)
    for _ in range(2):
        call(cast.ada, kinds["call"], date(2026, 8, 31))
    return goal_id


def go_east():
    with publish(by_id=None, at=CHANGE_OF_MONTH + timedelta(minutes=5)) as publication:
        change_organisation(publication, timezone="Pacific/Auckland")


def test_a_zone_further_east_leaves_a_goal_set_in_the_evening_what_it_paid(
    session, cast, evening_goal
):
    august = {date(2026, 8, 1): 20}
    assert points(session, cast.ada, PeriodKind.MONTH) == august
    go_east()
    assert points(session, cast.ada, PeriodKind.MONTH) == august
    settings = configuration.current()
    assert not settings.is_for_record(session.get_one(Goal, evening_goal))
    assert scoring.verify() == []


def test_the_day_on_which_a_goal_was_dropped_stays(session, cast, evening_goal):
    with publish(by_id=None, at=CHANGE_OF_MONTH + timedelta(minutes=2)) as publication:
        drop_goal(publication, evening_goal)
    go_east()
    settings = configuration.current()
    assert settings.goal(session.get_one(Goal, evening_goal)).last_day == date(2026, 8, 31)
    assert scoring.verify() == []


def test_a_goal_dropped_on_what_is_tomorrow_further_west_counts_until_today(session, cast, kinds):
    """Like the entries of that day, its last day comes back to today."""
    put_zone("Pacific/Auckland")
    load_rules({"rule": [HALF_WAY]}, at=CHANGE_OF_MONTH, since=date(2026, 8, 1))
    wish = two_calls(session, cast.ada, since=date(2026, 9, 1), repeats=True)
    with publish(by_id=None, at=CHANGE_OF_MONTH) as publication:
        goal_id = set_goal(publication, wish)
    with publish(by_id=None, at=CHANGE_OF_MONTH + timedelta(minutes=2)) as publication:
        drop_goal(publication, goal_id)
    later = CHANGE_OF_MONTH + timedelta(minutes=5)
    with publish(by_id=None, at=later) as publication:
        change_organisation(publication, timezone="America/Los_Angeles")
    last_day = configuration.current().goal(session.get_one(Goal, goal_id)).last_day
    assert last_day == date(2026, 8, 31)
    for _ in range(2):
        call(cast.ada, kinds["call"], date(2026, 9, 1), at=later + timedelta(days=1))
    assert points(session, cast.ada, PeriodKind.MONTH) == {}
    assert scoring.verify() == []
    # It is no other day once the company moves on.
    with publish(by_id=None, at=later + timedelta(days=2)) as publication:
        change_organisation(publication, timezone="Pacific/Auckland")
    assert configuration.current().goal(session.get_one(Goal, goal_id)).last_day == last_day
    assert scoring.verify() == []
