"""People as managers see them: the list, hiring, moving, sign-in links, deactivating."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_login import current_user

from leaderboard import configuration, publishing, scoring
from leaderboard.access import invites
from leaderboard.configuration import Configuration, TeamFacts
from leaderboard.configuration import people as rows
from leaderboard.models import InviteKind, Person, Role
from leaderboard.permissions import (
    allow,
    managed_person_ids,
    manager,
    may_invite,
    may_manage_person,
)
from leaderboard.standings.search import find_people
from leaderboard.web.page.paging import Page, asked_text, page_of
from leaderboard.web.people import links
from leaderboard.web.people.forms import MoveForm, NewPersonForm, PersonForm
from leaderboard.web.people.leave import OwnWeekForm, manages
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import asking, refuse, saving
from leaderboard.web.request.found import or_404
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import today

blueprint = Blueprint("people", __name__, url_prefix="/people")


@dataclass(frozen=True)
class PersonRow:
    """A person in the list; `can_sign_in` once they chose a password."""

    person: Person
    team_name: str
    mark: int | None
    can_sign_in: bool

    @property
    def is_off(self) -> bool:
        return not self.person.is_active


@dataclass(frozen=True)
class FoundPeople:
    """One page of the search; `team` is the team it is limited to."""

    text: str
    page: Page[PersonRow]
    team: TeamFacts | None
    # Whether there are any people, to tell an empty company from an empty search.
    is_anybody: bool


@blueprint.get("")
@allow(manager)
def index() -> str:
    return render_template("people/index.html", found=found())


@blueprint.get("/found-people")
@allow(manager)
def found_people() -> str:
    return render_template("people/_found_people.html", found=found())


def found() -> FoundPeople:
    """The people this manager manages that match the search; those who left come last."""
    settings, day, text = configuration.current(), today(), asked_text()
    everybody = managed_person_ids(current_user, day=day)
    team = settings.teams().get(request.args.get("team", 0, type=int))
    among = [w for w in everybody if team is None or settings.team_on(w, day) == team.id]
    values: dict[str, Any] = {"q": text or None, "team": team.id if team else None}
    url = partial(url_for, "people.index", **values)
    page = page_of(find_people(text, set(among), settings), url)
    return FoundPeople(text, page.shown_as(rows_of(page.rows)), team, bool(everybody))


def rows_of(person_ids: Sequence[int]) -> list[PersonRow]:
    """These people, in this order."""
    settings, day = configuration.current(), today()
    by_id = {person.id: person for person in rows.people(person_ids)}
    return [
        row_of(by_id[person_id], settings.team_on(person_id, day), settings)
        for person_id in person_ids
    ]


def row_of(person: Person, team_id: int, settings: Configuration) -> PersonRow:
    team = settings.teams().get(team_id)
    return PersonRow(
        person,
        team.name if team else "",
        team.mark if team else None,
        person.password_hash is not None,
    )


@blueprint.get("/new")
@allow(manager)
def new() -> str:
    return render_template("people/new.html", form=NewPersonForm.blank(viewer=current_user))


@blueprint.post("")
@allow(manager)
def create() -> Response | tuple[str, int]:
    form = NewPersonForm.blank(viewer=current_user)
    if not form.validate_on_submit():
        return htmx.invalid("people/new.html", form=form)
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            person_id = publishing.hire(publication, form.newcomer())
            link = None
            if form.email.data and form.email.data.strip():
                link = invites.make_invite(
                    person_id, InviteKind.INVITE, by_id=current_user.id, at=g.at
                )
    except publishing.Refused as refusal:
        refuse(form, refusal)
        return htmx.invalid("people/new.html", form=form)
    if link is None:
        return htmx.go(url_for("people.edit", person_id=person_id))
    return links.show(link, InviteKind.INVITE, person(person_id))


@blueprint.get("/<int:person_id>/edit")
@allow(manager)
def edit(person_id: int) -> str:
    return edit_page(person(person_id))


@blueprint.post("/<int:person_id>/edit")
@allow(manager)
def update(person_id: int) -> Response | tuple[str, int]:
    changed = person(person_id)
    form = PersonForm.of(changed, viewer=current_user)
    if not form.validate_on_submit():
        return edit_page(changed, form=form), 422
    try:
        with saving(form, "person", person_id) as publication:
            publishing.change_person(
                publication,
                person_id,
                name=form.name.data or "",
                email=form.email.data,
                role=Role(form.role.data),
            )
    except publishing.Refused as refusal:
        refuse(form, refusal)
    if form.errors:
        return edit_page(person(person_id), form=form), form.status
    return htmx.go(url_for("people.index"))


@blueprint.post("/<int:person_id>/move")
@allow(manager)
def move(person_id: int) -> Response | tuple[str, int]:
    moved = person(person_id)
    form = MoveForm.of(moved, viewer=current_user)
    answer = None
    if form.validate_on_submit():
        said = {"person_id": person_id, "team_id": form.chosen(), "since": form.day()}
        answer = asking("move", said, back=url_for("people.index"), form=form)
    return answer or (edit_page(person(person_id), move_form=form), 422)


@blueprint.post("/<int:person_id>/aliases/remove")
@allow(manager)
def remove_alias(person_id: int) -> Response:
    """Remove another name the person is known by."""
    person(person_id)
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        publishing.drop_alias(publication, person_id, request.form.get("name", ""))
    return htmx.go(url_for("people.edit", person_id=person_id))


CHANGES = {
    "deactivate": publishing.deactivate,
    "reactivate": publishing.reactivate,
    "hide": publishing.hide,
    "show": publishing.show,
}


@blueprint.post("/<int:person_id>/<any(deactivate, reactivate, hide, show):change>")
@allow(manager)
def change_state(person_id: int, change: str) -> Response | tuple[str, int]:
    changed = person(person_id)
    require(person_id != current_user.id)
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            CHANGES[change](publication, person_id)
    except publishing.Refused as refusal:
        form = PersonForm.of(changed, viewer=current_user, is_sent=False)
        refuse(form, refusal)
        return edit_page(person(person_id), form=form), 422
    return htmx.go(url_for("people.edit", person_id=person_id))


@blueprint.post("/<int:person_id>/link")
@allow(manager)
def make_link(person_id: int) -> Response | tuple[str, int]:
    """A new sign-in link: an invite before the first password, a reset after it."""
    invited = person(person_id)
    require(invited.is_active and may_invite(current_user, person_id, day=today()))
    kind = InviteKind.RESET if invited.password_hash else InviteKind.INVITE
    try:
        with scoring.publish(by_id=current_user.id, at=g.at):
            link = invites.make_invite(person_id, kind, by_id=current_user.id, at=g.at)
    except invites.NoAddress:
        form = PersonForm.of(person(person_id), viewer=current_user, is_sent=False)
        refuse(form, publishing.Refused("email", "missing"))
        return edit_page(person(person_id), form=form), 422
    return links.show(link, kind, person(person_id))


def edit_page(
    shown: Person, *, form: PersonForm | None = None, move_form: MoveForm | None = None
) -> str:
    return render_template(
        "people/edit.html",
        person=shown,
        form=form or PersonForm.of(shown, viewer=current_user, is_sent=False),
        move_form=move_form or MoveForm.of(shown, viewer=current_user, is_sent=False),
        aliases=publishing.aliases_of(shown.id),
        week_form=OwnWeekForm.of(shown.id, day=today()) if manages(shown.id) else None,
        person_id=shown.id,
        is_self=shown.id == current_user.id,
        may_link=shown.is_active and may_invite(current_user, shown.id, day=today()),
    )


def person(person_id: int) -> Person:
    """The person, or 404; 403 unless the viewer manages them and has at least their rights."""
    found = or_404(rows.person(person_id))
    require(may_manage_person(current_user, person_id, day=today()))
    require(current_user.is_admin or not found.is_admin)
    return found
