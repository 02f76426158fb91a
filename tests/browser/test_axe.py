"""Every page, in a real browser: no findings from axe, and nothing wider than the phone."""

from pathlib import Path

import pytest
from sqlalchemy import update

from leaderboard import scoring
from leaderboard.clock import now
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Organisation
from tests.browser.test_policy import cookies_of
from tests.security.routes import pages

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
AXE = (Path(__file__).parent.parent / "vendor/axe-core/axe.min.js").read_text()
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 860}


@pytest.mark.parametrize("who", ["nobody", "ada", "mona", "iris"])
@pytest.mark.parametrize(
    ("language", "theme", "size"),
    [("en", "light", PHONE), ("fa_IR", "dark", DESK)],
    ids=["en-light-phone", "fa-dark-desk"],
)
def test_axe_finds_nothing_on_any_page(
    app, cast, session, visitor, browser, address, who, language, theme, size
):
    write_in(language)
    someone = visitor(getattr(cast, who, None))
    context = browser.new_context(viewport=size, color_scheme=theme)
    context.add_cookies(cookies_of(someone, address))
    page = context.new_page()
    wrong = {}
    for route in pages(app):
        if is_page(someone.get(route.url)):
            page.goto(address + route.url, wait_until="load")
            found = [*axe(page), *too_wide(page, size)]
            if found:
                wrong[route.url] = found
    context.close()
    assert wrong == {}


def write_in(language):
    with write_transaction(db.session):
        db.session.execute(update(Organisation).values(language=language))
    with scoring.publish(by_id=None, at=now()) as publication:
        publication.audit("change", "organisation", 1)


def is_page(answer):
    """Whether it is a whole page and not a region of one."""
    return answer.status_code == 200 and answer.text.startswith("<!doctype html>")


def axe(page):
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    return [(v["id"], [node["html"][:120] for node in v["nodes"]][:3]) for v in found]


def too_wide(page, size):
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > size["width"] else []
