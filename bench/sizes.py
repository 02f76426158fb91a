"""T8: every page of a company of 1,000 people, next to the same page in one of 25."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, insert, select, text, update

from bench.company import rule_table
from bench.pages import made
from leaderboard import clock, configuration, publishing, scoring
from leaderboard.access import screens, sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Award,
    Badge,
    Goal,
    GoalVersion,
    Kind,
    Leaderboard,
    Metric,
    Organisation,
    Role,
    Rule,
    Screen,
    Slide,
    Team,
    TeamParent,
)
from leaderboard.publishing.founding import Charter, found
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import totals

ROUNDS = 5
DAYS = 360
PORTION = 100_000
KINDS = ("call", "email", "meeting", "deal-won")
# Streams never end, and these addresses lead nowhere without a link or a file.
LEFT_OUT = re.compile(r"^/(static|invites|resets|live|set-up|sign-out)|stream|<path:")
PART = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


@dataclass(frozen=True)
class Size:
    """How large a company is."""

    people: int
    teams: int
    activities: int


SMALL, LARGE = Size(25, 4, 20_000), Size(1_000, 100, 1_000_000)


@dataclass(frozen=True)
class Cost:
    """What a page costs: statements, seconds of processor time, bytes."""

    statements: int
    seconds: float
    size: int


def pages_cost() -> dict[str, float]:
    """The most expensive pages, and the largest growth in statements and time of any page."""
    few, many = costs(SMALL, LARGE)
    found: dict[str, float] = {}
    grown = sorted(few, key=lambda page: few[page].seconds / many[page].seconds)
    for page in grown[:8]:
        found[f"{page}, ms at 25"] = few[page].seconds * 1000
        found[f"{page}, ms at 1,000"] = many[page].seconds * 1000
    largest = max(many, key=lambda page: many[page].size)
    return {
        **found,
        f"largest page ({largest}), KB": many[largest].size / 1024,
        "pages asked for": len(few),
        "T8 statements": max(many[p].statements / few[p].statements for p in few),
        "T8": max(many[p].seconds / few[p].seconds for p in few),
    }


@dataclass(frozen=True)
class Visit:
    """A page of one company, as one person requests it."""

    app: Flask
    client: FlaskClient
    path: str

    def seconds(self) -> float:
        begun = time.process_time()
        self.client.get(self.path)
        return time.process_time() - begun


def costs(*sizes: Size) -> list[dict[str, Cost]]:
    """The cost in each company of every page that all of them have, by who requests it."""
    with ExitStack() as folders:
        visits = [visits_of(size, folders.enter_context(TemporaryDirectory())) for size in sizes]
        shared = [page for page in visits[0] if all(page in others for others in visits)]
        found: list[dict[str, Cost]] = [{} for _ in sizes]
        for page in shared:
            each = compared([pages[page] for pages in visits])
            for known, cost in zip(found, each, strict=True):
                known[page] = cost
        return found


def visits_of(size: Size, folder: str) -> dict[str, Visit]:
    """Every page of a company of this size that can be opened."""
    app = made(Path(folder), "")
    with app.app_context():
        askers, things = build(size, at=clock.now())
    found = {}
    for name, token in askers.items():
        client = app.test_client()
        with client.session_transaction() as held:
            held["_user_id"] = token
        for page, path in paths(app, things):
            if client.get(path).status_code == 200:
                found[f"{name} {page}"] = Visit(app, client, path)
    return found


def paths(app: Flask, things: dict[str, Any]) -> list[tuple[str, str]]:
    """Every page and region by its name in the app, with one of its addresses."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted(
        (rule.rule, PART.sub(lambda part: str(things.get(part[1], 0)), rule.rule))
        for rule in rules
        if not LEFT_OUT.search(rule.rule)
    )


def compared(visits: list[Visit]) -> list[Cost]:
    """The same page of each company in turn, so that all of them meet the same load."""
    taken = list(zip(*[[visit.seconds() for visit in visits] for _ in range(ROUNDS)], strict=True))
    found = []
    for visit, seconds in zip(visits, taken, strict=True):
        with counted(visit.app) as statements:
            answer = visit.client.get(visit.path)
        found.append(Cost(len(statements), median(seconds), len(answer.data)))
    return found


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Counts every statement that reaches SQLite in the block, whichever way it is sent."""
    found: list[str] = []
    seen: list[sqlite3.Connection] = []

    def listen(driver: sqlite3.Connection, *_rest: Any) -> None:
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


def build(size: Size, *, at: datetime) -> tuple[dict[str, str], dict[str, Any]]:
    """Fill an empty database; returns a session token for each role and ids for the addresses."""
    iris = found(Charter("Bench"), admin_name="Ada Admin", admin_email="ada@example.com", at=at)
    today = clock.business_date(at, "UTC")
    first = today - timedelta(days=DAYS)
    team_of = hire(size, first, at=at)
    load_rules({"rule": list(rule_table())}, since=first, at=at)
    with write_transaction(db.session):
        add_goals(team_of, today, at=at)
        write_history(size, team_of, first, at=at)
        totals.recount(configuration.current().almanac)
        key = add_screen(at)
    with write_transaction(db.session):
        db.session.execute(text("ANALYZE"))
    rep, mona = next(iter(team_of)), db.session.scalars(select(Team.manager_id)).first()
    with write_transaction(db.session):
        askers = {
            name: sessions.start(person, device="bench", at=at)
            for name, person in (("rep", rep), ("manager", mona), ("admin", iris))
        }
    newest = {
        name: db.session.scalar(select(func.max(table.id)))
        for name, table in (
            ("badge_id", Badge),
            ("board_id", Leaderboard),
            ("rule_id", Rule),
            ("kind_id", Kind),
            ("metric_id", Metric),
            ("screen_id", Screen),
        )
    }
    own = select(func.max(Activity.id)).where(Activity.subject_id == rep)
    # The team that the manager leads and the goal that all teams' goals feed: the largest of each.
    things = {
        "person_id": rep,
        "activity_id": db.session.scalar(own),
        "team_id": team_of[rep],
        "goal_id": db.session.scalar(select(func.min(Goal.id))),
        "slug": "calls",
        "key": key,
    }
    return askers | {"screen": ""}, newest | things


def hire(size: Size, first: date, *, at: datetime) -> dict[int, int]:
    """Hire everybody; returns each person's team. Every ten teams have one above them, and all have
    a manager."""
    with scoring.publish(by_id=None, at=at) as publication:
        teams = [
            publishing.make_team(publication, name=f"Team {n}", manager_id=None)
            for n in range(size.teams)
        ]
        team_of = {}
        for n in range(size.people):
            team, role = teams[n % size.teams], Role.MANAGER if n < size.teams else Role.REP
            newcomer = publishing.Newcomer(f"Rep {n:04d}", None, role, team, first)
            person = publishing.hire(publication, newcomer)
            team_of[person] = team
            if role is Role.MANAGER:
                db.session.execute(update(Team).where(Team.id == team).values(manager_id=person))
        for n, team in enumerate(teams):
            if n % 10:
                above = teams[n - n % 10]
                db.session.add(TeamParent(team_id=team, since=first, parent_id=above))
        publication.audit("put under", "team", teams[0])
    reps = {person: team for n, (person, team) in enumerate(team_of.items()) if n >= size.teams}
    return reps | team_of


def add_goals(team_of: dict[int, int], today: date, *, at: datetime) -> None:
    """Three goals for each person, two for each team, three for the company."""
    metrics = dict(db.session.execute(select(Metric.slug, Metric.id)).all())
    company = db.session.scalars(select(Organisation.id)).one()
    since = today.replace(month=1, day=1) - timedelta(days=200)

    def put(owner: int, kind: str, metric: str, target: int, period: str, parent: Any) -> Goal:
        goal = Goal(
            kind=kind,
            name=f"{metric} of {owner}",
            metric_id=metrics[metric],
            owner_id=owner,
            period_kind=period,
            since=since,
            parent_id=parent.id if parent else None,
            created_at=at,
        )
        goal.versions = [
            GoalVersion(since=since, target=target, stretch=target * 2, milestones=[500, 1000])
        ]
        db.session.add(goal)
        if owner == company or owner in set(team_of.values()):
            db.session.flush()
        return goal

    vision = put(company, "annual", "revenue", 10**12, "year", None)
    put(company, "team", "calls", 10**6, "month", vision)
    put(company, "team", "win-rate", 400_000, "quarter", vision)
    teams = {
        team: put(team, "team", "revenue", 10**9, "month", vision)
        for team in sorted(set(team_of.values()))
    }
    for team in teams.values():
        put(team.owner_id, "team", "calls", 10**4, "month", team)
    for person, team in team_of.items():
        put(person, "individual", "revenue", 10**7, "month", teams[team])
        put(person, "activity", "calls", 20, "week", None)
        put(person, "stretch", "emails", 400, "month", None)


def write_history(size: Size, team_of: dict[int, int], first: date, *, at: datetime) -> None:
    """This many activities, spread over people, kinds and days; every tenth is paid."""
    kinds = dict(db.session.execute(select(Kind.slug, Kind.id)).all())
    people = list(team_of)
    connection = db.session.connection()
    for start in range(0, size.activities, PORTION):
        numbers = range(start, min(start + PORTION, size.activities))
        rows = [
            {
                "client_id": str(n),
                "digest": "",
                "subject_id": people[n % size.people],
                "team_id": team_of[people[n % size.people]],
                "kind_id": kinds[KINDS[n // size.people % len(KINDS)]],
                "cut_id": 0,
                "amount": n % 97 * 1000,
                "occurred_on": first + timedelta(days=n // size.people % (DAYS + 1)),
                "occurred_at": at,
                "is_time_known": False,
                "logged_at": at,
            }
            for n in numbers
        ]
        connection.execute(insert(Activity.__table__), rows)
        connection.execute(
            insert(Award.__table__), [award_of(n, rows[n - start]) for n in numbers[::10]]
        )


def award_of(number: int, activity: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": f"bench/{number}",
        "rule_id": 0,
        "subject_id": activity["subject_id"],
        "team_id": activity["team_id"],
        "window_start": activity["occurred_on"],
        "cause": f"bench:{number}",
        "turn": 0,
        "times": 1,
        "points": 1 + number % 7,
        "occurred_on": activity["occurred_on"],
        "made_at": activity["logged_at"],
        "reason": "by_hand",
        "params": {"text": "bench"},
        "is_silent": True,
    }


def add_screen(at: datetime) -> str:
    """A screen that shows all boards; returns its key."""
    key = screens.make_key()
    boards = db.session.scalars(select(Leaderboard.id)).all()
    slides = [Slide(position=n, leaderboard_id=board) for n, board in enumerate(boards[:6])]
    db.session.add(
        Screen(name="Floor", key_hash=screens.key_hash(key), created_at=at, slides=slides)
    )
    return key
