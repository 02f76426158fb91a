"""T12: the planner's page for a goal of 200 people, next to the same page for 20."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bench.pages import made
from bench.sizes import Size, Visit, build, compared
from leaderboard import clock, scoring
from leaderboard.extensions import db
from leaderboard.models import GoalKind, Metric, Organisation
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.rules.periods import PeriodKind

FEW, MANY = Size(20, 2, 20_000), Size(200, 20, 200_000)


def planned() -> dict[str, float]:
    """The processor's time for one page at both sizes, and how it grows beside the people."""
    with TemporaryDirectory() as few, TemporaryDirectory() as many:
        small, large = compared([visit_of(FEW, few), visit_of(MANY, many)])
    people = MANY.people / FEW.people
    return {
        "plan of 20 people, ms": small.seconds * 1000,
        "plan of 200 people, ms": large.seconds * 1000,
        "plan of 200 people, KB": large.size / 1024,
        "T12 statements": large.statements / small.statements,
        "T12": large.seconds / small.seconds / people,
    }


def visit_of(size: Size, folder: str) -> Visit:
    """The admin's visit to the plan of a year's revenue."""
    app = made(Path(folder), "")
    with app.app_context():
        askers, _things = build(size, at=clock.now())
        goal_id = add_year()
    client = app.test_client()
    with client.session_transaction() as held:
        held["_user_id"] = askers["admin"]
    path = f"/goals/{goal_id}/plan?history=previous"
    if client.get(path).status_code != 200:
        raise RuntimeError("the plan does not open")
    return Visit(app, client, path)


def add_year() -> int:
    at = clock.now()
    year = NewGoal(
        kind=GoalKind.ANNUAL,
        name="The year",
        metric_id=db.session.scalars(select(Metric.id).where(Metric.slug == "revenue")).one(),
        owner_id=db.session.scalars(select(Organisation.id)).one(),
        target=NewTarget(9_000_000_00),
        period_kind=PeriodKind.YEAR,
        since=at.date(),
        repeats=False,
    )
    with scoring.publish(by_id=None, at=at) as publication:
        return set_goal(publication, year)
