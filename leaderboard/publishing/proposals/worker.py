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
from subprocess import DEVNULL, PIPE

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
# How often in a row the process may fail before the work waits for the next proposal or start.
TRIES = 3
PROCESS = (sys.executable, "-m", "leaderboard.background")

log = logging.getLogger(__name__)


class ProposalWorker:
    """Starts the process, at most one at a time, and waits for it in a thread, which is a greenlet
    under the production server."""

    def __init__(self, app: Flask) -> None:
        self._environ = {
            "LEADERBOARD_DATA": str(app.config["DATA"]),
            "DATABASE_URL": str(app.config["SQLALCHEMY_DATABASE_URI"]),
        }
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_wanted = False

    def wake(self) -> None:
        """Have pending work done in the background; returns at once."""
        with self._lock:
            self._is_wanted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="proposals", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        failures = 0
        while self._has_more():
            if self._is_worked_off():
                failures = 0
                continue
            failures += 1
            log.error("The process that works on proposals has failed (%d of %d).", failures, TRIES)
            if failures < TRIES:
                time.sleep(PAUSE)
                self._is_wanted = True

    def _has_more(self) -> bool:
        with self._lock:
            if not self._is_wanted:
                self._thread = None
                return False
            self._is_wanted = False
            return True

    def _is_worked_off(self) -> bool:
        """Run the process to its end. It ends with this one, since it reads from a pipe that only
        we hold open."""
        environ = os.environ | self._environ
        try:
            with subprocess.Popen(
                PROCESS, cwd=config.ROOT, env=environ, stdin=PIPE, stdout=DEVNULL
            ) as process:
                return process.wait() == 0
        except OSError:
            log.exception("The process that works on proposals cannot be started.")
            return False


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
