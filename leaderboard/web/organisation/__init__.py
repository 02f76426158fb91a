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
from leaderboard.rules.periods import Calendar
from leaderboard.scoring import Publication
from leaderboard.web.organisation.forms import HolidayForm, OrganisationForm, WeekForm
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import saving
from leaderboard.web.request.here import today

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")

FIELDS = ("name", "timezone", "language", "late_days", "big_deal", "calendar", "first_weekday")


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
            change(publication, form.values())
    if form.errors:
        return page(form=form), form.status
    return htmx.go(url_for("organisation.index"))


def change(publication: Publication, values: dict) -> None:
    """Store what differs; another calendar counts every week, month and year anew, and in another
    zone a goal may have been given up on another day."""
    changed = organisation()
    before = {name: getattr(changed, name) for name in FIELDS}
    after = {name: values[name] for name in FIELDS}
    if before == after:
        return
    for name, value in after.items():
        setattr(changed, name, value)
    publication.audit(
        "change", "organisation", changed.id, before=plain(before), after=plain(after)
    )
    if any(before[name] != after[name] for name in ("calendar", "first_weekday")):
        publication.recount()
    if before["timezone"] != after["timezone"]:
        publication.rescore_everybody()


def plain(values: dict) -> dict:
    """As the audit keeps it."""
    return {
        name: value.value if isinstance(value, Calendar) else value
        for name, value in values.items()
    }


@blueprint.post("/week")
@allow(admin)
def set_week() -> Response | tuple[str, int]:
    form = WeekForm()
    if not form.validate_on_submit():
        return page(week_form=form), 422
    weekdays, since = form.weekdays(), form.since.data or today()
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        row = db.session.get(WorkingWeek, since)
        if row is None:
            db.session.add(WorkingWeek(since=since, weekdays=weekdays))
        else:
            row.weekdays = weekdays
        after = {"since": since.isoformat(), "weekdays": weekdays}
        publication.audit("set", "working week", organisation().id, after=after)
        publication.rescore_everybody()
    return htmx.go(url_for("organisation.index"))


@blueprint.post("/holidays")
@allow(admin)
def add_holiday() -> Response | tuple[str, int]:
    form = HolidayForm()
    if form.validate_on_submit() and db.session.get(Holiday, form.day.data) is not None:
        form.day.errors = [_("This day is a holiday already.")]
    if form.errors or not form.is_submitted():
        return page(holiday_form=form), 422
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        db.session.add(Holiday(day=form.day.data, name=form.name.data))
        after = {"day": str(form.day.data), "name": form.name.data}
        publication.audit("add", "holiday", organisation().id, after=after)
        publication.rescore_everybody()
    return htmx.go(url_for("organisation.index"))


@blueprint.post("/holidays/<day>/remove")
@allow(admin)
def remove_holiday(day: str) -> Response:
    try:
        holiday = db.session.get(Holiday, date.fromisoformat(day))
    except ValueError:
        abort(404)
    if holiday is None:
        abort(404)
    name = holiday.name
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        db.session.delete(db.session.get_one(Holiday, date.fromisoformat(day)))
        publication.audit("remove", "holiday", organisation().id, before={"day": day, "name": name})
        publication.rescore_everybody()
    return htmx.go(url_for("organisation.index"))


def organisation() -> Organisation:
    return db.session.get_one(Organisation, configuration.current().organisation_id)
