"""Which rules are asked why they paid nothing for an entry."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import configuration, scoring
from leaderboard.extensions import db
from leaderboard.models import Activity, GoalKind, Metric
from leaderboard.publishing.goals import NewGoal, NewTarget, drop_goal, set_goal
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.reasons import WhyNot
from leaderboard.standings.explanations import unpaid_rules
from leaderboard.standings.receipts import awards_of

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
THIRD = datetime(2026, 3, 4, 9, tzinfo=UTC)
HALF_WAY = {"slug": "half", "name": "Half way", "trigger": "goal_milestone", "milestones": [50]}


@pytest.fixture
def why(session, cast, kinds):
    """Log a call of Ada's; why the rules paid nothing for it."""

    def logged(day):
        new = scoring.NewActivity(cast.ada, kinds["call"], day)
        entry = scoring.log_activity(
            new, client_id=uuid4().hex, by_id=None, at=THIRD, is_late_allowed=True
        ).activity
        found = unpaid_rules(
            session.get(Activity, entry.id),
            awards_of(entry.id),
            configuration.current(),
            today=THIRD.date(),
        )
        session.rollback()
        return [unpaid.why for unpaid in found]

    return logged


@pytest.fixture
def four_calls(session, cast):
    """A goal of Ada's whose halfway mark is rewarded."""
    load_rules({"rule": [{**HALF_WAY, "points": 9}]}, at=FIRST, since=date(2026, 3, 1))
    return four_of("calls", cast.ada)


def four_of(slug, owner_id):
    metric_id = db.session.scalar(select(Metric.id).where(Metric.slug == slug))
    with scoring.publish(by_id=None, at=FIRST) as publication:
        goal = NewGoal(
            kind=GoalKind.ACTIVITY,
            name=f"Four {slug}",
            metric_id=metric_id,
            owner_id=owner_id,
            target=NewTarget(4),
            period_kind=PeriodKind.MONTH,
            since=FIRST.date(),
        )
        return set_goal(publication, goal)


def test_a_goal_that_an_entry_moves_is_not_there_yet_or_was_there_already(four_calls, why):
    assert [why(FIRST.date()) for _ in range(3)] == [[WhyNot.NOT_YET], [], [WhyNot.HAD_ALREADY]]


def test_a_goal_that_was_dropped_is_no_reason(four_calls, why, cast):
    # Nor is one that goes on but counts something else.
    four_of("emails", cast.ada)
    with scoring.publish(by_id=None, at=THIRD - timedelta(days=1)) as publication:
        drop_goal(publication, four_calls)
    assert why(THIRD.date()) == []


def test_a_rule_that_pays_for_nothing_on_the_goals_it_moves_is_not_asked(four_calls, why):
    stretch = {"slug": "beyond", "name": "Beyond", "trigger": "goal_milestone", "stretch": True}
    near = {"slug": "near", "name": "Nearly", "trigger": "goal_milestone", "milestones": [90]}
    rules = [{**stretch, "points": 9}, {**near, "points": 9}]
    load_rules({"rule": rules}, at=FIRST, since=date(2026, 3, 1))
    # The goal has neither a stretch target nor a mark at 90 %, so no entry can have earned either.
    assert [why(FIRST.date()) for _ in range(5)] == [
        [WhyNot.NOT_YET],
        [],
        *3 * [[WhyNot.HAD_ALREADY]],
    ]
