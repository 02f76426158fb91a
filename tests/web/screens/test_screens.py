"""Screens are made, changed and revoked by managers; the address is shown once."""

import re

import pytest

from leaderboard.access.screens import key_hash
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Audience, Audit, Leaderboard, Metric, Screen


def boards(session):
    return session.scalars(db.select(Leaderboard).order_by(Leaderboard.id)).all()


def lobby(session, **changes):
    first, second = boards(session)
    revenue = session.scalars(db.select(Metric.id).where(Metric.slug == "revenue")).one()
    return {
        "name": "Lobby",
        "language": "fa_IR",
        "top": "8",
        "seconds": "30",
        "shows_money": "y",
        "slides-0-leaderboard": str(second.id),
        "slides-0-goals": str(revenue),
        "slides-1-leaderboard": str(first.id),
        "slides-1-goals": "0",
        **{f"slides-{n}-{name}": "0" for n in range(2, 6) for name in ("leaderboard", "goals")},
    } | changes


def made(session):
    return session.scalars(db.select(Screen).where(Screen.name == "Lobby")).one()


def address(page):
    return re.search(r'value="[^"]+/screen/([\w-]+)"', page.text).group(1)


def test_a_manager_makes_a_screen_and_sees_its_address_once(visitor, cast, session):
    mona = visitor(cast.mona)
    page = mona.post("/screens", lobby(session))
    key = address(page)
    screen = made(session)
    assert (screen.key_hash, screen.top, screen.seconds) == (key_hash(key), 8, 30)
    assert (screen.language, screen.shows_money, screen.is_still) == ("fa_IR", True, False)
    assert "<svg" in page.text
    assert key not in mona.get(f"/screens/{screen.id}").text


def test_slides_keep_their_order(visitor, cast, session):
    visitor(cast.mona).post("/screens", lobby(session))
    first, second = boards(session)
    slides = made(session).slides
    assert [slide.leaderboard_id for slide in slides] == [second.id, first.id]
    assert [slide.goals_metric_id is not None for slide in slides] == [True, False]


def test_slides_are_changed(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/screens", lobby(session))
    screen, (first, _second) = made(session), boards(session)
    changes = {"slides-0-leaderboard": "0", "slides-0-goals": "0", "name": "Lobby", "top": "۵"}
    assert mona.post(f"/screens/{screen.id}", lobby(session, **changes)).status_code == 303
    session.expire_all()
    assert [slide.leaderboard_id for slide in screen.slides] == [first.id]
    assert screen.top == 5
    row = session.scalars(db.select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.noun_id, row.by_id) == ("change_slides", screen.id, cast.mona)


def test_a_new_address_closes_the_old_one(visitor, cast, session):
    mona = visitor(cast.mona)
    old = address(mona.post("/screens", lobby(session)))
    screen = made(session)
    new = address(mona.post(f"/screens/{screen.id}/key"))
    session.expire_all()
    assert new != old
    assert screen.key_hash == key_hash(new)


def test_a_revoked_screen_is_audited_and_can_get_a_new_address(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/screens", lobby(session))
    screen = made(session)
    assert mona.post(f"/screens/{screen.id}/revoke").status_code == 303
    session.expire_all()
    assert screen.revoked_at is not None
    row = session.scalars(db.select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.noun, row.noun_id) == ("revoke", "screen", screen.id)
    mona.post(f"/screens/{screen.id}/key")
    session.expire_all()
    assert screen.revoked_at is None


def test_no_key_is_written_into_the_audit(visitor, cast, session):
    key = address(visitor(cast.mona).post("/screens", lobby(session)))
    rows = session.scalars(db.select(Audit).where(Audit.noun == "screen")).all()
    assert rows
    assert not any(key in f"{row.before}{row.after}" for row in rows)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Give the screen a name."),
        ({"top": "200"}, "A screen shows 3 to 12 rows."),
        ({"seconds": ""}, "Say how many seconds."),
        ({"seconds": "soon"}, "Write it in digits"),
        (
            {"slides-0-leaderboard": "0", "slides-1-leaderboard": "0"},
            "Choose at least one board.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(visitor, cast, session, changes, words):
    page = visitor(cast.mona).post("/screens", lobby(session, **changes))
    assert page.status_code == 422
    assert words in page.text
    assert '<option selected value="fa_IR">' in page.text
    assert session.scalars(db.select(Screen)).all() == []


def test_a_board_for_managers_is_not_for_a_wall(visitor, cast, session):
    first, _second = boards(session)
    with write_transaction(session):
        session.execute(
            db.update(Leaderboard)
            .where(Leaderboard.id == first.id)
            .values(audience=Audience.MANAGERS, name="Not for the wall")
        )
    mona = visitor(cast.mona)
    assert "Not for the wall" not in mona.get("/screens/new").text
    assert mona.post("/screens", lobby(session)).status_code == 422


@pytest.mark.parametrize("path", ["", "/new", "/1"])
def test_a_rep_opens_no_settings_of_screens(visitor, cast, path):
    assert visitor(cast.ada).get(f"/screens{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "/1", "/1/key", "/1/revoke"])
def test_a_rep_changes_no_screens(visitor, cast, session, path):
    assert visitor(cast.ada).post(f"/screens{path}", lobby(session)).status_code == 403


def test_a_hostile_name_stays_text(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/screens", lobby(session, name="<img src=x onerror=alert(1)>"))
    assert "<img" not in mona.get("/screens").text


def test_a_screen_that_is_not_there_is_404(visitor, cast):
    assert visitor(cast.mona).get("/screens/99").status_code == 404
