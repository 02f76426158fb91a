"""T10: proving that what is stored equals the ledger, for a million activities and 20 rules."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert, select

from bench.apart import apart, most_memory
from bench.company import rule_table
from bench.pages import made
from leaderboard import clock, publishing, scoring
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Kind, Role
from leaderboard.publishing.founding import Charter, found
from leaderboard.publishing.rules import load_rules

ACTIVITIES = 1_000_000
PEOPLE = 400
TEAMS = 20
DAYS = 500
PORTION = 100_000
FIRST = date(2024, 1, 1)
# The kinds of every ten activities.
MIX = ("call",) * 5 + ("email",) * 3 + ("meeting", "deal-won")


def proven() -> dict[str, float]:
    """How long `verify` and `rebuild` take, against reading the same rows in order once; each in a
    process that does nothing else, like the commands."""
    with TemporaryDirectory() as folder:
        apart(in_company, Path(folder), filled)
        floor, _ = apart(in_company, Path(folder), read_in_order)
        verified, most = apart(in_company, Path(folder), verify)
        rebuilt, most_rebuilt = apart(in_company, Path(folder), rebuild)
    return {
        "rows read in order, s": floor,
        "verify, s": verified,
        "rebuild, s": rebuilt,
        "T10": verified / floor,
        "T10 rebuild": rebuilt / floor,
        "T10 MB at the most": max(most, most_rebuilt),
    }


def in_company(data: Path, work: Callable[[], None]) -> tuple[float, float]:
    """How many seconds the work takes in the company of this folder, and how many MB this
    process."""
    with made(data, "").app_context():
        begun = time.perf_counter()
        work()
        taken = time.perf_counter() - begun
        db.engine.dispose()
    return taken, most_memory()


def filled() -> None:
    fill(ACTIVITIES)
    rebuild()


def verify() -> None:
    check(scoring.verify())


def rebuild() -> None:
    scoring.rebuild(at=clock.now())


def check(differences: list[Any]) -> None:
    assert differences == []


def read_in_order() -> None:
    """The floor: read every activity and award once, by person and day, and sum up the days."""
    sums: dict[Any, int] = {}
    for table in (Activity.__table__.c, Award.__table__.c):
        value = table.amount if "amount" in table else table.points
        rows = db.session.execute(
            select(table.subject_id, table.occurred_on, table.id, table.team_id, value)
            .order_by(table.subject_id, table.occurred_on, table.id)
            .execution_options(yield_per=10_000)
        )
        for subject_id, day, _number, _team, some in rows:
            sums[subject_id, day] = sums.get((subject_id, day), 0) + some


def fill(
    activities: int,
    *,
    people: int = PEOPLE,
    days: int = DAYS,
    first: date = FIRST,
    mix: Sequence[str] = MIX,
    rules: Callable[[], Iterable[Mapping[str, Any]]] = rule_table,
) -> None:
    """A company of this many people in 20 teams, with 20 rules and this many activities."""
    at = clock.now()
    found(Charter("Bench"), admin_name="Ada Admin", admin_email="ada@example.com", at=at)
    with scoring.publish(by_id=None, at=at) as publication:
        teams = [
            publishing.make_team(publication, name=f"Team {n}", manager_id=None)
            for n in range(TEAMS)
        ]
        reps = [
            publishing.hire(
                publication,
                publishing.Newcomer(f"Rep {n}", None, Role.REP, teams[n % TEAMS], first),
            )
            for n in range(people)
        ]
    load_rules({"rule": list(rules())}, since=first, at=at)
    days_of_entries = [first + timedelta(days=n * days // activities) for n in range(activities)]
    with write_transaction(db.session):
        rows = made_activities(days_of_entries, reps, teams, at, mix)
        while portion := [row for row, _ in zip(rows, range(PORTION), strict=False)]:
            db.session.connection().execute(insert(Activity.__table__), portion)


def made_activities(
    days: list[date], people: list[int], teams: list[int], at: Any, mix: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Activities spread evenly over people and days, the same in every run."""
    chance = random.Random(13)
    kinds = dict(db.session.execute(select(Kind.slug, Kind.id)).all())
    for n, day in enumerate(days):
        slug, who = mix[n // len(people) % len(mix)], n % len(people)
        yield {
            "client_id": str(n),
            "digest": "",
            "subject_id": people[who],
            "team_id": teams[who % TEAMS],
            "kind_id": kinds[slug],
            "cut_id": 0,
            "occurred_on": day,
            "occurred_at": at,
            "is_time_known": False,
            "logged_at": at,
            "amount": chance.randint(1, 90) * 10_000 if slug == "deal-won" else 0,
        }
