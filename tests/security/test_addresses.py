"""Signing in wherever the server is, or one sentence that says which setting is wrong.

A real server on this machine, and what a browser and the proxies in front of it would send.
"""

import http.client
import re
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import pytest

from tests.cast import PASSWORD
from tests.servers import serving

pytestmark = pytest.mark.slow


@dataclass
class Browser:
    """Somebody at `address`; `sent` is what the proxy makes of the request, `strips` what it
    removes from the path. Over https a browser also says where a form comes from."""

    server: str
    address: str
    sent: dict[str, str] = field(default_factory=dict)
    strips: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path, form=None, **headers):
        """The answer to what the browser asks for at this path of its address."""
        asked = urlsplit(self.address)
        given = {"Host": asked.netloc} | self.sent | headers
        if asked.scheme == "https":
            given["Sec-Fetch-Site"] = "same-origin"
        if form is not None:
            given |= {"Content-Type": "application/x-www-form-urlencoded"}
            given = {"Origin": self.origin, "Referer": self.address + path} | given
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(urlsplit(self.server).netloc, timeout=20)
        connection.request(
            "GET" if form is None else "POST",
            path.removeprefix(self.strips) or "/",
            body=None if form is None else urlencode(form),
            headers={name: text for name, text in given.items() if text is not None},
        )
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.keep(line)
        connection.close()
        return answer.status, text, answer.headers

    def keep(self, line):
        """As browsers do: `Secure` cookies go over https only."""
        for name, morsel in SimpleCookie(line).items():
            if morsel["secure"] and self.address.startswith("http:"):
                continue
            self.cookies[name] = morsel.value

    @property
    def origin(self):
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def prefix(self):
        return urlsplit(self.address).path

    def sign_in(self, **headers):
        """The whole way: the page, its form where it points, and where that leads."""
        status, page, _ = self.ask(f"{self.prefix}/sign-in")
        assert status == 200
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        [action] = re.findall(r'<form class="form" method="post" action="([^"]+)"', page)
        form = hidden | {"email": "ada@example.com", "password": PASSWORD}
        status, told, given = self.ask(action, form, **headers)
        if status != 303:
            return status, told
        status, told, _ = self.ask(given["Location"])
        return status, told


@pytest.fixture
def serve(app, cast, tmp_path):
    return partial(serving, app, tmp_path)


LAN, PUBLIC, BELOW = "http://192.168.1.20:8000", "https://board.example.com", "/team/board"
FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "board.example.com"}
INSIDE = {"Host": "127.0.0.1:8000"}
WAYS = {
    "plain http on a local address": ({}, LAN, {}, ""),
    "http under a name of the local network": ({}, "http://leaderboard.local", {}, ""),
    "http while links lead to https": ({"PUBLIC_URL": PUBLIC}, LAN, {}, ""),
    "https, nothing set, no header": ({}, PUBLIC, {}, ""),
    "https, nothing set, a header that nobody believes": ({}, PUBLIC, FORWARDED, ""),
    "https, all set": (
        {"HTTPS": "1", "PUBLIC_URL": PUBLIC, "TRUSTED_PROXIES": "1"}, PUBLIC, FORWARDED, "",
    ),
    "https, set, but the proxy says nothing": (
        {"HTTPS": "1", "PUBLIC_URL": PUBLIC, "TRUSTED_PROXIES": "1"}, PUBLIC, {}, "",
    ),
    "a proxy that asks under its own name": (
        {"HTTPS": "1", "PUBLIC_URL": PUBLIC, "TRUSTED_PROXIES": "1"},
        PUBLIC, INSIDE | {"X-Forwarded-Proto": "https"}, "",
    ),
    "a path that the proxy takes off and tells": (
        {"TRUSTED_PROXIES": "1"}, PUBLIC + BELOW, FORWARDED | {"X-Forwarded-Prefix": BELOW}, BELOW,
    ),
    "a path that the proxy takes off": ({"PUBLIC_URL": PUBLIC + BELOW}, PUBLIC + BELOW, {}, BELOW),
    "a path that the proxy leaves on": ({"PUBLIC_URL": PUBLIC + BELOW}, PUBLIC + BELOW, {}, ""),
    "a path, and the address of the network": (
        {"PUBLIC_URL": PUBLIC + BELOW}, LAN + BELOW, {}, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_signing_in_works_with(serve, way):
    settings, address, sent, strips = WAYS[way]
    with serve(**settings) as server:
        browser = Browser(server.url, address, sent, strips)
        status, page = browser.sign_in()
        assert status == 200
        assert "Ada" in page
        # Nothing on it leads outside its own place.
        paths = re.findall(r'(?:href|action|src)="(/[^"]*)"', page)
        assert paths
        assert [path for path in paths if not path.startswith(f"{browser.prefix}/")] == []
        status, _, given = Browser(server.url, address, sent, strips).ask(f"{browser.prefix}/today")
        assert status == 303
        assert given["Location"].startswith(f"{browser.prefix}/sign-in?next=")


WRONG = {
    "https is set, and people come over http": (
        {"HTTPS": "1"}, LAN, {}, 400, "HTTPS=1 is set, so people sign in over https only",
    ),
    "the proxy hides the name that people ask for": (
        {"TRUSTED_PROXIES": "1"}, PUBLIC, INSIDE | {"X-Forwarded-Proto": "https"}, 400,
        "set PUBLIC_URL to the address that people open",
    ),
    "the same over http": ({}, "http://board.lan", INSIDE, 403, "pass on the Host header"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_one_sentence_says_which_setting_is_wrong_when(serve, what):
    settings, address, sent, status, sentence = WRONG[what]
    with serve(**settings) as server:
        found, page = Browser(server.url, address, sent).sign_in()
    assert found == status
    assert sentence in page


def test_a_browser_without_cookies_is_told_so(serve):
    with serve() as server:
        browser = Browser(server.url, LAN)
        browser.keep = lambda line: None
        status, page = browser.sign_in()
    assert status == 400
    assert "Allow cookies for this address" in page


def test_a_path_that_nobody_believes_is_said_on_the_page(serve):
    with serve() as server:
        sent = {"X-Forwarded-Prefix": BELOW}
        _, page, _ = Browser(server.url, PUBLIC, sent).ask("/sign-in")
    assert f"A proxy announces the path {BELOW}" in page
    assert "TRUSTED_PROXIES" in page


def test_a_name_that_is_not_trusted_is_told_by_its_setting(serve):
    with serve(TRUSTED_HOSTS="board.example.com,127.0.0.1") as server:
        status, text, _ = Browser(server.url, "http://other.example").ask("/sign-in")
    assert status == 400
    assert "TRUSTED_HOSTS" in text
