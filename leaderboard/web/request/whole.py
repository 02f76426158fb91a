"""Whether a form arrived complete: a hidden field in each names the address it was made for.

An unticked box is not sent, so a request without the rest of its form would look like a form with
every box unticked.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from flask import Flask, Request, abort

# Not "form": `element.form` would then be this field.
MARKER = "made_for"
View = TypeVar("View")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["form_marker"] = MARKER
    app.add_template_global(made_for)


def made_for(url: str) -> str:
    """The marker of a form that is sent to this address."""
    return unquote(urlsplit(url).path)


def only_looks(view: View) -> View:
    """Declare that a view stores nothing; it accepts the forms of other addresses."""
    view.only_looks = True  # type: ignore[attr-defined]
    return view


def check_whole(asked: Request, view: Callable) -> None:
    """Refuse a form without its marker, before anything is read from it."""
    if getattr(view, "only_looks", False):
        return
    if asked.form.get(MARKER) != asked.script_root + asked.path:
        abort(400)
