"""Badges: the case, making and changing them, and giving and taking them back by hand."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leaderboard import locale, publishing, scoring
from leaderboard.configuration import PersonFacts, nouns
from leaderboard.locale import current_writing
from leaderboard.models import Badge
from leaderboard.models.types import row_id
from leaderboard.permissions import allow, keeper, managed_person_ids, manager, people_managed
from leaderboard.scoring.hand import still_stands
from leaderboard.standings.badges import award_with_badge, holder_counts, newest_awards
from leaderboard.standings.search import find_people
from leaderboard.web.badges.forms import BadgeForm, GiveForm, TakeBackForm, badge_form
from leaderboard.web.page.fields import options
from leaderboard.web.page.paging import asked_text
from leaderboard.web.page.picks import Pick, Picks, person_pick, picks_of
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import retire_as_asked, saving, tell_saved
from leaderboard.web.request.found import or_404
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import Here, here

blueprint = Blueprint("badges", __name__, url_prefix="/badges")


@dataclass(frozen=True)
class Piece:
    """A badge as the case draws it."""

    tier: int
    icon: str
    name: str
    detail: str
    url: str
    progress: float | None = None


@blueprint.get("")
@allow(manager)
def index() -> str:
    badges = nouns.badges()
    counts = holder_counts()
    return render_template(
        "badges/index.html",
        badges=[piece(b, counts.get(b.id, 0)) for b in badges if b.retired_at is None],
        retired=[piece(b, counts.get(b.id, 0)) for b in badges if b.retired_at is not None],
        may_change=keeper(current_user),
    )


@blueprint.get("/new")
@allow(keeper)
def new() -> str:
    return render_template("badges/new.html", form=badge_form())


@blueprint.post("")
@allow(keeper)
def create() -> Response | tuple[str, int]:
    form = badge_form()
    if form.validate_on_submit():
        with saving(form) as publication:
            publishing.make_badge(publication, form.values())
    if form.errors:
        return htmx.invalid("badges/new.html", form=form)
    return htmx.go(url_for(".index"))


@blueprint.get("/<int:badge_id>")
@allow(manager)
def show(badge_id: int) -> str:
    return page(find(badge_id))


@blueprint.post("/<int:badge_id>")
@allow(keeper)
def update(badge_id: int) -> Response:
    form = badge_form(find(badge_id))
    if form.validate_on_submit():
        with saving(form, "badge", badge_id) as publication:
            publishing.change_badge(publication, badge_id, form.values())
    if form.errors:
        return make_response(page(find(badge_id), form=form), form.status)
    return htmx.go(url_for(".index"))


@blueprint.post("/<int:badge_id>/retire")
@allow(keeper)
def retire(badge_id: int) -> Response:
    find(badge_id)
    retire_as_asked(publishing.retire_badge, badge_id)
    return htmx.go(url_for(".show", badge_id=badge_id))


@blueprint.get("/<int:badge_id>/takers")
@allow(manager)
def takers(badge_id: int) -> str:
    """The people who can get this badge, searched by part of their name."""
    badge, now = find(badge_id), here()
    return render_template("badges/_takers.html", badge=badge, picks=picks(badge, now))


@blueprint.post("/<int:badge_id>/awards")
@allow(manager)
def give(badge_id: int) -> Response:
    """Give it by hand, dated today, to somebody the viewer manages."""
    badge, now = find(badge_id), here()
    form = give_form(now)
    if badge.retired_at is not None:
        form.form_errors.append(_("This badge is retired and can no longer be given."))
    if not form.validate_on_submit() or form.form_errors:
        return make_response(page(badge, give=form), 422)
    try:
        scoring.give_badge(
            form.person.data,
            badge_id=badge_id,
            points=form.points.data or 0,
            day=now.today,
            client_id=form.client_id.data,
            by_id=current_user.id,
            at=g.at,
            reason=(form.reason.data or "").strip(),
        )
    except scoring.Conflict:
        tell_saved(form)
        return make_response(page(badge, give=form), 409)
    return htmx.go(url_for(".show", badge_id=badge_id))


@blueprint.post("/<int:badge_id>/awards/<int:award_id>/take-back")
@allow(manager)
def take_back(badge_id: int, award_id: int) -> Response:
    badge, now = find(badge_id), here()
    award = or_404(award_with_badge(award_id, badge_id))
    require(award.subject_id in managed_person_ids(current_user, day=now.today))
    form = TakeBackForm()
    # An award that was taken back meanwhile is no longer listed, so there is nowhere to show the
    # form.
    if not form.validate_on_submit() and still_stands(award_id):
        return make_response(page(badge, refused=(award_id, form)), 422)
    try:
        reason = (form.reason.data or "").strip()
        scoring.take_back(award_id, by_id=current_user.id, at=g.at, reason=reason)
    except scoring.AlreadyTakenBack:
        abort(409)
    return htmx.go(url_for(".show", badge_id=badge_id))


def page(
    badge: Badge,
    *,
    form: BadgeForm | None = None,
    give: GiveForm | None = None,
    refused: tuple[int, TakeBackForm] | None = None,
) -> str:
    now = here()
    give = give or give_form(now)
    return render_template(
        "badges/show.html",
        badge=badge,
        form=form or badge_form(badge, is_sent=False),
        give=give,
        awards=newest_awards(badge.id, managed_person_ids(current_user, day=now.today)),
        picks=picks(badge, now) if give.is_searched else None,
        taker=now.speaker.person(give.person.data) if give.is_chosen else "",
        refused=refused,
        back=TakeBackForm(formdata=None),
        may_change=keeper(current_user),
        speaker=now.speaker,
        rules=[
            rule
            for rule in now.settings.rules
            if (held := rule.version_on(now.today)) and held.badge_id == badge.id
        ],
    )


def find(badge_id: int) -> Badge:
    return or_404(nouns.badge(badge_id))


def give_form(now: Here) -> GiveForm:
    """Everybody the viewer manages except the viewer. Where people are searched for, the address
    names the person."""
    form = GiveForm()
    form.person.choices = options((str(person.id), person.name) for person in others(now))
    if not form.is_submitted() and form.is_searched:
        form.person.data = request.args.get("to", type=row_id)
    return form


def others(now: Here) -> list[PersonFacts]:
    people = people_managed(current_user, day=now.today)
    return [person for person in people if person.id != current_user.id]


def picks(badge: Badge, now: Here) -> Picks:
    """The people matching the search, each with a link to give them the badge."""
    text = asked_text()
    found = find_people(text, {person.id for person in others(now)}, now.settings)

    def pick(person_id: int) -> Pick:
        url = url_for(".show", badge_id=badge.id, to=person_id)
        team_id = now.settings.team_on(person_id, now.today)
        return person_pick(person_id, team_id, now.settings, [(_("Choose"), url)])

    return picks_of(text, found, pick)


def piece(badge: Badge, count: int) -> Piece:
    return Piece(
        tier=badge.tier,
        icon=badge.icon,
        name=badge.name,
        detail=locale.count_of(count, "person", current_writing()) if count else "",
        url=url_for(".show", badge_id=badge.id),
    )
