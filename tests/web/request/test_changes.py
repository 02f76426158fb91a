"""What managers set up on pages: no two with the same name, a form sent twice makes one, and
nobody's change is overwritten unseen."""

from html.parser import HTMLParser

import pytest
from sqlalchemy import func, select

from leaderboard.extensions import db
from leaderboard.models import Badge, Dimension, DimensionValue, Kind, Leaderboard, Metric, Screen

TICKED = ("radio", "checkbox")


class Form(HTMLParser):
    """What a browser would send for the page's last form with a name in it."""

    def __init__(self, text):
        super().__init__()
        self.forms, self._select = [], ""
        self.feed(text)
        [*_, self.fields] = [form for form in self.forms if "name" in form]
        # Some tests send them on to another address, with that one's marker.
        del self.fields["made_for"]

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and ("selected" in given or self._select not in self.forms[-1]):
            self.forms[-1][self._select] = given["value"]
        elif tag == "input" and (given.get("type") not in TICKED or "checked" in given):
            self.forms[-1][given["name"]] = given.get("value", "")


PLACES = [
    pytest.param("/kinds/new", "/kinds", Kind, {"plural": "visits"}, id="kind"),
    pytest.param("/metrics/new", "/metrics", Metric, {"above-0-kind": "call"}, id="metric"),
    pytest.param("/badges/new", "/badges", Badge, {"description": "For all"}, id="badge"),
    pytest.param("/leaderboards/new", "/leaderboards", Leaderboard, {}, id="board"),
    pytest.param("/screens/new", "/screens", Screen, {"slides-0-leaderboard": "1"}, id="screen"),
    pytest.param("/kinds", "/dimensions", Dimension, {}, id="dimension"),
    pytest.param("/dimensions/1", "/dimensions/1/values", DimensionValue, {}, id="value"),
]


@pytest.mark.parametrize(("page", "url", "table", "fields"), PLACES)
def test_no_two_have_one_name(visitor, cast, session, page, url, table, fields):
    mona, count = visitor(cast.mona), select(func.count()).select_from(table)
    before = session.scalar(count)
    typed = Form(mona.get(page).text).fields | fields | {"name": "Visit"}
    first, again = (mona.post(url, typed) for _ in range(2))
    assert first.status_code in (200, 303)
    for told in (again, mona.post(url, typed | {"name": "visit \u200b"})):
        assert told.status_code == 422
        assert "This name is already taken. Add something to tell the two apart." in told.text
    assert session.scalar(count) == before + 1


@pytest.mark.parametrize(("page", "url", "table", "fields"), PLACES[:5])
def test_whoever_was_overtaken_is_told_and_loses_nothing(
    visitor, cast, session, page, url, table, fields
):
    mona, olga = visitor(cast.mona), visitor(cast.olga)
    mona.post(url, Form(mona.get(page).text).fields | fields | {"name": "Visit"})
    last = session.scalar(select(func.max(table.id)))
    session.rollback()
    own = f"{url}/{last}"
    monas, olgas = (Form(who.get(own).text).fields | fields for who in (mona, olga))
    assert olga.post(own, olgas | {"name": "Other"}).status_code == 303
    told = mona.post(own, monas | {"name": "Typed"})
    assert told.status_code == 409
    assert "changed this in the meantime" in told.text
    assert 'value="Typed"' in told.text
    assert db.session.get_one(table, last).name == "Other"
    again = Form(told.text).fields | fields
    assert mona.post(own, again).status_code == 303
    session.rollback()
    assert db.session.get_one(table, last).name == "Typed"


@pytest.mark.parametrize(("page", "url", "table", "fields"), PLACES[:5])
def test_a_name_is_not_taken_by_itself(visitor, cast, session, page, url, table, fields):
    mona = visitor(cast.mona)
    typed = Form(mona.get(page).text).fields | fields
    for name in ("Visit", "Call on site"):
        mona.post(url, typed | {"name": name})
    last = session.scalar(select(func.max(table.id)))
    session.rollback()
    assert mona.post(f"{url}/{last}", typed | {"name": "CALL on site"}).status_code == 303
    assert mona.post(f"{url}/{last}", typed | {"name": "Visit"}).status_code == 422
    assert db.session.get_one(table, last).name == "CALL on site"
