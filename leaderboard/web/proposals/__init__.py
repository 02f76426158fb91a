"""Changes that move paid points: see the effect of each, then save or discard it."""

from typing import Any

from flask import Blueprint, Response, abort, g, render_template, url_for
from flask_login import current_user

from leaderboard.models import Proposal
from leaderboard.permissions import allow, signed_in
from leaderboard.publishing import proposals
from leaderboard.publishing.proposals import store
from leaderboard.publishing.proposals.use_cases import USE_CASES
from leaderboard.web.proposals.shown import line_of, place_after, shown_proposal
from leaderboard.web.request import htmx
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import here, today

blueprint = Blueprint("proposals", __name__, url_prefix="/proposals")


@blueprint.get("")
@allow(signed_in)
def index() -> str:
    """Changes being computed or waiting for a decision."""
    now = here()
    found = store.open_of(current_user.id, is_admin=current_user.is_admin)
    lines = [line_of(proposal, now) for proposal in found]
    return render_template("proposals/index.html", lines=lines)


@blueprint.get("/<int:proposal_id>")
@allow(signed_in)
def show(proposal_id: int) -> str:
    return render_template("proposals/show.html", **context(find(proposal_id)))


@blueprint.get("/<int:proposal_id>/effect")
@allow(signed_in)
def effect(proposal_id: int) -> str:
    """The region that polls while the effect is computed."""
    return render_template("proposals/_effect.html", **context(find(proposal_id)))


@blueprint.post("/<int:proposal_id>/save")
@allow(signed_in)
def save(proposal_id: int) -> Response:
    found = find(proposal_id)
    case = USE_CASES[found.use_case]
    require(case.may(current_user, store.arguments_of(found), today()))
    proposals.confirm(found, at=g.at)
    found = find(proposal_id)
    if found.state != "done":
        return htmx.go(url_for(".show", proposal_id=proposal_id))
    return htmx.go(place_after(found))


@blueprint.post("/<int:proposal_id>/drop")
@allow(signed_in)
def drop(proposal_id: int) -> Response:
    find(proposal_id)
    proposals.drop(proposal_id)
    return htmx.go(find(proposal_id).back)


def find(proposal_id: int) -> Proposal:
    """The proposal, or 404 unless the viewer asked for it; admins see all."""
    found = store.find(proposal_id)
    if found is None or not (current_user.is_admin or found.by_id == current_user.id):
        abort(404)
    return found


def context(found: Proposal) -> dict[str, Any]:
    return {"shown": shown_proposal(found, here())}
