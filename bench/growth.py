"""T2b: a board of 1,000 people over ten thousand and over ten million activities."""

import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select, text

from bench.pages import made
from leaderboard import clock, configuration, publishing, scoring, standings
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, By, Kind, Metric, Role
from leaderboard.publishing.founding import Charter, found
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.scoring import totals

PEOPLE = 1000
SMALL, LARGE = 10_000, 10_000_000
DAYS = 720
ROUNDS = 40
PORTION = 250_000


def board_cost() -> dict[str, float]:
    """The board's milliseconds at both sizes, and their ratio."""
    small, large = seconds_of_board(SMALL), seconds_of_board(LARGE)
    return {
        "board of 1,000 at 10 thousand, ms": small * 1000,
        "board of 1,000 at 10 million, ms": large * 1000,
        "T2b": large / small,
    }


def seconds_of_board(activities: int) -> float:
    """The median time to rank everybody by calls in the last whole month."""
    with TemporaryDirectory() as folder:
        app = made(Path(folder), "")
        with app.app_context():
            last = fill(activities)
            settings = configuration.current()
            metric = db.session.scalars(select(Metric).where(Metric.slug == "calls")).one()
            span = period_of(PeriodKind.MONTH, last, settings.almanac).span
            taken = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                board = standings.board(metric, by=By.REP, span=span)
                taken.append(time.perf_counter() - begun)
                assert len(board.rows) == PEOPLE
            db.engine.dispose()
        return median(taken)


def fill(activities: int) -> date:
    """Fill a ledger with this many calls, spread evenly over people and days; returns its last
    day."""
    at = clock.now()
    found(Charter("Bench"), admin_name="Ada Admin", admin_email="ada@example.com", at=at)
    first = date(2024, 1, 1)
    days = min(DAYS, max(1, activities // PEOPLE))
    begin = first + timedelta(days=DAYS - days)
    with scoring.publish(by_id=None, at=at) as publication:
        team = publishing.make_team(publication, name="Team", manager_id=None)
        people = [
            publishing.hire(
                publication, publishing.Newcomer(f"Rep {n}", None, Role.REP, team, first)
            )
            for n in range(PEOPLE)
        ]
    kind = db.session.scalars(select(Kind.id).where(Kind.slug == "call")).one()
    with write_transaction(db.session):
        connection = db.session.connection()
        for start in range(0, activities, PORTION):
            numbers = range(start, min(start + PORTION, activities))
            connection.execute(
                insert(Activity.__table__),
                [
                    {
                        "client_id": str(n),
                        "digest": "",
                        "subject_id": people[n % PEOPLE],
                        "team_id": team,
                        "kind_id": kind,
                        "cut_id": 0,
                        "occurred_on": begin + timedelta(days=n // PEOPLE % days),
                        "occurred_at": at,
                        "is_time_known": False,
                        "logged_at": at,
                    }
                    for n in numbers
                ],
            )
        totals.recount(configuration.current().almanac)
    with write_transaction(db.session):
        db.session.execute(text("ANALYZE"))
    return first + timedelta(days=DAYS - 1)
