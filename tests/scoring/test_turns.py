"""Nobody starves next to an import: between portions, whoever waits gets in."""

import time
from itertools import pairwise
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from leaderboard import serve
from leaderboard.extensions import db
from leaderboard.models import Activity, ImportRun, Kind
from leaderboard.scoring import (
    NewActivity,
    SourceRow,
    applying,
    log_activity,
    stage,
    turns,
    write_batch,
)
from tests.imports.desk import AT

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def call():
    return db.session.scalar(select(Kind.id).where(Kind.slug == "call"))


def rows(cast, call, count):
    return [SourceRow(str(n), call, NewActivity(cast.ada, call, AT.date())) for n in range(count)]


@pytest.mark.usefixtures("any_database")
def test_who_waits_is_served_between_any_two_portions(app, cast, call, monkeypatch):
    """Each portion holds the lock for long, and eight people tap as fast as they get an answer."""
    monkeypatch.setattr(stage, "MOST_ROWS", 2)
    write, over, served, seen = applying.write, Event(), [0] * 8, []

    def write_slowly(*given):
        time.sleep(0.1)
        write(*given)

    def tap(number):
        with app.app_context():
            while not over.is_set():
                new = NewActivity(cast.ben, call, AT.date())
                client_id = f"{number} {served[number]}"
                log_activity(new, client_id=client_id, by_id=None, at=AT)
                served[number] += 1

    monkeypatch.setattr(applying, "write", write_slowly)
    phones = [Thread(target=tap, args=[number]) for number in range(len(served))]
    for phone in phones:
        phone.start()
    try:
        given = {"source": "test", "by_id": None, "at": AT}
        write_batch(
            rows(cast, call, 20),
            told_written=lambda size, total: seen.append(list(served)),
            **given,
        )
    finally:
        over.set()
        for phone in phones:
            phone.join(30)
    assert len(seen) >= 10
    assert all(sum(after) > sum(before) for before, after in pairwise(seen))
    assert all(after > before for before, after in zip(seen[0], seen[-1], strict=True))


def test_an_import_rests_while_others_write_and_no_longer(monkeypatch):
    others = iter(range(1000))
    monkeypatch.setattr(turns, "changes_by_others", lambda connection: next(others))
    begun = time.monotonic()
    turns.give_way(0.3)
    assert 0.3 <= time.monotonic() - begun < 1.0


def test_an_import_rests_a_moment_when_nobody_writes():
    begun = time.monotonic()
    turns.give_way(5.0)
    assert turns.REST_SECONDS <= time.monotonic() - begun < 1.0


@pytest.mark.usefixtures("any_database")
def test_the_next_start_carries_an_import_through(cast, call, monkeypatch, capsys):
    def die(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(stage, "MOST_ROWS", 2)
    given = {"source": "test", "by_id": None, "at": AT, "file": "calls.csv"}
    with pytest.raises(KeyboardInterrupt):
        write_batch(rows(cast, call, 6), told_written=die, **given)
    db.session.rollback()
    assert db.session.scalar(select(func.count(Activity.id))) == 2
    serve.finish_import()
    assert db.session.scalar(select(func.count(Activity.id))) == 6
    assert db.session.scalar(select(func.count(ImportRun.id))) == 0
    assert "Finished the import of calls.csv" in capsys.readouterr().err


def test_a_start_beside_a_running_import_leaves_it_alone(cast, call):
    def start(size, total):
        serve.finish_import()
        assert db.session.scalar(select(func.count(ImportRun.id))) == 1

    write_batch(rows(cast, call, 2), source="test", by_id=None, at=AT, told_written=start)


def test_what_cannot_be_finished_stops_no_start(cast, call, monkeypatch, caplog):
    def broken():
        raise ValueError("a bug")

    monkeypatch.setattr("leaderboard.scoring.finish_import", broken)
    serve.finish_import()
    assert "An import that was cut off cannot be finished." in caplog.text
