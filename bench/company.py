"""The company that is measured: 25 reps in 4 teams, 20 rules, a goal each, a quarter of history."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from leaderboard import clock, publishing, scoring
from leaderboard.access import sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Goal, GoalVersion, Kind, Metric, Role, Rule
from leaderboard.publishing.founding import Charter, found
from leaderboard.publishing.rules import load_rules

REPS = 25
TEAMS = 4
DAYS = 90
RULES = 20


def build(*, at: datetime) -> list[str]:
    """Fill an empty database; returns a session token for each rep."""
    found(Charter("Bench"), admin_name="Ada Admin", admin_email="ada@example.com", at=at)
    today = clock.business_date(at, "UTC")
    since = today - timedelta(days=400)
    with scoring.publish(by_id=None, at=at) as publication:
        teams = [
            publishing.make_team(publication, name=f"Team {n}", manager_id=None)
            for n in range(TEAMS)
        ]
        reps = [
            publishing.hire(
                publication,
                publishing.Newcomer(f"Rep {n:02d}", None, Role.REP, teams[n % TEAMS], since),
            )
            for n in range(REPS)
        ]
        add_goals(reps, at=at)
        publication.audit("set", "goal", 1)
    load_rules({"rule": list(rule_table())}, since=since, at=at)
    kinds = dict(db.session.execute(select(Kind.slug, Kind.id)).all())
    scoring.write_batch(history(reps, kinds, today), source="bench", by_id=None, at=at)
    with write_transaction(db.session):
        return [sessions.start(rep, device="bench", at=at) for rep in reps]


def add_goals(reps: list[int], *, at: datetime) -> None:
    """A monthly goal on calls for each rep."""
    today = clock.business_date(at, "UTC")
    calls = db.session.scalars(select(Metric.id).where(Metric.slug == "calls")).one()
    for rep in reps:
        goal = Goal(
            kind="activity",
            name="Calls of the month",
            metric_id=calls,
            owner_id=rep,
            period_kind="month",
            since=today.replace(day=1),
            created_at=at,
        )
        db.session.add(goal)
        db.session.flush()
        db.session.add(
            GoalVersion(
                goal_id=goal.id,
                since=today.replace(day=1),
                target=400,
                stretch=500,
                milestones=[250, 500, 750, 1000],
            )
        )


def rule_table() -> Iterable[Mapping[str, Any]]:
    """The rules that the starter kit's six lack to make twenty; nine of them count calls."""
    standing = len(list(db.session.scalars(select(Rule.id).where(Rule.id != 0))))
    made: list[dict[str, Any]] = [
        {"trigger": "per_activity", "kind": "call", "points": 1},
        {"trigger": "reach", "kind": "call", "target": 5, "window": "day", "repeated": True},
        {"trigger": "reach", "kind": "call", "target": 60, "window": "week"},
        {"trigger": "reach", "kind": "call", "target": 200, "window": "month"},
        {"trigger": "streak", "kind": "call", "target": 5, "repeated": True},
        {"trigger": "first_in_team", "kind": "call"},
        {"trigger": "personal_best", "kind": "call", "window": "day"},
        {"trigger": "goal_milestone", "milestones": [25, 50, 75, 100], "stretch": True},
        {"trigger": "per_activity", "kind": "deal-won", "per_amount": 100},
        {"trigger": "reach", "kind": "meeting", "target": 5, "window": "week"},
        {"trigger": "reach", "kind": "demo", "target": 5, "window": "month"},
        {"trigger": "streak", "kind": "email", "target": 5},
        {"trigger": "first_in_team", "kind": "deal-won"},
        {"trigger": "personal_best", "kind": "deal-won", "window": "week"},
    ]
    for number, rule in enumerate(made[: RULES - standing]):
        yield {"slug": f"bench-{number}", "name": f"Bench {number}", "points": 5} | rule


def history(reps: list[int], kinds: dict[str, int], today: Any) -> Iterable[scoring.SourceRow]:
    """Ninety days of calls, e-mails, meetings and deals, the same in every run; and today, or a
    board of the week would be empty on its first day."""
    chance = random.Random(7)
    number = 0
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        for rep in reps:
            for slug, most in (("call", 6), ("email", 4), ("meeting", 1), ("deal-won", 1)):
                for _ in range(chance.randint(0, most)):
                    number += 1
                    content = {"customer": "Nordwind"} if slug == "meeting" else {}
                    amount = {"amount": chance.randint(1, 90) * 10_000} if slug[0] == "d" else {}
                    new = scoring.NewActivity(rep, kinds[slug], day, **content, **amount)
                    yield scoring.SourceRow(f"h{number}", kinds[slug], new)
