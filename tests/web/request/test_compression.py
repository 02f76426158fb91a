"""Pages and files are compressed for readers who can decompress them, and for nobody else."""

import gzip
import re

import pytest

import config
from leaderboard import clock
from leaderboard.web.page import frame
from leaderboard.web.page.frame import asset, stylesheet_url
from tests.screens import add_board, add_screen

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
STATIC = config.ROOT / "static"


@pytest.fixture
def ada(visitor, cast):
    return visitor(cast.ada)


@pytest.fixture
def screen(session):
    """The address of a screen."""
    at = clock.now()
    return f"/screen/{add_screen((add_board('calls', at=at), None), at=at)}"


@pytest.fixture
def addresses(app):
    """The files that a page names, with their hashes."""
    with app.test_request_context():
        return [stylesheet_url(), *map(asset, ("app.js", "screen.js", "icons.svg"))]


def unpacked(answer):
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]
    return gzip.decompress(answer.data).decode()


def text_of(page):
    """What a page says besides what differs between requests."""
    return re.sub(
        r'(?<=value=")[^"]*(?=")|(?<=data-at=")[^"]*(?=")|X-CSRFToken": "[^"]*"', "", page
    )


def test_a_page_comes_packed_and_says_the_same(ada):
    plain = ada.get("/today")
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    packed = ada.get("/today", headers=GZIP)
    assert text_of(unpacked(packed)) == text_of(plain.text)
    assert len(packed.data) < len(plain.data) / 2


@pytest.mark.parametrize("wanted", ["identity", "br", "gzip;q=0", "deflate"])
def test_who_cannot_unpack_gets_it_plain(ada, wanted):
    answer = ada.get("/today", headers={"Accept-Encoding": wanted})
    assert "Content-Encoding" not in answer.headers
    assert "<!doctype html>" in answer.text


@pytest.mark.parametrize(
    ("site", "is_packed"),
    [("none", True), ("same-origin", True), ("same-site", False), ("cross-site", False)],
)
def test_a_page_that_another_site_led_to_is_not_packed(ada, site, is_packed):
    """Its size would give away its content to whoever watches the line (BREACH)."""
    answer = ada.get("/today", headers={**GZIP, "Sec-Fetch-Site": site})
    assert answer.status_code == 200
    assert ("Content-Encoding" in answer.headers) == is_packed


def test_files_come_packed_and_are_packed_once(client, addresses, monkeypatch):
    for address in addresses:
        plain = client.get(address)
        packed = client.get(address, headers=GZIP)
        assert unpacked(packed) == plain.text
        with monkeypatch.context() as patched:
            patched.setattr(gzip, "compress", None)
            assert client.get(address, headers=GZIP).data == packed.data


def test_a_file_that_has_changed_is_packed_anew(app, client, tmp_path, monkeypatch):
    monkeypatch.setattr(app, "static_folder", str(tmp_path))
    monkeypatch.setattr(frame, "STATIC", tmp_path)
    for text in ("a" * 1000, "b" * 2000):
        (tmp_path / "one.js").write_text(text)
        assert unpacked(client.get("/static/one.js", headers=GZIP)) == text


def test_what_is_packed_already_stays_as_it_is(client, app):
    with app.test_request_context():
        address = asset("vendor/inter/inter-latin-opsz-normal.woff2")
    answer = client.get(address, headers=GZIP)
    assert "Content-Encoding" not in answer.headers
    assert answer.data[:4] == b"wOF2"


def test_a_file_under_its_hash_is_kept_for_ever_and_under_another_asked_for_again(
    client, addresses
):
    for address in addresses:
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
        old = client.get(address.partition("?")[0] + "?v=000000000000")
        assert old.headers["Cache-Control"] == "no-cache"


def test_every_file_that_a_stylesheet_names_carries_its_hash(client):
    """`immutable` holds for whatever an address of ours leads to, fonts too."""
    named = {
        (path, mark)
        for style in (STATIC / "css").glob("*.css")
        for path, mark in re.findall(r"url\(\.\./([^)?]+)\??([^)]*)\)", style.read_text("utf-8"))
    }
    assert len(named) == 3
    for path, mark in named:
        answer = client.get(f"/static/{path}?{mark}")
        assert answer.headers["Cache-Control"].endswith("immutable"), path


def test_a_packed_region_is_still_unchanged_for_who_has_it(client, screen):
    packed = client.get(f"{screen}/slides", headers=GZIP)
    unpacked(packed)
    # The same tag may stand for other bytes now, and weak tags say so.
    assert packed.headers["ETag"].startswith('W/"')
    tag = {"If-None-Match": packed.headers["ETag"]}
    again = client.get(f"{screen}/slides", headers=GZIP | tag)
    assert again.status_code == 304
    assert "Content-Encoding" not in again.headers


def test_a_stream_is_never_packed(client, screen):
    answer = client.get(f"{screen}/stream", headers=GZIP, buffered=False)
    assert "Content-Encoding" not in answer.headers
    assert next(answer.response).startswith(b"event: beat")
    answer.close()


def test_an_error_is_packed_as_any_page_and_a_word_is_not(ada, client):
    assert "<!doctype html>" in unpacked(ada.get("/nowhere", headers=GZIP))
    small = client.get("/healthz", headers=GZIP)
    assert "Content-Encoding" not in small.headers
