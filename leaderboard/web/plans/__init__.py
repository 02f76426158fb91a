"""Planning a goal: its parts and the work behind them, proposed, changed, and set all at once."""

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_login import current_user

from leaderboard import configuration
from leaderboard.configuration import nouns
from leaderboard.models import Goal
from leaderboard.permissions import allow, manager
from leaderboard.permissions.goals import ids_to_set, may_see, may_set
from leaderboard.sentences import speaker
from leaderboard.standings.planning import known_of
from leaderboard.standings.plans import is_plannable, kinds_of_part
from leaderboard.standings.progress import Instance, running
from leaderboard.web.goals.parents import whose
from leaderboard.web.plans.form import SO_FAR, OptionsForm
from leaderboard.web.plans.shown import GoalPlan
from leaderboard.web.plans.wishes import wishes_of
from leaderboard.web.request.changes import asking
from leaderboard.web.request.found import or_404
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import today

blueprint = Blueprint("plans", __name__, url_prefix="/goals/<int:goal_id>/plan")


@blueprint.get("")
@allow(manager)
def show(goal_id: int) -> str:
    """The proposal, as the options in the address ask for it."""
    item = find(goal_id)
    options = asked_options(item)
    return page_of(plan_of(item, options), options, item.row)


@blueprint.post("")
@allow(manager)
def save(goal_id: int) -> Response:
    """Set everything that the form shows, or only work it out again."""
    item = find(goal_id)
    options = asked_options(item)
    plan = plan_of(item, options)
    if plan.form.validate_on_submit() and plan.form.is_still_open(names_of(plan)):
        if request.form.get("do") == "look":
            plan.work_out()
            return make_response(page_of(plan, options, item.row))
        wishes = wishes_of(plan)
        back = url_for("goals.show", goal_id=goal_id)
        answer = asking("goals", {"wishes": wishes}, back=back, form=plan.form)
        if answer is not None:
            return answer
    return make_response(page_of(plan, options, item.row), plan.form.status)


def names_of(plan: GoalPlan) -> dict[int, str]:
    """What the owners with a part are called."""
    settings = plan.known.settings
    return {
        owner_id: named.name
        for owner_id in (*plan.known.shares.teams, *plan.known.shares.people)
        if (named := settings.teams().get(owner_id) or settings.people().get(owner_id))
    }


def find(goal_id: int) -> Instance:
    """The goal in the period to plan: today's, or the first of one that begins later. 404 if it is
    over or cannot be planned, or the viewer may not see it."""
    goal = or_404(nouns.goal(goal_id))
    if not may_see(current_user, whose(goal), day=today()):
        abort(404)
    require(may_set(current_user, whose(goal), day=today()))
    settings = configuration.current()
    found = running([goal], day=max(today(), goal.since))
    if goal.retired_at is not None or not found or not is_plannable(goal, settings):
        abort(404)
    return found[0]


def asked_options(item: Instance) -> OptionsForm:
    form = OptionsForm(formdata=request.args)
    form.offer(kinds_of_part(item))
    return form


def plan_of(item: Instance, options: OptionsForm) -> GoalPlan:
    """The plan by the history asked for; by the period so far if nobody asked and there is none
    before it."""
    settings = configuration.current()
    known = known_of(item, options.against, options.kind, settings)
    if "history" not in request.args and not known.has_past:
        options.history.data = SO_FAR
        known = known_of(item, options.against, options.kind, settings)
    may = ids_to_set(current_user, day=today())
    return GoalPlan.of(known, options.chosen_way, speaker(settings), may=may)


def page_of(plan: GoalPlan, options: OptionsForm, goal: Goal) -> str:
    return render_template(
        "plans/show.html", goal=goal, form=plan.form, options=options, page=plan.page()
    )
