"""T4: importing a large CSV file, against a bulk load of the same activities ready to insert."""

import csv
import random
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select

from bench.apart import apart, most_memory
from bench.company import rule_table
from bench.pages import made
from leaderboard import clock, publishing, scoring
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.imports.activities import import_activities, open_activities
from leaderboard.imports.activity_map import read_activity_map
from leaderboard.imports.maps import read_map
from leaderboard.models import Activity, Kind, Role
from leaderboard.publishing.founding import Charter, found
from leaderboard.publishing.rules import load_rules

ROWS = 1_000_000
PEOPLE = 200
PORTION = 50_000
HEAD = (
    *("opportunity_id", "sales_agent", "product", "account"),
    *("deal_stage", "engage_date", "close_date", "close_value"),
)
PLAN = """
source = "bench"
external_id = "opportunity_id"
person = { column = "sales_agent", by = "name" }
customer = "account"
date_format = "iso"

[[activity]]
kind = "deal-won"
when = { column = "deal_stage", is = "Won" }
date = "close_date"
amount = "close_value"
days = { from = "engage_date", to = "close_date" }
"""


def imported() -> dict[str, float]:
    """Rows a second of the importer without and with 20 rules, and of the bulk load."""
    with TemporaryDirectory() as folder:
        path, plan = Path(folder) / "deals.csv", Path(folder) / "map.toml"
        plan.write_text(PLAN)
        write_file(path)
        work = partial(import_file, path, plan)
        bare, most = apart(in_new_company, Path(folder) / "bare", work)
        load, _ = apart(in_new_company, Path(folder) / "load", bulk_load)
        ruled, most_ruled = apart(in_new_company, Path(folder) / "ruled", work, rule_table)
    return {
        "bulk load, rows a second": ROWS / load,
        "import without rules, rows a second": ROWS / bare,
        "import with 20 rules, rows a second": ROWS / ruled,
        "T4 without rules": load / bare,
        "T4 with 20 rules": load / ruled,
        "T6 import, MB at the most": max(most, most_ruled),
    }


def write_file(path: Path) -> None:
    """Write the CRM's eight columns, every row a won deal, the same in every run."""
    chance = random.Random(11)
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEAD)
        for n in range(ROWS):
            closed = date(2024, 1, 1) + timedelta(days=n % 700)
            engaged = closed - timedelta(days=chance.randint(1, 120))
            name, value = f"Rep {n % PEOPLE}", chance.randint(50, 30_000)
            lines.writerow([f"D{n}", name, "GTX", "Nordwind", "Won", engaged, closed, value])


def in_new_company(
    data: Path, work: Callable[[], None], rules: Callable[[], Iterable[Any]] | None = None
) -> tuple[float, float]:
    """How many seconds the work takes in a company of its own, and how many MB this process, which
    has done nothing else."""
    data.mkdir()
    app = made(data, "")
    with app.app_context():
        at = clock.now()
        found(Charter("Bench"), admin_name="Ada Admin", admin_email="ada@example.com", at=at)
        hire(at)
        if rules:
            load_rules({"rule": list(rules())}, since=date(2023, 1, 1), at=at)
        else:
            switch_all_off()
        begun = time.perf_counter()
        work()
        taken = time.perf_counter() - begun
        entries = db.session.scalar(select(func.count()).select_from(Activity))
        assert entries == ROWS, entries
        db.engine.dispose()
    return taken, most_memory()


def hire(at) -> None:
    with scoring.publish(by_id=None, at=at) as publication:
        team = publishing.make_team(publication, name="Team", manager_id=None)
        for n in range(PEOPLE):
            publishing.hire(
                publication, publishing.Newcomer(f"Rep {n}", None, Role.REP, team, date(2023, 1, 1))
            )


def switch_all_off() -> None:
    """Remove every rule, the starter kit's too, as if they had never existed."""
    tables = db.metadata.tables
    with write_transaction(db.session):
        db.session.execute(tables["rule_version"].delete())
        db.session.execute(tables["rule"].delete().where(tables["rule"].c.id != 0))


def import_file(path: Path, plan: Path) -> None:
    read = read_map(plan, read_activity_map)
    sheet = open_activities(path, read)
    import_activities(
        sheet, read, by_id=None, at=clock.now(), is_dry=False, skips_bad=False, told=lambda n: None
    )


def bulk_load() -> None:
    """Insert the same activities, ready made, and do nothing else."""
    kind = db.session.scalars(select(Kind.id).where(Kind.slug == "deal-won")).one()
    people = list(
        db.session.scalars(select(db.metadata.tables["membership"].c.person_id).limit(PEOPLE))
    )
    at = clock.now()
    with write_transaction(db.session):
        connection = db.session.connection()
        for start in range(0, ROWS, PORTION):
            connection.execute(
                insert(Activity.__table__),
                [
                    {
                        "client_id": uuid4().hex,
                        "digest": "0" * 64,
                        "subject_id": people[n % PEOPLE],
                        "team_id": 1,
                        "kind_id": kind,
                        "cut_id": 0,
                        "occurred_on": date(2024, 1, 1) + timedelta(days=n % 700),
                        "occurred_at": at,
                        "is_time_known": False,
                        "logged_at": at,
                        "amount": n * 100,
                        "days": n % 120,
                        "customer": "Nordwind",
                        "customer_key": "nordwind",
                    }
                    for n in range(start, min(start + PORTION, ROWS))
                ],
            )
