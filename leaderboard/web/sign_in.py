"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from leaderboard.access import entry, sessions
from leaderboard.permissions import allow, anyone, signed_in
from leaderboard.web import htmx
from leaderboard.web.guard import viewer_or_none
from leaderboard.web.menu import home_url

blueprint = Blueprint("sign_in", __name__)
out = Blueprint("sign_out", __name__)


class SignInForm(FlaskForm):
    email = EmailField(
        _l("E-mail"),
        [InputRequired(_l("Your e-mail address is missing.")), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Your password is missing.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )


@blueprint.get("/sign-in")
@allow(anyone)
def index() -> Response:
    if viewer := viewer_or_none():
        return make_response(redirect(home_url(viewer), code=303))
    return make_response(page(SignInForm()))


@blueprint.post("/sign-in")
@allow(anyone)
def create() -> Response:
    form = SignInForm()
    if not form.validate_on_submit():
        return make_response(page(form), 422)
    token = entry.sign_in(form.email.data, form.password.data, device=device(), at=g.at)
    if token is None:
        form.form_errors.append(_("This address and password do not belong together."))
        return make_response(page(form), 422)
    return let_in(token, url=local_path(request.values.get("next", "")))


@out.post("/sign-out")
@allow(signed_in)
def create_out() -> Response:
    sessions.end(current_user.session_id, at=g.at)
    session.clear()
    response = htmx.go("/sign-in")
    # What the phone keeps of this person's pages goes too.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def page(form: SignInForm) -> str:
    return render_template("sign_in/index.html", form=form, next=request.values.get("next", ""))


def let_in(token: str, *, url: str) -> Response:
    """Put a fresh session's token into a fresh cookie."""
    found = sessions.find(token, at=g.at)
    if found is None:
        raise RuntimeError("a session that was just opened is not there")
    session.clear()
    session.permanent = True
    login_user(found.person)
    return htmx.go(url or home_url(found.person))


def local_path(url: str) -> str:
    """The address if it is a path of this site, else nothing: links may not lead elsewhere."""
    parts = urlsplit(url)
    is_local = url.startswith("/") and not url.startswith(("//", "/\\")) and not parts.netloc
    return url if is_local and url.isprintable() else ""


def device() -> str:
    """What the browser says it is, to be known again in the list of sessions."""
    return request.user_agent.string or _("Unknown device")
