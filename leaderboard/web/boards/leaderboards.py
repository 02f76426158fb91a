"""Setting up boards: metric, grouping, period and audience."""

from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional

from leaderboard import publishing
from leaderboard.configuration import nouns
from leaderboard.models import Audience, By, Leaderboard
from leaderboard.permissions import allow, keeper
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.ranking import Ties
from leaderboard.scoring import Publication
from leaderboard.web.metrics.cuts import cuts_offered
from leaderboard.web.page.fields import Longest, NameField, WholeField, options
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import RowForm, retire_as_asked, saving
from leaderboard.web.request.found import or_404

blueprint = Blueprint("leaderboards", __name__, url_prefix="/leaderboards")

BYS = {By.REP: _l("People"), By.TEAM: _l("Teams"), By.PARENT: _l("Parent teams")}
PERIODS = {
    PeriodKind.DAY: _l("Day"),
    PeriodKind.WEEK: _l("Week"),
    PeriodKind.MONTH: _l("Month"),
    PeriodKind.QUARTER: _l("Quarter"),
    PeriodKind.YEAR: _l("Year"),
}
TIES = {
    Ties.EQUAL: _l("Equal values share the rank"),
    Ties.FIRST: _l("Whoever got there first ranks higher"),
}
AUDIENCES = {Audience.EVERYONE: _l("Everyone"), Audience.MANAGERS: _l("Managers only")}


class LeaderboardForm(RowForm):
    name = NameField(_l("Name"), [DataRequired(_l("Give the board a name.")), Longest(80)])
    metric_id = SelectField(_l("Metric"), coerce=int)
    only = SelectField(_l("Only"), default="")
    by = RadioField(_l("Who is on it"), choices=options(BYS.items()), default=By.REP)
    period_kind = RadioField(
        _l("Period"), choices=options(PERIODS.items()), default=PeriodKind.WEEK
    )
    ties = RadioField(_l("Ties"), choices=options(TIES.items()), default=Ties.EQUAL)
    audience = RadioField(
        _l("Who sees it"), choices=options(AUDIENCES.items()), default=Audience.EVERYONE
    )
    team_id = SelectField(_l("Only people of"), coerce=int)
    position = WholeField(
        _l("Place in the list"),
        [Optional(), NumberRange(min=0, max=999, message=_l("Choose 0 to 999."))],
    )

    def values(self, publication: Publication) -> dict[str, Any]:
        """The values of the leaderboard's own columns; a cut of its metric is made if there is
        none yet."""
        metric_id = self.metric_id.data
        if self.only.data:
            metric_id = publishing.cut_of(publication, metric_id, int(self.only.data))
        return {
            "name": self.name.data,
            "metric_id": metric_id,
            "by": By(self.by.data),
            "period_kind": PeriodKind(self.period_kind.data),
            "ties": Ties(self.ties.data),
            "audience": Audience(self.audience.data),
            "team_id": self.team_id.data or None,
            "position": self.position.data or 0,
        }


@blueprint.get("")
@allow(keeper)
def index() -> str:
    return render_template(
        "leaderboards/index.html",
        rows=nouns.leaderboards(),
        bys=BYS,
        periods=PERIODS,
        audiences=AUDIENCES,
    )


@blueprint.get("/new")
@allow(keeper)
def new() -> str:
    return render_template("leaderboards/edit.html", form=form_of(None), board=None)


@blueprint.post("")
@allow(keeper)
def create() -> Response | tuple[str, int]:
    form = form_of(None)
    if form.validate_on_submit():
        with saving(form) as publication:
            publishing.make_board(publication, form.values(publication))
    if form.errors:
        return htmx.invalid("leaderboards/edit.html", form=form, board=None)
    return htmx.go(url_for(".index"))


@blueprint.get("/<int:board_id>")
@allow(keeper)
def edit(board_id: int) -> str:
    board = find(board_id)
    return render_template("leaderboards/edit.html", form=form_of(board), board=board)


@blueprint.post("/<int:board_id>")
@allow(keeper)
def update(board_id: int) -> Response | tuple[str, int]:
    form = form_of(find(board_id))
    if form.validate_on_submit():
        with saving(form, "leaderboard", board_id) as publication:
            publishing.change_board(publication, board_id, form.values(publication))
    if form.errors:
        return htmx.invalid("leaderboards/edit.html", form=form, board=find(board_id))
    return htmx.go(url_for(".index"))


@blueprint.post("/<int:board_id>/retire")
@allow(keeper)
def retire(board_id: int) -> Response:
    find(board_id)
    retire_as_asked(publishing.retire_board, board_id)
    return htmx.go(url_for(".index"))


def find(board_id: int) -> Leaderboard:
    return or_404(nouns.leaderboard(board_id))


def form_of(board: Leaderboard | None) -> LeaderboardForm:
    """With all available metrics and teams, and those of the board."""
    form = LeaderboardForm(obj=board)
    if board is not None:
        form.open_after("leaderboard", board.id)
    metrics = nouns.metrics_to_choose([board.metric_id] if board else [])
    form.metric_id.choices = options((str(row.id), row.name) for row in metrics)
    form.only.choices = options(cuts_offered())
    teams = nouns.teams_to_choose(board.team_id if board else None)
    everyone = ("0", _l("All teams"))
    form.team_id.choices = options([everyone, *((str(row.id), row.name) for row in teams)])
    if not form.is_submitted():
        form.team_id.data = board.team_id or 0 if board else 0
    return form
