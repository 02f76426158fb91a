"""The screens on the wall as managers set them up; whoever has a screen's address sees it."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, make_response, render_template, url_for
from flask_login import current_user
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.access import screens
from leaderboard.access.invites import own_address
from leaderboard.extensions import db
from leaderboard.models import Leaderboard, Screen, Slide
from leaderboard.permissions import allow, manager
from leaderboard.scoring.settings import Publication
from leaderboard.web.people.links import qr
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import put, saving
from leaderboard.web.screens.forms import ScreenForm, screen_form

blueprint = Blueprint("screens", __name__, url_prefix="/screens")


@dataclass(frozen=True)
class Row:
    """A screen in the list, with the names of its boards."""

    screen: Screen
    boards: list[str]

    @property
    def is_off(self) -> bool:
        return self.screen.revoked_at is not None


@blueprint.get("")
@allow(manager)
def index() -> str:
    found = db.session.scalars(
        select(Screen).order_by(Screen.revoked_at.is_not(None), Screen.name, Screen.id)
    ).all()
    boards = {
        row.id: row.name for row in db.session.execute(select(Leaderboard.id, Leaderboard.name))
    }
    rows = [Row(s, [boards[slide.leaderboard_id] for slide in s.slides]) for s in found]
    return render_template("screens/index.html", rows=rows)


@blueprint.get("/new")
@allow(manager)
def new() -> str:
    return render_template("screens/edit.html", form=screen_form(), screen=None)


@blueprint.post("")
@allow(manager)
def create() -> Response | tuple[str, int]:
    """Make the screen and show its address, which is shown at no other time."""
    form = screen_form()
    key = screens.make_key()
    if form.validate_on_submit():
        with saving(form) as publication:
            screen = Screen(
                key_hash=screens.key_hash(key), created_at=g.at, created_by_id=current_user.id
            )
            save(screen, form, publication)
            screen_id = screen.id
    if form.errors:
        return htmx.invalid("screens/edit.html", form=form, screen=None)
    return show_address(screen_id, key)


@blueprint.get("/<int:screen_id>")
@allow(manager)
def edit(screen_id: int) -> str:
    screen = find(screen_id)
    return render_template("screens/edit.html", form=screen_form(screen), screen=screen)


@blueprint.post("/<int:screen_id>")
@allow(manager)
def update(screen_id: int) -> Response | tuple[str, int]:
    form = screen_form(find(screen_id))
    if form.validate_on_submit():
        with saving(form, "screen", screen_id) as publication:
            save(find(screen_id), form, publication)
    if form.errors:
        return htmx.invalid("screens/edit.html", form=form, screen=find(screen_id))
    return htmx.go(url_for(".index"))


@blueprint.post("/<int:screen_id>/key")
@allow(manager)
def renew_key(screen_id: int) -> Response:
    """A new address; the old one opens nothing any more."""
    find(screen_id)
    key = screens.make_key()
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        screen = find(screen_id)
        screen.key_hash, screen.revoked_at = screens.key_hash(key), None
        publication.audit("renew_key", "screen", screen_id)
    return show_address(screen_id, key)


@blueprint.post("/<int:screen_id>/revoke")
@allow(manager)
def revoke(screen_id: int) -> Response:
    find(screen_id)
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        screen = find(screen_id)
        if screen.revoked_at is None:
            put(publication, "screen", screen, {"revoked_at": g.at}, action="revoke")
    return htmx.go(url_for(".index"))


def find(screen_id: int) -> Screen:
    screen = db.session.get(Screen, screen_id)
    if screen is None:
        abort(404)
    return screen


def save(screen: Screen, form: ScreenForm, publication: Publication) -> None:
    """The screen's columns, then its slides in their order."""
    put(publication, "screen", screen, form.values())
    shown = [(slide.leaderboard_id, slide.goals_metric_id) for slide in screen.slides]
    chosen = form.chosen()
    if chosen == shown:
        return
    for slide in screen.slides:
        db.session.delete(slide)
    db.session.flush()
    for position, (board_id, metric_id) in enumerate(chosen):
        db.session.add(
            Slide(
                screen_id=screen.id,
                position=position,
                leaderboard_id=board_id,
                goals_metric_id=metric_id,
            )
        )
    publication.audit(
        "change_slides", "screen", screen.id, before={"slides": shown}, after={"slides": chosen}
    )


def show_address(screen_id: int, key: str) -> Response:
    """The page with the address; only a hash of its key is kept."""
    link = f"{own_address()}/screen/{key}"
    return make_response(
        render_template("screens/address.html", screen=find(screen_id), link=link, qr=qr(link))
    )
