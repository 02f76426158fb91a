"""What a phone loads, counted by the browser itself: the demo under the production server."""

from collections import defaultdict

import pytest

from tests.browser.screenshots import PHONE, sign_in
from tests.demo import demo, guide

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST, LATER = 60_000, 12_000
# The latin letters of Inter; Persian has Vazirmatn beside them. Taken as published, so not cut.
FONTS = {"en": 80_000, "fa": 130_000}


@pytest.fixture(scope="module", params=["en", "fa"])
def running(request, tmp_path_factory):
    """The language and the demo's note."""
    with demo(tmp_path_factory.mktemp("demo"), LOCALE=request.param) as note:
        yield request.param, note


def visit(page, path):
    """Open the page and wait until it is idle; the bytes that came over the line, by kind."""
    line = page.context.new_cdp_session(page)
    kinds, sizes = {}, defaultdict(int)
    line.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))

    def count(event):
        sizes[kinds.get(event["requestId"], "?")] += event["encodedDataLength"]

    line.on("Network.loadingFinished", count)
    line.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)
    line.detach()
    return dict(sizes)


def test_today_is_light_the_first_time_and_lighter_afterwards(browser, running):
    language, note = running
    entering = browser.new_context(viewport=PHONE, base_url=note["url"])
    sign_in(entering, guide(note, "rep"))
    context = browser.new_context(
        viewport=PHONE, base_url=note["url"], storage_state=entering.storage_state()
    )
    page = context.new_page()
    first = visit(page, "/today")
    fonts = first.pop("Font")
    assert {"Document", "Stylesheet", "Script"} <= first.keys()
    assert sum(first.values()) < FIRST, first
    assert fonts < FONTS[language]
    later = visit(page, "/today")
    assert later["Document"] > 0
    assert sum(later.values()) < LATER, later
    entering.close()
    context.close()
