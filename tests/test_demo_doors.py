"""The demo's doors: one click in for whoever sits at the machine, and for nobody else."""

import json
import re
import time
from copy import deepcopy
from random import Random
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from sqlalchemy import func, select

from leaderboard import clock
from leaderboard.demo import doors, live
from leaderboard.demo.cast import REPS
from leaderboard.demo.live import KINDS, happening
from leaderboard.extensions import db
from leaderboard.models import Activity, Session
from leaderboard.scoring import verify
from tests.databases import make_app
from tests.demo import demo
from tests.visitor import Visitor

HERE = {"base_url": "http://localhost:8000"}


@pytest.fixture
def house(app, cast, tmp_path):
    """The demo's app on the test's database, which its note calls the demo's."""
    made = make_app(app.config["SQLALCHEMY_DATABASE_URI"], data=tmp_path)
    doors.init_app(made)
    write(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"])
    return made


def write(folder, database):
    people = [
        {"role": role, "name": name, "email": f"{name.lower()}@example.com", "is_guide": True}
        for role, name in (("rep", "Ada"), ("manager", "Mona"), ("admin", "Iris"))
    ]
    screens = [{"name": "Room", "path": "/screen/its-key"}]
    content = {"database": database, "people": people, "screens": screens, "language": "en"}
    (folder / "demo.json").write_text(json.dumps(content))


def test_four_doors_stand_open_at_this_machine(house):
    page = Visitor(house).get("/sign-in", **HERE).text
    assert re.findall(r'action="/doors/(\w+)"', page) == ["rep", "manager", "admin"]
    assert 'href="/screen/its-key"' in page


@pytest.mark.parametrize(
    ("role", "start"), [("rep", "/today"), ("manager", "/overview"), ("admin", "/overview")]
)
def test_one_click_is_enough(house, cast, role, start):
    somebody = Visitor(house)
    answer = somebody.post(f"/doors/{role}", **HERE)
    assert (answer.status_code, answer.location) == (303, start)
    assert somebody.get(start, **HERE).status_code == 200


ELSEWHERE = {
    "a browser on the network": {"environ_base": {"REMOTE_ADDR": "192.168.1.9"}},
    "a browser that asks for this machine by its address": {"base_url": "http://192.168.1.2:8000"},
    "a name that somebody lets point here": {"base_url": "http://evil.example:8000"},
    "whoever a proxy passes on": {"headers": {"X-Forwarded-For": "203.0.113.9"}},
    "whoever another kind of proxy passes on": {"headers": {"Forwarded": "for=203.0.113.9"}},
}


def asked(who):
    """A copy: the visitor takes headers out of it."""
    return HERE | deepcopy(ELSEWHERE[who])


def with_cookies_of(visitor, base_url):
    """The same browser, which got its cookies under this name."""
    kept = visitor.client.get_cookie("leaderboard")
    visitor.client.set_cookie(kept.key, kept.value, domain=urlsplit(base_url).hostname)
    return visitor


@pytest.mark.parametrize("who", ELSEWHERE)
def test_the_doors_are_shut_for(house, session, who):
    page = Visitor(house).get("/sign-in", **asked(who))
    assert page.status_code == 200
    assert "/doors/" not in page.text
    assert "its-key" not in page.text
    for role in ("rep", "manager", "admin"):
        stranger = with_cookies_of(Visitor(house), asked(who)["base_url"])
        assert stranger.post(f"/doors/{role}", **asked(who)).status_code == 404
    assert session.scalar(select(func.count()).select_from(Session)) == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "[::1]"])
def test_this_machine_has_several_names(house, address):
    somebody = with_cookies_of(Visitor(house), f"http://{address}:8000")
    given = {"base_url": f"http://{address}:8000"}
    if ":" in address:
        given["environ_base"] = {"REMOTE_ADDR": "::ffff:127.0.0.1"}
    assert "/doors/rep" in somebody.get("/sign-in", **given).text


def test_a_company_that_is_not_the_demos_has_no_doors(house, app, session):
    write(house.config["DATA"], "sqlite:////another.sqlite3")
    assert "/doors/" not in Visitor(house).get("/sign-in", **HERE).text
    assert Visitor(house).post("/doors/admin", **HERE).status_code == 404
    (house.config["DATA"] / "demo.json").unlink()
    assert Visitor(house).post("/doors/admin", **HERE).status_code == 404


def test_the_product_itself_has_no_doors(app, cast):
    assert Visitor(app).post("/doors/admin", **HERE).status_code == 404
    assert [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/doors")] == []


def test_a_door_takes_no_form_of_another_site(house):
    stranger = {"headers": {"Sec-Fetch-Site": "cross-site"}}
    assert Visitor(house).post("/doors/admin", **HERE, **stranger).status_code == 403
    bare = Visitor(house).client.post("/doors/admin", **HERE)
    assert bare.status_code == 400


def test_the_company_does_all_it_can_do():
    rng, today = Random(1), clock.now().date()
    facts = [happening(rng.choice(REPS), ["A", "B"], today, rng) for _ in range(600)]
    assert {fact.kind for fact in facts} == set(KINDS)
    deals = [fact for fact in facts if fact.kind == "deal-won"]
    assert any(deal.amount >= 20_000 for deal in deals)
    assert all(deal.amount and deal.values and deal.days for deal in deals)


def test_it_stops_by_itself(house, monkeypatch):
    done = []
    monkeypatch.setattr(live, "log_one", lambda crew, rng, *, at: done.append(at))
    live.work(house, most=3, seconds=(0, 0))
    assert len(done) == 3


@pytest.mark.slow
def test_make_demo_live_goes_on_by_itself(tmp_path):
    """And its doors let people in, with the production server in between."""
    with demo(tmp_path / "demo", LIVE="1") as note:
        page = urlopen(f"{note['url']}/sign-in", timeout=20).read().decode()
        assert page.count('class="door"') == 4
        company = make_app(note["database"], data=tmp_path)
        with company.app_context():
            at_first = count()
            deadline = time.monotonic() + 90
            while count() < at_first + 2 and time.monotonic() < deadline:
                time.sleep(1)
            assert at_first + 2 <= count() <= at_first + 20
            assert verify() == []
            db.engine.dispose()


def count():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Activity))
