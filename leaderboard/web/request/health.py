"""Whether the server and its database respond, for monitoring."""

from flask import Blueprint, Response

from leaderboard import installation
from leaderboard.permissions import allow, anyone

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(anyone)
def healthz() -> Response:
    installation.ask_database()
    return Response("ok\n", mimetype="text/plain")
