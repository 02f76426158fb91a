"""The process that works on proposals beside the server."""

import logging
import os
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from leaderboard import clock
from leaderboard.models import Proposal, ProposalState
from leaderboard.publishing import proposals
from leaderboard.publishing.proposals import store, work, worker
from leaderboard.publishing.rules import load_rules
from tests.servers import serving

DAY = timedelta(days=1)
FIRST = {"slug": "first", "name": "First", "trigger": "first_in_team", "kind": "call", "points": 7}


@pytest.fixture
def asked(session, cast, log, monkeypatch):
    """The number of a proposal nobody has begun to work on."""
    today = clock.now().date()
    load_rules({"rule": [FIRST]}, at=clock.now(), since=today - 9 * DAY)
    for person_id in (cast.ben, cast.ada):
        log(person_id, "call")
    for module in (proposals, work):
        monkeypatch.setattr(module, "FEW_ENTRIES", 0)
    move = {"person_id": cast.ben, "team_id": cast.south, "since": today}
    outcome = proposals.ask("move", move, by_id=cast.iris, at=clock.now(), is_left_to_worker=False)
    session.rollback()
    return outcome.proposal_id


@pytest.fixture(autouse=True)
def found(app, monkeypatch):
    """The worker, whose process ends as soon as it has done what waits."""
    monkeypatch.setattr(worker, "LINGER", 0.0)
    return app.extensions[worker.EXTENSION]


@pytest.fixture
def lingering(found, monkeypatch):
    """The worker, whose process waits for more until the test is over."""
    monkeypatch.setattr(worker, "LINGER", 60.0)
    yield found
    monkeypatch.setattr(worker, "LINGER", 0.0)
    found.wake()
    end_of(found)


@pytest.fixture
def waiting_process(app, session, asked, lingering):
    """The database, and the process that has computed the proposal and waits for more."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    worker.wake()
    wait_until(lambda: state_of(session, asked) == ProposalState.READY)
    [number] = processes_on(url)
    return url, number


@pytest.fixture
def process(app, monkeypatch):
    """The worker with another program for its process, which stops trying at once."""
    monkeypatch.setattr(worker, "PAUSE", 0)

    def running(program):
        monkeypatch.setattr(worker, "PROCESS", (sys.executable, "-c", program))
        return app.extensions[worker.EXTENSION]

    return running


def state_of(session, number):
    session.rollback()
    return session.get_one(Proposal, number).state


def save(number):
    """Somebody has looked at it."""
    store.put_state(number, ProposalState.SAVING, among=[ProposalState.READY], worker="")
    worker.wake()


def end_of(found):
    """Wait until nothing is left to do."""
    if found._thread is not None:
        found._thread.join(timeout=60)
    assert found._thread is None


def processes_on(url):
    """The processes of this module that run on a database."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            environ = (folder / "environ").read_bytes()
        except OSError:
            # It has ended in the meantime.
            continue
        if b"leaderboard.background" in command and url.encode() in environ:
            found.append(folder.name)
    return found


def connections_of(number, url):
    """What a process has open of a database: SQLite's files, or sockets to PostgreSQL."""
    kinds = (make_url(url).database, "socket:")
    found = []
    for link in Path(f"/proc/{number}/fd").iterdir():
        # It may have been closed in the meantime.
        with suppress(FileNotFoundError):
            found.append(os.readlink(link))
    return [name for name in found if name.startswith(kinds)]


def wait_until(condition, *, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.usefixtures("any_database")
def test_the_process_does_what_waits(app, session, asked):
    worker.wake()
    end_of(app.extensions[worker.EXTENSION])
    assert state_of(session, asked) == ProposalState.READY


def test_a_server_that_starts_resumes_what_waits(app, session, asked):
    worker.resume(app)
    end_of(app.extensions[worker.EXTENSION])
    assert state_of(session, asked) == ProposalState.READY


def test_nothing_is_started_when_nothing_waits(app, session):
    worker.resume(app)
    assert app.extensions[worker.EXTENSION]._thread is None


def test_a_process_that_keeps_failing_is_not_started_for_ever(process, tmp_path, caplog):
    note = tmp_path / "note"
    found = process(f"open({str(note)!r}, 'a').write('x'); raise SystemExit(9)")
    with caplog.at_level(logging.ERROR):
        found.wake()
        end_of(found)
    assert note.read_text() == "x" * worker.TRIES
    assert len(caplog.records) == worker.TRIES


def test_a_process_that_cannot_start_leaves_the_server_alone(app, monkeypatch, caplog):
    monkeypatch.setattr(worker, "PAUSE", 0)
    monkeypatch.setattr(worker, "PROCESS", ("/nowhere",))
    found = app.extensions[worker.EXTENSION]
    found.wake()
    end_of(found)
    assert "cannot be started" in caplog.text


def test_work_that_comes_in_meanwhile_is_done_too(process, tmp_path):
    note = tmp_path / "note"
    found = process(
        f"import time\nwhile input() == '':\n open({str(note)!r}, 'a').write('x')\n"
        " time.sleep(0.5)\n print(flush=True)"
    )
    found.wake()
    wait_until(note.exists)
    found.wake()
    end_of(found)
    assert note.read_text() == "xx"


@pytest.mark.usefixtures("any_database")
def test_the_process_waits_for_the_next_step(session, asked, waiting_process):
    url, number = waiting_process
    save(asked)
    wait_until(lambda: state_of(session, asked) == ProposalState.DONE)
    assert processes_on(url) == [number]


def test_a_process_that_has_waited_long_enough_ends(app, session, asked, monkeypatch):
    monkeypatch.setattr(worker, "LINGER", 0.5)
    worker.wake()
    wait_until(lambda: state_of(session, asked) == ProposalState.READY)
    end_of(app.extensions[worker.EXTENSION])
    wait_until(lambda: not processes_on(app.config["SQLALCHEMY_DATABASE_URI"]), seconds=5)


def test_a_process_that_is_killed_while_it_waits_is_replaced(
    session, asked, waiting_process, caplog
):
    url, number = waiting_process
    wait_until(lambda: not connections_of(number, url))
    time.sleep(0.5)
    os.kill(int(number), signal.SIGKILL)
    wait_until(lambda: not processes_on(url))
    save(asked)
    wait_until(lambda: state_of(session, asked) == ProposalState.DONE)
    assert processes_on(url) != [number]
    assert caplog.records == []


@pytest.mark.usefixtures("any_database")
def test_a_process_that_waits_keeps_nothing_open(session, asked, waiting_process):
    url, number = waiting_process
    wait_until(lambda: not connections_of(number, url), seconds=5)


@pytest.mark.slow
def test_the_process_ends_with_its_server(app, session, asked, tmp_path):
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    # As if another process were working on it: ours looks again and again.
    later = clock.now() + timedelta(hours=1)
    store.put(asked, worker="busy", worked_at=later)
    with serving(app, tmp_path) as server:
        wait_until(lambda: processes_on(url))
        server.process.kill()
        server.process.wait(20)
        wait_until(lambda: not processes_on(url), seconds=20)
    assert state_of(session, asked) == ProposalState.COMPUTING


def test_a_proposal_that_fails_is_dropped_and_the_next_one_done(
    session, asked, cast, monkeypatch, caplog
):
    other = store.add(
        "switch",
        {},
        by_id=cast.iris,
        at=clock.now(),
        back="",
        seen=None,
        state=ProposalState.COMPUTING,
    )
    worker.work_off()
    assert state_of(session, asked) == ProposalState.READY
    assert state_of(session, other) == ProposalState.DROPPED
    assert "A proposal failed." in caplog.text
