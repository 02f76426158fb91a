"""The organisation's own settings: its name, calendar, working time, holidays; for admins."""

from datetime import date

from flask import Blueprint, Response, abort, g, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leaderboard import configuration, scoring
from leaderboard.extensions import db
from leaderboard.locale import currency_name, current_writing
from leaderboard.models import Holiday, Organisation, WorkingWeek
from leaderboard.permissions import admin, allow
from leaderboard.publishing import working_time
from leaderboard.publishing.organisation import change_organisation
from leaderboard.web.organisation.forms import HolidayForm, OrganisationForm, WeekForm
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import saving
from leaderboard.web.request.here import today

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")


@blueprint.get("")
@allow(admin)
def index() -> str:
    return page()


def page(
    *,
    form: OrganisationForm | None = None,
    week_form: WeekForm | None = None,
    holiday_form: HolidayForm | None = None,
) -> str:
    week = db.session.scalars(db.select(WorkingWeek).order_by(WorkingWeek.since.desc())).all()
    return render_template(
        "organisation/index.html",
        form=form or OrganisationForm.of(organisation(), is_sent=False),
        week_form=week_form or WeekForm.of(week[0], today=today()),
        holiday_form=holiday_form or HolidayForm.blank(today=today()),
        holidays=db.session.scalars(db.select(Holiday).order_by(Holiday.day.desc())).all(),
        currency=currency_name(current_writing()),
    )


@blueprint.post("")
@allow(admin)
def update() -> Response | tuple[str, int]:
    form = OrganisationForm.of(organisation())
    if form.validate_on_submit():
        with saving(form, "organisation", organisation().id) as publication:
            change_organisation(publication, **form.values())
    if form.errors:
        return page(form=form), form.status
    return htmx.go(url_for("organisation.index"))


@blueprint.post("/week")
@allow(admin)
def set_week() -> Response | tuple[str, int]:
    form = WeekForm()
    if not form.validate_on_submit():
        return page(week_form=form), 422
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        working_time.set_week(
            publication, weekdays=form.weekdays(), since=form.since.data or today()
        )
    return htmx.go(url_for("organisation.index"))


@blueprint.post("/holidays")
@allow(admin)
def add_holiday() -> Response | tuple[str, int]:
    form = HolidayForm()
    if form.validate_on_submit() and db.session.get(Holiday, form.day.data) is not None:
        form.day.errors = [_("This day is a holiday already.")]
    if form.errors or not form.is_submitted():
        return page(holiday_form=form), 422
    day = form.day.data or today()
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        working_time.add_holidays(publication, name=form.name.data or "", first=day, last=day)
    return htmx.go(url_for("organisation.index"))


@blueprint.post("/holidays/<day>/remove")
@allow(admin)
def remove_holiday(day: str) -> Response:
    try:
        removed = date.fromisoformat(day)
    except ValueError:
        abort(404)
    if db.session.get(Holiday, removed) is None:
        abort(404)
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        working_time.remove_holidays(publication, first=removed, last=removed)
    return htmx.go(url_for("organisation.index"))


def organisation() -> Organisation:
    return db.session.get_one(Organisation, configuration.current().organisation_id)
