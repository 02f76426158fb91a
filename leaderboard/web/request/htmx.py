"""The only module that reads or writes htmx's headers."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import Headers


class ToUs(Response):
    """A redirect to one of our addresses, which are quoted as they are made; Werkzeug would take
    this one apart to quote it once more."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        return self.headers


def is_htmx() -> bool:
    """Whether htmx sent this rather than the browser; for responses to writes and errors."""
    return "HX-Request" in request.headers


def is_own_page() -> bool:
    """Whether the form is the page itself rather than a sheet over another page: a page shows
    its form at the address that receives it."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == (
        request.script_root + request.path
    )


def announce(response: Response | str, *events: str) -> Response:
    """Tell the page's regions what happened, for example `activity-logged`."""
    answer = make_response(response)
    before = answer.headers.get("HX-Trigger")
    answer.headers["HX-Trigger"] = ", ".join([*([before] if before else []), *events])
    return answer


def go(url: str, *events: str) -> Response:
    """Redirect after a successful write: 303, or htmx's own redirect."""
    if not is_htmx():
        kind = ToUs if url.isascii() else Response
        return kind(status=303, headers={"Location": url, "Content-Length": "0"})
    answer = announce("", *events) if events else make_response("")
    answer.headers["HX-Redirect"] = url
    return answer


def invalid(template: str, *, form: Any, **context: Any) -> tuple[str, int]:
    """The refused form with its errors and status, as a partial or a page."""
    return render_template(template, form=form, **context), form.status


def fragment_or_page(fragment: str, page: str) -> str:
    """The template for a failed write: the region's form, or the page around it."""
    return fragment if is_htmx() else page


def has_same(tag: str) -> bool:
    """Whether the client already has the region with this tag; browsers and htmx each use a
    header of their own."""
    return request.headers.get("HX-PTag") == tag or request.if_none_match.contains_weak(tag)


def tagged(body: str, tag: str) -> Response:
    """A region that can be revalidated by its tag."""
    response = make_response(body)
    response.headers["HX-PTag"] = tag
    return kept_under(response, tag)


def unchanged(tag: str) -> Response:
    return kept_under(make_response("", 304), tag)


def kept_under(response: Response, tag: str) -> Response:
    """Pages behind sign-in are `no-store`, so the page, not the browser's cache, remembers the
    tag."""
    response.set_etag(tag)
    return response
