"""Pages as a browser lays them out: columns in line, names whole, nothing on top of another."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from leaderboard import clock
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Organisation, Person
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import publish
from tests.visitor import Visitor
from tests.won import SHORT, two_badges

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
FIRST = {"slug": "first", "name": "First", "trigger": "first_in_team", "kind": "call", "points": 7}


@pytest.fixture
def visit(app, browser, address):
    contexts = []

    def opened(person_id, path):
        context = browser.new_context(viewport=DESK, base_url=address)
        contexts.append(context)
        cookie = Visitor(app, person_id).client.get_cookie("leaderboard")
        context.add_cookies([{"name": "leaderboard", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()


def test_people_and_teams_whom_a_change_moves_stand_in_one_grid(visit, visitor, cast, log):
    today = clock.now().date()
    load_rules({"rule": [FIRST]}, at=clock.now(), since=today - timedelta(days=9))
    for person_id in (cast.ben, cast.ada):
        log(person_id, "call")
    move = {"team": str(cast.south), "since": today.isoformat()}
    asked = visitor(cast.iris).post(f"/people/{cast.ben}/move", move)
    page = visit(cast.iris, asked.headers["Location"])
    people, teams = (
        [round(head.bounding_box()["x"]) for head in table.locator("thead th").all()]
        for table in page.locator("table").all()
    )
    assert people == teams


def test_names_of_kinds_stay_on_one_line_beside_the_dimensions(visit, cast):
    page = visit(cast.iris, "/kinds")
    names = page.locator("tbody th bdi:first-child").all()
    assert len({round(name.bounding_box()["height"]) for name in names}) == 1
    table = page.locator(".table-scroll").first
    assert table.evaluate("box => box.scrollWidth == box.clientWidth")


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_the_views_of_the_settings_stand_beside_their_title(visit, cast, session, language):
    with write_transaction(db.session):
        db.session.get_one(Person, cast.iris).language = language
    for path in ("/kinds", "/leaderboards", "/metrics", "/organisation", "/audit"):
        page = visit(cast.iris, path)
        titles, actions = (
            page.locator(part).bounding_box() for part in (".page-titles", ".page-actions")
        )
        assert actions["y"] < titles["y"] + titles["height"], path


@pytest.mark.parametrize(("width", "columns"), [(390, 3), (820, 5), (1280, 5)])
def test_the_badge_case_has_three_columns_on_a_phone_only(visit, cast, session, width, columns):
    load_rules(two_badges("call", SHORT), at=clock.now(), since=clock.now().date())
    page = visit(cast.ada, "/me")
    page.set_viewport_size({"width": width, "height": 800})
    count = "box => getComputedStyle(box).gridTemplateColumns.split(' ').length"
    assert page.locator(".case").evaluate(count) == columns


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_a_new_metric_has_its_buttons_and_its_ticks_in_line(visit, cast, session, language):
    with write_transaction(db.session):
        db.session.get_one(Person, cast.iris).language = language
    page = visit(cast.iris, "/metrics/new")
    page.set_viewport_size({"width": 390, "height": 800})
    buttons = page.locator(".page-actions .button").all()
    assert len({button.bounding_box()["y"] for button in buttons}) == 1
    page.set_viewport_size({"width": 360, "height": 800})
    for unit in page.locator(".choice:has([name=unit])").all():
        unit.click()
        word, tick = (
            unit.locator("span").bounding_box(),
            unit.locator(".icon-chosen").bounding_box(),
        )
        assert word["y"] < tick["y"] + tick["height"] / 2 < word["y"] + word["height"]


def test_an_address_never_runs_under_the_icon_of_a_persian_field(browser, address, session):
    with publish(by_id=None, at=clock.now()) as publication:
        session.execute(update(Organisation).values(language="fa_IR"))
        publication.audit("change", "organisation", 1)
    context = browser.new_context(viewport=DESK, base_url=address)
    page = context.new_page()
    page.goto("/sign-in")
    assert page.locator("html").get_attribute("dir") == "rtl"
    box = page.locator("[name=email]")
    assert box.evaluate("box => getComputedStyle(box).direction") == "ltr"
    assert box.evaluate("box => parseInt(getComputedStyle(box).paddingRight)") > 40
    context.close()


def test_a_persian_toast_leaves_the_menu_free(visit, session, cast):
    with write_transaction(db.session):
        db.session.get_one(Person, cast.ada).language = "fa_IR"
    page = visit(cast.ada, "/today")
    page.locator("#keys .key").first.click()
    toast = page.locator(".toast")
    toast.wait_for()
    menu = page.locator(".menu").bounding_box()
    assert toast.bounding_box()["x"] + toast.bounding_box()["width"] <= menu["x"]
