"""The product as the demo serves it: with doors for this machine, and working by itself with
LIVE=1."""

import os

from leaderboard import create_app
from leaderboard.cli.terminal import in_a_sentence
from leaderboard.demo import doors, live
from leaderboard.publishing.proposals import worker

with in_a_sentence():
    app = create_app()
    doors.init_app(app)
    worker.resume(app)
    if os.environ.get("LIVE") == "1":
        live.start(app)
