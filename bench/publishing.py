"""T9: publishing a rule from today on, over ten thousand and over a million activities."""

import time
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from bench.company import rule_table
from bench.growth import fill
from bench.pages import made
from leaderboard import clock, scoring
from leaderboard.extensions import db
from leaderboard.models import Kind, Person, Proposal, Role
from leaderboard.publishing import proposals
from leaderboard.publishing.proposals import store
from leaderboard.publishing.rules import load_rules

SMALL, LARGE = 10_000, 1_000_000
# How many of a thousand people have logged something today.
ACTIVE = 300
ROUNDS = 9


def published_from_today() -> dict[str, float]:
    """The milliseconds from submitting the form to the rule being in force, at both sizes, and
    their ratio."""
    small, large = seconds_to_publish(SMALL), seconds_to_publish(LARGE)
    return {
        "rule from today over 10 thousand, ms": small * 1000,
        "rule from today over 1 million, ms": large * 1000,
        "T9": large / small,
    }


def seconds_to_publish(activities: int) -> float:
    """The median time to submit the rule, look at its effect and save it."""
    with TemporaryDirectory() as folder:
        app = made(Path(folder), "")
        with app.app_context():
            fill(activities)
            at = clock.now()
            load_rules({"rule": list(rule_table())}, at=at)
            log_today(at)
            taken = [seconds_of_one(number, at=at) for number in range(1, ROUNDS + 1)]
            db.engine.dispose()
        return median(taken)


def log_today(at: datetime) -> None:
    """Log three calls for each active person."""
    kind = db.session.scalars(select(Kind.id).where(Kind.slug == "call")).one()
    people = list(db.session.scalars(select(Person.id).where(Person.role == Role.REP)))
    db.session.rollback()
    rows = (
        scoring.SourceRow(f"today-{who}-{n}", kind, scoring.NewActivity(who, kind, at.date()))
        for who in people[:ACTIVE]
        for n in range(3)
    )
    scoring.write_batch(rows, source="today", by_id=None, at=at)


def seconds_of_one(points: int, *, at: datetime) -> float:
    """Publish another version of the rule that pays for each call, with different points."""
    rule: dict[str, Any] = {"slug": "bench-0", "name": "Bench 0", "trigger": "per_activity"}
    rule |= {"kind": "call", "points": 100 + points}
    said = {"document": {"rule": [rule]}, "since": at.date()}
    db.session.rollback()
    begun = time.perf_counter()
    outcome = proposals.ask("rules", said, by_id=None, at=at)
    assert outcome.proposal_id is not None
    while (found := store.find(outcome.proposal_id)) and found.state == "computing":
        time.sleep(0.005)
    proposals.confirm(db.session.get_one(Proposal, outcome.proposal_id), at=at)
    while (found := store.find(outcome.proposal_id)) and found.state != "done":
        time.sleep(0.005)
    taken = time.perf_counter() - begun
    while store.digests(outcome.proposal_id):
        # The process beside us forgets them, which an open transaction would not see.
        db.session.rollback()
        time.sleep(0.005)
    return taken
