"""SECURITY 1: who may request what, on every route."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from leaderboard.models import Audit, Role
from leaderboard.permissions import admin, anyone, keeper, manager, screen_key, signed_in
from leaderboard.web.request import guard
from tests.security.routes import ask, everything, is_refused, routes

POLICIES = {anyone, signed_in, manager, keeper, admin, screen_key}
# What exists only before the organisation is set up, and what names a file or a link.
LEADS_NOWHERE = {"set_up.index", "static", "passwords.invite", "passwords.reset"}


def test_security_01_every_route_declares_a_policy(app):
    assert [str(route) for route in routes(app) if route.policy not in POLICIES] == []


def test_security_01_a_route_without_a_policy_stops_the_start():
    app = Flask(__name__)
    app.add_url_rule("/open", "open", lambda: "open")
    with pytest.raises(guard.Undeclared, match="open"):
        guard.check_declared(app)


def test_security_01_a_route_added_later_without_a_policy_answers_500(fresh_app, visitor_of, cast):
    fresh_app.add_url_rule("/open", "open", lambda: "open")
    assert visitor_of(fresh_app, cast.iris).get("/open").status_code == 500


def test_security_01_every_route_refuses_whom_its_policy_leaves_out(app, cast, visitor, things):
    everybody = {
        "nobody": (None, None),
        "Ada": (cast.ada, Role.REP),
        "Olga": (cast.olga, Role.MANAGER),
    }
    wrong = []
    for route in routes(app, **things):
        for name, (person_id, role) in everybody.items():
            if route.policy in left_out_of(role):
                answer = ask(visitor(person_id), route)
                if not is_refused(answer):
                    wrong.append(f"{name}: {answer.status_code} {route}")
    assert wrong == []


def left_out_of(role):
    """The policies that this role must not pass."""
    return {
        None: {signed_in, manager, keeper, admin},
        Role.REP: {manager, keeper, admin},
        Role.MANAGER: {admin},
    }[role]


def test_security_01_every_page_opens_for_whom_it_is_meant(app, cast, visitor, things):
    meant = {signed_in: cast.ada, manager: cast.mona, keeper: cast.mona, admin: cast.iris}
    wrong = [
        f"{answer.status_code} {route}"
        for route in routes(app, **things)
        if route.method == "GET"
        and route.endpoint not in LEADS_NOWHERE
        and (answer := ask(visitor(meant.get(route.policy)), route)).status_code not in (200, 303)
    ]
    assert wrong == []


# The places the whole company shares; of badges and rules only what changes them.
SHARED = {"screens", "kinds", "dimensions", "metrics", "leaderboards"}
SHARED_TOO = {
    *("rules.new", "rules.create", "rules.show", "rules.update", "rules.switch"),
    *("rules.show_preview", "badges.new", "badges.create", "badges.update", "badges.retire"),
}


@pytest.fixture
def kept_by_admins(cast, visitor, session):
    """The admin reserves for admins what the whole company shares."""
    iris = visitor(cast.iris)
    form = re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', iris.get("/organisation").text)
    fields = {"name": "Example", "timezone": "UTC", "language": "en", "calendar": "gregorian"}
    fields |= {
        "first_weekday": "0",
        "late_days": "7",
        "most_goals": "3",
        "seen": dict(form)["seen"],
    }
    assert iris.post("/organisation", fields | {"company_by": "admins"}).status_code == 303


def test_what_the_company_shares_is_every_managers_at_first(app, things, cast, visitor):
    shared = [route for route in routes(app, **things) if route.policy is keeper]
    assert {route.endpoint.split(".")[0] for route in shared} == {*SHARED, "rules", "badges"}
    refused = [r for r in shared if r.method == "GET" and is_refused(ask(visitor(cast.olga), r))]
    assert refused == []


def test_what_admins_keep_to_themselves_is_no_managers(
    app, things, cast, visitor, kept_by_admins, session
):
    """Whoever leads a team, on every route, and nothing is stored."""
    wrong, reached = [], set()
    before = everything(session)
    for route in routes(app, **things):
        noun = route.endpoint.split(".")[0]
        if noun in SHARED or route.endpoint in SHARED_TOO:
            reached.add(route.endpoint)
            for person_id in (cast.ada, cast.mona, cast.olga):
                if not is_refused(ask(visitor(person_id), route)):
                    wrong.append(f"{person_id} {route}")
    assert wrong == []
    assert reached >= SHARED_TOO
    after = everything(session)
    assert {k: v for k, v in after.items() if k != "session"} == {
        k: v for k, v in before.items() if k != "session"
    }


def test_nothing_that_admins_keep_is_offered_to_managers(
    app, things, cast, visitor, kept_by_admins
):
    """No page of a manager's has a link or a form that would be refused."""
    mona, adapter = visitor(cast.mona), app.url_map.bind("localhost")
    for url in ("/rules", "/badges", f"/badges/{things['badge_id']}", "/overview", "/people"):
        page = mona.get(url)
        assert page.status_code == 200
        for kind, path in re.findall(r'(href|action)="(/[^"#?]*)', page.text):
            if path.startswith("/static") or path == "/":
                continue
            endpoint, _ = adapter.match(path, method="GET" if kind == "href" else "POST")
            assert app.view_functions[endpoint].policy is not keeper, (url, path)
    assert (
        f'action="/badges/{things["badge_id"]}/awards"'
        in mona.get(f"/badges/{things['badge_id']}").text
    )


def test_admins_still_change_what_they_keep_and_it_is_audited(
    app, things, cast, visitor, kept_by_admins, session
):
    for route in routes(app, **things):
        if route.policy is keeper and route.method == "GET":
            assert not is_refused(ask(visitor(cast.iris), route)), route
    row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (row.noun, row.by_id, row.after["company_by"]) == ("organisation", cast.iris, "admins")
    assert "Admins only" in visitor(cast.iris).get("/audit").text
