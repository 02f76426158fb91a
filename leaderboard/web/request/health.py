"""Whether the server and its database answer; for whoever watches the installation."""

from flask import Blueprint, Response
from sqlalchemy import text

from leaderboard.extensions import db
from leaderboard.permissions import allow, anyone

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(anyone)
def healthz() -> Response:
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
