"""SECURITY 5: whoever has left loses every page, link and cookie, and a revoked
screen its stream."""

import time
from datetime import timedelta

import pytest

from leaderboard import clock, live, publishing, scoring
from leaderboard.access import invites, screens
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.live.hub import GONE
from leaderboard.models import InviteKind, Person
from leaderboard.permissions import anyone, screen_key
from tests.cast import PASSWORD
from tests.screens import add_board, add_screen, do, publish_rules, revoke, screen_of
from tests.security.routes import ask, is_refused, routes

NEW = "seven quiet rivers"


def change(what, person_id):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        what(publication, person_id)


def link_for(app, person_id, kind):
    with write_transaction(db.session):
        url = invites.make_invite(person_id, kind, by_id=None, at=clock.now())
    return url.removeprefix(app.config["LOCAL_URL"])


# --- people --------------------------------------------------------------------------------------


@pytest.mark.parametrize("htmx", [False, True])
def test_security_05_who_has_left_loses_every_open_page(app, cast, visitor, things, htmx):
    mona, closed = (
        visitor(cast.mona),
        [route for route in routes(app, **things) if route.policy not in (anyone, screen_key)],
    )
    assert mona.get("/people", htmx=htmx).status_code == 200
    change(publishing.deactivate, cast.mona)
    open_still = [
        f"{answer.status_code} {route}"
        for route in closed
        if not is_refused(answer := ask(mona, route, htmx=htmx))
    ]
    assert open_still == []


def test_security_05_a_stream_is_refused_to_who_has_left(cast, visitor, session):
    ada = visitor(cast.ada)
    change(publishing.deactivate, cast.ada)
    answer = ada.get("/sessions", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 401


def test_security_05_who_has_left_is_not_let_in_by_the_right_password(cast, visitor, session):
    fields = {"email": "ada@example.com", "password": PASSWORD}
    assert visitor().post("/sign-in", fields).status_code == 303
    change(publishing.deactivate, cast.ada)
    assert visitor().post("/sign-in", fields).status_code == 422


@pytest.mark.parametrize("kind", list(InviteKind))
def test_security_05_who_has_left_cannot_come_back_by_a_link(app, cast, visitor, session, kind):
    path = link_for(app, cast.ada, kind)
    assert visitor().get(path).status_code == 200
    change(publishing.deactivate, cast.ada)
    assert visitor().get(path).status_code == 404
    assert visitor().post(path, {"password": NEW}).status_code == 404


@pytest.mark.parametrize("kind", list(InviteKind))
def test_security_05_coming_back_brings_no_old_cookie_and_no_old_link(
    app, cast, visitor, session, kind
):
    ada, path = visitor(cast.ada), link_for(app, cast.ada, kind)
    change(publishing.deactivate, cast.ada)
    change(publishing.reactivate, cast.ada)
    assert session.get_one(Person, cast.ada).is_active
    assert is_refused(ada.get("/today"))
    assert visitor().get(path).status_code == 404
    assert visitor().post(path, {"password": NEW}).status_code == 404


# --- screens -------------------------------------------------------------------------------------


@pytest.fixture
def key(session, cast):
    """A screen of this week's calls, with Ada on it."""
    at = clock.now() - timedelta(days=30)
    publish_rules(at=at)
    made = add_screen((add_board("calls", at=at), None), at=at)
    do(cast.ada, "call", at=clock.now())
    return made


def renew_key(key):
    """As a manager does to disable the old address."""
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        screen = screen_of(key)
        screen.key_hash = screens.key_hash(screens.make_key())
        publication.audit("renew_key", "screen", screen.id)


def take_away(key):
    revoke(key, at=clock.now())


@pytest.mark.parametrize("close", [take_away, renew_key])
def test_security_05_every_open_stream_of_a_revoked_screen_ends(app, client, key, close):
    streams = [app.test_client().get(f"/screen/{key}/stream") for _ in range(3)]
    events = [stream.iter_encoded() for stream in streams]
    for some in events:
        next(some)
        assert b"Ada" in next(some)
    close(key)
    for stream, some in zip(streams, events, strict=True):
        assert last_of(some) == [GONE]
        stream.close()
    assert live.current().reader_count == 0


def last_of(events):
    """What comes until the stream ends, within the 30 seconds it may take."""
    begun, found = time.monotonic(), list(events)
    assert time.monotonic() - begun < 30
    return found


@pytest.mark.parametrize("close", [take_away, renew_key])
def test_security_05_a_stream_ends_though_another_process_revoked_the_screen(
    app, client, key, close, monkeypatch
):
    with client.get(f"/screen/{key}/stream") as stream:
        events = stream.iter_encoded()
        next(events), next(events)
        # Nothing wakes this process: it polls the database by itself.
        monkeypatch.setattr(live.current(), "changed", lambda: None)
        close(key)
        assert last_of(events) == [GONE]


@pytest.mark.parametrize("close", [take_away, renew_key])
@pytest.mark.parametrize("part", ["", "/slides", "/stream"])
def test_security_05_a_revoked_key_shows_nothing(client, key, part, close):
    close(key)
    answer = client.get(f"/screen/{key}{part}")
    assert answer.status_code == 404
    assert "Ada" not in answer.text
    assert "This screen is switched off" in answer.text


def test_security_05_who_has_left_leaves_the_screens_that_are_open(client, cast, key):
    with client.get(f"/screen/{key}/stream") as stream:
        events = stream.iter_encoded()
        next(events)
        assert b"Ada" in next(events)
        change(publishing.deactivate, cast.ada)
        begun = time.monotonic()
        assert b"Ada" not in next(event for event in events if event.startswith(b"event: snapshot"))
        assert time.monotonic() - begun < 30
