"""Runs before every view and after every response: who is asking, whether they may, and headers."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, make_response, redirect, request, url_for
from flask.globals import app_ctx, request_ctx
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from leaderboard import clock, locale
from leaderboard.access import sessions
from leaderboard.extensions import login
from leaderboard.locale import LANGUAGES, Writing
from leaderboard.models.types import ROW_ID
from leaderboard.permissions import SignedIn, allow, anyone
from leaderboard.web.request import htmx, tokens, whole
from leaderboard.web.request.cookies import Cookies
from leaderboard.web.request.place import (
    ForeignForm,
    asked_path,
    is_own,
    is_own_page,
    under_path,
)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Static files have a hash in their address and are public; they need no viewer.
OPEN_FILES = frozenset({"static", "frame.stylesheet", "health.healthz"})
SET_UP = "/set-up"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: forms over HTTPS are checked against it.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

REQUEST_ID = "leaderboard.request_id"
HSTS = ("Strict-Transport-Security", "max-age=31536000")


class RowId(IntegerConverter):
    """A row id in an address; numbers too large for the database are 404."""

    regex = ROW_ID.pattern


class Undeclared(RuntimeError):
    """A route without a policy."""


def init_app(app: Flask) -> None:
    """Guard every route; call it before the blueprints are registered."""
    allow(anyone)(app.view_functions["static"])
    app.url_map.converters["int"] = RowId
    app.session_interface = Cookies()
    whole.init_app(app)
    tokens.init_app(app)
    app.before_request(begin)
    wsgi: Callable = app.wsgi_app
    if prefix := urlsplit(app.config["PUBLIC_URL"]).path.rstrip("/"):
        wsgi = under_path(wsgi, prefix)
    if proxies := app.config["TRUSTED_PROXIES"]:
        wsgi = ProxyFix(wsgi, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies)
    is_secure = app.config["SESSION_COOKIE_SECURE"]
    app.wsgi_app = strict(wsgi, is_secure=is_secure)  # type: ignore[method-assign, assignment]


def check_declared(app: Flask) -> None:
    names = [name for name, view in app.view_functions.items() if not hasattr(view, "policy")]
    if names:
        raise Undeclared(f"these routes name no policy: {', '.join(sorted(names))}")


def begin() -> Response | None:
    """Find out who is asking and in which language, then whether they may."""
    # Every use of a proxy takes a microsecond, and this is part of every log.
    asked, kept = request_ctx.request, app_ctx.g
    kept.request_id = asked.environ[REQUEST_ID] = secrets.token_hex(8)
    kept.at = clock.now()
    if asked.endpoint in OPEN_FILES or isinstance(asked.routing_exception, SecurityError):
        return None
    if asked.routing_exception is not None:
        # A 404 is still in the reader's language.
        read_viewer()
        return None
    is_safe = asked.method in SAFE
    if not is_safe:
        check_origin(asked)
    viewer = read_viewer()
    check_text(asked)
    if kept.house is None and asked.path != SET_UP:
        return make_response(redirect(asked.script_root + SET_UP, code=303))
    if viewer is not None and kept.at - kept.seen_at >= sessions.SEEN_EVERY:
        sessions.touch(viewer.session_id, at=kept.at)
    view = app_ctx.app.view_functions[asked.endpoint or ""]
    refusal = refuse(viewer, view)
    if refusal is None and not is_safe:
        check_referrer(asked)
        tokens.check_token(asked, app_ctx.app.secret_key or "")
        whole.check_whole(asked, view)
    return refusal


def refuse(viewer: SignedIn | None, view: Callable) -> Response | None:
    """None if the viewer may; otherwise redirect to sign-in, or 401 or 403."""
    policy = getattr(view, "policy", None)
    if policy is None:
        raise Undeclared(f"{request.endpoint} names no policy")
    if policy(viewer):
        return None
    if viewer is not None:
        abort(403)
    is_stream = request.accept_mimetypes.best == "text/event-stream"
    if htmx.is_htmx() or is_stream or request.method not in SAFE:
        abort(401)
    url = url_for("sign_in.index", next=asked_path())
    return make_response(redirect(url, code=303))


def require(allowed: bool) -> None:
    """403 unless allowed; for checks that depend on what a view has looked up."""
    if not allowed:
        abort(403)


def read_viewer() -> SignedIn | None:
    """The signed-in person; the same query loads the organisation and locale."""
    viewer, kept = current_user._get_current_object(), app_ctx.g
    if not viewer.is_authenticated:
        viewer, kept.house = None, sessions.house()
    locale.write_as(kept.house.writing if kept.house else Writing(language=asked_language()))
    kept.viewer = viewer
    return viewer


@login.user_loader
def load(token: str) -> SignedIn | None:
    """Called by Flask-Login with the cookie's token. A second call in a request means that the
    database failed the first time; it must not fail the error page as well."""
    kept = app_ctx.g
    if "is_viewer_asked" in kept:
        return None
    kept.is_viewer_asked = True
    found = sessions.find(token, at=kept.at)
    if found is None:
        return None
    kept.house, kept.seen_at = found.house, found.seen_at
    return found.person


def asked_language() -> str:
    """The browser's preferred language among ours; used before an organisation exists."""
    asked = request.accept_languages.best_match([name.replace("_", "-") for name in LANGUAGES])
    return asked.replace("-", "_") if asked else "en"


def check_origin(asked: Request) -> None:
    """A form from another site carries that site's origin, whatever its token."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
    elif (origin := asked.headers.get("Origin")) is not None and not is_own(origin):
        raise ForeignForm


def check_referrer(asked: Request) -> None:
    """Over HTTPS the referrer must also be ours over HTTPS, which keeps out the same host on
    http."""
    if asked.is_secure and not is_own_page(asked.referrer or ""):
        raise CSRFError("The referrer is not a page of ours.")


def is_from_here() -> bool:
    """Whether the browser says that one of our pages sent this; old browsers say nothing."""
    origin = request.headers.get("Origin")
    is_ours = origin is not None and is_own(origin)
    return is_ours or request.headers.get("Sec-Fetch-Site") == "same-origin"


def check_text(asked: Request) -> None:
    """Nobody types a NUL, and PostgreSQL cannot store one."""
    for typed in (asked.args, asked.form):
        for texts in typed.listvalues():
            if any("\0" in text for text in texts):
                abort(400)


def strict(wsgi: Callable, *, is_secure: bool) -> Callable:
    """Add the same headers to every response, whatever made it, at next to no cost; nobody keeps a
    response that does not say for how long."""
    pairs = [*HEADERS.items(), *([HSTS] if is_secure else [])]
    unkept = [*pairs, ("Cache-Control", "private, no-store")]

    def answer(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable:
            added = pairs if any(name == "Cache-Control" for name, _ in headers) else unkept
            number = ("X-Request-ID", environ.get(REQUEST_ID, ""))
            return start_response(status, [*headers, *added, number], *error)

        return wsgi(environ, start)

    return answer


def viewer_or_none() -> Any:
    """The signed-in person, also on public pages."""
    return current_user._get_current_object() if current_user.is_authenticated else None
