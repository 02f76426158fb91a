"""Teams: who is in which, who leads it, what it is part of."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, make_response, render_template, url_for
from flask_login import current_user

from leaderboard import configuration, publishing, scoring
from leaderboard.extensions import db
from leaderboard.models import Team
from leaderboard.permissions import admin, allow, manager, may_manage_team
from leaderboard.publishing.teams import members_on
from leaderboard.web.people.forms import PlacedTeamForm, TeamForm
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import refuse, saving
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import today

blueprint = Blueprint("teams", __name__, url_prefix="/teams")


@dataclass(frozen=True)
class Row:
    """A team in the list."""

    team: Team
    manager_name: str
    parent_name: str
    member_names: tuple[str, ...]
    may_change: bool

    @property
    def is_off(self) -> bool:
        return self.team.dissolved_at is not None


@blueprint.get("")
@allow(manager)
def index() -> str:
    teams = db.session.scalars(
        db.select(Team).order_by(Team.dissolved_at.is_not(None), Team.folded)
    ).all()
    return render_template(
        "teams/index.html",
        rows=[row_of(team) for team in teams],
        may_make=current_user.is_admin,
    )


def row_of(team: Team) -> Row:
    settings = configuration.current()
    people, above = settings.people(), settings.teams_above(team.id, today())
    leader = people.get(team.manager_id) if team.manager_id else None
    return Row(
        team,
        leader.name if leader else "",
        settings.teams()[above[1]].name if len(above) > 1 else "",
        tuple(people[person_id].name for person_id in members_on(team.id, today())),
        may_manage_team(current_user, team.id, day=today()),
    )


@blueprint.get("/new")
@allow(admin)
def new() -> str:
    return page(PlacedTeamForm.of(None))


@blueprint.post("")
@allow(admin)
def create() -> Response:
    form = PlacedTeamForm.of(None)
    if not form.validate_on_submit():
        return make_response(page(form), 422)
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            team_id = publishing.make_team(
                publication, name=form.name.data or "", manager_id=form.manager_id()
            )
            if form.parent_id():
                publishing.put_under(
                    publication, team_id, parent_id=form.parent_id(), since=form.day()
                )
    except publishing.Refused as refusal:
        refuse(form, refusal)
        return make_response(page(form), 422)
    return htmx.go(url_for("teams.index"))


@blueprint.get("/<int:team_id>/edit")
@allow(manager)
def edit(team_id: int) -> str:
    shown = team(team_id)
    return page(form_of(shown), shown)


@blueprint.post("/<int:team_id>/edit")
@allow(manager)
def update(team_id: int) -> Response:
    changed = team(team_id)
    form = form_of(changed)
    if not form.validate_on_submit():
        return make_response(page(form, changed), 422)
    is_placed = isinstance(form, PlacedTeamForm)
    leader_id = form.manager_id() if is_placed else changed.manager_id
    try:
        with saving(form, "team", team_id) as publication:
            publishing.change_team(
                publication, team_id, name=form.name.data or "", manager_id=leader_id
            )
            if is_placed:
                publishing.put_under(
                    publication, team_id, parent_id=form.parent_id(), since=form.day()
                )
    except publishing.Refused as refusal:
        refuse(form, refusal)
    if form.errors:
        return make_response(page(form, team(team_id)), form.status)
    return htmx.go(url_for("teams.index"))


@blueprint.post("/<int:team_id>/dissolve")
@allow(admin)
def dissolve(team_id: int) -> Response:
    team(team_id)
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            publishing.dissolve(publication, team_id, today=today())
    except publishing.Refused as refusal:
        shown = team(team_id)
        form = form_of(shown)
        refuse(form, refusal)
        return make_response(page(form, shown), 422)
    return htmx.go(url_for("teams.index"))


def form_of(shown: Team) -> TeamForm:
    """With what this viewer may change."""
    if current_user.is_admin:
        return PlacedTeamForm.of(shown)
    form = TeamForm(obj=shown)
    form.open_after("team", shown.id)
    return form


def page(form: TeamForm, shown: Team | None = None) -> str:
    may_dissolve = shown is not None and shown.dissolved_at is None and current_user.is_admin
    return render_template("teams/form.html", form=form, team=shown, may_dissolve=may_dissolve)


def team(team_id: int) -> Team:
    """The team, or 404; 403 for whoever does not manage it."""
    found = db.session.get(Team, team_id)
    if found is None:
        abort(404)
    require(may_manage_team(current_user, team_id, day=today()))
    return found
