"""Nobody logs faster than a person can; whoever does gets a sentence and keeps what they typed."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from leaderboard.models import Activity
from leaderboard.web.request.pace import EXTENSION, LogPace

CALL = "/activities/new/call"


def call():
    return {"client_id": str(uuid4()), "when": "today"}


def count(session):
    return session.scalar(select(func.count()).select_from(Activity))


def test_so_many_at_once_and_then_as_many_as_the_minute_brings():
    pace = LogPace(a_minute=120)
    assert [pace.take(1, at=10.0) for _ in range(121)] == [True] * 120 + [False]
    assert pace.take(2, at=10.0)
    assert not pace.take(1, at=10.4)
    assert [pace.take(1, at=11.4) for _ in range(3)] == [True, True, False]
    assert [pace.take(1, at=1000.0) for _ in range(121)] == [True] * 120 + [False]


def test_no_hurry_of_a_person_is_stopped(app):
    """Two taps a second for a minute, at the default setting."""
    pace = LogPace(app.config["LOGS_A_MINUTE"])
    assert all(pace.take(1, at=second / 2) for second in range(120))


@pytest.fixture
def spent(app, cast):
    """Ada has logged all that the minute allows."""
    pace = app.extensions[EXTENSION] = LogPace(a_minute=1)
    assert pace.take(cast.ada, at=10**9)


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_too_fast_is_answered_with_a_sentence(spent, visitor, cast, session, htmx):
    ada, sent = visitor(cast.ada), call()
    told = ada.post(CALL, sent, htmx=htmx, headers={"Sec-Fetch-Site": "same-origin"})
    assert (told.status_code, told.headers["Retry-After"]) == (429, "5")
    assert "Nobody logs this fast" in told.text
    # The page keeps what was typed, a region leaves it in place.
    assert (sent["client_id"] in told.text) is not htmx
    assert ("To the start page" in told.text) is not htmx
    assert count(session) == 0
    assert visitor(cast.ben).post(CALL, call()).status_code == 303


def test_a_correction_counts_and_an_undo_never_waits(app, visitor, cast, session):
    app.extensions[EXTENSION] = LogPace(a_minute=1)
    ada = visitor(cast.ada)
    assert ada.post(CALL, call()).status_code == 303
    entry = session.scalar(select(Activity.id))
    assert ada.post(f"/activities/{entry}/correct", call()).status_code == 429
    assert ada.post(f"/activities/{entry}/void").status_code == 303
