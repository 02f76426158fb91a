"""The ground the tests stand on is the same for each of them."""

import pytest
from flask import g
from sqlalchemy import func, select

from leaderboard import configuration
from leaderboard.database import write_transaction
from leaderboard.models import Audit, Person, Team
from leaderboard.permissions import allow, anyone
from tests.cast import FOUNDED
from tests.databases import make_app


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize("name", ["Eva", "Zoe"])
def test_what_one_test_writes_the_next_does_not_see(session, cast, name):
    assert session.scalar(select(func.count()).select_from(Person)) == 6
    assert configuration.current().people()[cast.ada].name == "Ada"
    with write_transaction(session):
        session.get(Person, cast.ada).name = name
        session.add(Audit(at=FOUNDED, action="rename", noun="person", noun_id=cast.ada))
    assert configuration.current().people()[cast.ada].name == name


@pytest.mark.usefixtures("any_database")
def test_everybody_is_where_the_cast_says(session, cast):
    team_on = configuration.current().team_on
    north = [team_on(person, FOUNDED.date()) for person in (cast.mona, cast.ada, cast.ben)]
    south = [team_on(person, FOUNDED.date()) for person in (cast.olga, cast.otto)]
    assert north == [cast.north] * 3
    assert south == [cast.south] * 2
    assert session.get(Team, cast.north).manager_id == cast.mona


@pytest.fixture
def app_of(restorable, session, tmp_path):
    """Another app with one page, on the test's database."""

    def app_of(page):
        app = make_app(restorable.app.config["SQLALCHEMY_DATABASE_URI"], data=tmp_path)
        app.add_url_rule("/page", "page", allow(anyone)(page))
        return app

    return app_of


def test_a_request_shares_nothing_with_the_test(app_of):
    app = app_of(lambda: g.get("whose", "nobody's"))
    with app.app_context():
        g.whose = "the test's"
        assert app.test_client().get("/page").text == "nobody's"


def test_after_a_request_the_session_sees_what_was_stored(app_of, session, cast):
    def rename():
        with write_transaction(session):
            session.get(Person, cast.ada).name = "Eva"
        return "done"

    assert session.get(Person, cast.ada).name == "Ada"
    assert app_of(rename).test_client().get("/page").text == "done"
    assert session.get(Person, cast.ada).name == "Eva"
