"""Choosing a password with a manager's link, and changing it later."""

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import PasswordField
from wtforms.validators import InputRequired

from leaderboard.access import entry, invites, passwords
from leaderboard.access.passwords import LONGEST, SHORTEST, Weakness
from leaderboard.configuration import people
from leaderboard.locale import current_writing, number
from leaderboard.models import InviteKind
from leaderboard.permissions import allow, anyone, signed_in
from leaderboard.web.entrance.devices import device_name
from leaderboard.web.entrance.sign_in import let_in
from leaderboard.web.page.fields import Longest, PageForm
from leaderboard.web.request.found import or_404

blueprint = Blueprint("passwords", __name__)
NEW = {"autocomplete": "new-password", "minlength": SHORTEST, "maxlength": LONGEST}


class ChooseForm(PageForm):
    password = PasswordField(
        _l("New password"), [InputRequired(_l("The new password is missing."))], render_kw=NEW
    )


class ChangePasswordForm(PageForm):
    current = PasswordField(
        _l("Current password"),
        [InputRequired(_l("Your password is missing.")), Longest(1000)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("New password"), [InputRequired(_l("The new password is missing."))], render_kw=NEW
    )


@blueprint.get("/invites/<token>", endpoint="invite", defaults={"kind": InviteKind.INVITE})
@blueprint.get("/reset/<token>", endpoint="reset", defaults={"kind": InviteKind.RESET})
@allow(anyone)
def choose(token: str, kind: InviteKind) -> Response:
    """The form. Opening it does not use up the link: chat programs open links to preview them."""
    invite = invites.find(token, kind, at=g.at)
    return choose_page(invite, ChooseForm()) if invite else gone()


@blueprint.post("/invites/<token>", endpoint="take_up", defaults={"kind": InviteKind.INVITE})
@blueprint.post("/reset/<token>", endpoint="do_reset", defaults={"kind": InviteKind.RESET})
@allow(anyone)
def chosen(token: str, kind: InviteKind) -> Response:
    invite = invites.find(token, kind, at=g.at)
    if invite is None:
        return gone()
    form = ChooseForm()
    if not form.validate() or not is_strong(form, about=[invite.name, invite.email]):
        return make_response(choose_page(invite, form), 422)
    session_token = entry.redeem(invite, form.password.data, device=device(), at=g.at)
    return let_in(session_token) if session_token else gone()


@blueprint.get("/password")
@allow(signed_in)
def index() -> Response:
    return change_page(ChangePasswordForm())


@blueprint.post("/password")
@allow(signed_in)
def change() -> Response:
    form = ChangePasswordForm()
    person = or_404(people.person(current_user.id))
    if not form.validate() or not is_strong(form, about=[person.name, person.email or ""]):
        return make_response(change_page(form), 422)
    try:
        is_right = entry.is_password(
            current_user.id, form.current.data, address=request.remote_addr, at=g.at
        )
    except entry.TooManyTries:
        form.form_errors.append(_("Too many tries. Wait a quarter of an hour, then try again."))
        return make_response(change_page(form), 429)
    if not is_right:
        form.current.errors.append(_("This is not your password."))
        return make_response(change_page(form), 422)
    token = entry.change_password(current_user.id, form.password.data, device=device(), at=g.at)
    return let_in(token, url=url_for("sessions.index"))


def choose_page(invite: invites.Valid, form: ChooseForm) -> Response:
    return make_response(render_template("passwords/choose.html", form=form, invite=invite))


def change_page(form: ChangePasswordForm) -> Response:
    return make_response(render_template("passwords/index.html", form=form))


def gone() -> Response:
    """One answer for links that were used, have expired or never existed."""
    return make_response(render_template("passwords/gone.html"), 404)


def is_strong(form: ChooseForm | ChangePasswordForm, *, about: list[str]) -> bool:
    """Whether the new password is good enough; if not, the form says why."""
    weak = passwords.weakness(form.password.data, about=[*about, g.house.name])
    if weak is not None:
        form.password.errors.append(why(weak))
    return weak is None


def why(weak: Weakness) -> str:
    shortest, longest = (number(n, current_writing()) for n in (SHORTEST, LONGEST))
    return {
        Weakness.SHORT: _("At least %(count)s characters, please.", count=shortest),
        Weakness.LONG: _("At most %(count)s characters, please.", count=longest),
        Weakness.GUESSED: _("This password is easy to guess. Combine several words."),
        Weakness.PERSONAL: _("Somebody who knows you could guess this. Combine other words."),
    }[weak]


def device() -> str:
    return device_name(request.user_agent.string)
