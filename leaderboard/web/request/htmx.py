"""The only module that reads or writes htmx's headers."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request


def is_htmx() -> bool:
    """Whether a region asks and not the browser for a page; for answers to writes and errors."""
    return "HX-Request" in request.headers


def is_own_page() -> bool:
    """Whether the form that was sent is the page itself, and no sheet over another page: a page
    shows its form under the address that takes it."""
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
    """The answer to a finished write: 303 to a page, or the same for a form that htmx sent."""
    if not is_htmx():
        return make_response(redirect(url, code=303))
    answer = announce("", *events) if events else make_response("")
    answer.headers["HX-Redirect"] = url
    return answer


def invalid(template: str, *, form: Any, **context: Any) -> tuple[str, int]:
    """The form as it was typed with its errors, under its status: the partial, or the page."""
    return render_template(template, form=form, **context), form.status


def fragment_or_page(fragment: str, page: str) -> str:
    """The template to answer a failed write with: a region's form, or the page around it."""
    return fragment if is_htmx() else page


def has_same(tag: str) -> bool:
    """Whether the asker has the region under this tag already; browsers and htmx say it each in
    their own header."""
    return request.headers.get("HX-PTag") == tag or request.if_none_match.contains_weak(tag)


def tagged(body: str, tag: str) -> Response:
    """A region that may be kept and asked for again by its tag."""
    response = make_response(body)
    response.headers["HX-PTag"] = tag
    return kept_under(response, tag)


def unchanged(tag: str) -> Response:
    """The region is what the asker has."""
    return kept_under(make_response("", 304), tag)


def kept_under(response: Response, tag: str) -> Response:
    """No browser keeps what the signed-in see (it is `no-store`): the page remembers the tag."""
    response.set_etag(tag)
    return response
