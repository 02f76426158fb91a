"""Where somebody is signed in, and how to end it."""

from flask import Blueprint, Response, abort, g, render_template
from flask_login import current_user

from leaderboard.access import sessions
from leaderboard.permissions import allow, signed_in
from leaderboard.web import htmx

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")


@blueprint.get("")
@allow(signed_in)
def index() -> str:
    return render_template("sessions/index.html", open=sessions.open_of(current_user.id, at=g.at))


@blueprint.post("/<int:session_id>/end")
@allow(signed_in)
def end(session_id: int) -> Response:
    if session_id not in {row.id for row in sessions.open_of(current_user.id, at=g.at)}:
        abort(404)
    sessions.end(session_id, at=g.at)
    return htmx.go("/sessions")
