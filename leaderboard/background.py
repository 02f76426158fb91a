"""The process that works on proposals beside the server.

The server starts it when there is work (`publishing.proposals.worker`). It ends when nothing is
left to do, or with the server, whichever comes first.
"""

import os
import signal
import sys
import threading

from leaderboard import create_app
from leaderboard.backups import Serving, hold_place
from leaderboard.publishing.proposals.worker import work_off

NICENESS = 5


def main() -> None:
    step_back()
    # Ctrl-C reaches every process of the terminal, but this one ends with its server.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_server, daemon=True).start()
    app = create_app(is_served=False)
    try:
        hold_place(app.config["DATA"])
    except Serving:
        # A restore has begun; the next server will see what is left to do.
        return
    with app.app_context():
        work_off()


def step_back() -> None:
    """Let the server go first when there are not processors enough for both."""
    os.nice(NICENESS)


def end_with_server() -> None:
    """The server holds the other end of standard input and never writes to it. Whatever was not
    saved by then is worked out again by the next one."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
