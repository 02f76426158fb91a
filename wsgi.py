"""The application, where servers (`gunicorn wsgi:app`) and the `flask` command find it."""

import os

from leaderboard import create_app
from leaderboard.background import step_back
from leaderboard.cli.terminal import in_a_sentence
from leaderboard.publishing.proposals import worker

is_served = os.environ.get("FLASK_RUN_FROM_CLI") != "true"
with in_a_sentence():
    app = create_app(is_served=is_served)
    if is_served:
        worker.resume(app)
    else:
        step_back()
