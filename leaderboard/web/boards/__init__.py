"""Boards: the standings for any period, and the region that keeps them fresh."""

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user

from leaderboard import configuration
from leaderboard.configuration import LeaderboardFacts
from leaderboard.models import Audience, By
from leaderboard.permissions import allow, manager, signed_in
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.ranking import Ties
from leaderboard.web.boards.asked import AskedBoard, asked_for
from leaderboard.web.boards.controls import controls_of
from leaderboard.web.boards.shown import shown_board
from leaderboard.web.request import htmx

blueprint = Blueprint("boards", __name__, url_prefix="/boards")


@blueprint.get("")
@allow(signed_in)
def index() -> Response:
    """The first board; managers can ask for any metric with `?metric=`."""
    if "metric" in request.args:
        return make_response(page(any_metric()))
    boards = boards_to_see()
    if not boards:
        return make_response(render_template("boards/index.html"))
    return make_response(redirect(url_for("boards.show", slug=boards[0].slug), code=303))


@blueprint.get("/<slug>")
@allow(signed_in)
def show(slug: str) -> str:
    return page(asked_for(board_to_see(slug)))


@blueprint.get("/<slug>/standings")
@allow(signed_in)
def standings(slug: str) -> Response:
    return region(asked_for(board_to_see(slug)))


@blueprint.get("/standings")
@allow(manager)
def any_standings() -> Response:
    return region(any_metric())


def page(asked: AskedBoard) -> str:
    return render_template(
        "boards/show.html",
        shown=shown_board(asked, tag=asked.tag()),
        controls=controls_of(asked, boards_to_see()),
    )


def region(asked: AskedBoard) -> Response:
    tag = asked.tag()
    if htmx.has_same(tag):
        return htmx.unchanged(tag)
    shown = shown_board(asked, tag=tag)
    return htmx.tagged(render_template("boards/_standings.html", shown=shown), tag)


def boards_to_see() -> list[LeaderboardFacts]:
    """The leaderboards this viewer may see."""
    return [
        board
        for board in configuration.current().leaderboards().values()
        if board.audience is Audience.EVERYONE or current_user.is_manager
    ]


def board_to_see(slug: str) -> LeaderboardFacts:
    found = [board for board in boards_to_see() if board.slug == slug]
    if not found:
        abort(404)
    return found[0]


def any_metric() -> AskedBoard:
    """A metric shown as a board that nobody has set up; for managers, since they decide what
    reps see."""
    slug = request.args.get("metric")
    found = [m for m in configuration.current().metrics().values() if m.slug == slug]
    if not found or not current_user.is_manager:
        abort(404)
    return asked_for(
        LeaderboardFacts(
            id=0,
            slug="",
            name=found[0].name,
            metric_id=found[0].id,
            by=By.REP,
            period_kind=PeriodKind.MONTH,
            ties=Ties.EQUAL,
            audience=Audience.MANAGERS,
            team_id=None,
        )
    )
