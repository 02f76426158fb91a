"""The parts in a real browser: nothing for axe to find, nothing forbidden, nothing cut off."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browsers import served
from tests.look.gallery import DESK, PAGES, PHONE, make_gallery, open_page, variants

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent
AXE = (ROOT / "tests/vendor/axe-core/axe.min.js").read_text()
ALL = [
    pytest.param(name, *variant, id=f"{name}-{variant[0][0]}-{variant[1]}-{variant[2]}")
    for name, (_, _, sizes) in PAGES.items()
    for variant in variants(sizes)
]


@pytest.fixture(scope="module")
def address():
    with served(make_gallery()) as found:
        yield found


@pytest.fixture
def visit(browser, address):
    pages = []

    def visit(path, size=PHONE):
        pages.append(open_page(browser, f"{address}/{path}", size))
        return pages[-1]

    yield visit
    for page in pages:
        page.close()


@pytest.mark.parametrize(("name", "size", "language", "theme"), ALL)
def test_axe_finds_nothing(visit, name, size, language, theme):
    page = visit(f"{name}?language={language}&theme={theme}", size)
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_page_says_nothing_to_the_console_and_fits_its_width(browser, address, name, language):
    size = PAGES[name][2][0]
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/{name}?language={language}", wait_until="networkidle")
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert said == []
    assert width <= size[0]


def test_a_tap_logs_and_answers_with_a_toast_that_leaves_by_itself(visit):
    page = visit("today")
    client_id = page.locator("input[name=client_id]").first
    before = client_id.input_value()
    page.get_by_role("button", name="Call 7").click()
    toast = page.locator("#toasts .toast")
    expect(toast).to_contain_text("Call saved")
    assert re.fullmatch(r"[0-9a-f-]{36}", client_id.input_value())
    assert client_id.input_value() != before
    page.mouse.move(10, 10)
    expect(toast).to_have_count(0, timeout=4000)


def test_a_key_with_more_to_say_opens_the_sheet_and_focuses_the_amount(visit):
    page = visit("today")
    page.get_by_role("link", name="Deal").click()
    sheet = page.get_by_role("dialog", name="Won deal")
    expect(sheet).to_be_visible()
    expect(page.locator("#sheet [name=amount]")).to_be_focused()
    page.get_by_role("link", name="Close").click()
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="Deal").click()
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_without_an_answer_the_page_says_that_nothing_was_lost(visit):
    page = visit("today")
    page.route("**/tap", lambda route: route.abort())
    page.get_by_role("button", name="Call 7").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was lost")


def test_a_failed_region_keeps_its_content_and_answers_in_the_toasts(visit):
    page = visit("today")
    page.route(
        "**/panel",
        lambda route: route.fulfill(status=500, body="<p class='band'>Sorry</p>"),
    )
    page.get_by_role("link", name="Deal").click()
    expect(page.locator("#toasts .band")).to_contain_text("Sorry")
    expect(page.locator("#sheet")).to_be_hidden()


def test_the_theme_follows_the_system_until_the_person_says_otherwise(browser, address):
    grounds = {}
    for theme in ("", "light", "dark"):
        page = browser.new_page(color_scheme="dark")
        page.goto(f"{address}/today?theme={theme}")
        grounds[theme] = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.close()
    assert grounds[""] == grounds["dark"] != grounds["light"]


def test_fingers_find_48_pixels_on_the_phone(visit):
    page = visit("today")
    small = page.evaluate(
        """() => [...document.querySelectorAll(".key, .tab, .button, .input, .choice")]
        .filter((e) => e.getBoundingClientRect().height < 48).map((e) => e.outerHTML)"""
    )
    assert small == []


def test_a_bar_reads_from_the_right_in_persian(visit):
    for language, is_right in (("en", False), ("fa", True)):
        page = visit(f"today?language={language}", DESK)
        fill = page.locator(".bar-fill").first.bounding_box()
        bar = page.locator(".bar").first.bounding_box()
        at_right = abs(fill["x"] + fill["width"] - bar["x"] - bar["width"]) < 2
        assert at_right == is_right


def test_the_gallery_and_the_parts_carry_no_inline_style_or_script():
    forbidden = re.compile(r"\sstyle=|\son\w+=|hx-on|js:|<style|<script(?![^>]*\ssrc=)")
    files = [*(ROOT / "templates").rglob("*.html"), *Path(__file__).parent.rglob("*.html")]
    assert [path.name for path in files if forbidden.search(path.read_text())] == []
