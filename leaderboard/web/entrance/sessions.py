"""Where somebody is signed in, and how to end it."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, url_for
from flask_login import current_user

from leaderboard.access import sessions
from leaderboard.permissions import allow, signed_in

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")


@blueprint.get("")
@allow(signed_in)
def index() -> str:
    return render_template("sessions/index.html", open=sessions.open_of(current_user.id, at=g.at))


@blueprint.post("/<int:session_id>/end")
@allow(signed_in)
def end(session_id: int) -> Response:
    """End one device; an id of somebody else's is as unknown as any other."""
    if session_id not in ids_of_mine():
        abort(404)
    sessions.close([session_id], at=g.at)
    return make_response(redirect(url_for("sessions.index"), code=303))


@blueprint.post("/end")
@allow(signed_in)
def end_others() -> Response:
    """End all but the one that asks."""
    sessions.close(ids_of_mine() - {current_user.session_id}, at=g.at)
    return make_response(redirect(url_for("sessions.index"), code=303))


def ids_of_mine() -> set[int]:
    return {row.id for row in sessions.open_of(current_user.id, at=g.at)}
