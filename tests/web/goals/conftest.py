"""Goals of the cast, set as the command line would."""

from dataclasses import asdict

import pytest
from sqlalchemy import select

from leaderboard import clock
from leaderboard.models import GoalKind, Metric, Organisation
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import publish


@pytest.fixture
def owners(session, cast):
    return {**asdict(cast), "company": session.scalar(select(Organisation.id))}


@pytest.fixture
def metrics(session, cast):
    return {metric.slug: metric.id for metric in session.scalars(select(Metric))}


@pytest.fixture
def put(session, owners, metrics):
    """Set a goal and return its id: monthly revenue of €10,000 by default."""

    def put_goal(owner, name, metric="revenue", at=None, **given):
        kinds = {"company": GoalKind.TEAM, "north": GoalKind.TEAM, "south": GoalKind.TEAM}
        new = {
            "kind": kinds.get(owner, GoalKind.INDIVIDUAL),
            "name": name,
            "metric_id": metrics[metric],
            "owner_id": owners.get(owner, owner),
            "target": NewTarget(10_000_00),
            "period_kind": PeriodKind.MONTH,
            "since": clock.now().date(),
            **given,
        }
        with publish(by_id=None, at=at or clock.now()) as publication:
            return set_goal(publication, NewGoal(**new))

    return put_goal
