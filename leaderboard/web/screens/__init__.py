"""Setting up screens; anybody with a screen's address can see it."""

from dataclasses import dataclass

from flask import Blueprint, Response, g, make_response, render_template, url_for
from flask_login import current_user

from leaderboard import publishing, scoring
from leaderboard.access import screens
from leaderboard.access.invites import own_address
from leaderboard.configuration import nouns
from leaderboard.models import Screen
from leaderboard.permissions import allow, keeper
from leaderboard.web.people.links import qr
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import saving
from leaderboard.web.request.found import or_404
from leaderboard.web.screens.forms import screen_form

blueprint = Blueprint("screens", __name__, url_prefix="/screens")


@dataclass(frozen=True)
class ScreenRow:
    """A screen in the list, with the names of its boards."""

    screen: Screen
    boards: list[str]

    @property
    def is_off(self) -> bool:
        return self.screen.revoked_at is not None


@blueprint.get("")
@allow(keeper)
def index() -> str:
    boards = nouns.leaderboard_names()
    rows = [
        ScreenRow(screen, [boards[slide.leaderboard_id] for slide in screen.slides])
        for screen in nouns.screens()
    ]
    return render_template("screens/index.html", rows=rows)


@blueprint.get("/new")
@allow(keeper)
def new() -> str:
    return render_template("screens/edit.html", form=screen_form(), screen=None)


@blueprint.post("")
@allow(keeper)
def create() -> Response | tuple[str, int]:
    """Create the screen and show its address, which is shown only once."""
    form = screen_form()
    key = screens.make_key()
    if form.validate_on_submit():
        with saving(form) as publication:
            screen_id = publishing.make_screen(publication, form.values(), form.chosen(), key=key)
    if form.errors:
        return htmx.invalid("screens/edit.html", form=form, screen=None)
    return show_address(screen_id, key)


@blueprint.get("/<int:screen_id>")
@allow(keeper)
def edit(screen_id: int) -> str:
    screen = find(screen_id)
    return render_template("screens/edit.html", form=screen_form(screen), screen=screen)


@blueprint.post("/<int:screen_id>")
@allow(keeper)
def update(screen_id: int) -> Response | tuple[str, int]:
    form = screen_form(find(screen_id))
    if form.validate_on_submit():
        with saving(form, "screen", screen_id) as publication:
            publishing.change_screen(publication, screen_id, form.values(), form.chosen())
    if form.errors:
        return htmx.invalid("screens/edit.html", form=form, screen=find(screen_id))
    return htmx.go(url_for(".index"))


@blueprint.post("/<int:screen_id>/key")
@allow(keeper)
def renew_key(screen_id: int) -> Response:
    """Replace the address; the old one stops working."""
    find(screen_id)
    key = screens.make_key()
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        publishing.renew_key(publication, screen_id, key=key)
    return show_address(screen_id, key)


@blueprint.post("/<int:screen_id>/revoke")
@allow(keeper)
def revoke(screen_id: int) -> Response:
    find(screen_id)
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        publishing.revoke(publication, screen_id)
    return htmx.go(url_for(".index"))


def find(screen_id: int) -> Screen:
    return or_404(nouns.screen(screen_id))


def show_address(screen_id: int, key: str) -> Response:
    """The page with the address; only a hash of its key is stored."""
    link = f"{own_address()}/screen/{key}"
    return make_response(
        render_template("screens/address.html", screen=find(screen_id), link=link, qr=qr(link))
    )
