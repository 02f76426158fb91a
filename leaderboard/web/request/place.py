"""The address the browser uses, and which setting is wrong if the server expects another."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden


class ForeignForm(Forbidden):
    """A form from another site, or from ours under a name the server does not know."""


def under_path(wsgi: Callable, prefix: str) -> Callable:
    """Serve under the path of PUBLIC_URL, whether the proxy in front strips it or not."""

    def answer(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == prefix or path.startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        # A trusted proxy has already set it.
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME") or prefix
        return wsgi(environ, start_response)

    return answer


def asked_path() -> str:
    """The path and query as the browser requested them."""
    return request.script_root + request.full_path.rstrip("?")


def is_own(origin: str) -> bool:
    """Whether the origin is ours; the scheme is left to the proxy."""
    own = {request.host, urlsplit(current_app.config["PUBLIC_URL"]).netloc}
    return urlsplit(origin).netloc in own - {""}


def is_own_page(referrer: str) -> bool:
    """Whether the form's page was ours, over HTTPS."""
    return urlsplit(referrer).scheme == "https" and is_own(referrer)


def wrong_setting() -> str:
    """Which setting keeps the form's cookie or origin from arriving; "" if unknown."""
    sender = request.headers.get("Origin") or request.referrer or ""
    asked = urlsplit(sender)
    if current_app.config["SESSION_COOKIE_SECURE"] and asked.scheme == "http":
        return _(
            "HTTPS=1 is set, so people sign in over https only, and this page was opened over "
            "plain http. Open it as https, or start the server without HTTPS=1."
        )
    if asked.netloc and not is_own(sender):
        return _(
            "The browser sent this from %(theirs)s, but the server’s own address is %(own)s. "
            "Let the proxy in front pass on the Host header, or set PUBLIC_URL to the "
            "address that people open.",
            theirs=asked.netloc,
            own=request.host,
        )
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return _("The browser sent no cookie with this. Allow cookies for this address.")
    return ""


def unknown_prefix() -> str:
    """A warning if a proxy announces a path prefix that the server is not configured to trust."""
    prefix = request.headers.get("X-Forwarded-Prefix", "")
    if not prefix.strip("/") or prefix.rstrip("/") == request.script_root:
        return ""
    return _(
        "A proxy announces the path %(prefix)s, but the server is not configured for it: "
        "set TRUSTED_PROXIES to the number of proxies, or include the path in PUBLIC_URL.",
        prefix=prefix[:100],
    )
