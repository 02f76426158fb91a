"""E6: a request without its form's own marker changes nothing, whatever else it contains."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from leaderboard import configuration, scoring
from leaderboard.access import invites
from leaderboard.clock import now
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Goal, InviteKind, Screen
from leaderboard.rules.periods import PeriodKind, period_of
from tests.security.routes import ask, everything, routes


def writes(app, **ids):
    """Every route that stores something; `only_looks` marks the others."""
    return [
        route
        for route in routes(app, **ids)
        if route.method == "POST" and not looks(app, route.endpoint)
    ]


def looks(app, endpoint):
    return getattr(app.view_functions[endpoint], "only_looks", False)


@pytest.mark.parametrize("marker", [None, "", "/nowhere", "/sign-out"])
def test_a_form_without_its_own_marker_changes_nothing(app, cast, visitor, things, session, marker):
    iris = visitor(cast.iris)
    before = everything(session)
    for route in writes(app, **things):
        if route.url == marker:
            continue
        answer = iris.client.post(
            route.url,
            data={"csrf_token": iris.csrf_token} | ({"made_for": marker} if marker else {}),
        )
        assert answer.status_code == 400, route
        assert everything(session) == before, route


def test_a_screen_keeps_its_ticks_when_only_a_name_is_sent(cast, visitor, things, session):
    url = f"/screens/{things['screen_id']}"
    iris = visitor(cast.iris)
    fields = {"csrf_token": iris.csrf_token, "name": "Hall", "top": "5", "seconds": "20"}
    assert iris.client.post(url, data=fields).status_code == 400
    assert session.get(Screen, things["screen_id"]).shows_money


def test_what_only_looks_stores_nothing(app, cast, visitor, things, session):
    iris = visitor(cast.iris)
    before = everything(session)
    asked = [r for r in routes(app, **things) if r.method == "POST" and looks(app, r.endpoint)]
    assert asked
    for route in asked:
        ask(iris, route, data={"shape": "each"})
    assert everything(session) == before


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: where to, and their hidden fields."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.open = (attributes.get("action"), {})
            if attributes.get("method") == "post":
                self.found.append(self.open)
        elif tag == "input" and self.open and attributes.get("type") == "hidden":
            self.open[1][attributes["name"]] = attributes.get("value")

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None


def shown_forms(app, cast, visitor, things, empty_app, visitor_of):
    """Every form on every page, for everybody whose pages differ."""
    pages = [visitor_of(empty_app).get("/set-up"), visitor().get("/sign-in")]
    for person_id, kind in ((cast.ben, InviteKind.INVITE), (cast.otto, InviteKind.RESET)):
        with write_transaction(db.session):
            link = invites.make_invite(person_id, kind, by_id=cast.iris, at=now())
        pages.append(visitor().get(urlsplit(link).path))
    # While it runs: a goal that is over is neither changed nor dropped.
    for url in (f"/goals/{things['goal_id']}", f"/goals/{things['goal_id']}/plan"):
        pages.append(visitor(cast.iris).get(url))
    end_the_goals_of_last_week()
    for url in ("/rules/new?shape=each", f"/goals/new?kind=individual&for={cast.ada}", "/goals"):
        pages.append(visitor(cast.iris).get(url))
    for person_id in (cast.ada, cast.mona, cast.iris):
        for route in routes(app, **things):
            if route.method == "GET":
                answer = ask(visitor(person_id), route)
                if answer.mimetype == "text/html":
                    pages.append(answer)
    return [form for page in pages for form in Forms(page.text).found]


def end_the_goals_of_last_week():
    """So that they can be copied."""
    with scoring.publish(by_id=None, at=now()):
        week = period_of(PeriodKind.WEEK, now().date(), configuration.current().almanac)
        for goal in db.session.scalars(db.select(Goal)):
            goal.until = week.start


def test_every_form_says_for_which_address_it_was_made(
    app, cast, visitor, things, empty_app, visitor_of
):
    found = shown_forms(app, cast, visitor, things, empty_app, visitor_of)
    adapter = app.url_map.bind("localhost")
    reached = set()
    for action, hidden in found:
        path = urlsplit(action).path
        assert hidden["made_for"] == path
        assert hidden["csrf_token"]
        reached.add(adapter.match(path, method="POST")[0])
    assert {route.endpoint for route in writes(app)} - reached == set()
