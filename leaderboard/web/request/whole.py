"""Whether a form came whole: each says for which address it was made, in a hidden field.

A box that is not ticked is not sent, so a request without the rest of its form looks like a form
whose boxes were all unticked.
"""

from typing import TypeVar
from urllib.parse import unquote, urlsplit

from flask import Flask, abort, current_app, request

# Not "form": in a browser `element.form` would be this field.
MARKER = "made_for"
View = TypeVar("View")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["form_marker"] = MARKER
    app.add_template_global(made_for)


def made_for(url: str) -> str:
    """What the form that is sent to this address says of itself."""
    return unquote(urlsplit(url).path)


def only_looks(view: View) -> View:
    """Declare that a view stores nothing; it may be asked with the form of another address."""
    view.only_looks = True  # type: ignore[attr-defined]
    return view


def check_whole() -> None:
    """Refuse what lacks the form's own marker, before anything is read from it."""
    if getattr(current_app.view_functions[request.endpoint or ""], "only_looks", False):
        return
    if request.form.get(MARKER) != request.script_root + request.path:
        abort(400)
