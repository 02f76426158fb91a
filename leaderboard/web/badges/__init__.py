"""Badges: the case, making and changing them, and giving and taking them back by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from leaderboard import locale, scoring
from leaderboard.extensions import db
from leaderboard.locale import current_writing
from leaderboard.models import Award, Badge, Person
from leaderboard.permissions import allow, managed_team_ids, manager
from leaderboard.publishing.slugs import fresh_slug
from leaderboard.scoring.hand import is_reversed
from leaderboard.web.badges.forms import ICONS, BadgeForm, GiveForm, TakeBackForm, badge_form
from leaderboard.web.page.fields import options
from leaderboard.web.request import htmx
from leaderboard.web.request.changes import put, put_away, saving, tell_saved
from leaderboard.web.request.guard import require
from leaderboard.web.request.here import Here, here

blueprint = Blueprint("badges", __name__, url_prefix="/badges")

# So many of the newest awards are listed.
SHOWN = 20


@dataclass(frozen=True)
class Piece:
    """A badge in the case; the case draws it."""

    tier: int
    icon: str
    name: str
    detail: str
    url: str
    progress: float | None = None


@blueprint.get("")
@allow(manager)
def index() -> str:
    badges = db.session.scalars(select(Badge).order_by(Badge.tier, Badge.id)).all()
    counts = holders()
    return render_template(
        "badges/index.html",
        badges=[piece(b, counts.get(b.id, 0)) for b in badges if b.retired_at is None],
        retired=[piece(b, counts.get(b.id, 0)) for b in badges if b.retired_at is not None],
    )


@blueprint.get("/new")
@allow(manager)
def new() -> str:
    return render_template("badges/new.html", form=badge_form(), icons=icons())


@blueprint.post("")
@allow(manager)
def create() -> Response | tuple[str, int]:
    form = badge_form()
    if form.validate_on_submit():
        with saving(form) as publication:
            slug = fresh_slug(form.name.data or "", Badge.slug, noun="badge")
            put(publication, "badge", Badge(), {"slug": slug, **values(form)})
    if form.errors:
        return htmx.invalid("badges/new.html", form=form, icons=icons())
    return htmx.go(url_for(".index"))


@blueprint.get("/<int:badge_id>")
@allow(manager)
def show(badge_id: int) -> str:
    return page(find(badge_id))


@blueprint.post("/<int:badge_id>")
@allow(manager)
def update(badge_id: int) -> Response:
    form = badge_form(find(badge_id))
    if form.validate_on_submit():
        with saving(form, "badge", badge_id) as publication:
            put(publication, "badge", find(badge_id), values(form))
    if form.errors:
        return make_response(page(find(badge_id), form=form), form.status)
    return htmx.go(url_for(".index"))


@blueprint.post("/<int:badge_id>/retire")
@allow(manager)
def retire(badge_id: int) -> Response:
    find(badge_id)
    with scoring.publish(by_id=current_user.id, at=g.at) as publication:
        is_retired = request.form.get("retired") == "1"
        put_away(publication, "badge", find(badge_id), is_retired=is_retired)
    return htmx.go(url_for(".show", badge_id=badge_id))


@blueprint.post("/<int:badge_id>/awards")
@allow(manager)
def give(badge_id: int) -> Response:
    """Give it by hand, today, to one of the people one manages."""
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
    award = db.session.get(Award, award_id)
    if award is None or award.badge_id != badge_id or award.reverses_id is not None:
        abort(404)
    require(award.subject_id in {person.id for person in managed_people(now)})
    form = TakeBackForm()
    # What was taken back meanwhile is listed no more, so no reason can be asked beside it.
    if not form.validate_on_submit() and not is_reversed(award_id):
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
    return render_template(
        "badges/show.html",
        badge=badge,
        form=form or badge_form(badge, is_sent=False),
        icons=icons(badge),
        give=give or give_form(now),
        awards=awards_of(badge.id, [person.id for person in managed_people(now)]),
        refused=refused,
        back=TakeBackForm(formdata=None),
        speaker=now.speaker,
        rules=[
            rule
            for rule in now.settings.rules
            if (held := rule.version_on(now.today)) and held.badge_id == badge.id
        ],
    )


def find(badge_id: int) -> Badge:
    badge = db.session.get(Badge, badge_id)
    if badge is None:
        abort(404)
    return badge


def values(form: BadgeForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "description": form.description.data,
        "icon": form.icon.data,
        "tier": int(form.tier.data),
    }


def icons(badge: Badge | None = None) -> dict[str, str]:
    """The picture for each choice: a picture is called as it is in the sprite."""
    return {name: name for name in [*ICONS, *([badge.icon] if badge else [])]}


def give_form(now: Here) -> GiveForm:
    """Everybody one manages can be given a badge, but nobody gives one to themselves."""
    form = GiveForm()
    others = [person for person in managed_people(now) if person.id != current_user.id]
    form.person.choices = options((str(person.id), person.name) for person in others)
    return form


def managed_people(now: Here) -> list[Any]:
    """The active people whom the viewer manages, by name."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(Person.deactivated_at.is_(None))
        .order_by(Person.folded)
    ).all()
    if current_user.is_admin:
        return list(rows)
    now.settings.know_memberships()
    mine = managed_team_ids(current_user, day=now.today)
    return [row for row in rows if now.settings.team_on(row.id, now.today) in mine]


def piece(badge: Badge, count: int) -> Piece:
    return Piece(
        tier=badge.tier,
        icon=badge.icon,
        name=badge.name,
        detail=locale.count_of(count, "person", current_writing()) if count else "",
        url=url_for(".show", badge_id=badge.id),
    )


def live() -> Any:
    """Awards that are none of a reversal and have none."""
    reversal = aliased(Award)
    return Award.reverses_id.is_(None) & ~(
        select(reversal.id).where(reversal.reverses_id == Award.id).exists()
    )


def holders() -> dict[int, int]:
    """How many people hold each badge."""
    rows = db.session.execute(
        select(Award.badge_id, func.count(Award.subject_id.distinct()))
        .where(Award.badge_id.is_not(None), live())
        .group_by(Award.badge_id)
    )
    return {badge_id: count for badge_id, count in rows if badge_id is not None}


def awards_of(badge_id: int, person_ids: Collection[int]) -> list[Award]:
    """The newest awards of a badge to these people."""
    statement = (
        select(Award)
        .where(Award.badge_id == badge_id, Award.subject_id.in_(person_ids), live())
        .order_by(Award.occurred_on.desc(), Award.id.desc())
        .limit(SHOWN)
    )
    return list(db.session.scalars(statement))
