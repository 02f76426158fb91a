"""A year is set, split into parts and weekly work, and one call moves the bars up the tree; in
both languages, on the desktop and on the phone."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from leaderboard import clock, configuration
from leaderboard.database import write_transaction
from leaderboard.models import Goal, Organisation, Person
from leaderboard.rules.periods import PeriodKind, period_of
from tests.browser.test_rule_journey import AXE, DESK, PHONE, VIOLATIONS, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def past(log, cast):
    """In the weeks before this one Ada won six deals of €1,000, from 12 demos and 24 calls."""
    year = period_of(PeriodKind.YEAR, clock.now().date(), configuration.current().almanac)
    back = 10 if (clock.now().date() - year.start).days > 40 else 60
    log(cast.ada, "deal-won", times=6, days_ago=back, amount=1_000_00)
    log(cast.ada, "demo", times=12, days_ago=back, customer="Acme")
    log(cast.ada, "call", times=24, days_ago=back)


@pytest.mark.parametrize("language", ["en", "fa_IR"])
def test_k1_a_year_becomes_todays_work_and_a_call_moves_the_tree(
    browser, address, cast, session, past, language
):
    with write_transaction(session):
        session.execute(update(Person).values(language=language))
    told: list[str] = []
    desk = signed_in(browser, address, "iris", viewport=DESK, told=told)

    # The admin sets the year.
    desk.goto("/goals/new?kind=annual&for=company")
    company = session.scalar(select(Organisation.id))
    session.rollback()
    desk.locator(f"[name=target_{company}]").fill("60000")
    desk.locator(f"[name=target_{company}]").press("Enter")
    desk.wait_for_url(re.compile(r"/goals/\d+$"))
    whole = desk.url.rsplit("/", 1)[1]

    # The planner proposes Ada's part and her week, and one button sets all of it.
    desk.locator("a[href$='/plan']").click()
    part = desk.locator(f"[name=target_{cast.ada}]")
    assert part.input_value() not in ("", "0")
    work = desk.locator(f"[name^=work][name$='_{cast.ada}']")
    assert work.count() == 2
    work.last.fill("10")
    desk.evaluate(AXE.read_text())
    assert desk.evaluate(VIOLATIONS) == []
    desk.locator("form.form[method=post] button:not([name])").click()
    desk.wait_for_url(re.compile(rf"/goals/{whole}$"))

    session.rollback()
    goals = {(g.owner_id, g.kind): g for g in session.scalars(select(Goal).order_by(Goal.id))}
    calls = next(g for g in reversed(list(goals.values())) if g.owner_id == cast.ada)
    assert [version.target for version in calls.versions] == [10]
    calls_id = calls.id
    session.rollback()

    # Ada sees the week on her phone, logs one call, and the bar moves.
    phone = signed_in(browser, address, "ada", viewport=PHONE, told=told)
    phone.goto(f"/goals/{calls_id}")
    value = phone.locator(".goal-sum b").first
    before = value.inner_text()
    phone.goto("/today")
    phone.locator("form .key").first.click()
    # The toast says what it moved: her week, her team's goal and the year.
    expect(phone.locator("#toasts .moved a")).not_to_have_count(0)
    phone.goto(f"/goals/{calls_id}")
    expect(value).not_to_have_text(before)
    # Above it are her demos, her part, North's part and the year.
    assert phone.locator("main .goal").count() == 5
    assert not phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    phone.goto(f"/goals/{whole}")
    assert told == []
