"""A company that grows: more of everything there can be more of."""

import sqlite3
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import event, func, select

from leaderboard import clock, publishing, scoring
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Goal, Holiday, Kind, Leave, Metric, Organisation, Role
from leaderboard.publishing.goals import NewGoal, NewTarget, drop_goal, set_goal
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from tests.cast import SINCE, Cast
from tests.screens import add_board

ROUND = 4


def grow(cast: Cast, rounds: int, *, start: int = 0) -> None:
    """Add this many teams under a manager of North's, with people who all have goals and
    activities, a rule, a badge, a board and a holiday."""
    at = clock.now()
    kinds = dict(db.session.execute(select(Kind.slug, Kind.id)).all())
    for number in range(start, start + rounds):
        people = add_team(cast, number, at=at)
        load_rules(rules_of(number), at=at)
        add_board("calls", at=at)
        today = at.date()
        rows = [
            scoring.SourceRow(f"grown-{number}-{person}-{back}", kinds["call"], new)
            for person in people
            for back in range(3)
            for new in [scoring.NewActivity(person, kinds["call"], today - timedelta(days=back))]
        ]
        scoring.write_batch(rows, source="growth", by_id=None, at=at)


def add_team(cast: Cast, number: int, *, at) -> list[int]:
    """The team, its people, whose goals hang from the team's, and its from the company's."""
    today, metrics = at.date(), dict(db.session.execute(select(Metric.slug, Metric.id)).all())
    company = db.session.scalar(select(Organisation.id))
    with scoring.publish(by_id=None, at=at) as publication:
        team = publishing.make_team(publication, name=f"Team {number}", manager_id=cast.mona)
        publishing.put_under(publication, team, parent_id=cast.north, since=SINCE)
        people = [
            publishing.hire(
                publication, publishing.Newcomer(f"Rep {number} {n}", None, Role.REP, team, SINCE)
            )
            for n in range(ROUND)
        ]

        def put(owner_id, kind, parent_id=None, metric="calls", since=today):
            new = NewGoal(
                kind=kind,
                name=f"{kind} {number} {owner_id}",
                metric_id=metrics[metric],
                owner_id=owner_id,
                target=NewTarget(40, milestones=(500,)),
                period_kind=PeriodKind.MONTH,
                since=since,
                repeats=True,
                parent_id=parent_id,
            )
            return set_goal(publication, new)

        vision = put(company, "team")
        first = db.session.scalar(select(func.min(Goal.id)).where(Goal.owner_id == company))
        above = put(team, "team", first or vision)
        ended = put(people[0], "individual", since=today)
        drop_goal(publication, ended)
        for person in people:
            own = put(person, "individual", above)
            put(person, "activity", own, metric="emails")
            db.session.add(Leave(person_id=person, day=today + timedelta(days=number)))
        db.session.add(Holiday(day=today + timedelta(days=40 + number), name=f"Day {number}"))
        publication.audit("add", "holiday", number)
    # Goals that have held for long have a past to list.
    with write_transaction(db.session):
        for goal in db.session.scalars(select(Goal).where(Goal.owner_id.in_([team, *people]))):
            goal.since = date(today.year - 1, 1, 1)
            for version in goal.versions:
                version.since = goal.since
    return people


def rules_of(number: int) -> dict:
    badge = {"slug": f"badge-{number}", "name": f"Badge {number}", "icon": "phone", "tier": 1}
    rule = {
        "slug": f"grown-{number}",
        "name": f"Rule {number}",
        "trigger": "reach",
        "kind": "call",
        "target": 2 + number,
        "window": "week",
        "points": 5,
        "badge": badge["slug"],
    }
    others = [
        {"trigger": "streak", "kind": "call", "target": 3 + number},
        {"trigger": "personal_best", "kind": "email", "window": "week"},
        {"trigger": "first_in_team", "kind": "meeting"},
        {"trigger": "goal_milestone", "milestones": [50]},
        {"trigger": "per_activity", "kind": "demo"},
    ]
    more = [
        {"slug": f"more-{number}-{n}", "name": f"More {number} {n}", "points": 5} | other
        for n, other in enumerate(others)
    ]
    return {"badge": [badge], "rule": [rule, *more]}


@contextmanager
def counted(app):
    """Every statement that reaches SQLite meanwhile, however it was sent."""
    found: list[str] = []
    seen: list[sqlite3.Connection] = []

    def listen(driver, *_rest):
        if driver not in seen:
            seen.append(driver)
            driver.set_trace_callback(found.append)

    with app.app_context():
        pool = db.engine.pool
    event.listen(pool, "checkout", listen)
    try:
        yield found
    finally:
        event.remove(pool, "checkout", listen)
        for driver in seen:
            driver.set_trace_callback(None)
