"""Teams: their people, manager and parent."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from flask_login import current_user

from leaderboard import configuration, publishing, scoring
from leaderboard.configuration import Configuration, TeamFacts
from leaderboard.configuration import people as rows
from leaderboard.models import Team
from leaderboard.models.types import row_id
from leaderboard.permissions import admin, allow, managed_team_ids, manager, may_manage_team
from leaderboard.standings.search import find_teams
from leaderboard.web.page.paging import Page, asked_text, page_of
from leaderboard.web.people.forms import PlacedTeamForm, TeamForm
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import asking, refuse, saving
from leaderboard.web.request.found import or_404
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import today

blueprint = Blueprint("teams", __name__, url_prefix="/teams")

# How many people the list names for each team.
NAMED = 10


@dataclass(frozen=True)
class TeamRow:
    """A team in the list, with its first people and how many more there are."""

    team: TeamFacts
    manager_name: str
    parent_name: str
    member_names: tuple[str, ...]
    more: int
    may_change: bool

    @property
    def is_off(self) -> bool:
        return self.team.is_dissolved


@dataclass(frozen=True)
class FoundTeams:
    """One page of the search."""

    text: str
    page: Page[TeamRow]
    is_any: bool


@blueprint.get("")
@allow(manager)
def index() -> str:
    return render_template("teams/index.html", found=found(), may_make=current_user.is_admin)


@blueprint.get("/found-teams")
@allow(manager)
def found_teams() -> str:
    return render_template("teams/_found_teams.html", found=found(), may_make=current_user.is_admin)


def found() -> FoundTeams:
    """The teams that match the search; dissolved ones come last."""
    settings, text = configuration.current(), asked_text()
    teams = settings.teams()
    values: dict[str, Any] = {"q": text or None}
    url = partial(url_for, "teams.index", **values)
    page = page_of([teams[key] for key in find_teams(text, teams, settings)], url)
    return FoundTeams(text, page.shown_as(rows_of(page.rows, settings)), bool(teams))


def rows_of(teams: Sequence[TeamFacts], settings: Configuration) -> list[TeamRow]:
    """These teams with today's people."""
    day, people = today(), settings.people()
    people_of = settings.crowd(day).people_of
    managed = managed_team_ids(current_user, day=day)

    def members(team: TeamFacts) -> list[str]:
        found = (people[whose] for whose in people_of.get(team.id, ()))
        return [person.name for person in found if person.left_on is None]

    return [row_of(team, members(team), settings, may_change=team.id in managed) for team in teams]


def row_of(
    team: TeamFacts, members: Sequence[str], settings: Configuration, *, may_change: bool
) -> TeamRow:
    above = settings.teams_above(team.id, today())
    leader = settings.people().get(team.manager_id) if team.manager_id else None
    return TeamRow(
        team,
        leader.name if leader else "",
        settings.teams()[above[1]].name if len(above) > 1 else "",
        tuple(members[:NAMED]),
        len(members) - NAMED if len(members) > NAMED else 0,
        may_change,
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
    form = form_of(team(team_id))
    if not form.validate_on_submit():
        return make_response(page(form, team(team_id)), 422)
    if isinstance(form, PlacedTeamForm):
        answer = ask_to_place(form, team_id)
    else:
        answer = rename(form, team_id)
    return answer or make_response(page(form, team(team_id)), form.status)


def ask_to_place(form: PlacedTeamForm, team_id: int) -> Response | None:
    said = {
        "team_id": team_id,
        "name": form.name.data or "",
        "manager_id": form.manager_id(),
        "parent_id": form.parent_id(),
        "since": form.day(),
    }
    back = url_for("teams.index")
    return asking("team", said, back=back, form=form, noun="team", noun_id=team_id)


def rename(form: TeamForm, team_id: int) -> Response | None:
    leader_id = team(team_id).manager_id
    with saving(form, "team", team_id) as publication:
        publishing.change_team(
            publication, team_id, name=form.name.data or "", manager_id=leader_id
        )
    return None if form.errors else htmx.go(url_for("teams.index"))


@blueprint.get("/picks/<any(manager, parent):name>")
@allow(admin)
def picks(name: str) -> str:
    """Who can lead the team that is being filled in, or what it can be part of, by name."""
    team_id = request.args.get("team", 0, type=row_id)
    form = PlacedTeamForm.of(rows.team(team_id))
    form[name].data = request.args.get(name, "")
    return render_template("teams/_picks.html", f=form[name], team_id=team_id)


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
    """The form with the fields this viewer may change."""
    if current_user.is_admin:
        return PlacedTeamForm.of(shown)
    form = TeamForm(obj=shown)
    form.open_after("team", shown.id)
    return form


def page(form: TeamForm, shown: Team | None = None) -> str:
    may_dissolve = shown is not None and shown.dissolved_at is None and current_user.is_admin
    return render_template("teams/form.html", form=form, team=shown, may_dissolve=may_dissolve)


def team(team_id: int) -> Team:
    """The team, or 404; 403 unless the viewer manages it."""
    found = or_404(rows.team(team_id))
    require(may_manage_team(current_user, team_id, day=today()))
    return found
