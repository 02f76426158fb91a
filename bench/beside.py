"""T11: how long pages and logs wait while a setting that touches everybody's past is saved, as
shares of what they may."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

import config
from bench import company, proof, servers
from bench.pages import Rep, made, signed_in
from leaderboard import clock, scoring
from leaderboard.access import sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Audit, Kind, Person, Proposal, ProposalState, Role, Team
from leaderboard.publishing.organisation import change_organisation
from tests.servers import environ

ENTRIES, PEOPLE, DAYS = 223_000, 300, 365
# Two entries a day, one of them a call, so that there are streaks to break.
MIX = ("call", "email", "call", "email", "call", "meeting", "call", "email", "call", "deal-won")
# What such people reach in a day, a week or a month.
TARGETS = {"bench-1": 2, "bench-2": 8, "bench-3": 20, "bench-9": 1}
# Seconds that a page and a log may take.
PAGE, ANSWER = 0.3, 2.0
PHONES = 3
# Calls of everybody today.
CALLS = 3
# Whatever the time is, it is an earlier day in the west.
EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"
DAY = timedelta(days=1)
LOG = "/activities/new/call"
PAGES = ("/today", "/boards")
# What the form of the organisation's settings says besides what a case changes.
ORGANISATION = {
    "name": "Bench",
    "timezone": EAST,
    "language": "en",
    "calendar": "gregorian",
    "first_weekday": "0",
    "late_days": "3",
    "big_deal": "",
    "seen": "999999",
}
RULES = """
[[rule]]
slug = "bench-0"
name = "Bench 0"
trigger = "per_activity"
kind = "call"
points = 3
"""
ENDS = (ProposalState.DONE, ProposalState.REFUSED, ProposalState.DROPPED)

# What somebody changes in a browser: the address and the form.
Change = tuple[str, dict[str, Any]]


@dataclass
class Waits:
    """Seconds until each answer."""

    pages: list[float] = field(default_factory=list)
    logs: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """The server, who uses it, and whose past it holds."""

    app: Flask
    data: Path
    port: int
    admin: Rep
    reps: list[Rep]


def saved_beside() -> dict[str, float]:
    """The worst page and the worst log while each setting is saved."""
    found: dict[str, float] = {}
    pages, logs = [], []
    with ready() as bench:
        for name, save in cases(bench).items():
            with used(bench) as waits:
                begun = time.perf_counter()
                save()
                taken = time.perf_counter() - begun
            found |= {
                f"{name}, worst page, s": max(waits.pages),
                f"{name}, worst log, s": max(waits.logs),
                f"{name}, until it is saved, s": taken,
            }
            pages += waits.pages
            logs += waits.logs
        with bench.app.app_context():
            proof.check(scoring.verify())
            db.engine.dispose()
    return found | {"T11 page": max(pages) / PAGE, "T11 log": max(logs) / ANSWER}


@contextmanager
def ready() -> Iterator[Bench]:
    with TemporaryDirectory() as folder:
        data = Path(folder)
        app = made(data, "")
        with app.app_context():
            admin, reps = fill()
            db.engine.dispose()
        with servers.product(data) as port:
            yield Bench(
                app, data, port, signed_in(app, admin), [signed_in(app, rep) for rep in reps]
            )


def fill() -> tuple[str, list[str]]:
    """A company of 300 with a goal each, whose last entry is from yesterday; the tokens of its
    admin and of those who will log."""
    at = clock.now()
    first = at.date() - DAYS * DAY
    proof.fill(ENTRIES, people=PEOPLE, days=DAYS, first=first, mix=MIX, rules=rules)
    people = list(db.session.scalars(select(Person.id).where(Person.role == Role.REP)))
    admin = db.session.scalars(select(Person.id).where(Person.role == Role.ADMIN)).one()
    with scoring.publish(by_id=None, at=at) as publication:
        company.add_goals(people, at=at)
        publication.audit("set", "goal", 1)
        change_organisation(publication, timezone=EAST)
    scoring.rebuild(at=at)
    log_today(people, day=clock.business_date(at, EAST), at=at)
    with write_transaction(db.session):
        return sessions.start(admin, device="bench", at=at), [
            sessions.start(who, device="bench", at=at) for who in people[: PHONES + 1]
        ]


def rules() -> Iterator[Mapping[str, Any]]:
    """The twenty, with targets that are reached."""
    for rule in company.rule_table():
        slug = rule["slug"]
        yield {**rule, "target": TARGETS[slug]} if slug in TARGETS else rule


def log_today(people: list[int], *, day: date, at: datetime) -> None:
    """Three calls each, for a day that has not come in the west."""
    kind = db.session.scalars(select(Kind.id).where(Kind.slug == "call")).one()
    db.session.rollback()
    rows = (
        scoring.SourceRow(f"today-{who}-{n}", kind, scoring.NewActivity(who, kind, day))
        for who in people
        for n in range(CALLS)
    )
    scoring.write_batch(rows, source="today", by_id=None, at=at)


def cases(bench: Bench) -> dict[str, Callable[[], None]]:
    """What is saved, one after the other."""
    today = clock.now().date()
    jalali = ORGANISATION | {"calendar": "jalali"}

    def feast(day: date) -> dict[str, str]:
        return {"name": "Feast", "first": day.isoformat(), "last": day.isoformat()}

    changes: dict[str, Change] = {
        "calendar": ("/organisation", jalali),
        "zone westward": ("/organisation", jalali | {"timezone": WEST}),
        "past holiday": ("/organisation/holidays", feast(today - 200 * DAY)),
        "future holiday": ("/organisation/holidays", feast(today + 200 * DAY)),
        "move since January": moved(bench, date(today.year, 1, 2)),
    }
    found = {
        name: lambda change=change: save_in_browser(bench, *change)
        for name, change in changes.items()
    }
    return found | {
        "rule of three months": lambda: save_in_terminal(bench, since=today - 90 * DAY),
    }


def moved(bench: Bench, since: date) -> Change:
    with bench.app.app_context():
        person_id = db.session.scalars(
            select(Person.id).where(Person.role == Role.REP).order_by(Person.id.desc())
        ).first()
        team_id = db.session.scalars(select(Team.id).order_by(Team.id)).first()
    return f"/people/{person_id}/move", {"team": str(team_id), "since": since.isoformat()}


def save_in_browser(bench: Bench, path: str, form: dict[str, str]) -> None:
    """Send the form, look at what it does once that is known, and save."""
    with bench.app.app_context():
        db.session.rollback()
        last = db.session.scalar(select(func.max(Proposal.id))) or 0
        audits = db.session.scalar(select(func.count()).select_from(Audit))
        send(bench, bench.admin, path, form)
        db.session.rollback()
        if db.session.scalar(select(func.max(Proposal.id))) in (None, last):
            assert db.session.scalar(select(func.count()).select_from(Audit)) != audits, path
            return
        proposal = wait_for(ProposalState.READY, *ENDS)
        if proposal.state == ProposalState.READY:
            send(bench, bench.admin, f"/proposals/{proposal.id}/save", {})
            proposal = wait_for(*ENDS)
        assert proposal.state == ProposalState.DONE, (path, proposal.state, proposal.refusal)


def wait_for(*states: ProposalState) -> Proposal:
    """The last proposal, once it is in one of these states; nobody asks the server meanwhile."""
    while True:
        db.session.rollback()
        found = db.session.scalars(select(Proposal).order_by(Proposal.id.desc()).limit(1)).one()
        if found.state in states:
            return found
        time.sleep(0.02)


def save_in_terminal(bench: Bench, *, since: date) -> None:
    """`flask rules load`, which is the only way to a rule for the past."""
    file = bench.data / "rules.toml"
    file.write_text(RULES)
    said = ["rules", "load", str(file), "--since", since.isoformat(), "--yes"]
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *said],
        cwd=config.ROOT,
        env=environ(bench.data),
        check=True,
        capture_output=True,
    )


@contextmanager
def used(bench: Bench) -> Iterator[Waits]:
    """Three phones log without end, and somebody looks at pages."""
    waits = Waits()
    is_over: list[bool] = []
    looker, *phones = bench.reps

    def log(rep: Rep) -> None:
        while not is_over:
            form = {"client_id": str(uuid4()), "when": "today"}
            waits.logs.append(send(bench, rep, LOG, form))
            time.sleep(0.05)

    def look() -> None:
        while not is_over:
            for path in PAGES:
                waits.pages.append(send(bench, looker, path))
            time.sleep(0.02)

    with ThreadPoolExecutor(PHONES + 1) as pool:
        jobs = [pool.submit(look), *(pool.submit(log, rep) for rep in phones)]
        try:
            time.sleep(1)
            waits.pages.clear()
            waits.logs.clear()
            yield waits
            time.sleep(0.5)
        finally:
            is_over.append(True)
        for job in jobs:
            job.result()


def send(bench: Bench, rep: Rep, path: str, form: dict[str, str] | None = None) -> float:
    """How many seconds the answer took."""
    connection = HTTPConnection("127.0.0.1", bench.port, timeout=120)
    headers = {"Cookie": rep.cookie}
    begun = time.perf_counter()
    if form is None:
        connection.request("GET", path, headers=headers)
    else:
        hidden = {"csrf_token": rep.csrf_token, "made_for": path}
        body = urlencode(hidden | form, doseq=True)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body=body, headers=headers | kind)
    answer = connection.getresponse()
    text = answer.read()
    taken = time.perf_counter() - begun
    connection.close()
    # 422: the log was on its way when the zone went west, where its day has not begun.
    wanted = (200, 302, 303, 308) if form is None else (303, 422) if path == LOG else (303,)
    if answer.status not in wanted:
        raise RuntimeError(f"{path}: {answer.status} {text[:2000]!r}")
    return taken
