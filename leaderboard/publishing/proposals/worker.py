"""Has proposals worked on in a process of their own, so that no request waits for the computing.

A greenlet would do it in the server's process, where every page would wait for each of its steps:
up to two seconds when everybody's past is replayed.
"""

import logging
import os
import secrets
import subprocess
import sys
import threading
import time
from contextlib import suppress
from subprocess import PIPE

from flask import Flask, current_app
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

import config
from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.models import Proposal, ProposalState
from leaderboard.publishing.proposals import store
from leaderboard.publishing.proposals.work import work_on

EXTENSION = "leaderboard-proposals"
# Seconds before looking again at another process's work, or trying again after a failure.
PAUSE = 2.0
# Seconds that the process waits for more: starting takes a second or two, and whoever looks at an
# effect usually saves it within a minute.
LINGER = 60.0
# How often in a row the process may fail before the work waits for the next proposal or start.
TRIES = 3
PROCESS = (sys.executable, "-m", "leaderboard.background")
LINE = b"\n"

Process = subprocess.Popen[bytes]

log = logging.getLogger(__name__)


class ProposalWorker:
    """Starts the process, at most one at a time, and waits for it in a thread, which is a greenlet
    under the production server."""

    def __init__(self, app: Flask) -> None:
        self._environ = {
            "LEADERBOARD_DATA": str(app.config["DATA"]),
            "DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"]),
        }
        self._woken = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_wanted = False

    def wake(self) -> None:
        """Have pending work done in the background; returns at once."""
        with self._woken:
            self._is_wanted = True
            self._woken.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="proposals", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        process, failures = None, 0
        while self._has_more(LINGER if process else 0.0):
            process = self._worked_off_by(process)
            if process:
                failures = 0
                continue
            failures += 1
            log.error("The process that works on proposals has failed (%d of %d).", failures, TRIES)
            if failures < TRIES:
                time.sleep(PAUSE)
                self._is_wanted = True
        if process:
            end(process)

    def _has_more(self, linger: float) -> bool:
        """Whether there is more to do, or will be within this many seconds."""
        with self._woken:
            if not self._woken.wait_for(lambda: self._is_wanted, timeout=linger):
                self._thread = None
                return False
            self._is_wanted = False
            return True

    def _worked_off_by(self, process: Process | None) -> Process | None:
        """Have everything done by this process, or by a new one if it has been killed while it
        waited; returns the one that did it, if any did."""
        if process and has_worked_off(process):
            return process
        try:
            # It ends with this one, since it reads from a pipe that only we hold open.
            process = subprocess.Popen(
                PROCESS,
                cwd=config.ROOT,
                env=os.environ | self._environ,
                stdin=PIPE,
                stdout=PIPE,
                bufsize=0,
            )
        except OSError:
            log.exception("The process that works on proposals cannot be started.")
            return None
        return process if has_worked_off(process) else None


def has_worked_off(process: Process) -> bool:
    """Ask the process, by an empty line, to do what waits. It answers with another; if it dies
    instead, nothing is left of it."""
    assert process.stdin
    assert process.stdout
    with suppress(OSError):
        process.stdin.write(LINE)
        if process.stdout.read(1):
            return True
    end(process)
    return False


def end(process: Process) -> None:
    """Close its pipes, which ends it, and wait for that."""
    with process:
        pass


def work_off() -> None:
    """Work on proposals until none is left, whatever else writes meanwhile."""
    name = secrets.token_hex(8)
    while True:
        try:
            found = store.next_to_work_on(name, at=clock.now())
            if found is not None:
                work_on_or_drop(found)
            elif store.is_any_worked_on():
                # Another process is working on it; if that one dies, it falls to us.
                time.sleep(PAUSE)
            else:
                return
        except OperationalError as error:
            log.warning("The database is busy, a proposal waits: %s", error.orig)
            db.session.rollback()
            time.sleep(PAUSE)


def work_on_or_drop(proposal_id: int) -> None:
    """One proposal that fails must not stop the others."""
    try:
        work_on(proposal_id)
    except OperationalError:
        raise
    except Exception:
        log.exception("A proposal failed.")
        db.session.rollback()
        store.put_state(proposal_id, ProposalState.DROPPED, among=store.WORKED_ON, worker="")
    finally:
        db.session.remove()


def init_app(app: Flask) -> None:
    """Give the app its worker; nothing runs until there is work."""
    app.extensions[EXTENSION] = ProposalWorker(app)


def resume(app: Flask) -> None:
    """Continue what the previous server left unfinished, if anything."""
    with app.app_context():
        if inspect(db.engine).has_table(Proposal.__tablename__) and store.is_any_worked_on():
            wake()


def wake() -> None:
    """Wake the current app's worker."""
    current_app.extensions[EXTENSION].wake()
