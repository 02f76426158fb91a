"""What a page asks of the database does not grow with the company."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from leaderboard.live import Hub
from leaderboard.models import Goal, Organisation
from tests.growth import counted, grow
from tests.security.company import furnish
from tests.security.routes import ask, routes

# Streams do not end, and a screen's key is its own.
NEVER_ENDING = {"live.stream", "screen.stream"}


def counts(app, visitor, cast, things):
    """How many statements each page and region takes, by viewer."""
    everybody = {"Ada": cast.ada, "Mona": cast.mona, "Iris": cast.iris, "a screen": None}
    found = {}
    for name, person_id in everybody.items():
        asker = visitor(person_id)
        for route in routes(app, **things):
            if route.method != "GET" or route.endpoint in NEVER_ENDING:
                continue
            answer = ask(asker, route)
            if answer.status_code != 200:
                continue
            with counted(app) as statements:
                ask(asker, route)
            found[f"{name}: {route.url}"] = statements
    return found


@pytest.fixture
def drawn_anew(monkeypatch):
    """Screens that are rendered for each request: a kept rendering would cost nothing."""
    monkeypatch.setattr(Hub, "_until_refresh", lambda hub: 0)


@pytest.mark.usefixtures("drawn_anew")
def test_no_page_asks_more_of_the_database_in_a_larger_company(app, session, cast, visitor):
    things = furnish(cast)
    grow(cast, 1)
    # The goal that all teams' goals feed.
    company = select(Organisation.id).scalar_subquery()
    things["goal_id"] = session.scalar(select(func.min(Goal.id)).where(Goal.owner_id == company))
    few = counts(app, visitor, cast, things)
    grow(cast, 7, start=1)
    many = counts(app, visitor, cast, things)
    assert few.keys() == many.keys()
    assert len(few) > 100
    more = {
        page: (len(few[page]), len(many[page]), told(few[page], many[page]))
        for page in few
        if len(many[page]) > len(few[page])
    }
    assert more == {}


def told(few, many):
    """The beginnings of the statements of which there are more than before."""
    shapes = [Counter(text.split("WHERE")[0][:300] for text in found) for found in (few, many)]
    return [shape for shape, count in (shapes[1] - shapes[0]).most_common(3)]
