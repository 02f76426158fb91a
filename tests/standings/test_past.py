"""What became of goals is kept for ever."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from leaderboard.models import Goal, GoalVersion, Metric, Organisation
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import publish
from leaderboard.standings.past import history_of, last_results, over_goals, past_periods
from tests.standings.entries import log

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = date(2026, 11, 25)


@pytest.fixture
def put(session, cast):
    def set_goal(owner_id, since, until=None, period_kind=PeriodKind.WEEK, retired_at=None):
        metric_id = session.scalar(select(Metric.id).where(Metric.slug == "calls"))
        with publish(by_id=None, at=AT) as publication:
            goal = Goal(
                kind="activity",
                name="Calls",
                metric_id=metric_id,
                owner_id=owner_id,
                period_kind=period_kind,
                since=since,
                until=until,
                created_at=AT,
                retired_at=retired_at,
                versions=[GoalVersion(since=since, target=3, milestones=[500])],
            )
            session.add(goal)
            session.flush()
            publication.audit("set", "goal", goal.id)
            return session.get_one(Goal, goal.id)

    return set_goal


def starts(goal, day=DAY):
    return [period.start for period in past_periods(goal, day=day)]


def test_every_period_of_a_long_goal_is_there_however_many(put, cast):
    goal = put(cast.ada, date(2025, 1, 6))
    assert len(starts(goal)) == 98
    assert starts(goal)[0] == date(2026, 11, 16)
    assert starts(goal)[-1] == date(2025, 1, 6)


def test_a_result_stays_when_the_goal_has_been_over_for_long(session, put, cast):
    log(session, "01-06 ada call x4\n01-13 ada call", {"ada": cast.ada})
    goal = put(cast.ada, date(2026, 1, 5), date(2026, 1, 19))
    for day in (DAY, date(2036, 1, 1)):
        assert starts(goal, day) == [date(2026, 1, 12), date(2026, 1, 5)]
    values = [p.attainment.value for p in history_of(goal, past_periods(goal, day=DAY))]
    assert values == [1, 4]
    assert last_results([goal], day=DAY)[goal.id].attainment.value == 1


def test_a_period_that_runs_is_no_past(put, cast):
    goal = put(cast.ada, date(2026, 11, 1), date(2026, 12, 1), PeriodKind.MONTH)
    assert starts(goal) == []
    assert starts(goal, date(2026, 12, 1)) == [date(2026, 11, 1)]
    own = put(cast.ada, date(2026, 11, 1), date(2026, 11, 25), None)
    assert starts(own, date(2026, 11, 24)) == []
    assert starts(own) == [date(2026, 11, 1)]


def test_what_was_dropped_keeps_the_periods_before_and_its_last_one_up_to_that_day(put, cast):
    goal = put(cast.ada, date(2026, 11, 2), retired_at=datetime(2026, 11, 18, 9, tzinfo=UTC))
    before = [date(2026, 11, 9), date(2026, 11, 2)]
    assert starts(goal, date(2026, 11, 17)) == before
    for day in (date(2026, 11, 18), date(2030, 1, 1)):
        assert starts(goal, day) == [date(2026, 11, 16), *before]
        assert past_periods(goal, day=day)[0].last == date(2026, 11, 18)


def test_what_was_dropped_shows_the_value_of_the_day_on_which_it_was(session, put, cast):
    log(session, "11-16 ada call\n11-18 ada call\n11-19 ada call x4", {"ada": cast.ada})
    at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    week = put(cast.ada, date(2026, 11, 16), retired_at=at)
    own = put(cast.ada, date(2026, 11, 17), date(2026, 12, 1), None, retired_at=at)
    results = last_results([week, own], day=DAY)
    values = [results[goal.id].attainment.value for goal in (week, own)]
    assert values == [2, 1]
    assert not any(result.rewards.now for result in results.values())


def test_what_was_dropped_before_it_began_has_no_result(put, cast):
    at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    week = put(cast.ada, date(2026, 11, 23), retired_at=at)
    own = put(cast.ada, date(2026, 11, 19), date(2026, 12, 1), None, retired_at=at)
    assert last_results([week, own], day=DAY) == {}


def test_what_was_dropped_once_over_keeps_its_whole_period(put, cast):
    at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    week = put(cast.ada, date(2026, 11, 2), date(2026, 11, 9), retired_at=at)
    own = put(cast.ada, date(2026, 11, 2), date(2026, 11, 12), None, retired_at=at)
    assert [period.end for period in past_periods(week, day=DAY)] == [date(2026, 11, 9)]
    assert [period.end for period in past_periods(own, day=DAY)] == [date(2026, 11, 12)]


def test_goals_that_are_over_are_listed_the_latest_first(session, put, cast):
    company = session.scalar(select(Organisation.id))
    old = put(cast.ada, date(2020, 1, 6), date(2020, 1, 13))
    new = put(company, date(2026, 10, 1), date(2026, 11, 1), PeriodKind.MONTH)
    dropped = put(cast.north, date(2026, 9, 7), retired_at=datetime(2026, 10, 5, 9, tzinfo=UTC))
    put(cast.ada, date(2026, 11, 2))
    put(cast.otto, date(2026, 1, 5), date(2026, 1, 12))
    owners = {cast.ada, cast.north, company}
    assert over_goals(owners, day=DAY) == [new.id, dropped.id, old.id]
    assert over_goals(owners, day=date(2020, 1, 12)) == [dropped.id]
