"""The demo's four doors: one click to get in, for whoever sits at this machine and nobody else."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, g, request, url_for
from flask_babel import gettext as _

from leaderboard.access import sessions
from leaderboard.database import write_transaction
from leaderboard.demo.entrance import Note, guide_of
from leaderboard.extensions import db
from leaderboard.models import Person
from leaderboard.permissions import allow, anyone
from leaderboard.web.entrance.devices import device_name
from leaderboard.web.entrance.doors import Door, hang
from leaderboard.web.entrance.sign_in import let_in

blueprint = Blueprint("doors", __name__, url_prefix="/doors")

# Headers that proxies write: with any of these, somebody else may be behind the request.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    hang(app, doors)


@blueprint.post("/<any(rep, manager, admin):role>")
@allow(anyone)
def enter(role: str) -> Response:
    """Sign in, without a password, as the person of this role whom the terminal names."""
    note = open_note()
    email = guide_of(note, role)["email"] if note else ""
    person = db.session.scalar(
        db.select(Person).where(Person.email == email, Person.deactivated_at.is_(None))
    )
    if person is None:
        abort(404)
    device = device_name(request.user_agent.string)
    person_id = person.id
    with write_transaction(db.session):
        token = sessions.start(person_id, device=device, at=g.at)
    return let_in(token)


def doors() -> tuple[Door, ...]:
    """The four doors; none for other machines."""
    note = open_note()
    if not note:
        return ()
    titles = (
        ("rep", _("A rep’s phone"), "phone"),
        ("manager", _("A manager"), "users"),
        ("admin", _("The admin"), "settings"),
    )
    people = [
        Door(title, guide_of(note, role)["name"], icon, url_for("doors.enter", role=role))
        for role, title, icon in titles
    ]
    screen = note["screens"][0]
    title = _("The screen in the room")
    url = request.script_root + screen["path"]
    return (*people, Door(title, screen["name"], "monitor-play", url, is_form=False))


def open_note() -> dict[str, Any]:
    """The note that says how to get in, if it is about this company and the browser runs here; else
    None."""
    note = Note(current_app.config["DATA"] / "demo.json")
    database = db.engine.url.render_as_string(hide_password=True)
    is_open = is_at_this_machine() and note.is_about(database) and note.is_complete
    return note.read() if is_open else {}


def is_at_this_machine() -> bool:
    """Whether the browser runs on this machine: the request comes from it, asks for it, and was not
    forwarded. Another host name that points here does not count."""
    if any(name in request.headers for name in FORWARDED):
        return False
    asked = urlsplit(f"//{request.host}").hostname or ""
    return is_loopback(request.remote_addr or "") and (asked == "localhost" or is_loopback(asked))


def is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
