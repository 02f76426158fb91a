"""SECURITY 4: what is hidden is hidden on every page, region, screen and stream."""

import pytest
from sqlalchemy import update

from leaderboard import clock, publishing, scoring
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Audience, Leaderboard, Person, Role
from tests.screens import do
from tests.security.routes import ask, routes

WORD = "Zenobia"


@pytest.fixture
def seen(app, visitor, things):
    """Where somebody reads a word: every answer there is, including what the streams send first."""

    def seen_by(person_id, word=WORD):
        return [
            str(route)
            for route in routes(app, **things)
            if route.method == "GET" and word in text_of(visitor(person_id), route)
        ]

    return seen_by


def text_of(visitor, route):
    if route.endpoint != "screen.stream":
        return ask(visitor, route).text
    with visitor.get(route.url) as answer:
        events = answer.iter_encoded()
        return b"".join([next(events), next(events)]).decode()


def rename_ada(publication, cast):
    publishing.change_person(
        publication, cast.ada, name=WORD, email="ada@example.com", role=Role.REP
    )


@pytest.mark.parametrize("who", ["otto", "ben"])
def test_security_04_a_hidden_person_is_on_no_page_of_others(cast, seen, who):
    with scoring.publish(by_id=cast.mona, at=clock.now()) as publication:
        rename_ada(publication, cast)
    open_to_all = seen(getattr(cast, who))
    for channel in ("boards.standings", "me.show", "screen.index", "screen.slides"):
        assert any(channel in route for route in open_to_all), channel
    with scoring.publish(by_id=cast.mona, at=clock.now()) as publication:
        publishing.hide(publication, cast.ada)
    assert seen(getattr(cast, who)) == []


def test_security_04_a_hidden_person_is_on_no_screen_and_in_no_stream(cast, seen):
    with scoring.publish(by_id=cast.mona, at=clock.now()) as publication:
        rename_ada(publication, cast)
    do(cast.ada, "deal-won", at=clock.now(), amount=2_000_000)
    assert any("screen.stream" in route for route in seen(None))
    with scoring.publish(by_id=cast.mona, at=clock.now()) as publication:
        publishing.hide(publication, cast.ada)
    assert seen(None) == []


def test_security_04_a_board_for_managers_is_nowhere_for_anybody_else(cast, things, seen):
    def show_to(audience):
        with scoring.publish(by_id=cast.mona, at=clock.now()) as publication:
            board = db.session.get_one(Leaderboard, things["board_id"])
            board.name, board.audience = WORD, audience
            publication.audit("change", "leaderboard", board.id)

    show_to(Audience.EVERYONE)
    for channel in ("boards.show", "boards.standings", "screen.slides", "screen.stream"):
        assert any(channel in route for route in seen(cast.ada)), channel
    show_to(Audience.MANAGERS)
    assert seen(cast.ada) == []
    assert seen(cast.mona) != []


@pytest.mark.parametrize("who", ["otto", "ben", "olga"])
@pytest.mark.parametrize("column", ["customer", "note"])
def test_security_04_what_somebody_wrote_is_for_them_and_their_manager(
    cast, things, session, seen, who, column
):
    with write_transaction(session):
        session.execute(update(Activity).values({column: WORD}))
    assert seen(cast.ada) != []
    assert seen(cast.mona) != []
    assert seen(getattr(cast, who)) == []


@pytest.mark.parametrize("who", ["otto", "ben"])
def test_security_04_addresses_are_for_managers(cast, things, session, seen, who):
    with write_transaction(session):
        session.execute(update(Person).values(email=Person.name + "@zenobia.example"))
    assert seen(cast.mona, "@zenobia.example") != []
    assert seen(getattr(cast, who), "@zenobia.example") == []


@pytest.mark.parametrize("who", ["otto", "ben"])
def test_security_04_why_a_manager_gave_points_is_for_whoever_got_them(cast, things, seen, who):
    assert seen(cast.ada, "For the fair") != []
    assert seen(getattr(cast, who), "For the fair") == []
