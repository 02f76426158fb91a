"""The frame around every page: language, menu, viewer, and the addresses of static files."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request, url_for

import config
from leaderboard.permissions import allow, anyone

STATIC = config.ROOT / "static"
YEAR = 365 * 24 * 3600
STYLESHEET = "frame.stylesheet"
COMMENT = re.compile(rb"/\*.*?\*/\n?", re.DOTALL)
# In cascade order: later files may override earlier ones.
STYLES = (
    *("tokens", "fonts", "base", "layout", "button", "tag", "cells", "hero", "mark", "bar"),
    *("standing", "badge", "receipt", "dock", "sheet", "toast", "band", "field", "segment"),
    *("streak", "chart", "table", "sentence", "tree", "plan", "door"),
)

blueprint = Blueprint("frame", __name__)


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the menu or of the phone's tabs."""

    label: str
    url: str
    icon: str
    is_here: bool = False
    count: str = ""


@dataclass(frozen=True)
class LogKey:
    """A key of the phone's dock: a tap logs at once, or opens the sheet if more is needed.

    `fields` are the hidden fields of the tap's form; its `client_id` is renewed after each tap.
    """

    label: str
    icon: str
    url: str
    count: str = ""
    count_spoken: str = ""
    is_deal: bool = False
    opens_sheet: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Viewer:
    """The signed-in person, as the menu shows them."""

    name: str
    role: str
    initials: str
    url: str
    sign_out_url: str
    mark: int | None = None


@dataclass(frozen=True)
class Frame:
    """What the base templates need. A context processor builds it; views never do."""

    language: str = "en"
    direction: str = "ltr"
    theme: str = ""
    organisation: str = ""
    home_url: str = "/"
    menu: tuple[MenuEntry, ...] = ()
    # The entries behind the viewer's name instead of in the menu.
    own: tuple[MenuEntry, ...] = ()
    tabs: tuple[MenuEntry, ...] = ()
    keys: tuple[LogKey, ...] = ()
    viewer: Viewer | None = None
    # When it was made, in milliseconds, how far its clock is ahead of UTC, in minutes, and the
    # digits in which it is read.
    at: int = 0
    offset: int = 0
    digits: str = "0123456789"

    @property
    def more(self) -> tuple[MenuEntry, ...]:
        """Entries without a tab; on phones they are behind a "More" tab."""
        shown = {entry.url for entry in self.tabs}
        return tuple(entry for entry in (*self.menu, *self.own) if entry.url not in shown)


def init_app(app: Flask) -> None:
    """Serve the stylesheet, and let browsers cache addresses that contain a hash."""
    app.add_template_global(asset)
    app.add_template_global(stylesheet_url)
    app.after_request(keep_hashed)


@blueprint.get("/static/css/all.css")
@allow(anyone)
def stylesheet() -> Response:
    return Response(joined_styles(), mimetype="text/css")


def keep_hashed(response: Response) -> Response:
    """A file at its own hash never changes; at any other hash it is revalidated."""
    if request.endpoint in (STYLESHEET, "static") and response.status_code in (200, 304):
        if request.args.get("v") == hash_of_asked():
            response.headers["Cache-Control"] = f"max-age={YEAR}, public, immutable"
        else:
            response.headers["Cache-Control"] = "no-cache"
    return response


def hash_of_asked() -> str:
    if request.endpoint == STYLESHEET:
        return short_hash(joined_styles())
    return file_hash(STATIC / (request.view_args or {})["filename"])


def stylesheet_url() -> str:
    """The address of all component styles as one file, with a hash of its content."""
    return url_for(STYLESHEET, v=short_hash(joined_styles()))


def asset(path: str) -> str:
    """The address of one static file, with a hash of what is in it."""
    return asset_under(request.script_root, path)


# Every icon asks, a hundred times a page.
@lru_cache(maxsize=1000)
def asset_under(_root: str, path: str) -> str:
    return url_for("static", filename=path, v=file_hash(STATIC / path))


@cache
def joined_styles() -> bytes:
    """All component styles, without the comments."""
    styles = b"\n".join((STATIC / "css" / f"{name}.css").read_bytes() for name in STYLES)
    return COMMENT.sub(b"", styles)


@cache
def file_hash(path: Path) -> str:
    return short_hash(path.read_bytes())


def short_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
