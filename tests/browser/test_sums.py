"""Sums on a phone: in words as one types, and with magnitudes that a number pad cannot write."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Organisation, Person
from tests.visitor import Visitor

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def phone(app, browser, address, cast, session):
    """Mona's phone in an organisation that counts in toman."""
    with write_transaction(db.session):
        db.session.scalars(select(Organisation)).one().currency = "IRT"
        db.session.get_one(Person, cast.mona).language = "fa_IR"
    cookie = Visitor(app, cast.mona).client.get_cookie("leaderboard")
    context = browser.new_context(base_url=address, **PHONE)
    context.add_cookies([{"name": "leaderboard", "value": cookie.value, "url": address}])
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def test_a_number_pad_writes_millions(phone, cast):
    phone.goto(f"/goals/new?kind=individual&for={cast.ada}", wait_until="networkidle")
    target = phone.locator(f"#target_{cast.ada}")
    region = phone.locator(f"#words-target_{cast.ada}")
    expect(region.get_by_role("button")).to_have_count(0)
    target.tap()
    million, thousand = (region.get_by_role("button", name=name) for name in ("میلیون", "هزار"))
    assert million.bounding_box()["height"] >= 48
    target.press_sequentially("۲")
    million.tap()
    phone.keyboard.type("۵۰۰")
    thousand.tap()
    expect(target).to_have_value("۲ میلیون ۵۰۰ هزار ")
    expect(target).to_be_focused()
    expect(region).to_contain_text("۲ میلیون و ۵۰۰ هزار")
    # The same once more takes the word away again.
    thousand.tap()
    expect(target).to_have_value("۲ میلیون ۵۰۰")
    # Calls are no money.
    calls = phone.locator("#metric option", has_text="Calls").first.get_attribute("value")
    phone.locator("#metric").select_option(calls)
    expect(million).to_have_count(0)
    expect(region.locator(".spoken")).to_be_empty()


def test_the_words_of_a_rules_sum_stand_under_its_sentence(phone):
    phone.goto("/rules/new?shape=sum", wait_until="networkidle")
    phone.locator("#target").fill("۱۵۰ میلیون")
    expect(phone.locator("#words-target")).to_contain_text("۱۵۰ میلیون")
