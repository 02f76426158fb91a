"""Works on proposals alongside requests, in one thread per process while there is work."""

import logging
import secrets
import threading
import time

from flask import Flask, current_app
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.models import Proposal, ProposalState
from leaderboard.publishing.proposals import store
from leaderboard.publishing.proposals.work import work_on

EXTENSION = "leaderboard-proposals"
# Seconds before looking again at another process's work, or trying a busy database again.
PAUSE = 2.0

log = logging.getLogger(__name__)


class ProposalWorker:
    """A thread, which under the production server is a greenlet that yields between a person's
    rules."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._name = secrets.token_hex(8)
        self._is_wanted = False

    def wake(self) -> None:
        """Have pending work done in the background; returns at once."""
        with self._lock:
            self._is_wanted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="proposals", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._has_more():
            try:
                with self._app.app_context():
                    self._work_off()
            except OperationalError as error:
                log.warning("The database is busy, a proposal waits: %s", error.orig)
                time.sleep(PAUSE)
                self._is_wanted = True

    def _has_more(self) -> bool:
        with self._lock:
            if not self._is_wanted:
                self._thread = None
                return False
            self._is_wanted = False
            return True

    def _work_off(self) -> None:
        while True:
            found = store.next_to_work_on(self._name, at=clock.now())
            if found is not None:
                self._work_on(found)
            elif store.is_any_worked_on():
                # Another process is working on it; if that one dies, it falls to us.
                time.sleep(PAUSE)
            else:
                return

    def _work_on(self, proposal_id: int) -> None:
        try:
            work_on(proposal_id)
        except OperationalError:
            raise
        except Exception:
            # One proposal that fails must not stop the others.
            log.exception("A proposal failed.")
            db.session.rollback()
            store.put_state(proposal_id, ProposalState.DROPPED, among=store.WORKED_ON, worker="")
        finally:
            db.session.remove()


def init_app(app: Flask) -> None:
    """Give the app its worker; it does not run until there is work."""
    app.extensions[EXTENSION] = ProposalWorker(app)


def resume(app: Flask) -> None:
    """Continue what the previous server left unfinished, if anything."""
    with app.app_context():
        if inspect(db.engine).has_table(Proposal.__tablename__):
            wake()


def wake() -> None:
    """Wake the current app's worker."""
    current_app.extensions[EXTENSION].wake()
