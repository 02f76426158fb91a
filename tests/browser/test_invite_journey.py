"""A manager invites a rep, who chooses a password, signs in and logs."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from leaderboard.models import Activity, Person
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def page_of(browser, address, *, width):
    context = browser.new_context(
        viewport={"width": width, "height": 844}, base_url=address, locale="en"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def sign_in(page, email, password):
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_a_manager_invites_a_rep_who_signs_in_and_logs(browser, address, cast, session):
    manager, rep = (page_of(browser, address, width=width) for width in (1280, 390))
    sign_in(manager, "mona@example.com", PASSWORD)
    manager.goto("/people")
    manager.get_by_role("link", name="Add a person").click()
    manager.get_by_label("Name").fill("Nora")
    manager.get_by_label("E-mail").fill("nora@example.com")
    # Clicking again while the answer is on its way still gets the link.
    held = []
    manager.route("**/people", lambda route: held.append(route))
    manager.get_by_role("button", name="Add").evaluate(
        "button => { for (const at of [0, 300]) setTimeout(() => button.click(), at); }"
    )
    manager.wait_for_timeout(800)
    assert len(held) == 1
    held[0].continue_()
    link = manager.get_by_label("Link").input_value()
    copy_with_one_click(manager, link)
    path = "/invites/" + link.rsplit("/", 1)[1]

    rep.goto(path)
    rep.get_by_label("Password").fill("four quiet words here")
    rep.get_by_role("button", name="Save and sign in").click()
    rep.wait_for_url(lambda url: "/invites/" not in url)
    rep.goto("/today")
    rep.locator(".key", has_text="Call").click()
    expect(rep.locator("#toasts")).to_contain_text("Call")

    nora = session.scalar(select(Person).where(Person.name == "Nora"))
    logged = session.scalars(select(Activity).where(Activity.subject_id == nora.id)).all()
    assert len(logged) == 1
    assert logged[0].team_id == cast.north
    rep.goto(path)
    expect(rep.get_by_role("heading", level=1)).to_have_text("This link no longer works")


def copy_with_one_click(page, link):
    """On a page with a clipboard, and on one without, as over plain http on a local network."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clipboard = page.evaluate_handle("() => navigator.clipboard")
    for before in ("() => null", "() => Object.defineProperty(navigator, 'clipboard', {})"):
        page.evaluate("clipboard => clipboard.writeText('nothing yet')", clipboard)
        page.evaluate(before)
        page.locator("[data-copy]").click()
        expect(page.locator("[data-copy]")).to_have_text("Copied")
        page.wait_for_timeout(200)
        assert page.evaluate("clipboard => clipboard.readText()", clipboard) == link
