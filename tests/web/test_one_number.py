"""INVARIANTS A12: a number is the same on the board, the person's page, the screen and the command
line, whatever was logged, undone and corrected before."""

import json
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import clock, scoring
from leaderboard.access import screens
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Kind, Leaderboard, Metric, Screen, Slide
from leaderboard.publishing.rules import load_rules

pytestmark = pytest.mark.usefixtures("any_database")
KEY = "k" * 40
RULES = [
    {
        "slug": "each-call",
        "name": "Each call",
        "trigger": "per_activity",
        "kind": "call",
        "points": 5,
    },
    {
        "slug": "each-hundred",
        "name": "Each hundred",
        "trigger": "per_activity",
        "kind": "deal-won",
        "per_amount": 100,
        "points": 3,
    },
]


@pytest.fixture
def busy_day(app, cast, session):
    """Logs, an undo and a correction; every page is requested afterwards."""
    at = clock.now()
    today = clock.business_date(at, "UTC")
    load_rules({"rule": RULES}, at=at)
    kinds = dict(session.execute(select(Kind.slug, Kind.id)).all())

    def log(person_id, slug, **content):
        new = scoring.NewActivity(person_id, kinds[slug], today, **content)
        return scoring.log_activity(new, client_id=uuid4().hex, by_id=None, at=at)

    for _ in range(11):
        log(cast.ada, "call")
    deal = log(cast.ada, "deal-won", amount=480_000)
    log(cast.ben, "deal-won", amount=1_250_000)
    undone = log(cast.ada, "call")
    scoring.void_activity(undone.activity.id, by_id=cast.ada, reason="twice", at=at)
    scoring.correct_activity(
        deal.activity.id,
        by_id=cast.ada,
        reason="typed wrong",
        at=at,
        client_id=uuid4().hex,
        amount=840_000,
    )
    points = session.scalar(select(Metric).where(Metric.slug == "points"))
    with write_transaction(session):
        board = Leaderboard(
            slug="year", name="Year", metric_id=points.id, by="rep", period_kind="year"
        )
        screen = Screen(name="Showing", key_hash=screens.key_hash(KEY), created_at=at)
        session.add_all([board, screen])
        session.flush()
        session.add(Slide(screen_id=screen.id, position=0, leaderboard_id=board.id))
    with scoring.publish(by_id=None, at=at) as publication:
        publication.audit("make", "leaderboard", 1)
    return today


def asked(app, *arguments):
    """What the command line says."""
    result = app.test_cli_runner().invoke(args=["board", "--format", "json", *arguments])
    assert result.exit_code == 0, result.output
    return {row["name"]: row["value"] for row in json.loads(result.output)}


def numbers_beside(name, page):
    """Every number in the page's rows that contain the name."""
    rows = [row for row in re.findall(r"<tr.*?</tr>", page, re.S) if name in row]
    text = re.sub(r"<[^>]+>", " ", " ".join(rows))
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)}


def test_points_are_the_same_wherever_they_are_shown(app, visitor, cast, session, busy_day):
    points = asked(app, "--metric", "points", "--period", str(busy_day.year))
    assert points["Ada"] > 0
    ada = visitor(cast.ada)
    board = ada.get("/boards/year").text
    wall = visitor().get(f"/screen/{KEY}").text
    profile = ada.get("/me").text
    for name in ("Ada", "Ben"):
        assert points[name] in numbers_beside(name, board)
        assert points[name] in numbers_beside(name, wall)
    assert f"{points['Ada']:,}" in profile
    assert scoring.verify() == []


def test_money_is_exact_after_a_correction(app, session, busy_day):
    revenue = asked(app, "--metric", "revenue", "--period", str(busy_day))
    assert revenue == {"Ada": 8400, "Ben": 12500}
    calls = asked(app, "--metric", "calls", "--period", str(busy_day))
    assert calls == {"Ada": 11}


def test_a_team_is_the_sum_of_its_people(app, session, busy_day):
    people = asked(app, "--metric", "points", "--period", str(busy_day.year))
    teams = asked(app, "--metric", "points", "--by", "team", "--period", str(busy_day.year))
    assert teams == {"North": sum(people.values())}


def test_the_next_read_has_what_was_just_logged(visitor, cast, session, busy_day):
    ada = visitor(cast.ada)
    before = numbers_beside("Ada", ada.get("/boards/year").text)
    answer = ada.post("/activities/new/call", {"client_id": str(uuid4()), "when": "today"})
    assert answer.status_code == 303
    assert numbers_beside("Ada", ada.get("/boards/year").text) != before
    db.session.rollback()
