"""SECURITY 11 in a real browser: no page does what its own policy forbids."""

import pytest

from leaderboard.permissions import admin, anyone, manager, signed_in
from tests.security.routes import pages

pytestmark = pytest.mark.browser

# Runs before the page's own code and records what the policy blocks.
LISTEN = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.stopped.push(event.violatedDirective + " " + event.blockedURI));
"""


def test_security_11_the_browser_stops_nothing_on_any_page(app, cast, visitor, browser, address):
    seen_by = {anyone: None, signed_in: cast.ada, manager: cast.mona, admin: cast.iris}
    stopped = {}
    for person_id in dict.fromkeys(seen_by.values()):
        context = browser.new_context()
        context.add_init_script(LISTEN)
        context.add_cookies(cookies_of(visitor(person_id), address))
        page = context.new_page()
        for route in pages(app):
            if seen_by.get(route.policy, 0) == person_id:
                page.goto(address + route.url, wait_until="load")
                if found := page.evaluate("window.stopped"):
                    stopped[str(route)] = found
        context.close()
    assert stopped == {}


def test_security_11_the_browser_says_what_it_stops(visitor, browser, address):
    page = browser.new_page()
    page.add_init_script(LISTEN)
    page.goto(f"{address}/sign-in")
    page.evaluate("document.body.setAttribute('onclick', 'x()')")
    page.evaluate("document.body.append(document.createElement('style'))")
    page.evaluate("document.querySelector('body > style').textContent = 'a { color: red }'")
    page.wait_for_function("window.stopped.length > 0")
    page.close()


def cookies_of(visitor, address):
    kept = visitor.client.get_cookie("leaderboard")
    return [{"name": "leaderboard", "value": kept.value, "url": address}]
