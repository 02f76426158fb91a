"""The front page redirects everybody to where they work."""

from flask import Blueprint, Response, make_response, redirect, url_for

from leaderboard.permissions import allow, anyone
from leaderboard.web.page.menu import home_url
from leaderboard.web.request.guard import viewer_or_none

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@allow(anyone)
def index() -> Response:
    """The organisation exists by now: the guard redirects an empty installation to set-up."""
    viewer = viewer_or_none()
    url = home_url(viewer) if viewer else url_for("sign_in.index")
    return make_response(redirect(url, code=303))
