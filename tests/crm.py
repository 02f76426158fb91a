"""The tests' CRM file: where it is, an installation that has imported it, and what its lines come
to, computed here from the file alone."""

import csv
import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from persiantools.jdatetime import JalaliDate

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.publishing import starter
from leaderboard.publishing.founding import Charter, found
from leaderboard.publishing.rules import load_rules
from tests.commands import run
from tests.databases import make_app

ROOT = Path(__file__).parent.parent
FOLDER = Path(os.environ.get("CRM_DATA") or ROOT.parent / "shared" / "data" / "maven_crm")
EXAMPLES = ROOT / "docs" / "examples"
FOUNDED = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SLUGS = {"revenue": "revenue", "won": "deals-won", "rate": "win-rate", "cycle": "cycle-time"}


def need_file() -> None:
    """Without the file a test says so and skips; if CI is set it fails."""
    if (FOLDER / "truth.json").exists():
        return
    missing = f"the CRM file is not at {FOLDER.name}; set CRM_DATA to its folder"
    if os.environ.get("CI"):
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


def truth() -> dict[str, Any]:
    return json.loads((FOLDER / "truth.json").read_text())


def pipeline() -> list[dict[str, str]]:
    with (FOLDER / "sales_pipeline.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def write_pipeline(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


class Company:
    """An installation with rules from the file's first day on, and its commands."""

    def __init__(self, app: Flask, restore: Callable[[], None] = lambda: None) -> None:
        self.app, self.restore = app, restore

    def run(self, *args: str) -> str:
        return run(self.app, *args)

    def found(self) -> None:
        with self.app.app_context():
            flask_migrate.upgrade()
            charter = Charter(name="Maven", currency="USD")
            found(charter, admin_name="Admin", admin_email="admin@example.com", at=FOUNDED)
            load_rules(starter.rules(), at=FOUNDED, since=date(2016, 1, 1))

    def import_people(self) -> str:
        return self.run(
            *("import", "people", str(FOLDER / "sales_teams.csv")),
            *("--map", str(EXAMPLES / "crm-people.toml")),
        )

    def import_activities(self, path: Path = FOLDER / "sales_pipeline.csv", *more: str) -> str:
        return self.run(
            *("import", "activities", str(path)),
            *("--map", str(EXAMPLES / "crm-activities.toml"), *more),
        )

    def board(self, metric: str, *more: str, by: str = "rep", period: str) -> list[dict]:
        text = self.run(
            *("board", "--metric", metric, "--by", by, "--period", period),
            *("--format", "json", *more),
        )
        return json.loads(text)


def company_on_sqlite(folder: Path) -> Company:
    """A company with the file imported, and the way back to that state."""
    path, kept = folder / "crm.sqlite3", folder / "kept.sqlite3"
    company = Company(make_app(f"sqlite:///{path}", data=folder))
    company.found()
    company.import_people()
    company.import_activities()
    copy(path, kept)

    def restore() -> None:
        with company.app.app_context():
            db.engine.dispose()
            configuration.forget()
        copy(kept, path)

    return Company(company.app, restore)


def copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)


# --- what the lines come to, from the file alone -----------------------------------------------


@dataclass(frozen=True)
class Sums:
    """What somebody's closed deals come to, as a board's values and samples."""

    revenue: int = 0
    won: int = 0
    lost: int = 0
    days: int = 0

    def plus(self, row: Mapping[str, str]) -> "Sums":
        if row["deal_stage"] == "Lost":
            return Sums(self.revenue, self.won, self.lost + 1, self.days)
        engaged, closed = (date.fromisoformat(row[f"{name}_date"]) for name in ("engage", "close"))
        days = self.days + (closed - engaged).days
        return Sums(self.revenue + int(row["close_value"]), self.won + 1, self.lost, days)

    def value(self, what: str) -> tuple[Fraction, int] | None:
        """The value and the number of cases; None without a case."""
        closed = self.won + self.lost
        found = {
            "revenue": (Fraction(self.revenue), self.won),
            "won": (Fraction(self.won), self.won),
            "rate": (Fraction(self.won, closed or 1), closed),
            "cycle": (Fraction(self.days, self.won or 1), self.won),
        }[what]
        return found if found[1] else None


def sums_by(
    rows: Iterable[Mapping[str, str]], of: Mapping[str, str], is_in: Callable[[date], bool]
) -> dict[str, Sums]:
    """The sums for everybody (or their team, or its parent) over the given days."""
    found: dict[str, Sums] = defaultdict(Sums)
    for row in rows:
        if row["deal_stage"] in ("Won", "Lost") and is_in(date.fromisoformat(row["close_date"])):
            found[of[row["sales_agent"]]] = found[of[row["sales_agent"]]].plus(row)
    return dict(found)


def groups() -> dict[str, dict[str, str]]:
    """Agents by what they count for: themselves, their manager's team, their region."""
    with (FOLDER / "sales_teams.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        "rep": {row["sales_agent"]: row["sales_agent"] for row in rows},
        "team": {row["sales_agent"]: row["manager"] for row in rows},
        "parent": {row["sales_agent"]: row["regional_office"] for row in rows},
    }


def expected(
    values: Mapping[str, tuple[Fraction, int]], *, least: int = 0, is_lower_better: bool = False
) -> list[dict]:
    """A board's rows from everybody's value and cases: competition ranks, ties by name."""
    sign = 1 if is_lower_better else -1
    ranked = sorted((sign * v, name, v, n) for name, (v, n) in values.items() if n >= least)
    unranked = sorted((sign * v, name, v, n) for name, (v, n) in values.items() if n < least)
    heights = [height for height, *_ in ranked]
    rows = [
        {
            "rank": heights.index(height) + 1,
            "name": name,
            "value": six(value),
            "sample": sample,
            "tied": heights.count(height) > 1,
        }
        for height, name, value, sample in ranked
    ]
    return rows + [
        {"rank": None, "name": name, "value": six(value), "sample": sample, "tied": False}
        for _, name, value, sample in unranked
    ]


def six(value: Fraction) -> float:
    """Six decimals, half up."""
    exact = Decimal(value.numerator * 10**12 // value.denominator).scaleb(-12)
    return float(exact.quantize(Decimal("0.000001"), ROUND_HALF_UP))


def board_of(sums: Mapping[str, Sums], what: str, *, least: int = 0) -> list[dict]:
    values = {name: found for name, own in sums.items() if (found := own.value(what))}
    return expected(values, least=least, is_lower_better=what == "cycle")


# --- periods: the truth's key, the command's words, and which days they include -----------------


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def iso_week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def saturday_of(day: date) -> str:
    return str(day - timedelta(days=(day.weekday() - 5) % 7))


def jalali_month_of(day: date) -> str:
    jalali = JalaliDate(day)
    return f"{jalali.year}/{jalali.month:02}"


def jalali_quarter_of(day: date) -> str:
    jalali = JalaliDate(day)
    return f"{jalali.year}-Q{(jalali.month + 2) // 3}"


PERIODS: dict[str, tuple[Callable[[date], str], str, tuple[str, ...]]] = {
    "month": (month_of, "{}", ()),
    "quarter": (quarter_of, "{}", ()),
    "iso_week": (iso_week_of, "{}", ()),
    "sat_week": (saturday_of, "week:{}", ("--first-weekday", "sat")),
    "jalali_month": (jalali_month_of, "{}", ("--calendar", "jalali")),
    "jalali_quarter": (jalali_quarter_of, "{}", ("--calendar", "jalali")),
}
