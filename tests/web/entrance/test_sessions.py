"""The list of devices, and ending one or all others (SECURITY 6)."""

from leaderboard.extensions import db
from leaderboard.models import Session


def open_sessions(person_id):
    return db.session.scalars(
        db.select(Session.id).where(Session.person_id == person_id, Session.ended_at.is_(None))
    ).all()


def test_security_06_everybody_sees_where_they_are_signed_in(visitor, cast):
    page = visitor(cast.ada).get("/sessions")
    assert "the tests" in page.text


def test_security_06_a_session_ended_elsewhere_opens_nothing_any_more(visitor, cast, session):
    phone, desk = visitor(cast.ada), visitor(cast.ada)
    first = min(open_sessions(cast.ada))
    answer = desk.post(f"/sessions/{first}/end")
    assert (answer.status_code, answer.location) == (303, "/sessions")
    assert phone.get("/sessions").location.startswith("/sign-in")
    assert desk.get("/sessions").status_code == 200


def test_security_06_nobody_ends_somebody_elses_session(visitor, cast, session):
    visitor(cast.ada)
    [hers] = open_sessions(cast.ada)
    assert visitor(cast.otto).post(f"/sessions/{hers}/end").status_code == 404
    assert open_sessions(cast.ada) == [hers]


def test_security_06_all_other_sessions_are_ended_at_once(visitor, cast, session):
    phone, tablet, desk, bens = (visitor(p) for p in (cast.ada, cast.ada, cast.ada, cast.ben))
    assert desk.post("/sessions/end").status_code == 303
    for closed in (phone, tablet):
        assert closed.get("/sessions").location.startswith("/sign-in")
    for still_open in (desk, bens):
        assert still_open.get("/sessions").status_code == 200
