"""The organisation's settings for admins: name, calendar, working time, holidays."""

from datetime import date

from flask import Blueprint, Response, abort, render_template, url_for

from leaderboard.configuration import organisation as rows
from leaderboard.locale import currency_name, current_writing
from leaderboard.permissions import admin, allow
from leaderboard.web.organisation.forms import CompanyWeekForm, HolidayForm, OrganisationForm
from leaderboard.web.request.changes import asking, has_waiting
from leaderboard.web.request.found import or_404
from leaderboard.web.request.here import today

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")


@blueprint.get("")
@allow(admin)
def index() -> str:
    return page()


def page(
    *,
    form: OrganisationForm | None = None,
    week_form: CompanyWeekForm | None = None,
    holiday_form: HolidayForm | None = None,
) -> str:
    return render_template(
        "organisation/index.html",
        form=form or OrganisationForm.of(rows.organisation(), is_sent=False),
        week_form=week_form or CompanyWeekForm.of(rows.newest_week(), today=today()),
        holiday_form=holiday_form or HolidayForm.blank(today=today()),
        holidays=rows.holidays(),
        currency=currency_name(current_writing()),
        waits=has_waiting(),
    )


@blueprint.post("")
@allow(admin)
def update() -> Response | tuple[str, int]:
    form = OrganisationForm.of(rows.organisation())
    answer = None
    if form.validate_on_submit():
        answer = asking(
            "organisation",
            form.values(),
            back=url_for("organisation.index"),
            form=form,
            noun="organisation",
            noun_id=rows.organisation().id,
        )
    return answer or (page(form=form), form.status)


@blueprint.post("/week")
@allow(admin)
def set_week() -> Response | tuple[str, int]:
    form = CompanyWeekForm()
    answer = None
    if form.validate_on_submit():
        said = {"weekdays": form.weekdays(), "since": form.since.data or today()}
        answer = asking("week", said, back=url_for("organisation.index"), form=form)
    return answer or (page(week_form=form), 422)


@blueprint.post("/holidays")
@allow(admin)
def add_holiday() -> Response | tuple[str, int]:
    form = HolidayForm()
    answer = None
    if form.validate_on_submit():
        answer = asking("holidays", form.said(), back=url_for("organisation.index"), form=form)
    return answer or (page(holiday_form=form), 422)


@blueprint.post("/holidays/<day>/remove")
@allow(admin)
def remove_holiday(day: str) -> Response:
    try:
        removed = date.fromisoformat(day)
    except ValueError:
        abort(404)
    or_404(rows.holiday(removed))
    said = {"first": removed, "last": removed}
    return asking("no holidays", said, back=url_for("organisation.index")) or abort(409)
