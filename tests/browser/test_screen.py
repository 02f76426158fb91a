"""The screen in a real browser: it changes by itself, celebrates once, and says how old it is."""

import re
import time
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import expect

from leaderboard import clock, scoring
from leaderboard.extensions import db
from leaderboard.models import Organisation, Person
from leaderboard.publishing.rules import load_rules
from tests.screens import BIG_DEAL, add_board, add_goal, add_screen, do, publish_rules, revoke
from tests.servers import free_port, serving
from tests.won import LONG, lines_of, two_badges

pytestmark = pytest.mark.browser
AXE = Path("tests/vendor/axe-core/axe.min.js").read_text(encoding="utf-8")
SIZE = {"width": 1920, "height": 1080}


@pytest.fixture
def at(session, cast):
    """Now, in an organisation that has had its rules for a month."""
    at = clock.now()
    publish_rules(at=at - timedelta(days=30))
    return at


@pytest.fixture
def key(at, cast):
    """A screen with the calls of this week and the goal of North beside it."""
    settled = at - timedelta(days=30)
    add_goal(cast.north, "calls", 4, at=settled)
    return add_screen((add_board("calls", at=settled), "calls"), at=settled)


@pytest.fixture
def open_screen(browser):
    """Open a screen as a television does; anything it complains about is in `page.said`."""
    contexts = []

    def open_at(url, *, now=None, is_cut_off=False, **options):
        context = browser.new_context(**{"viewport": SIZE, **options})
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        if is_cut_off:
            for part in ("stream", "slides"):
                page.route(f"**/{part}", lambda route: route.abort())
        if now is not None:
            page.clock.install(time=now)
        page.goto(url)
        return page

    yield open_at
    for context in contexts:
        context.close()


# From now on `Date` is off by this much; nothing else changes.
SET_CLOCK = """off => {
    const Real = Date;
    window.Date = class extends Real {
        constructor(...given) { given.length ? super(...given) : super(Real.now() + off); }
        static now() { return Real.now() + off; }
    };
}"""


def row(page, name):
    return page.locator(".screen-slide:not([hidden]) .screen-row", has_text=name)


def is_live(page):
    """The stream has arrived: the page knows which snapshot it shows."""
    page.wait_for_function("document.querySelector('[data-age-words]').textContent !== ''")
    page.wait_for_timeout(600)


def test_a_log_shows_within_a_second_without_touching_the_screen(open_screen, address, key, cast):
    page = open_screen(f"{address}/screen/{key}")
    is_live(page)
    begun = time.monotonic()
    do(cast.ada, "call", at=clock.now())
    expect(row(page, "Ada")).to_contain_text("1", timeout=3000)
    assert time.monotonic() - begun < 1.0
    expect(page.locator(".goal-head")).to_contain_text("1 of 4")
    expect(page.locator(".screen-ticker")).to_contain_text("Ada made a call")
    assert page.said == []


def test_rows_slide_to_their_place_and_what_changed_is_tinted_a_while(
    open_screen, address, key, cast
):
    do(cast.otto, "call", at=clock.now())
    page = open_screen(f"{address}/screen/{key}")
    is_live(page)
    do(cast.ada, "call", at=clock.now())
    expect(page.locator(".screen-row").first).to_contain_text("Ada")
    expect(page.locator(".screen-row.is-new")).to_have_count(1)
    expect(page.locator(".screen-row.is-new")).to_contain_text("Ada")
    moved = page.locator(".screen-row .screen-name").last
    assert "transform" in moved.evaluate("cell => cell.style.transition")
    # The next snapshot leaves the tint alone.
    do(cast.ben, "call", at=clock.now())
    expect(page.locator(".screen-row.is-new")).to_have_count(2)
    expect(page.locator(".screen-row.is-new")).to_have_count(0, timeout=7000)


def test_a_screen_that_is_to_be_still_moves_nothing(open_screen, address, at, cast):
    board = add_board("calls", at=at)
    key = add_screen((board, None), at=at, is_still=True)
    do(cast.otto, "call", at=clock.now())
    page = open_screen(f"{address}/screen/{key}")
    is_live(page)
    for _ in range(2):
        do(cast.ada, "call", at=clock.now())
    expect(page.locator(".screen-row").first).to_contain_text("Ada")
    assert (
        page.locator(".screen-row .screen-name").last.evaluate("cell => cell.style.transition")
        == ""
    )
    expect(page.locator(".screen-row.is-new")).to_have_count(0)
    do(cast.ada, "deal-won", at=clock.now(), amount=BIG_DEAL)
    expect(page.locator("#celebration .celebration")).to_be_visible()
    assert (
        page.locator("#celebration .strip").first.evaluate("s => getComputedStyle(s).display")
        == "none"
    )


def test_a_celebration_shows_six_seconds_and_once(open_screen, address, key, cast):
    page = open_screen(f"{address}/screen/{key}")
    is_live(page)
    do(cast.ada, "deal-won", at=clock.now(), amount=BIG_DEAL, customer="Kestrel Foods")
    celebration = page.locator("#celebration .celebration")
    expect(celebration).to_be_visible(timeout=3000)
    begun = time.monotonic()
    for words in ("Deal won", "Ada", "€10,000", "Kestrel Foods", "+100"):
        expect(celebration).to_contain_text(words)
    expect(celebration.locator("[data-return]")).to_have_text(
        re.compile(r"Board returns in [1-6] s")
    )
    expect(celebration).to_have_count(0, timeout=9000)
    assert 4.5 < time.monotonic() - begun < 8
    # Only the ticker shows the next one within a minute.
    do(cast.ben, "deal-won", at=clock.now(), amount=BIG_DEAL)
    expect(page.locator(".screen-ticker")).to_contain_text("Ben won €10,000")
    page.wait_for_timeout(500)
    assert celebration.count() == 0
    page.reload()
    is_live(page)
    do(cast.otto, "call", at=clock.now())
    expect(row(page, "Otto")).to_be_visible()
    page.wait_for_timeout(500)
    assert celebration.count() == 0
    assert page.said == []


def test_the_names_of_two_badges_won_at_once_are_not_broken(open_screen, address, key, cast, at):
    load_rules(two_badges("deal-won", LONG), at=at, since=at.date())
    page = open_screen(f"{address}/screen/{key}")
    is_live(page)
    do(cast.ada, "deal-won", at=clock.now(), amount=BIG_DEAL)
    words = page.locator("#celebration .celebration-why")
    expect(words).to_be_visible(timeout=3000)
    assert [lines_of(words, name) for name in LONG] == [1, 1]
    # Their quotation marks stay with them, and what follows is still on the screen.
    assert [lines_of(words, f"“\u2068{name}\u2069”") for name in LONG] == [1, 1]
    bottom = page.locator("#celebration .celebration-return").bounding_box()
    assert bottom["y"] + bottom["height"] <= SIZE["height"] - 54
    medal = page.locator("#celebration .badge").bounding_box()
    assert page.locator(".celebration-points").bounding_box()["y"] > medal["y"] + medal["height"]


def test_a_revoked_screen_goes_dark_without_touching_it(open_screen, address, key, cast):
    do(cast.ada, "call", at=clock.now())
    page = open_screen(f"{address}/screen/{key}")
    expect(row(page, "Ada")).to_be_visible()
    is_live(page)
    revoke(key, at=clock.now())
    expect(page.locator("main")).to_have_text(
        "This screen is switched off. Ask a manager for a new address.", timeout=5000
    )
    assert "Ada" not in page.content()


@pytest.mark.slow
def test_a_server_that_was_killed_and_came_back_is_found_again(
    open_screen, app, tmp_path, key, cast
):
    port = str(free_port())
    do(cast.ada, "call", at=clock.now())
    with serving(app, tmp_path, PORT=port) as server:
        page = open_screen(f"{server.url}/screen/{key}")
        is_live(page)
        server.process.kill()
        server.process.wait()
        wait_until_silent(server)
    # Meanwhile it shows what it knew, and the world goes on.
    do(cast.ada, "deal-won", at=clock.now(), amount=BIG_DEAL)
    do(cast.ada, "call", at=clock.now())
    expect(row(page, "Ada")).to_contain_text("1")
    with serving(app, tmp_path, PORT=port):
        expect(row(page, "Ada")).to_contain_text("2", timeout=40_000)
        page.wait_for_timeout(1000)
        assert page.locator("#celebration .celebration").count() == 0


def wait_until_silent(server):
    """The worker ends a moment after the process that started it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            server.get("/healthz")
        except (URLError, ConnectionError):
            return
        time.sleep(0.1)
    raise AssertionError("the server still answers")


def test_stale_data_says_so_with_its_age(open_screen, address, key, cast):
    do(cast.ada, "call", at=clock.now())
    page = open_screen(f"{address}/screen/{key}", now=clock.now(), is_cut_off=True)
    age = page.locator(".screen-slide:not([hidden]) [data-age]")
    expect(age).to_have_text("live")
    page.clock.run_for(20_000)
    expect(age).to_have_text(re.compile(r"live, (19|20|21) s ago"))
    page.clock.run_for(60_000)
    expect(age).to_have_class(re.compile("is-stale"))
    expect(age).to_have_text(re.compile(r"last heard \d+:\d\d"))
    expect(row(page, "Ada")).to_be_visible()


def test_without_a_stream_the_screen_polls(open_screen, app, address, key, cast, monkeypatch):
    monkeypatch.setitem(app.config, "STREAM_CAP", 0)
    page = open_screen(f"{address}/screen/{key}")
    do(cast.ada, "call", at=clock.now())
    expect(row(page, "Ada")).to_contain_text("1", timeout=9000)
    # What happens while it polls is celebrated too.
    page.wait_for_timeout(6000)
    do(cast.ada, "deal-won", at=clock.now(), amount=BIG_DEAL)
    expect(page.locator("#celebration .celebration")).to_be_visible(timeout=9000)


def test_the_slides_take_turns(open_screen, address, at, cast):
    boards = [add_board(metric, at=at) for metric in ("calls", "demos")]
    key = add_screen(*((board, None) for board in boards), at=at, seconds=5)
    page = open_screen(f"{address}/screen/{key}")
    title = page.locator(".screen-slide:not([hidden]) h1")
    expect(title).to_have_text("Board of calls")
    expect(title).to_have_text("Board of demos", timeout=8000)
    expect(title).to_have_text("Board of calls", timeout=8000)
    # A change leaves the visible slide where it is.
    expect(title).to_have_text("Board of demos", timeout=8000)
    do(cast.ada, "call", at=clock.now())
    expect(page.locator(".screen-ticker")).to_contain_text("Ada")
    expect(title).to_have_text("Board of demos")


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_stops_no_slide_and_no_word(
    open_screen, address, at, cast, session, hours
):
    boards = [add_board(metric, at=at) for metric in ("calls", "demos")]
    key = add_screen(*((board, None) for board in boards), at=at, seconds=5)
    page = open_screen(f"{address}/screen/{key}")
    is_live(page)
    shown = page.locator("[data-clock]").first.inner_text()
    page.evaluate(SET_CLOCK, hours * 3_600_000)
    title = page.locator(".screen-slide:not([hidden]) h1")
    expect(title).to_have_text("Board of demos", timeout=8000)
    expect(title).to_have_text("Board of calls", timeout=8000)
    age = page.locator(".screen-slide:not([hidden]) [data-age]")
    expect(age).not_to_have_class(re.compile("is-stale"))
    expect(age).to_have_text(re.compile(r"live(, \d+ s ago)?$"))
    hour = page.locator("[data-clock]").first.inner_text().partition(":")[0]
    assert int(hour) - int(shown.partition(":")[0]) in (0, 1, -23)
    do(cast.ada, "deal-won", at=clock.now(), amount=BIG_DEAL)
    expect(page.locator("#celebration .celebration")).to_be_visible(timeout=3000)
    expect(page.locator("#celebration .celebration")).to_have_count(0, timeout=9000)


def test_eight_screens_in_one_browser_leave_room_for_a_page(browser, app, tmp_path, at, cast):
    """A browser has six connections to a server, and a stream keeps one."""
    keys = [add_screen((add_board("calls", at=at), None), at=at) for _ in range(2)]
    context = browser.new_context(viewport=SIZE)
    with serving(app, tmp_path) as server:
        pages, streams = [], []
        context.on("request", lambda asked: streams.append(asked) if is_stream(asked) else None)
        for number in range(8):
            pages.append(context.new_page())
            pages[-1].goto(f"{server.url}/screen/{keys[number % 2]}", timeout=10_000)
        phone = context.new_page()
        begun = time.monotonic()
        assert phone.goto(f"{server.url}/sign-in", timeout=5000).status == 200
        assert time.monotonic() - begun < 2.0
        do(cast.ada, "call", at=clock.now())
        for page in pages:
            expect(row(page, "Ada")).to_contain_text("1", timeout=12_000)
        assert len(streams) == 3
    context.close()


def is_stream(request):
    return request.url.endswith("/stream")


def test_without_scripts_the_board_is_there_and_turns(open_screen, address, at, cast):
    boards = [add_board(metric, at=at) for metric in ("calls", "demos")]
    key = add_screen(*((board, None) for board in boards), at=at, seconds=5)
    do(cast.ada, "call", at=clock.now())
    page = open_screen(f"{address}/screen/{key}", java_script_enabled=False)
    expect(row(page, "Ada")).to_be_visible()
    page.wait_for_url("**?slide=1", timeout=12_000)
    expect(page.locator(".screen-slide:not([hidden]) h1")).to_have_text("Board of demos")


def test_the_clock_is_the_servers_in_the_organisations_zone(open_screen, address, key, session):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        db.session.scalars(db.select(Organisation)).one().timezone = "Asia/Kathmandu"
        publication.audit("change", "organisation", 1)
    # A television whose clock is an hour wrong.
    page = open_screen(f"{address}/screen/{key}", now=clock.now() - timedelta(hours=1))
    is_live(page)
    local = clock.local(clock.now(), "Asia/Kathmandu")
    shown = page.locator("[data-clock]").first.inner_text()
    hour, minute = (int(part) for part in shown.split(":"))
    assert abs((hour * 60 + minute) - (local.hour * 60 + local.minute)) <= 1


@pytest.mark.parametrize("size", [(1280, 720), (1366, 1024), (3840, 2160)])
@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_all_of_it_is_seen_on_any_television(open_screen, address, at, cast, size, language):
    key = add_screen((add_board("calls", at=at), None), at=at, language=language)
    do(cast.ada, "call", at=clock.now())
    width, height = size
    page = open_screen(f"{address}/screen/{key}", viewport={"width": width, "height": height})
    is_live(page)
    for part in (".screen-clock", ".screen-titles", ".screen-board", ".screen-ticker"):
        box = page.locator(part).first.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height


def test_security_12_a_hostile_name_does_nothing(open_screen, address, key, cast, session):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        session.get_one(Person, cast.ada).name = "<img src=x onerror=document.title='got'>"
        publication.audit("rename", "person", cast.ada)
    page = open_screen(f"{address}/screen/{key}")
    is_live(page)
    do(cast.ada, "deal-won", at=clock.now(), amount=BIG_DEAL)
    expect(page.locator("#celebration .celebration")).to_contain_text("<img src=x")
    assert "got" not in page.title()
    assert page.locator("img").count() == 0
    assert page.said == []


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_axe_finds_nothing_on_a_screen(open_screen, address, at, cast, language):
    add_goal(cast.north, "calls", 4, at=at)
    key = add_screen((add_board("calls", at=at), "calls"), at=at, language=language)
    do(cast.ada, "call", at=clock.now())
    for url in (f"{address}/screen/{key}", f"{address}/screen/nothing"):
        page = open_screen(url)
        page.evaluate(AXE)
        found = page.evaluate("async () => (await axe.run()).violations")
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("beside", [None, "calls"], ids=["alone", "beside goals"])
def test_a_persian_name_is_cut_off_nowhere_below(open_screen, address, at, cast, beside):
    add_goal(cast.north, "calls", 4, at=at)
    key = add_screen((add_board("calls", at=at), beside), at=at, language="fa_IR")
    do(cast.ada, "call", at=clock.now())
    page = open_screen(f"{address}/screen/{key}")
    expect(page.locator(".screen-name div").first).to_be_visible()
    # In one go: a new snapshot may replace the name at any moment.
    line, letters = page.evaluate(
        """() => {
            const style = getComputedStyle(document.querySelector(".screen-name div"));
            return [parseFloat(style.lineHeight), parseFloat(style.fontSize)];
        }"""
    )
    assert line >= 1.35 * letters


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_three_long_entries_in_the_ticker_lose_no_sum(
    open_screen, address, at, cast, session, language
):
    organisation = db.session.scalars(db.select(Organisation)).one()
    with scoring.publish(by_id=None, at=at) as publication:
        organisation.currency, organisation.big_deal = "IRT", 0
        for whose in (cast.ada, cast.ben, cast.otto):
            person = session.get_one(Person, whose)
            person.name = f"{person.name} Bartholomea Featherstonehaugh-Cholmondeley"
            publication.audit("rename", "person", whose)
    key = add_screen((add_board("calls", at=at), None), at=at, language=language, shows_money=True)
    for whose in (cast.ada, cast.ben, cast.otto):
        do(whose, "deal-won", at=clock.now(), amount=1_250_000_000)
    page = open_screen(f"{address}/screen/{key}")
    is_live(page)
    lines = page.locator(".screen-ticker p")
    expect(lines).to_have_count(3)
    ticker = page.locator(".screen-ticker").bounding_box()
    for number in range(3):
        deed = lines.nth(number).locator(".screen-told")
        expect(deed).to_contain_text("1.25" if language == "en" else "۱٫۲۵")
        assert deed.evaluate("it => it.scrollWidth <= it.clientWidth")
        box = lines.nth(number).locator("strong").bounding_box()
        assert ticker["x"] <= box["x"]
        assert box["x"] + box["width"] <= ticker["x"] + ticker["width"]
        assert box["y"] + box["height"] <= ticker["y"] + ticker["height"]
