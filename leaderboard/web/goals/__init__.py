"""Goals: progress, how they connect, and setting, changing and dropping them."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_login import current_user

from leaderboard import configuration
from leaderboard.configuration import nouns
from leaderboard.models import Goal, GoalKind
from leaderboard.models.types import row_id
from leaderboard.permissions import allow, managed_team_ids, manager, signed_in
from leaderboard.permissions.goals import ids_to_set, may_see, may_set
from leaderboard.publishing import Refused, goals
from leaderboard.standings.progress import Owner, owner_of, running_for
from leaderboard.web.goals.examples import OfferedExample, example_of, offered
from leaderboard.web.goals.forms import (
    KIND_NAMES,
    ChangeGoalForm,
    GoalForm,
    change_form,
    new_form,
)
from leaderboard.web.goals.openings import EVERYONE, Offer
from leaderboard.web.goals.parents import parents_for, whose
from leaderboard.web.goals.past import over_page
from leaderboard.web.goals.shown import shown_goal, shown_goals
from leaderboard.web.goals.tree import tree_of
from leaderboard.web.page.paging import asked_text
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import asking
from leaderboard.web.request.found import or_404
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import today

blueprint = Blueprint("goals", __name__, url_prefix="/goals")


@blueprint.get("")
@allow(signed_in)
def index() -> str:
    team_ids = managed_team_ids(current_user, day=today())
    found = running_for(current_user.id, day=today(), team_ids=team_ids)
    return render_template(
        "goals/index.html",
        shown=shown_goals(found, current_user),
        copies=len(to_copy()),
        may_set=current_user.is_manager,
        is_for_all=current_user.is_admin,
    )


@blueprint.get("/tree")
@allow(signed_in)
def tree() -> str:
    """How the goals connect, along one path from company to person."""
    columns = tree_of(request.args, viewer=current_user, day=today())
    return render_template("goals/tree.html", columns=columns, may_set=current_user.is_manager)


@blueprint.get("/over")
@allow(signed_in)
def over() -> str:
    """Finished goals and their results."""
    return render_template("goals/over.html", page=over_page(current_user, day=today()))


@blueprint.get("/new")
@allow(manager)
def new() -> str:
    if "kind" not in request.args:
        return openings_page()
    form, example = asked_form(), asked_example()
    if example is not None:
        form.start_from(example)
    return form_page(form)


@blueprint.get("/examples")
@allow(manager)
def examples() -> str:
    """Goals to start from, in a manager's words."""
    return render_template("goals/examples.html", examples=offered())


@blueprint.get("/owners")
@allow(manager)
def owners() -> str:
    """The people and teams a goal can be for, searched by part of their name."""
    return render_template("goals/_owners.html", picks=offer().picks(asked_text()))


@blueprint.post("")
@allow(manager)
def create() -> Response:
    form = asked_form()
    if form.validate_on_submit():
        if form.work_out(anew=request.form.get("do") == "look"):
            return make_response(form_page(form), 422 if form.errors else 200)
        form.refuse_empty()
    if form.errors:
        return make_response(form_page(form), 422)
    said = {"wishes": [goals.wish_of(wish) for wish in form.wishes()]}
    answer = asking("goals", said, back=url_for(".index"), form=form, onward=page_of_new)
    return answer or make_response(form_page(form), 422)


def page_of_new(goal_ids: Sequence[int]) -> str:
    """The page of a single new goal, else the list."""
    is_single = len(goal_ids) == 1
    return url_for("goals.show", goal_id=goal_ids[0]) if is_single else url_for("goals.index")


@blueprint.post("/copy")
@allow(manager)
def copy() -> Response:
    """Set last period's goals again for everybody this manager sets goals for."""
    said = {"owner_ids": sorted(ids_to_set(current_user, day=today()))}
    return asking("copy goals", said, back=url_for(".index")) or abort(409)


@blueprint.get("/<int:goal_id>")
@allow(signed_in)
def show(goal_id: int) -> str:
    goal = find(goal_id)
    return render_template("goals/show.html", shown=shown_goal(goal, current_user, day=today()))


@blueprint.get("/<int:goal_id>/edit")
@allow(manager)
def edit(goal_id: int) -> str:
    goal = find_to_change(goal_id)
    form = change_form(goal, goals.target_of(goal, today()), parents_for([whose(goal)], goal=goal))
    return form_page(form, goal)


@blueprint.post("/<int:goal_id>/edit")
@allow(manager)
def update(goal_id: int) -> Response:
    goal = find_to_change(goal_id)
    form = change_form(goal, goals.target_of(goal, today()), parents_for([whose(goal)], goal=goal))
    if not form.validate_on_submit():
        return make_response(form_page(form, goal), 422)
    target = form.chosen_target()
    said = {
        "goal_id": goal_id,
        "name": form.name.data or "",
        "target": target.target,
        "stretch": target.stretch,
        "milestones": list(target.milestones),
        "parent_id": form.parent_id(),
        "impact": int(form.impact.data),
    }
    back = url_for(".show", goal_id=goal_id)
    answer = asking("target", said, back=back, form=form, noun="goal", noun_id=goal_id)
    return answer or make_response(form_page(form, find(goal_id)), form.status)


@blueprint.post("/<int:goal_id>/drop")
@allow(manager)
def drop(goal_id: int) -> Response:
    find_to_change(goal_id)
    back = url_for(".show", goal_id=goal_id)
    try:
        return asking("drop goal", {"goal_id": goal_id}, back=back) or abort(409)
    except Refused:
        # It ended after its page was opened; its page says so.
        return htmx.go(back)


# --- what an address names -----------------------------------------------------------------------


def find(goal_id: int) -> Goal:
    """The goal, or 404, also when the viewer may not see its owner's goals."""
    goal = or_404(nouns.goal(goal_id))
    if not may_see(current_user, whose(goal), day=today()):
        abort(404)
    return goal


def find_to_change(goal_id: int) -> Goal:
    goal = find(goal_id)
    require(may_set(current_user, whose(goal), day=today()))
    return goal


def form_page(form: GoalForm | ChangeGoalForm, goal: Goal | None = None) -> str:
    return render_template("goals/form.html", form=form, goal=goal, names=KIND_NAMES)


def asked_form() -> GoalForm:
    """The form for the kind and owners in the address."""
    try:
        kind = GoalKind(request.args.get("kind", ""))
    except ValueError:
        abort(404)
    owners = asked_owners()
    return new_form(kind, owners, parents_for(owners), today=today())


def asked_example() -> OfferedExample | None:
    """The example in the address; an unknown one is as good as none."""
    return example_of(request.args.get("example", ""))


def asked_owners() -> Sequence[Owner]:
    """The owners in the address: 404 if there are none, 403 if this manager sets no goals for
    them."""
    settings, asked = configuration.current(), request.args.get("for", "")
    if asked == "company":
        asked = str(settings.organisation_id)
    may_set_for = offer()
    may = {owner.id: owner for owner in (*may_set_for.teams, *may_set_for.people)}
    if may_set_for.is_for_all:
        may[settings.organisation_id] = owner_of(settings.organisation_id, settings)
    try:
        wanted = row_id(asked.removeprefix(EVERYONE))
    except ValueError:
        abort(404)
    if settings.owner(wanted) is None:
        abort(404)
    require(wanted in may)
    if not asked.startswith(EVERYONE):
        return [may[wanted]]
    return may_set_for.members(wanted) or abort(404)


def openings_page() -> str:
    """The kinds of goal to start from, with a search where there are many owners."""
    offer_to_me, example = offer(), asked_example()
    openings = offer_to_me.openings()
    return render_template(
        "goals/new.html",
        openings=[o for o in openings if example is None or o.kind in example.kinds],
        names=KIND_NAMES,
        picks=offer_to_me.picks(asked_text()) if offer_to_me.is_searched else None,
        example=example,
    )


def offer() -> Offer:
    return Offer.to(current_user, day=today())


def to_copy() -> list[Goal]:
    """The goals that "copy last period" would set."""
    if not current_user.is_manager:
        return []
    owner_ids = ids_to_set(current_user, day=today())
    return goals.copied_from_last_period(owner_ids, day=today())
