"""`make screenshots`: the pictures of the README, taken from the running demo."""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext

import config
from tests.browsers import open_browser
from tests.demo import demo, guide

FOLDER = config.ROOT / "docs" / "pictures"
DOORS = {"width": 390, "height": 552}
PHONE, TELEVISION = {"width": 390, "height": 844}, {"width": 1920, "height": 1080}
# A screen animates its first board in.
SETTLE_MS = 2500


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_browser() as browser,
        demo(Path(folder), LOCALE="en") as note,
    ):
        take_doors(browser, note, name="doors")
        take_today(browser, note, name="today")
        take_screen(browser, note, name="screen")


def take_doors(browser: Browser, note: dict[str, Any], *, name: str) -> None:
    """The demo's doors, as its own machine sees them."""
    context = browser.new_context(viewport=DOORS, device_scale_factor=2, base_url=note["url"])
    take(context, "/sign-in", name)


def take_today(browser: Browser, note: dict[str, Any], *, name: str) -> None:
    """What a rep sees first on the phone."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, base_url=note["url"])
    sign_in(context, guide(note, "rep"))
    take(context, "/", name)


def take_screen(browser: Browser, note: dict[str, Any], *, name: str) -> None:
    """What hangs in the room."""
    context = browser.new_context(viewport=TELEVISION, base_url=note["url"])
    take(context, note["screens"][0]["path"], name)


def sign_in(context: BrowserContext, person: dict[str, Any]) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=email]").fill(person["email"])
    page.locator("[name=password]").fill(person["password"])
    page.locator("form[action$='/sign-in'] button").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.close()


def take(context: BrowserContext, path: str, name: str) -> None:
    page = context.new_page()
    answer = page.goto(path)
    assert answer, path
    assert answer.ok, f"{path}: {answer.status}"
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
