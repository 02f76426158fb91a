"""The menu and frame of every page, as the signed-in person sees them."""

from dataclasses import dataclass
from functools import cache

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from werkzeug.local import LocalProxy

from leaderboard import clock, live
from leaderboard.locale import current_writing
from leaderboard.locale.writing import N_
from leaderboard.models import Role
from leaderboard.permissions import Policy, SignedIn, admin, keeper, manager, signed_in
from leaderboard.web.page.frame import Frame, MenuEntry, Viewer
from leaderboard.web.request.guard import viewer_or_none


@dataclass(frozen=True)
class Item:
    """An entry of the menu: who sees it, and where else it appears."""

    label: str
    endpoint: str
    icon: str = ""
    policy: Policy = signed_in
    # Whether the phone has a tab for it.
    has_tab: bool = False
    # For these viewers it is behind their name at the foot of the menu instead of in it.
    own: Policy | None = None
    # Other nouns behind the same entry, reached through tabs on its page.
    also: tuple[str, ...] = ()


# In menu order.
MENU: tuple[Item, ...] = (
    Item(N_("Overview"), "overview.index", "layout-dashboard", policy=manager),
    Item(N_("Today"), "today.index", "house", has_tab=True),
    Item(N_("Boards"), "boards.index", "list-ordered", has_tab=True),
    Item(N_("Goals"), "goals.index", "target", has_tab=True),
    Item(N_("Rewards"), "rules.index", "sparkles", policy=manager, also=("badges",)),
    Item(N_("People"), "people.index", "users", policy=manager),
    Item(N_("Screens"), "screens.index", "monitor-play", policy=keeper),
    Item(
        N_("Settings"),
        "leaderboards.index",
        "settings",
        policy=keeper,
        also=("kinds", "dimensions", "metrics", "organisation", "official", "audit"),
    ),
    Item(N_("Me"), "me.index", "user", has_tab=True, own=manager),
    Item(
        N_("Your account"),
        "sessions.index",
        "key-round",
        own=signed_in,
        also=("passwords",),
    ),
)
# The pages behind Settings, as tabs on each of them.
SETTINGS: tuple[Item, ...] = (
    Item(N_("Boards"), "leaderboards.index", policy=keeper),
    Item(N_("Kinds"), "kinds.index", policy=keeper),
    Item(N_("Metrics"), "metrics.index", policy=keeper),
    Item(N_("Organisation"), "organisation.index", policy=admin, also=("official",)),
    Item(N_("Audit"), "audit.index", policy=admin),
)
HOMES = {
    Role.REP: "today.index",
    Role.MANAGER: "overview.index",
    Role.ADMIN: "overview.index",
}
OPENING = frozenset("([{<«")
ROLES = {Role.REP: N_("Rep"), Role.MANAGER: N_("Manager"), Role.ADMIN: N_("Admin")}


def init_app(app: Flask) -> None:
    app.add_template_global(initials)
    app.add_template_global(settings_views)
    app.add_template_global(LocalProxy(role_names), "role_names")
    # Built only when a page asks for it; regions, the most frequent requests, never do.
    app.context_processor(lambda: {"frame": LocalProxy(cache(frame))})


def role_names() -> dict[Role, str]:
    return {role: _(name) for role, name in ROLES.items()}


def frame() -> Frame:
    """What the base templates show; needs no further query."""
    writing = current_writing()
    house = g.get("house")
    viewer = viewer_or_none() if house else None
    items = items_of(viewer, MENU) if viewer else []
    own = [item for item in items if item.own and item.own(viewer)]
    return Frame(
        language=writing.tag,
        direction=writing.direction,
        organisation=house.name if house else "",
        home_url=url_for("home.index"),
        menu=tuple(entry_of(item) for item in items if item not in own),
        own=tuple(entry_of(item) for item in own),
        tabs=tuple(entry_of(item) for item in items if item.has_tab),
        viewer=shown(viewer) if viewer else None,
        at=live.milliseconds(g.at),
        offset=clock.offset(g.at, writing.zone),
        digits=writing.script.digits,
    )


def settings_views() -> list[tuple[str, str, bool]]:
    """The pages behind Settings that the viewer may open, as the macro `segment` takes them."""
    viewer = viewer_or_none()
    entries = [entry_of(item) for item in items_of(viewer, SETTINGS)] if viewer else []
    return [(entry.label, entry.url, entry.is_here) for entry in entries]


def items_of(viewer: SignedIn, items: tuple[Item, ...]) -> list[Item]:
    """Those the viewer may open."""
    return [item for item in items if item.policy(viewer)]


def home_url(viewer: SignedIn) -> str:
    """Where the viewer starts: a page to log on, or one to look at."""
    return url_for(HOMES[viewer.role])


def entry_of(item: Item) -> MenuEntry:
    is_here = noun_here() in (item.endpoint.split(".")[0], *item.also)
    return MenuEntry(_(item.label), url_for(item.endpoint), item.icon, is_here=is_here)


def noun_here() -> str | None:
    """The noun the page is about; somebody else's page counts as "people", not "me"."""
    viewer, shown_id = viewer_or_none(), (request.view_args or {}).get("person_id")
    if request.blueprint == "me" and viewer and shown_id not in (None, viewer.id):
        return "people"
    return request.blueprint


def shown(viewer: SignedIn) -> Viewer:
    return Viewer(
        name=viewer.name,
        role=role_names()[viewer.role],
        initials=initials(viewer.name),
        url=url_for("me.index"),
        sign_out_url=url_for("sign_out.create_out"),
    )


def initials(name: str) -> str:
    """The first letters of the first and last word, separated where letters join. Words in
    brackets are ignored, and a name without letters becomes a dot."""
    words = [word for word in name.split() if word[0] not in OPENING] or name.split()
    letters = [letter for word in words if (letter := first_letter(word))]
    joined = "" if name.isascii() else "\N{ZERO WIDTH NON-JOINER}"
    return joined.join(letters[:1] + letters[1:][-1:]) or "\N{BULLET}"


def first_letter(word: str) -> str:
    return next((sign for sign in word if sign.isalnum()), "")
