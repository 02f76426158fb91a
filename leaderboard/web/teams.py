"""Teams: who is in which, who leads it, what it is part of."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, render_template, url_for
from flask_login import current_user

from leaderboard import configuration, scoring, staff
from leaderboard.extensions import db
from leaderboard.models import Team
from leaderboard.permissions import admin, allow, manager, may_manage_team
from leaderboard.staff.teams import members_on
from leaderboard.web import htmx
from leaderboard.web.guard import require
from leaderboard.web.people_forms import TeamForm, refuse, today

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
    return render_template("teams/index.html", rows=[row_of(team) for team in teams])


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
    form = TeamForm()
    form.offer(None)
    return render_template("teams/form.html", form=form, team=None)


@blueprint.post("")
@allow(admin)
def create() -> Response | tuple[str, int]:
    form = TeamForm()
    form.offer(None)
    if not form.validate_on_submit():
        return htmx.invalid("teams/form.html", form=form, team=None)
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            team_id = staff.make_team(
                publication, name=form.name.data or "", manager_id=form.manager_id()
            )
            if form.parent_id():
                staff.put_under(publication, team_id, parent_id=form.parent_id(), since=form.day())
    except staff.Refused as refusal:
        refuse(form, refusal)
        return htmx.invalid("teams/form.html", form=form, team=None)
    return htmx.go(url_for("teams.index"))


@blueprint.get("/<int:team_id>/edit")
@allow(manager)
def edit(team_id: int) -> str:
    shown = team(team_id)
    form = TeamForm(obj=shown)
    form.offer(shown)
    return render_template("teams/form.html", form=form, team=shown)


@blueprint.post("/<int:team_id>/edit")
@allow(manager)
def update(team_id: int) -> Response | tuple[str, int]:
    changed = team(team_id)
    form = TeamForm(obj=changed)
    form.offer(changed)
    if not form.validate_on_submit():
        return htmx.invalid("teams/form.html", form=form, team=changed)
    # Who leads a team, and what it is part of, decides who may see it: the admins' to say.
    leader = form.manager_id() if current_user.is_admin else changed.manager_id
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            staff.change_team(publication, team_id, name=form.name.data or "", manager_id=leader)
            if current_user.is_admin:
                staff.put_under(publication, team_id, parent_id=form.parent_id(), since=form.day())
    except staff.Refused as refusal:
        refuse(form, refusal)
        return htmx.invalid("teams/form.html", form=form, team=team(team_id))
    return htmx.go(url_for("teams.index"))


@blueprint.post("/<int:team_id>/dissolve")
@allow(admin)
def dissolve(team_id: int) -> Response | tuple[str, int]:
    shown = team(team_id)
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            staff.dissolve(publication, team_id, today=today())
    except staff.Refused as refusal:
        form = TeamForm(obj=shown)
        form.offer(team(team_id))
        refuse(form, refusal)
        return htmx.invalid("teams/form.html", form=form, team=team(team_id))
    return htmx.go(url_for("teams.index"))


def team(team_id: int) -> Team:
    """The team, or 404; 403 for whoever does not manage it."""
    found = db.session.get(Team, team_id)
    if found is None:
        abort(404)
    require(may_manage_team(current_user, team_id, day=today()))
    return found
