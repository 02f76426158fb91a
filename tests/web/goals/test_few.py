"""V2: more goals at a time than the limit are pointed out where they are set, never forbidden."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from leaderboard.database import write_transaction
from leaderboard.models import Goal, Organisation
from leaderboard.publishing.goals import NewTarget
from tests.goal_forms import fields


@pytest.fixture
def three(put):
    """Ada has three goals; the calls matter least."""
    put("ada", "Revenue")
    put("ada", "Calls", metric="calls", target=NewTarget(40), impact=1)
    put("ada", "Demos", metric="demos", target=NewTarget(4))


def plain(page):
    text = unescape(re.sub(r"<[^>]+>", "", page))
    text = re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)
    return re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", text)


SENTENCE = "With this, 4 goals at a time; more than 3 confuse. “Calls” could go."


def test_v2_a_fourth_goal_is_pointed_out_and_can_be_set(three, visitor, cast, metrics, session):
    mona, url = visitor(cast.mona), f"kind=individual&for={cast.ada}"
    assert SENTENCE in plain(mona.get(f"/goals/new?{url}").text)
    data = fields(metrics, cast.ada, metric=str(metrics["units"]), name="Fourth", target="5")
    assert mona.post_and_save(f"/goals?{url}", data).status_code == 303
    session.rollback()
    assert len(session.scalars(select(Goal)).all()) == 4


def test_v2_it_is_said_again_on_the_overview(three, put, visitor, cast):
    assert "Many goals at a time" not in visitor(cast.mona).get("/overview").text
    put("ada", "Fourth", metric="units", target=NewTarget(5))
    page = plain(visitor(cast.mona).get("/overview").text)
    assert "Many goals at a time" in page
    assert "4 goals; “Calls” could go." in page
    # Another manager has nothing to do with it.
    assert "Many goals at a time" not in visitor(cast.olga).get("/overview").text


def test_v2_the_limit_is_the_organisations(three, visitor, cast, session):
    with write_transaction(session):
        session.scalars(select(Organisation)).one().most_goals = 4
    url = f"/goals/new?kind=individual&for={cast.ada}"
    assert "at a time" not in plain(visitor(cast.mona).get(url).text)


def test_two_goals_or_a_teams_are_not_pointed_out(put, visitor, cast):
    for name in ("One", "Two", "Three", "Four"):
        put("north", name)
    put("ada", "Revenue")
    mona = visitor(cast.mona)
    for url in (f"kind=individual&for={cast.ada}", f"kind=team&for={cast.north}"):
        assert "at a time" not in plain(mona.get(f"/goals/new?{url}").text)
