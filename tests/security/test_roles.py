"""SECURITY 1 to 5: who may ask for what, on every route there is."""

import pytest
from flask import Flask

from leaderboard import scoring, staff
from leaderboard.access import invites
from leaderboard.clock import now
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Invite, InviteKind, Person, Role
from leaderboard.permissions import admin, anyone, manager, screen_key, signed_in
from leaderboard.web import guard
from tests.security.routes import ask, pages, routes

POLICIES = {anyone, signed_in, manager, admin, screen_key}
REFUSED = (401, 403, 404)
# What everybody may see of a person or a team of others: with the reason.
OPEN_TO_ALL = {
    "me.show": "badges are as public as the boards; streaks, receipts and activities are not",
    "me.badges": "the same, all of them",
}
# What is only there before the organisation is founded.
FIRST_RUN = {"set_up.index", "set_up.create"}


def is_refused(answer):
    """Also by being led to the sign-in page."""
    led = answer.status_code == 303 and answer.location.startswith("/sign-in")
    return led or answer.status_code in REFUSED


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


def test_security_01_every_route_refuses_whom_its_policy_leaves_out(app, cast, visitor):
    everybody = {
        "nobody": (None, None),
        "Ada": (cast.ada, Role.REP),
        "Olga": (cast.olga, Role.MANAGER),
    }
    wrong = []
    for route in routes(app, person_id=cast.ada, team_id=cast.north):
        for name, (person_id, role) in everybody.items():
            if route.policy in left_out_of(role):
                answer = ask(visitor(person_id), route)
                if not is_refused(answer):
                    wrong.append(f"{name}: {answer.status_code} {route}")
    assert wrong == []


def left_out_of(role):
    """The policies that this role must not pass."""
    return {
        None: {signed_in, manager, admin, screen_key},
        Role.REP: {manager, admin, screen_key},
        Role.MANAGER: {admin, screen_key},
    }[role]


def test_security_01_every_page_opens_for_whom_it_is_meant(app, cast, visitor):
    meant = {anyone: None, signed_in: cast.ada, manager: cast.mona, admin: cast.iris}
    wrong = [
        f"{answer.status_code} {route}"
        for route in pages(app)
        if route.policy in meant
        and route.endpoint not in FIRST_RUN
        and (answer := ask(visitor(meant[route.policy]), route)).status_code not in (200, 303)
    ]
    assert wrong == []


def test_security_02_people_and_teams_of_others_are_out_of_reach(app, cast, visitor):
    wrong = []
    for route in routes(app, person_id=cast.ada, team_id=cast.north):
        if route.arguments & {"person_id", "team_id"} and route.endpoint not in OPEN_TO_ALL:
            for name, person_id in (("Otto", cast.otto), ("Olga", cast.olga)):
                answer = ask(visitor(person_id), route)
                if not is_refused(answer):
                    wrong.append(f"{name}: {answer.status_code} {route}")
    assert wrong == []


def test_security_02_what_is_open_to_all_still_exists(app):
    assert set(OPEN_TO_ALL) <= {route.endpoint for route in routes(app)}


def test_security_03_a_link_takes_no_fields_but_the_password(app, cast, visitor, session):
    with write_transaction(db.session):
        url = invites.make_invite(cast.ben, InviteKind.INVITE, by_id=cast.mona, at=now())
    before = ben(cast)
    extra = {"role": "admin", "team_id": cast.south, "person_id": cast.iris, "email": "x@y.z"}
    path = url.removeprefix(app.config["LOCAL_URL"])
    answer = visitor().post(path, {"password": "seven quiet rivers"} | extra)
    assert answer.status_code == 303
    assert ben(cast) == before
    assert (
        session.get(Person, cast.iris).password_hash != session.get(Person, cast.ben).password_hash
    )


def ben(cast):
    person = db.session.get(Person, cast.ben)
    return person.role, person.email, person.name


def test_security_04_a_hidden_person_is_on_no_page_of_others(app, cast, visitor, session):
    with scoring.publish(by_id=cast.mona, at=now()) as publication:
        staff.change_person(
            publication, cast.ada, name="Zenobia Quill", email="ada@example.com", role=Role.REP
        )
        staff.hide(publication, cast.ada)
    seen = [
        str(route)
        for route in pages(app)
        if route.policy in (anyone, signed_in)
        and (answer := ask(visitor(cast.otto), route)).mimetype != "text/event-stream"
        and ("Zenobia" in answer.text or "Quill" in answer.text)
    ]
    assert seen == []
    theirs = [
        str(route)
        for route in routes(app, person_id=cast.ada)
        if "person_id" in route.arguments and not is_refused(ask(visitor(cast.otto), route))
    ]
    assert theirs == []


def test_security_05_who_has_left_loses_every_open_page(cast, visitor, session):
    ada = visitor(cast.ada)
    assert ada.get("/sessions").status_code == 200
    with scoring.publish(by_id=cast.mona, at=now()) as publication:
        staff.deactivate(publication, cast.ada)
    assert is_refused(ada.get("/sessions"))
    assert ada.get("/sessions", htmx=True).status_code == 401
    answer = ada.get("/sessions", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 401


def test_security_05_who_has_left_cannot_come_back_by_a_link(app, cast, visitor, session):
    with write_transaction(db.session):
        url = invites.make_invite(cast.ada, InviteKind.RESET, by_id=cast.mona, at=now())
    with scoring.publish(by_id=cast.mona, at=now()) as publication:
        staff.deactivate(publication, cast.ada)
    path = url.removeprefix(app.config["LOCAL_URL"])
    assert visitor().post(path, {"password": "seven quiet rivers"}).status_code == 404
    assert session.scalar(db.select(Invite.id).where(Invite.person_id == cast.ada)) is not None
