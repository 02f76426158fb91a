"""SECURITY 15: a screen's key sees its own boards, as its manager allows, and nothing more."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from leaderboard import clock
from leaderboard.access import screens
from leaderboard.extensions import db
from leaderboard.models import Screen
from leaderboard.permissions import anyone, screen_key
from tests.screens import BIG_DEAL, add_board, add_goal, add_screen, do, publish_rules
from tests.security.routes import ask, everything, is_refused, routes

PARTS = ("", "/slides", "/stream")


@pytest.fixture
def at(session, cast):
    at = clock.now()
    publish_rules(at=at)
    return at


@pytest.fixture
def look(client):
    """What a part of a screen shows to whoever has the key; for a stream, the first snapshot."""

    def look_at(key, part):
        with client.get(f"/screen/{key}{part}") as answer:
            if part != "/stream" or answer.status_code != 200:
                return answer.text
            events = answer.iter_encoded()
            return b"".join([next(events), next(events)]).decode()

    return look_at


# --- read-only -----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("part", PARTS)
def test_security_15_a_screen_is_for_looking_at(visitor, cast, things, method, part):
    for person_id in (None, cast.iris):
        answer = visitor(person_id).send(method, f"/screen/{things['key']}{part}")
        assert answer.status_code == 405


@pytest.mark.parametrize("part", PARTS)
def test_security_15_looking_at_a_screen_writes_nothing(session, things, look, part):
    before = everything(session)
    assert "Ada" in look(things["key"], part)
    assert everything(session) == before


def test_security_15_the_key_opens_its_screen_and_nothing_else(app, visitor, things):
    holder, key = visitor(), things["key"]
    assert holder.get(f"/screen/{key}").status_code == 200
    holder.client.set_cookie(app.config["SESSION_COOKIE_NAME"], key)
    opened = [
        f"{answer.status_code} {route}"
        for route in routes(app, **things)
        if route.policy not in (anyone, screen_key)
        and not is_refused(answer := ask(holder, with_key(route, key), headers=header(key)))
    ]
    assert opened == []


def with_key(route, key):
    return replace(route, url=f"{route.url}{'&' if '?' in route.url else '?'}key={key}")


def header(key):
    return {"Authorization": f"Bearer {key}"}


# --- its boards ----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_security_15_a_key_shows_the_boards_and_goals_of_its_screen_alone(cast, at, look, part):
    add_goal(cast.north, "demos", 4, at=at)
    calls, demos = (add_board(metric, at=at) for metric in ("calls", "demos"))
    first, second = add_screen((calls, None), at=at), add_screen((demos, "demos"), at=at)
    assert "Board of calls" in look(first, part)
    assert "Board of demos" not in look(first, part)
    assert "Goals: Demos" not in look(first, part)
    assert "Board of demos" in look(second, part)
    assert "Goals: Demos" in look(second, part)
    assert "Board of calls" not in look(second, part)


# --- its privacy ---------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_security_15_a_screen_without_money_tells_no_sum_and_no_customer(cast, at, look, part):
    add_goal(cast.north, "revenue", 2 * BIG_DEAL, at=at)
    do(cast.ada, "deal-won", at=at, amount=BIG_DEAL, customer="Kestrel Foods")
    board = add_board("revenue", at=at)
    told = look(add_screen((board, "revenue"), at=at), part)
    assert {"€10,000", "Kestrel Foods"} <= found(told)
    hushed = look(add_screen((board, "revenue"), at=at, shows_money=False), part)
    assert "Ada" in hushed
    assert found(hushed) == set()


def found(text):
    """Sums and customers."""
    return set(re.findall(r"€\s?[\d.,]*\d|Kestrel Foods|10[.,]000|10k|20k", text))


def test_security_15_money_is_taken_off_a_screen_that_is_open(client, visitor, cast, at):
    do(cast.ada, "deal-won", at=at, amount=BIG_DEAL)
    key = add_screen((add_board("revenue", at=at), None), at=at)
    screen = screens.find(screens.key_hash(key))
    form = {"name": "Floor", "language": "", "top": "8", "seconds": "30", "seen": "9999"}
    slides = {f"slides-{n}-{name}": "0" for n in range(6) for name in ("leaderboard", "goals")}
    slides["slides-0-leaderboard"] = str(screen.slides[0].leaderboard_id)
    with client.get(f"/screen/{key}/stream") as answer:
        events = answer.iter_encoded()
        next(events)
        assert "€" in next(events).decode()
        assert visitor(cast.mona).post(f"/screens/{screen.id}", form | slides).status_code == 303
        assert "€" not in next(e for e in events if e.startswith(b"event: snapshot")).decode()


# --- its key -------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_security_15_a_manager_revokes_a_key_or_makes_another(visitor, cast, things, look, part):
    url, old = f"/screens/{things['screen_id']}", things["key"]
    assert "Ada" in look(old, part)
    visitor(cast.mona).post(f"{url}/revoke")
    assert "This screen is switched off" in look(old, part)
    page = visitor(cast.mona).post(f"{url}/key").text
    new = re.search(r'value="[^"]+/screen/([\w-]+)"', page)[1]
    assert "Ada" in look(new, part)
    assert "This screen is switched off" in look(old, part)


@pytest.mark.parametrize("part", PARTS)
def test_security_15_a_key_is_whole_or_it_is_none(things, session, look, part):
    key, stored = things["key"], session.scalar(select(Screen.key_hash))
    for wrong in ("nothing", key[:-1], key + "x", key.swapcase(), stored):
        assert "This screen is switched off" in look(wrong, part)


def test_security_15_a_key_cannot_be_guessed_and_only_its_hash_is_kept(session, things):
    keys = {screens.make_key() for _ in range(100)}
    assert len(keys) == 100
    # 64 letters make 6 bits each.
    assert min(len(key) for key in keys) * 6 >= 128
    rows = [str(row) for rows in everything(session).values() for row in rows]
    assert not any(things["key"] in row for row in rows)
    assert db.session.scalar(select(Screen.key_hash)) == screens.key_hash(things["key"])
