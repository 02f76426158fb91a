"""The rep's pages on a real phone: two taps, the sheet, undo; with and without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from leaderboard import clock
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Kind, Person
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import publish
from tests.cast import PASSWORD
from tests.servers import free_port, serving
from tests.visitor import Visitor
from tests.won import SHORT, lines_of, two_badges

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent.parent / "vendor/axe-core/axe.min.js").read_text()
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def visit(app, browser, address):
    """Open a page as somebody signed in; anything the browser complains about fails the test."""
    contexts, said = [], []

    def opened(person_id, path, *, scripts=True, size=PHONE, theme="light"):
        cookie = Visitor(app, person_id).client.get_cookie("leaderboard")
        context = browser.new_context(
            viewport=size, java_script_enabled=scripts, color_scheme=theme, base_url=address
        )
        contexts.append(context)
        context.add_cookies([{"name": "leaderboard", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    # The browser itself logs every refusal, which is an answer here, and every lost network.
    expected = ("400", "401", "409", "422", "502", "ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    assert [text for text in said if not any(word in text for word in expected)] == []


def tap(page, key):
    """A key of the dock; the receipt above has buttons with the same name."""
    page.locator("#keys").get_by_role("listitem").filter(has_text=key).locator(".key").click()


def test_a_rep_signs_in_and_logs_a_call_in_two_taps(browser, address, cast, rewarded, log):
    log(cast.ada, "call", times=6)
    page = browser.new_context(viewport=PHONE, base_url=address).new_page()
    page.goto("/")
    page.locator("[name=email]").fill("ada@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".hero")).to_contain_text("4 calls to go")
    tap(page, "Call")
    expect(page.locator("#toasts")).to_contain_text("Call saved")
    expect(page.locator(".hero")).to_contain_text("3 calls to go")
    page.context.close()


def test_undo_in_the_toast_brings_everything_back(visit, cast, rewarded, log):
    log(cast.ada, "call", times=7)
    page = visit(cast.ada, "/today")
    tap(page, "Call")
    expect(page.locator(".hero")).to_contain_text("2 calls to go")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("Call undone")
    expect(page.locator(".hero")).to_contain_text("3 calls to go")
    expect(page.locator(".key-count").first).to_have_text("7")


def test_without_javascript_it_takes_the_same_taps(visit, cast, rewarded, log):
    log(cast.ada, "call", times=7)
    page = visit(cast.ada, "/today", scripts=False)
    tap(page, "Call")
    expect(page.locator("#toasts")).to_contain_text("Call saved")
    expect(page.locator(".hero")).to_contain_text("2 calls to go")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("Call undone")
    expect(page.locator(".hero")).to_contain_text("3 calls to go")


def test_two_quick_taps_are_two_calls(visit, cast, log):
    page = visit(cast.ada, "/today")
    for number in ("1", "2"):
        tap(page, "Call")
        expect(page.locator(".key-count").first).to_have_text(number)


def test_the_badge_that_was_won_stays_until_it_is_closed(visit, cast, rewarded, log):
    log(cast.ada, "call", times=9)
    page = visit(cast.ada, "/today")
    tap(page, "Call")
    card = page.locator(".won")
    expect(card).to_contain_text("Dialer")
    card.get_by_role("button").click()
    expect(card).to_have_count(0)
    expect(page.locator(".toast")).to_contain_text("Call saved")


def test_the_names_of_two_badges_won_at_once_are_not_broken(visit, cast, session):
    load_rules(two_badges("call", SHORT), at=clock.now(), since=clock.now().date())
    page = visit(cast.ada, "/today")
    tap(page, "Call")
    card = page.locator(".won h2")
    expect(card).to_contain_text("are yours")
    assert [lines_of(card, name) for name in SHORT] == [1, 1]


AGES = {
    "en": r"Last updated at \d{1,2}:\d\d",
    "fa_IR": "آخرین به‌روزرسانی: ساعت [۰-۹]{1,2}:[۰-۹]{2}",
}
HALF_A_MINUTE = 31_000


@pytest.mark.slow
@pytest.mark.parametrize("language", AGES)
def test_while_the_server_is_away_a_page_says_how_old_it_is(
    app, browser, tmp_path, session, cast, language
):
    with write_transaction(db.session):
        db.session.get_one(Person, cast.ada).language = language
    cookie = Visitor(app, cast.ada).client.get_cookie("leaderboard")
    port = str(free_port())
    with serving(app, tmp_path, PORT=port) as server:
        context = browser.new_context(viewport=PHONE, base_url=server.url)
        named = {"name": "leaderboard", "value": cookie.value, "url": server.url}
        context.add_cookies([named])
        page = context.new_page()
        page.clock.install()
        page.goto("/today", wait_until="networkidle")
        age = page.locator("#age")
        page.clock.fast_forward(HALF_A_MINUTE)
        page.wait_for_load_state("networkidle")
        expect(age).to_have_text("")
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(age).to_have_text(re.compile(AGES[language]))
    expect(age).to_be_in_viewport()
    said = age.inner_text()
    page.clock.fast_forward(HALF_A_MINUTE)
    page.wait_for_timeout(300)
    # It is the time of the last answer, not of the last try.
    assert age.inner_text() == said
    expect(page.locator(".page-head h1")).to_be_visible()
    assert page.locator("#toasts > *").count() == 0
    with serving(app, tmp_path, PORT=port):
        page.clock.fast_forward(HALF_A_MINUTE)
        expect(age).to_have_text("")
    context.close()


def test_a_poll_that_a_broken_server_answers_says_only_how_old_the_page_is(visit, cast):
    page = visit(cast.ada, "/today")
    now = clock.local(clock.now(), "UTC")
    page.route("**/today/day**", lambda route: route.fulfill(status=502, body="<h1>Oh no</h1>"))
    page.evaluate("htmx.trigger('#day', 'activity-logged')")
    expect(page.locator("#age")).to_have_text(re.compile(rf"Last updated at {now.hour}:\d\d"))
    assert page.locator("#toasts > *").count() == 0
    page.unroute("**/today/day**")
    page.evaluate("htmx.trigger('#day', 'activity-logged')")
    expect(page.locator("#age")).to_have_text("")


def test_the_sheet_says_what_is_wrong_and_what_it_brings(visit, cast, rewarded):
    page = visit(cast.ada, "/today")
    tap(page, "Deal")
    sheet = page.locator("dialog#sheet")
    amount = sheet.get_by_label("Amount")
    expect(amount).to_be_focused()
    sheet.get_by_label("Customer").fill("Nordwind Logistics")
    sheet.get_by_role("button", name="Save deal").click()
    expect(sheet).to_contain_text("This is empty.")
    expect(sheet.get_by_label("Customer")).to_have_value("Nordwind Logistics")
    expect(amount).to_be_focused()
    amount.fill("۴٬۸۰۰")
    expect(sheet.locator("#gain")).to_contain_text("+100")
    sheet.get_by_role("button", name="Save deal").click()
    expect(sheet).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("Deal saved")
    expect(page.locator("#day")).to_contain_text(re.compile("Nordwind Logistics.*€4,800"))
    assert page.title().startswith("Today")


def test_a_sheet_that_is_closed_stays_closed_when_a_region_comes(visit, cast):
    page = visit(cast.ada, "/today")
    tap(page, "Deal")
    expect(page.locator("#sheet")).to_be_visible()
    page.evaluate(
        """() => {
          document.dispatchEvent(new Event("sheet-done"));
          document.dispatchEvent(new Event("htmx:after:swap"));
        }"""
    )
    page.wait_for_timeout(100)
    assert page.locator("#sheet").evaluate("sheet => sheet.open") is False


def test_what_the_sheet_promises_follows_the_day_that_is_chosen(visit, cast, rewarded, log):
    log(cast.ada, "meeting", customer="Ahlborg AB")
    page = visit(cast.ada, "/today")
    tap(page, "Meeting")
    told = page.locator("#gain")
    expect(told).to_contain_text("+15")
    page.get_by_label("Yesterday").check(force=True)
    expect(told).to_be_empty()
    page.get_by_label("Today").check(force=True)
    expect(told).to_contain_text("+15")


def test_without_a_network_the_sheet_says_so_and_keeps_what_was_typed(visit, cast):
    page = visit(cast.ada, "/today")
    tap(page, "Deal")
    page.get_by_label("Amount").fill("4800")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save deal").click()
    expect(page.locator("#sheet")).to_contain_text("Nothing was lost")
    expect(page.get_by_label("Amount")).to_have_value("4800")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save deal").click()
    expect(page.locator("#toasts")).to_contain_text("Deal saved")


def test_a_sheet_that_was_saved_already_says_so_and_can_be_saved_once_more(visit, cast):
    page = visit(cast.ada, "/today")
    for amount in ("4800", "5200"):
        tap(page, "Deal")
        page.get_by_label("Amount").fill(amount)
        page.locator("#sheet [name=client_id]").evaluate("field => field.value = 'made-up-id'")
        page.get_by_role("button", name="Save deal").click()
        expect(page.locator("#toasts")).to_contain_text("Deal saved")
    expect(page.locator("#sheet")).to_contain_text("This form was already saved")
    expect(page.get_by_label("Amount")).to_have_value("5200")
    page.get_by_role("button", name="Save deal").click()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page.locator("#day")).to_contain_text("€5,200")


def test_a_key_that_one_tap_is_not_enough_for_opens_the_sheet(visit, cast, log, kinds, session):
    number = log(cast.ada, "deal-won", amount=100)
    used = session.get_one(Activity, number).client_id
    session.rollback()
    page = visit(cast.ada, "/today")
    sheet, toasts = page.locator("#sheet"), page.locator("#toasts")
    page.locator("#keys [name=client_id]").first.evaluate("(key, id) => key.value = id", used)
    tap(page, "Call")
    expect(sheet).to_contain_text("This form was already saved")
    sheet.get_by_role("button", name="Save call").click()
    expect(toasts).to_contain_text("Call saved")
    expect(sheet).to_be_hidden()
    with publish(by_id=None, at=clock.now()) as publication:
        session.get_one(Kind, kinds["call"]).asks = {"minutes": "required"}
        publication.audit("change", "kind", kinds["call"])
    tap(page, "Call")
    expect(sheet).to_contain_text("This is empty.")
    expect(toasts).not_to_contain_text("This is empty.")
    sheet.get_by_label("Minutes").fill("5")
    sheet.get_by_role("button", name="Save call").click()
    expect(sheet).to_be_hidden()


def sign_in(context):
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=email]").fill("ada@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/today"))
    page.close()


def test_who_is_signed_out_over_a_sheet_signs_in_beside_it_and_saves(visit, cast):
    page = visit(cast.ada, "/today")
    tap(page, "Deal")
    page.get_by_label("Amount").fill("4800")
    page.context.clear_cookies()
    save = page.get_by_role("button", name="Save deal")
    save.click()
    expect(page.locator("#sheet")).to_contain_text("You are signed out")
    with page.context.expect_page() as opened:
        page.locator("#sheet").get_by_role("link", name="Sign in").click()
    opened.value.close()
    sign_in(page.context)
    save.click()
    expect(page.locator("#sheet")).to_contain_text("It has been renewed")
    save.click()
    expect(page.locator("#toasts")).to_contain_text("Deal saved")
    tap(page, "Call")
    expect(page.locator("#toasts")).to_contain_text("Call saved")


def test_without_javascript_who_is_signed_out_loses_nothing_either(visit, cast):
    page = visit(cast.ada, "/activities/new/deal-won", scripts=False)
    page.get_by_label("Amount").fill("4800")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save deal").click()
    expect(page.locator("h1")).to_have_text("You are signed out")
    sign_in(page.context)
    again = page.get_by_role("button", name="Send it again")
    again.click()
    expect(page.locator("h1")).to_have_text("This form is too old")
    again.click()
    expect(page.locator("#toasts")).to_contain_text("Deal saved")


def test_without_javascript_the_sheet_is_a_page(visit, cast, rewarded):
    page = visit(cast.ada, "/today", scripts=False)
    tap(page, "Deal")
    page.get_by_role("button", name="Save deal").click()
    expect(page.locator("#entry_form")).to_contain_text("This is empty.")
    page.get_by_label("Amount").fill("4800")
    page.get_by_label("Yesterday").check(force=True)
    page.get_by_role("button", name="Save deal").click()
    page.wait_for_url(re.compile(r"/activities/\d+$"))
    expect(page.locator("main")).to_contain_text("€4,800")


def test_a_page_that_saved_its_form_leads_on(visit, cast, log, rewarded):
    log(cast.ada, "email", customer="Ahlborg AB")
    page = visit(cast.mona, f"/activities/new/deal-won?for={cast.ada}", size=DESK)
    page.get_by_label("Amount").fill("4800")
    page.get_by_role("button", name="Save deal").click()
    expect(page.locator("#reason-error")).to_be_visible()
    page.get_by_label("Reason").fill("Her phone was broken")
    page.get_by_role("button", name="Save deal").click()
    page.wait_for_url(re.compile(r"/activities/\d+$"))
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Amount").fill("5200")
    page.get_by_label("Reason").fill("A slip")
    page.get_by_role("button", name="Save correction").click()
    page.wait_for_url(re.compile(r"/activities/\d+$"))
    expect(page.locator("main")).to_contain_text("€5,200")


def test_another_day_is_asked_for_only_when_it_is_one(visit, cast):
    page = visit(cast.ada, "/activities/new/call")
    day = page.get_by_label("Which day")
    expect(day).to_be_hidden()
    page.get_by_label("Other").check(force=True)
    expect(day).to_be_visible()


@pytest.fixture
def busy(cast, rewarded, log):
    """The paths of a rep's pages, with something on each."""
    log(cast.ben, "meeting", times=3, customer="Ahlborg AB")
    log(cast.ada, "call", times=9, days_ago=1, customer="Ahlborg AB")
    log(cast.ada, "call", times=11)
    number = log(cast.ada, "deal-won", amount=480000, customer="Kestrel Foods")
    own = ["/today", "/me", "/activities", "/activities/new", "/activities/new/deal-won"]
    return [*own, *(f"/activities/{number}{path}" for path in ("", "/correct"))]


@pytest.mark.parametrize(
    ("size", "language", "theme"),
    [
        pytest.param(PHONE, "en", "light", id="phone-en-light"),
        pytest.param(PHONE, "fa_IR", "dark", id="phone-fa-dark"),
        pytest.param(DESK, "en", "dark", id="desk-en-dark"),
        pytest.param(DESK, "fa_IR", "light", id="desk-fa-light"),
    ],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    visit, cast, session, busy, size, language, theme
):
    with write_transaction(db.session):
        db.session.get_one(Person, cast.ada).language = language
    for path in busy:
        page = visit(cast.ada, path, size=size, theme=theme)
        page.evaluate(AXE)
        found = page.evaluate("async () => (await axe.run()).violations")
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        page.context.close()
