"""SECURITY 1: who may ask for what, on every route there is."""

import pytest
from flask import Flask

from leaderboard.models import Role
from leaderboard.permissions import admin, anyone, manager, screen_key, signed_in
from leaderboard.web.request import guard
from tests.security.routes import ask, is_refused, routes

POLICIES = {anyone, signed_in, manager, admin, screen_key}
# What is only there before the organisation is founded, and what names a file or a link.
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
        None: {signed_in, manager, admin},
        Role.REP: {manager, admin},
        Role.MANAGER: {admin},
    }[role]


def test_security_01_every_page_opens_for_whom_it_is_meant(app, cast, visitor, things):
    meant = {signed_in: cast.ada, manager: cast.mona, admin: cast.iris}
    wrong = [
        f"{answer.status_code} {route}"
        for route in routes(app, **things)
        if route.method == "GET"
        and route.endpoint not in LEADS_NOWHERE
        and (answer := ask(visitor(meant.get(route.policy)), route)).status_code not in (200, 303)
    ]
    assert wrong == []
