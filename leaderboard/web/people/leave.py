"""Leave on a person's page: recording, asking, accepting and withdrawing; and personal working
days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms.validators import InputRequired, Optional

from leaderboard import configuration, locale, scoring
from leaderboard.configuration import organisation
from leaderboard.locale import Writing
from leaderboard.models import Absence, LeaveBy
from leaderboard.permissions import allow, manager, may_manage_person, signed_in
from leaderboard.publishing import leave
from leaderboard.publishing.refused import Refused
from leaderboard.web.organisation.forms import WeekForm
from leaderboard.web.page.fields import DayField, Longest, NameField, OneOfSeveral
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import asking, refuse
from leaderboard.web.request.found import or_404
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import Here, here, today

blueprint = Blueprint("leave", __name__, url_prefix="/people/<int:person_id>")
# Leave that is over is listed as long as there are no more rows than these.
SHOWN = 8


class LeaveForm(OneOfSeveral):
    """First and last day; a single day if no last day is given."""

    first = DayField(_l("First day"), [InputRequired(_l("Which day?"))])
    last = DayField(_l("Last day"), [Optional()])
    note = NameField(_l("Note"), [Longest(leave.LONGEST_NOTE)])

    def said(self, person_id: int) -> dict[str, Any]:
        first = self.first.data
        return {
            "person_id": person_id,
            "first": first,
            "last": self.last.data or first,
            "note": self.note.data or "",
        }


class OwnWeekForm(WeekForm):
    """A person's own; if none is ticked, the company's apply."""

    @classmethod
    def of(cls, person_id: int, *, day: date) -> "OwnWeekForm":
        weekdays = leave.standing_week(person_id, day)
        return cls(data={"days": list(weekdays), "since": day}, is_sent=False)


@dataclass(frozen=True)
class LeaveRow:
    """An absence; `may_accept` and `may_end` say what the viewer may do."""

    id: int
    text: str
    note: str
    is_waiting: bool
    may_accept: bool
    may_end: bool


@dataclass(frozen=True)
class LeaveView:
    """The leave this viewer sees, with the form if they may record or ask for leave."""

    person_id: int
    rows: tuple[LeaveRow, ...]
    form: LeaveForm | None
    is_asking: bool


def leave_view(person_id: int, now: Here, *, form: LeaveForm | None = None) -> LeaveView:
    is_manager = manages(person_id)
    may_write = is_manager or now.settings.leave_by is not LeaveBy.MANAGER
    if form is None and may_write:
        form = LeaveForm(is_sent=False)
    return LeaveView(
        person_id=person_id,
        rows=tuple(
            row_of(absence, now, is_manager=is_manager)
            for absence in listed(leave.absences_of(person_id), now.today)
        ),
        form=form if may_write else None,
        is_asking=not is_manager and now.settings.leave_by is LeaveBy.ASKED,
    )


def listed(absences: list[Absence], day: date) -> list[Absence]:
    """All that is not over or still waits, and the latest of the rest; latest first."""
    unfinished = [a for a in absences if a.accepted_at is None or a.last >= day]
    over = [a for a in absences if a.accepted_at is not None and a.last < day]
    room = max(0, SHOWN - len(unfinished))
    return sorted([*unfinished, *over[:room]], key=lambda a: (a.first, a.id), reverse=True)


def days_told(absence: Absence, writing: Writing) -> str:
    first = locale.date_long(absence.first, writing)
    if absence.first == absence.last:
        return first
    last = locale.date_long(absence.last, writing)
    return _("%(first)s to %(last)s", first=first, last=last)


def row_of(absence: Absence, now: Here, *, is_manager: bool) -> LeaveRow:
    is_waiting = absence.accepted_at is None
    return LeaveRow(
        absence.id,
        days_told(absence, now.speaker.writing),
        absence.note,
        is_waiting,
        may_accept=is_waiting and is_manager,
        may_end=is_manager or may_end_own(absence, now.today),
    )


def may_end_own(absence: Absence, day: date) -> bool:
    """Requests that wait, and future leave if people record their own."""
    is_own = absence.person_id == current_user.id
    is_to_come = absence.first > day and leave.is_recorded_by(LeaveBy.PERSON)
    return is_own and (absence.accepted_at is None or is_to_come)


def manages(person_id: int) -> bool:
    """Whether the viewer records leave for this person; only admins do so for themselves."""
    if person_id == current_user.id and not current_user.is_admin:
        return False
    return current_user.is_manager and may_manage_person(current_user, person_id, day=today())


@blueprint.post("/leave")
@allow(signed_in)
def create(person_id: int) -> Response | tuple[str, int]:
    settings = configuration.current()
    is_manager = manages(person_id)
    may_ask = person_id == current_user.id and settings.leave_by is not LeaveBy.MANAGER
    require(is_manager or may_ask)
    form = LeaveForm()
    answer = None
    if form.validate_on_submit():
        if is_manager or settings.leave_by is LeaveBy.PERSON:
            answer = record(person_id, form, is_manager=is_manager)
        else:
            answer = ask(person_id, form)
    return answer or (page(person_id, form), 422)


def record(person_id: int, form: LeaveForm, *, is_manager: bool) -> Response | None:
    """Saves at once, or first shows what late leave would change. Past days move points, so
    nobody records those for themselves."""
    if not is_manager and (form.first.data or today()) < today():
        refuse(form, Refused("first", "over"))
        return None
    return asking("leave", form.said(person_id), back=back_to(person_id), form=form)


def ask(person_id: int, form: LeaveForm) -> Response | None:
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            leave.ask_for_leave(publication, **form.said(person_id))
    except Refused as refusal:
        refuse(form, refusal)
        return None
    return htmx.go(back_to(person_id))


@blueprint.post("/leave/<int:absence_id>/accept")
@allow(manager)
def accept(person_id: int, absence_id: int) -> Response:
    require(manages(person_id))
    find(person_id, absence_id)
    return decide("accept leave", person_id, absence_id)


@blueprint.post("/leave/<int:absence_id>/end")
@allow(signed_in)
def end(person_id: int, absence_id: int) -> Response:
    """Decline a request, or withdraw leave."""
    require(manages(person_id) or person_id == current_user.id)
    absence = find(person_id, absence_id)
    require(manages(person_id) or may_end_own(absence, today()))
    if absence.accepted_at is None:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            leave.end_leave(publication, absence_id=absence_id)
        return htmx.go(back_to(person_id))
    return decide("end leave", person_id, absence_id)


def decide(use_case: str, person_id: int, absence_id: int) -> Response:
    """If somebody else decided first, the page shows their decision."""
    try:
        return asking(use_case, {"absence_id": absence_id}, back=back_to(person_id)) or abort(409)
    except Refused:
        return htmx.go(back_to(person_id))


@blueprint.post("/week")
@allow(manager)
def set_week(person_id: int) -> Response | tuple[str, int]:
    require(manages(person_id))
    form = OwnWeekForm()
    answer = None
    if form.validate_on_submit():
        said = {
            "person_id": person_id,
            "weekdays": form.weekdays(),
            "since": form.since.data,
        }
        back = url_for("people.edit", person_id=person_id)
        answer = asking("own week", said, back=back, form=form)
    return answer or (week_page(person_id, form), 422)


def find(person_id: int, absence_id: int) -> Absence:
    absence = or_404(organisation.absence(absence_id))
    if absence.person_id != person_id:
        abort(404)
    return absence


def back_to(person_id: int) -> str:
    return url_for("me.show", person_id=person_id)


def page(person_id: int, form: LeaveForm) -> str:
    """The form on a page of its own, with its errors."""
    view = leave_view(person_id, here(), form=form)
    return render_template("people/leave.html", leave=view, name=name_of(person_id))


def week_page(person_id: int, form: OwnWeekForm) -> str:
    return render_template(
        "people/week.html", week_form=form, person_id=person_id, name=name_of(person_id)
    )


def name_of(person_id: int) -> str:
    return configuration.current().people()[person_id].name
