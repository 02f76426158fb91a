"""Activities: log one in two taps, correct it, undo it, and see its receipt."""

from collections.abc import Callable

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_login import current_user

from leaderboard import scoring
from leaderboard.permissions import (
    SignedIn,
    allow,
    managed_team_ids,
    manager,
    may_log_for,
    may_see_person,
    signed_in,
)
from leaderboard.scoring import BadActivity, Conflict, Logged, NewActivity
from leaderboard.standings import entries, receipts
from leaderboard.standings.entries import Cursor
from leaderboard.standings.explanations import unpaid_rules
from leaderboard.web.activities import answers
from leaderboard.web.activities.entry_pages import EntryPage, page_of_entry, page_of_kind
from leaderboard.web.activities.entry_receipts import entry_receipt
from leaderboard.web.activities.forms import EntryForm, VoidForm, form_class
from leaderboard.web.activities.moved import moved_goals
from leaderboard.web.activities.owners import (
    asked_person,
    colleague_picks,
    find_entry,
    is_others,
    may_change,
    open_kind,
    open_kinds,
    owner_of,
    require_change,
)
from leaderboard.web.page.receipts import history_days
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import tell_saved
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import Here, here
from leaderboard.web.request.pace import check_pace

blueprint = Blueprint("activities", __name__, url_prefix="/activities")


@blueprint.get("")
@allow(signed_in)
def index() -> str:
    """The viewer's history, or with `?for=` that of somebody they manage."""
    now, whose = here(), asked_person()
    require(may_see_person(current_user, whose, day=now.today))
    newer, older = (Cursor.read(request.args.get(name, "")) for name in ("after", "before"))
    page = entries.page_after(whose, newer) if newer else entries.page_before(whose, older)
    return render_template(
        "activities/index.html",
        days=history_days(page.rows, now.speaker),
        page=page,
        whose=whose,
        name=now.speaker.person(whose) if is_others(whose) else "",
    )


@blueprint.get("/<int:activity_id>")
@allow(signed_in)
def show(activity_id: int) -> str:
    """Why an entry paid or did not, and what can be done about it."""
    now, entry = here(), find_entry(activity_id)
    require(may_log_for(current_user, entry.activity.subject_id, day=now.today))
    awards = receipts.awards_of(activity_id)
    unpaid = (
        [] if entry.is_void else unpaid_rules(entry.activity, awards, now.settings, today=now.today)
    )
    return render_template(
        "activities/show.html",
        entry=entry,
        receipt=entry_receipt(entry, awards, unpaid, now.speaker),
        moved=moved_goals(entry, now),
        may_change=may_change(entry, now),
        is_others=is_others(entry.activity.subject_id),
    )


@blueprint.get("/<int:activity_id>/moved")
@allow(signed_in)
def moved(activity_id: int) -> str:
    """The goals that an entry moved, for the toast; a request of its own, so that the log does not
    wait for it."""
    now, entry = here(), find_entry(activity_id)
    require(may_log_for(current_user, entry.activity.subject_id, day=now.today))
    return render_template("activities/_moved.html", moved=moved_goals(entry, now))


@blueprint.get("/new")
@allow(signed_in)
def choose() -> str:
    """Every kind that can be logged for the viewer, or with `?for=` for somebody they manage."""
    now, whose = here(), asked_person()
    require(may_log_for(current_user, whose, day=now.today))
    teams = managed_team_ids(current_user, day=now.today)
    return render_template(
        "activities/choose.html",
        kinds=open_kinds(now, owner="person"),
        team_kinds=open_kinds(now, owner="team"),
        teams=[now.settings.teams()[team_id] for team_id in sorted(teams)],
        whose=whose,
        name=now.speaker.person(whose) if is_others(whose) else "",
        picks=colleague_picks(now) if current_user.is_manager and not is_others(whose) else None,
    )


@blueprint.get("/colleagues")
@allow(manager)
def colleagues() -> str:
    """The people a manager can log for, searched by part of their name."""
    return render_template("activities/_colleagues.html", picks=colleague_picks(here()))


@blueprint.get("/new/<slug>")
@allow(signed_in)
def new(slug: str) -> str:
    """The form for one kind; the sheet shows part of this page."""
    now = here()
    kind = open_kind(slug, now)
    form = form_class(kind.id, now)()
    return shown("activities/new.html", page_of_kind(kind, owner_of(kind, now), form, now))


@blueprint.post("/new/<slug>")
@allow(signed_in)
def create(slug: str) -> Response:
    viewer: SignedIn = g.viewer
    check_pace(viewer.id)
    now = here()
    kind = open_kind(slug, now)
    whose, form = owner_of(kind, now), form_class(kind.id, now)()
    others = is_others(whose)

    def write() -> Logged:
        return scoring.log_activity(
            NewActivity(whose, kind.id, **form.first_content()),
            client_id=form.client_id.data,
            by_id=viewer.id,
            at=now.at,
            is_late_allowed=others or form.is_of_last_night(now),
        )

    if form.is_complete(needs_reason=others):
        logged = written(write, form, now)
        if logged:
            return answers.after_write(logged.activity)
    return refused("activities/new.html", page_of_kind(kind, whose, form, now))


@blueprint.get("/new/<slug>/gain")
@allow(signed_in)
def gain(slug: str) -> str:
    """What the entry would earn as typed so far; the form asks before it is saved."""
    now = here()
    kind = open_kind(slug, now)
    form = form_class(kind.id, now)(request.args)
    page = page_of_kind(kind, owner_of(kind, now), form, now)
    return render_template("activities/_gain.html", page=page)


@blueprint.get("/<int:activity_id>/correct")
@allow(signed_in)
def correct(activity_id: int) -> str:
    now, entry = here(), find_entry(activity_id)
    require(may_change(entry, now))
    form = form_class(entry.activity.kind_id, now)()
    values = now.settings.values_of(entry.activity.cut_id)
    form.fill(entry.activity, values)
    return shown("activities/correct.html", page_of_entry(entry, form, now))


@blueprint.post("/<int:activity_id>/correct")
@allow(signed_in)
def replace(activity_id: int) -> Response:
    check_pace(current_user.id)
    now, entry = here(), find_entry(activity_id)
    form = form_class(entry.activity.kind_id, now)()
    require_change(entry, now)
    others = is_others(entry.activity.subject_id)
    kept = now.settings.values_of(entry.activity.cut_id)

    def write() -> Logged:
        return scoring.correct_activity(
            activity_id,
            by_id=current_user.id,
            reason=form.reason.data or "",
            at=g.at,
            client_id=form.client_id.data,
            is_late_allowed=others,
            **form.content(kept=kept),
        )

    if form.is_complete(needs_reason=others):
        logged = written(write, form, now)
        if logged:
            return answers.after_write(logged.activity)
    return refused("activities/correct.html", page_of_entry(entry, form, now))


@blueprint.get("/<int:activity_id>/void")
@allow(signed_in)
def ask_void(activity_id: int) -> str:
    """A manager must give a reason; undoing one's own entry needs none."""
    now, entry = here(), find_entry(activity_id)
    require(may_change(entry, now))
    return shown("activities/void.html", page_of_entry(entry, VoidForm(), now))


@blueprint.post("/<int:activity_id>/void")
@allow(signed_in)
def void(activity_id: int) -> Response:
    """Undo an entry; doing it twice changes nothing."""
    now, entry = here(), find_entry(activity_id)
    require_change(entry, now)
    form = VoidForm()
    if form.is_complete(needs_reason=is_others(entry.activity.subject_id)):
        reason = form.reason.data or ""
        voided = scoring.void_activity(activity_id, by_id=current_user.id, reason=reason, at=g.at)
        return answers.after_write(voided)
    return refused("activities/void.html", page_of_entry(entry, form, now))


def written(write: Callable[[], Logged], form: EntryForm, now: Here) -> Logged | None:
    """The result of the write; None if it was refused, and then the form says why."""
    try:
        return write()
    except BadActivity as error:
        form.refuse(error, now.speaker)
    except Conflict:
        tell_saved(form)
    return None


def shown(template: str, page: EntryPage) -> str:
    return render_template(template, page=page, form=page.form)


def refused(template: str, page: EntryPage) -> Response:
    """The form as typed, with its errors; in the sheet only the form itself."""
    fragment = "activities/_entry_form.html" if isinstance(page.form, EntryForm) else template
    template = htmx.fragment_or_page(fragment, template)
    return make_response(htmx.invalid(template, page=page, form=page.form))
