"""A manager writes a rule with the keyboard alone, and the next log earns by it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.models import Award, Rule
from leaderboard.publishing.rules import load_rules
from leaderboard.publishing.starter import rules as starter_rules
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent / "vendor/axe-core/axe.min.js"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PAGES = (
    *("/rules", "/rules/new", "/rules/new?shape=sum", "/rules/new?shape=milestone", "/rules/1"),
    *("/badges", "/badges/new", "/badges/1", "/screens", "/screens/new"),
    *("/leaderboards", "/leaderboards/1", "/kinds", "/kinds/5", "/dimensions/1"),
    *("/metrics", "/metrics/new", "/metrics/4"),
)


VIOLATIONS = "axe.run().then(it => it.violations.map(v => v.id + ': ' + v.nodes[0].html))"


def signed_in(browser: Browser, address: str, name: str, *, viewport, told: list[str]) -> Page:
    page = browser.new_context(viewport=viewport, base_url=address).new_page()
    page.on("console", lambda said: told.append(said.text) if said.type == "error" else None)
    page.goto("/sign-in")
    page.locator("[name=email]").fill(f"{name}@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def go_by_keyboard(page: Page, role, name: str) -> None:
    """Tab until the thing has the focus, then press it."""
    target = page.get_by_role(role, name=name).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("it => it === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"the keyboard does not reach {name}")


def test_a_manager_writes_a_rule_and_the_next_log_earns_it(browser, address, app, cast, session):
    told: list[str] = []
    desk = signed_in(browser, address, "mona", viewport=DESK, told=told)
    desk.goto("/rules")
    go_by_keyboard(desk, "link", "New rule")
    go_by_keyboard(desk, "link", "A count is reached")
    expect(desk.get_by_text("3 calls to go")).to_be_visible()

    desk.get_by_label("How many", exact=True).focus()
    desk.keyboard.press("Control+A")
    desk.keyboard.type("1")
    desk.keyboard.press("Tab")
    # The region beside it follows without a click.
    expect(desk.get_by_text("When a rep logs 1 call in a day, give 20 points.")).to_be_visible()
    desk.get_by_label("Points", exact=True).focus()
    desk.keyboard.press("Control+A")
    desk.keyboard.type("35")
    desk.get_by_label("Name", exact=True).focus()
    desk.keyboard.type("Quick start")
    go_back_to(desk, "Publish")
    expect(desk.get_by_text("When a rep logs 1 call in a day, give 35 points.")).to_be_visible()

    phone = signed_in(browser, address, "ada", viewport=PHONE, told=told)
    phone.goto("/today")
    phone.locator("form .key").filter(has_text="Call").click()
    expect(phone.locator("#toasts")).to_contain_text("35")
    rule_id = session.scalars(db.select(Rule.id).where(Rule.name == "Quick start")).one()
    [award] = session.scalars(db.select(Award).where(Award.rule_id == rule_id)).all()
    assert (award.subject_id, award.points, award.is_silent) == (cast.ada, 35, False)
    assert told == []


def go_back_to(page: Page, name: str) -> None:
    target = page.get_by_role("button", name=name)
    for _ in range(40):
        if target.evaluate("it => it === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Shift+Tab")
    pytest.fail(f"the keyboard does not reach {name}")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_the_pages_of_settings(browser, address, cast, viewport, session):
    load_rules(starter_rules(), at=clock.now())
    told: list[str] = []
    page = signed_in(browser, address, "mona", viewport=viewport, told=told)
    found = []
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate(AXE.read_text())
        problems = page.evaluate(VIOLATIONS)
        found += [(path, problem) for problem in problems]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((path, "scrolls sideways"))
    assert (found, told) == ([], [])


def test_the_example_of_a_new_metric_follows_the_form(browser, address, cast, session):
    told: list[str] = []
    page = signed_in(browser, address, "mona", viewport=DESK, told=told)
    page.goto("/metrics/new")
    page.get_by_label("Name", exact=True).fill("Calls per meeting")
    example = page.locator("#example")
    expect(example).to_contain_text("Choose what is counted")
    kind = page.locator("[name='above-0-kind']")
    kind.focus()
    kind.select_option("call")
    expect(example).to_contain_text("calls")
    # The field keeps the focus and what was chosen.
    assert kind.evaluate("it => it === document.activeElement")
    assert kind.input_value() == "call"
    page.locator("[name='below-0-kind']").select_option("meeting")
    expect(example).to_contain_text("there are no meetings")
    assert page.get_by_label("Name", exact=True).input_value() == "Calls per meeting"
    assert told == []


def test_without_scripts_the_button_leads_to_the_example(browser, address, cast, session):
    told: list[str] = []
    page = signed_in(browser, address, "mona", viewport=PHONE, told=told)
    cookies = page.context.storage_state()
    plain = browser.new_context(
        viewport=PHONE, base_url=address, java_script_enabled=False, storage_state=cookies
    ).new_page()
    plain.goto("/metrics/new")
    plain.locator("[name='above-0-kind']").select_option("call")
    plain.locator("[name='below-0-kind']").select_option("meeting")
    plain.get_by_role("button", name="Preview").click()
    expect(plain.locator("#example")).to_contain_text("there are no meetings")
    expect(plain.locator("#example")).to_be_in_viewport()
    assert plain.locator("[name='above-0-kind']").input_value() == "call"
    assert told == []
