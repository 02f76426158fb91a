"""A screen: a page opened by its key, without sign-in, that keeps itself up to date.

The page, the polled region and the stream all show the same partial; everybody watching a screen
shares one rendering of it.
"""

from collections.abc import Callable

from flask import Blueprint, Response, g, make_response, render_template, request
from markupsafe import Markup

from leaderboard import clock, configuration, live, locale
from leaderboard.access import screens, sessions
from leaderboard.access.sessions import House
from leaderboard.configuration import ScreenFacts
from leaderboard.permissions import allow, screen_key
from leaderboard.web.page.frame import Frame
from leaderboard.web.screens.shown import showing_of
from leaderboard.web.screens.slides import open_slides

blueprint = Blueprint("screen", __name__)

# How often, in seconds, a screen polls when it got no stream.
LATER = 30
# How long, in seconds, the server keeps sending to a screen that does not receive.
PATIENCE = 30


@blueprint.get("/screen/<key>")
@allow(screen_key)
def index(key: str) -> Response:
    """The page. Without scripts it loads itself again, one slide on."""
    hashed = screens.key_hash(key)
    screen = screens.find(hashed)
    if screen is None:
        return gone()
    house = write_for(screen)
    count = max(1, len(open_slides(screen, configuration.current())))
    place = request.args.get("slide", 0, type=int) % count
    snapshot = kept(hashed, place)
    if snapshot is None:
        return gone()
    return make_response(
        render_template(
            "screen/index.html",
            frame=frame(house),
            screen=screen,
            slides=Markup(snapshot.body),
            next_place=(place + 1) % count,
            now=live.milliseconds(g.at),
        )
    )


@blueprint.get("/screen/<key>/slides")
@allow(screen_key)
def slides(key: str) -> Response:
    """The current content, for a screen without a stream; 304 if nothing has changed."""
    hashed = screens.key_hash(key)
    if screens.find(hashed) is None:
        return gone()
    snapshot = kept(hashed)
    if snapshot is None:
        return gone()
    response = make_response(snapshot.body)
    response.set_etag(snapshot.tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


@blueprint.get("/screen/<key>/stream")
@allow(screen_key)
def stream(key: str) -> Response:
    """The same content as server-sent events; 503 when all places are taken, and then the page
    polls."""
    hashed, hub = screens.key_hash(key), live.current()
    if screens.find(hashed) is None:
        return gone()
    if hub.is_full:
        return Response(status=503, headers={"Retry-After": str(LATER)})
    give_up_after(PATIENCE)
    events = hub.events(
        hashed, renderer(hashed), base_url=request.url_root, wire=live.wire_of(request.environ)
    )
    # Keep proxies from buffering the events.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    # Passed through, so that the server holds only the events and not a whole response.
    return Response(events, mimetype="text/event-stream", headers=headers, direct_passthrough=True)


def kept(hashed: str, place: int = 0) -> live.Snapshot | None:
    """What the screen shows, rendered once a change however often its page is loaded; `place` is
    the slide that a page without scripts shows."""
    key = f"{hashed}/{place}" if place else hashed
    return live.current().snapshot(key, renderer(hashed, place), base_url=request.url_root)


def renderer(hashed: str, place: int = 0) -> Callable[[], str | None]:
    """How the hub renders this screen when something has changed; None once it is revoked."""

    def render() -> str | None:
        screen = screens.find(hashed)
        if screen is None:
            return None
        write_for(screen)
        showing = showing_of(screen, at=live.full_moment(clock.now()))
        return render_template("screen/_slides.html", showing=showing, place=place)

    return render


def write_for(screen: ScreenFacts) -> House | None:
    """Switch to the screen's language."""
    house = sessions.house(language=screen.language)
    if house is not None:
        locale.write_as(house.writing)
    return house


def frame(house: House | None) -> Frame:
    """A screen has no menu and no viewer, and is always dark."""
    writing = locale.current_writing()
    return Frame(
        language=writing.tag,
        direction=writing.direction,
        theme="dark",
        organisation=house.name if house else "",
    )


def gone() -> Response:
    """For an unknown key: a dark page with one sentence, which retries now and then."""
    page = render_template("screen/gone.html", frame=frame(None), now=live.milliseconds(g.at))
    return make_response(page, 404)


def give_up_after(seconds: float) -> None:
    """Let the socket drop a screen that disappeared without closing it."""
    connection = request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(seconds)
