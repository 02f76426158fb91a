"""Signing in and out."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired

from leaderboard.access import entry, sessions
from leaderboard.permissions import allow, anyone, signed_in
from leaderboard.web.entrance.devices import device_name
from leaderboard.web.entrance.doors import open_doors
from leaderboard.web.page.fields import Longest, PageForm
from leaderboard.web.page.menu import home_url
from leaderboard.web.request import htmx
from leaderboard.web.request.guard import viewer_or_none
from leaderboard.web.request.place import unknown_prefix

blueprint = Blueprint("sign_in", __name__)
out = Blueprint("sign_out", __name__)


class SignInForm(PageForm):
    email = EmailField(
        _l("E-mail"),
        [InputRequired(_l("Your e-mail address is missing.")), Longest(254)],
        render_kw={"autocomplete": "username", "maxlength": 254, "dir": "ltr"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Your password is missing.")), Longest(1000)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


@blueprint.get("/sign-in")
@allow(anyone)
def index() -> Response:
    if viewer := viewer_or_none():
        return make_response(redirect(home_url(viewer), code=303))
    form = SignInForm(next=local_path(request.args.get("next", "")))
    return make_response(page(form))


@blueprint.post("/sign-in")
@allow(anyone)
def create() -> Response:
    form = SignInForm()
    if not form.validate():
        return make_response(page(form), 422)
    try:
        token = entry.sign_in(
            form.email.data,
            form.password.data,
            address=request.remote_addr,
            device=device_name(request.user_agent.string),
            at=g.at,
        )
    except entry.TooManyTries:
        form.form_errors.append(_("Too many tries. Wait a quarter of an hour, then try again."))
        return make_response(page(form), 429)
    if token is None:
        form.form_errors.append(_("This address and password do not match."))
        return make_response(page(form), 422)
    return let_in(token, url=local_path(form.next.data or ""))


@out.post("/sign-out")
@allow(signed_in)
def create_out() -> Response:
    sessions.close([current_user.session_id], at=g.at)
    session.clear()
    response = htmx.go(url_for("sign_in.index"))
    # Clear what the phone stored for this person; pages are `no-store` and were never kept.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def page(form: SignInForm) -> str:
    return render_template(
        "sign_in/index.html", form=form, doors=open_doors(), wrong=unknown_prefix()
    )


def let_in(token: str, *, url: str = "") -> Response:
    """Set a cookie for the new session and return to where they were going."""
    found = sessions.find(token, at=g.at)
    if found is None:
        raise RuntimeError("a session that was just opened is not there")
    left = viewer_or_none()
    if left is not None:
        sessions.close([left.session_id], at=g.at)
    session.clear()
    session.permanent = True
    login_user(found.person)
    return htmx.go(url or home_url(found.person))


def local_path(url: str) -> str:
    """The address if it is a path on this site, else "": links must not redirect elsewhere.

    Browsers read backslashes as slashes and skip tabs and line ends, so addresses with those are
    refused.
    """
    parts = urlsplit(url) if url.isprintable() and "\\" not in url else None
    is_path = parts is not None and not parts.scheme and not parts.netloc
    return url if is_path and url.startswith("/") and not url.startswith("//") else ""
