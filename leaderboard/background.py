"""The process that works on proposals beside the server.

The server starts it when there is work (`publishing.proposals.worker`). An empty line says that
there is, another in return that nothing is left to do. It ends with the pipe from the server: after
a while without work, or when the server is gone.
"""

import os
import signal
import sys
import threading

from flask import Flask

from leaderboard import configuration, create_app
from leaderboard.backups import Serving, hold_place
from leaderboard.extensions import db
from leaderboard.publishing.proposals.worker import LINE, work_off

NICENESS = 5


def main() -> None:
    step_back()
    # Ctrl-C reaches every process of the terminal, but this one ends with its server.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = threading.Semaphore(0)
    threading.Thread(target=listen, args=[asked], daemon=True).start()
    app = create_app(is_served=False)
    try:
        hold_place(app.config["DATA"])
    except Serving:
        # A restore has begun; the next server will see what is left to do.
        answer()
        return
    while asked.acquire():
        work(app)
        answer()


def step_back() -> None:
    """Let the server go first when there are not processors enough for both."""
    os.nice(NICENESS)


def listen(asked: threading.Semaphore) -> None:
    """Count the server's lines. At their end everything stops, whatever it is: what was not saved
    by then is worked out again by the next process."""
    while os.read(sys.stdin.fileno(), 1):
        asked.release()
    os._exit(1)


def work(app: Flask) -> None:
    """Start from what the database says now, and keep nothing of it open: it may be stopped,
    changed or replaced before the next line."""
    with app.app_context():
        configuration.forget()
        work_off()
        db.session.remove()
        db.engine.dispose()


def answer() -> None:
    os.write(sys.stdout.fileno(), LINE)


if __name__ == "__main__":
    main()
