"""The application as servers (`gunicorn wsgi:app`) and the `flask` command find it."""

import os

from leaderboard import create_app

app = create_app(is_served=os.environ.get("FLASK_RUN_FROM_CLI") != "true")
