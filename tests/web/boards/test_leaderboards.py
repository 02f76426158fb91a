"""Which boards exist: made, changed and retired by managers."""

import pytest

from leaderboard.extensions import db
from leaderboard.models import Audit, Leaderboard, Metric


def calls(session, **changes):
    metric = session.scalars(db.select(Metric.id).where(Metric.slug == "calls")).one()
    return {
        "name": "Calls",
        "metric_id": str(metric),
        "by": "rep",
        "period_kind": "month",
        "ties": "first",
        "audience": "managers",
        "team_id": "0",
        "position": "۳",
    } | changes


def made(session):
    return session.scalars(db.select(Leaderboard).where(Leaderboard.name == "Calls")).one()


def test_a_manager_makes_a_board(visitor, cast, session):
    answer = visitor(cast.mona).post("/leaderboards", calls(session, team_id=str(cast.north)))
    assert (answer.status_code, answer.location) == (303, "/leaderboards")
    board = made(session)
    assert (board.by, board.period_kind, board.ties) == ("rep", "month", "first")
    assert (board.audience, board.team_id, board.position) == ("managers", cast.north, 3)
    row = session.scalars(db.select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.noun, row.by_id) == ("add", "leaderboard", cast.mona)


def test_a_board_is_changed_retired_and_brought_back(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/leaderboards", calls(session))
    board = made(session)
    assert "Managers only" in mona.get("/leaderboards").text
    mona.post(f"/leaderboards/{board.id}", calls(session, audience="everyone", by="team"))
    mona.post(f"/leaderboards/{board.id}/retire", {"retired": "1"})
    session.expire_all()
    assert (board.audience, board.by, board.retired_at is None) == ("everyone", "team", False)
    mona.post(f"/leaderboards/{board.id}/retire", {"retired": "0"})
    session.expire_all()
    assert board.retired_at is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Give the board a name."),
        ({"position": "first"}, "Write it in digits"),
        ({"metric_id": "9999"}, "Not a valid choice"),
        ({"by": "planet"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said(visitor, cast, session, changes, words):
    answer = visitor(cast.mona).post("/leaderboards", calls(session, **changes))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert session.scalars(db.select(Leaderboard).where(Leaderboard.name == "Calls")).all() == []


@pytest.mark.parametrize("path", ["", "/new", "/1"])
def test_a_rep_opens_no_settings_of_boards(visitor, cast, path):
    assert visitor(cast.ada).get(f"/leaderboards{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "/1", "/1/retire"])
def test_a_rep_changes_no_boards(visitor, cast, path):
    assert visitor(cast.ada).post(f"/leaderboards{path}").status_code == 403


def test_a_hostile_name_stays_text(visitor, cast, session):
    mona = visitor(cast.mona)
    mona.post("/leaderboards", calls(session, name="<script>alert(1)</script>"))
    assert "<script>alert" not in mona.get("/leaderboards").text
