"""A person's own page: three figures, badges, streak and today's receipt."""

from flask import Blueprint, abort, render_template
from flask_login import current_user

from leaderboard.permissions import allow, may_see_person, signed_in
from leaderboard.web.people.leave import leave_view
from leaderboard.web.people.profiles import all_badges, profile_of
from leaderboard.web.request.here import Here, here

blueprint = Blueprint("me", __name__)


@blueprint.get("/me")
@allow(signed_in)
def index() -> str:
    now = here()
    return render_template(
        "me/index.html",
        profile=profile_of(current_user.id, now),
        leave=leave_view(current_user.id, now),
    )


@blueprint.get("/people/<int:person_id>")
@allow(signed_in)
def show(person_id: int) -> str:
    """Colleagues see what was achieved; only the person and their manager see the ledger."""
    now = here()
    is_open = check_visible(person_id, now)
    return render_template(
        "me/index.html",
        profile=profile_of(person_id, now, is_open=is_open),
        leave=leave_view(person_id, now) if is_open else None,
    )


@blueprint.get("/people/<int:person_id>/badges")
@allow(signed_in)
def badges(person_id: int) -> str:
    """All badges."""
    now = here()
    is_open = check_visible(person_id, now)
    return render_template(
        "me/badges.html",
        badges=all_badges(person_id, now, is_open=is_open),
        person_id=person_id,
        name=now.speaker.person(person_id),
    )


def check_visible(person_id: int, now: Here) -> bool:
    """Whether the viewer may see everything; 404 for people who do not exist or are hidden."""
    person = now.settings.people().get(person_id)
    if person is None:
        abort(404)
    if may_see_person(current_user, person_id, day=now.today):
        return True
    if person.is_hidden or person.left_on is not None:
        abort(404)
    return False
