"""Whatever was logged, undone or moved, a goal has the plain sum of the ledger: B5 to B7, B8, B10.

The expected values are summed up here, from what was logged and not from the totals.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.models import Goal, GoalKind, Membership, Metric, Organisation
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.rules.attainment import State
from leaderboard.rules.periods import DAY, PeriodKind
from leaderboard.standings.past import history_of, past_periods
from leaderboard.standings.progress import progress_of
from tests.properties.histories import (
    DAYS,
    HISTORIES,
    MARCH,
    NOON,
    PEOPLE,
    TEAMS,
    check,
    counted,
    tell,
)

SET_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWNERS = (*PEOPLE, "north", "south", "company")
TARGETS = st.integers(1, 5)


@pytest.fixture(params=["sqlite_app", pytest.param("postgresql_app", marks=pytest.mark.postgres)])
def company(request):
    """The app, its people, and how to reset it before each example."""
    return request.getfixturevalue(request.param)


def aim(cast, owner, metric, target, **given):
    """A goal for March and each month after it."""
    everybody = db.session.scalar(select(Organisation.id))
    metric_id = db.session.scalar(select(Metric.id).where(Metric.slug == metric))
    new = {
        "kind": GoalKind.INDIVIDUAL if owner in PEOPLE else GoalKind.TEAM,
        "name": metric,
        "metric_id": metric_id,
        "owner_id": everybody if owner == "company" else getattr(cast, owner),
        "target": NewTarget(target),
        "period_kind": PeriodKind.MONTH,
        "since": MARCH.start,
        **given,
    }
    with scoring.publish(by_id=None, at=SET_AT) as publication:
        goal_id = set_goal(publication, NewGoal(**new))
    return db.session.get_one(Goal, goal_id)


def belongs(said, owner, moved):
    """Whether the owner did it; from the day `moved` on, Ada is in South."""
    is_moved = said.who == "ada" and said.day >= moved
    return owner in ("company", said.who, "south" if is_moved else TEAMS[said.who])


def standing(history, kinds, owner, moved=date.max):
    return [said for said in counted(history, kinds) if belongs(said, owner, moved)]


def test_b5_b10_a_goal_has_the_sum_of_the_ledger_and_is_reached_while_that_is(company):
    def body(cast, history, owner, target, moved):
        goal = aim(cast, owner, "calls", target)
        tell(cast, history)
        with scoring.publish(by_id=None, at=NOON) as publication:
            db.session.add(Membership(person_id=cast.ada, since=moved, team_id=cast.south))
            publication.audit("move", "person", cast.ada)
            publication.move_entries(cast.ada, since=moved)
        [found] = progress_of([db.session.get_one(Goal, goal.id)], day=MARCH.end - DAY)
        calls = len(standing(history, {"call"}, owner, moved))
        assert found.attainment.value == calls
        assert found.attainment.is_reached == (calls >= target)

    owners = st.sampled_from(OWNERS)
    check(company, body, history=HISTORIES, owner=owners, target=TARGETS, moved=DAYS)


def test_b5_undoing_takes_a_goal_back_to_where_it_was(company):
    def body(cast, history, target):
        goal = aim(cast, "ada", "calls", target)
        kept = [replace(said, is_undone=False) for said in history]
        half = len(kept) // 2
        tell(cast, kept[:half])
        before = progress_of([goal], day=MARCH.end - DAY)
        tell(cast, [replace(said, is_undone=True) for said in kept[half:]])
        goal = db.session.get_one(Goal, goal.id)
        assert progress_of([goal], day=MARCH.end - DAY) == before

    check(company, body, history=HISTORIES, target=TARGETS)


def test_b6_a_result_moves_by_what_is_logged_late_and_by_nothing_else(company):
    """However often and however late it is read; another month's entries leave it alone."""

    def body(cast, history, later, target):
        goal = aim(cast, "north", "revenue", target * 500)
        tell(cast, history)
        values = {read(goal, MARCH.end + days * DAY) for days in (0, 1, 31, 400)}
        assert values == {total(standing(history, {"deal-won"}, "north"))}
        tell(cast, later)
        goal = db.session.get_one(Goal, goal.id)
        assert read(goal, MARCH.end + 400 * DAY) - values.pop() == total(
            standing(later, {"deal-won"}, "north")
        )

    check(company, body, history=HISTORIES, later=HISTORIES, target=TARGETS)


def read(goal, day):
    """How March ended, read on a later day."""
    march = next(p for p in past_periods(goal, day=day) if p.span == MARCH)
    [found] = history_of(goal, [march])
    assert found.attainment.state is State.CLOSED
    assert found.attainment.is_reached == (found.attainment.value >= found.attainment.course.target)
    return found.attainment.value


def total(lines):
    return sum(said.amount for said in lines)


def test_b8_a_teams_ratio_is_that_of_its_sums_and_few_cases_reach_nothing(company):
    def body(cast, history, owner):
        goal = aim(cast, owner, "win-rate", 500_000)
        with scoring.publish(by_id=None, at=NOON) as publication:
            metric = db.session.get_one(Metric, goal.metric_id)
            metric.min_sample = 2
            publication.audit("change", "metric", metric.id)
        tell(cast, history)
        [found] = progress_of([db.session.get_one(Goal, goal.id)], day=MARCH.end - DAY)
        won = len(standing(history, {"deal-won"}, owner))
        closed = len(standing(history, {"deal-won", "deal-lost"}, owner))
        assert found.attainment.value == (Fraction(won, closed) if closed else None)
        assert (found.attainment.state is State.TOO_FEW_CASES) == (closed < 2)
        assert found.attainment.is_reached == (closed >= 2 and 2 * won >= closed)

    check(company, body, history=HISTORIES, owner=st.sampled_from(OWNERS))
