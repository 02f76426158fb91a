"""The television's scripts and styles use only what Chromium 63 knows."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent.parent / "static"
STYLES = ("tokens", "fonts", "mark", "bar", "badge", "screen")
SCRIPTS = ("screen", "streams")
# Newer than ES2017, forbidden by the policy, or newer to browsers than Chromium 63.
TOO_NEW = {
    "optional chaining": r"\?\.[\w\[(]",
    "nullish": r"\?\?",
    "logical assignment": r"(\|\||&&)=",
    "module": r"^\s*(import|export)\b",
    "dynamic import": r"\bimport\(",
    "spread in an object": r"\{\s*\.\.\.|,\s*\.\.\.\w+\s*\}",
    "async generator": r"async\s*\*|for\s+await",
    "finally of a promise": r"\.finally\(",
    "catch without a name": r"catch\s*\{",
    "later methods": r"\.(at|flat|flatMap|replaceAll|matchAll|allSettled|trimEnd|fromEntries)\(",
    "later methods of elements": r"\.(replaceChildren|toggleAttribute)\(",
    "later globals": r"\b(globalThis|AbortController|structuredClone|BigInt|ResizeObserver)\b",
    "class fields": r"^\s*(static\s|#\w+\s*[=;(])",
    "number separator": r"\b\d+_\d+",
    "look-behind or a named group": r"\(\?<",
    "eval": r"\beval\(|new Function",
    "strings as code": r"set(Timeout|Interval)\(\s*[\"'`]",
}
TOO_NEW_CSS = {
    "flex gap": r"(?<!-)\bgap\s*:",
    "inset": r"\binset\s*:",
    "min, max and clamp": r":\s*[^;]*\b(clamp|min|max)\(",
    "aspect-ratio": r"\baspect-ratio\s*:",
    "logical sides": r"\b(margin|padding|border|inset)-(inline|block)",
    "newer selectors": r":(is|where|has|focus-visible)\b",
    "newer units": r"\d(dvh|svh|lvh|cqw)\b",
    "nesting": r"&[\s.:\[]",
    "layers and containers": r"@(layer|container|property)\b",
    "newer colours": r"\b(color-mix|oklch|lab|lch)\(",
    "own transforms": r"^\s*(translate|rotate|scale)\s*:",
}


def uncommented(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def script(name):
    return (STATIC / f"{name}.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("what", TOO_NEW)
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_es2017(name, what):
    assert re.findall(TOO_NEW[what], script(name), flags=re.M) == []


def test_the_scripts_are_small():
    assert sum(len(script(name).encode()) for name in SCRIPTS) < 12_000
    assert len(script("screen").encode()) < 10_000


def test_a_screen_loads_these_scripts_and_no_other():
    page = (STATIC.parent / "templates" / "screen" / "index.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r"asset\('(\w+)\.js'\)", page)) == sorted(SCRIPTS)


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_timer_of_ours_hangs_on_a_clock_that_can_be_set(path):
    """`performance.now` only runs forward; a date is only made from a time the server sent."""
    assert re.findall(r"Date\.now|new Date\(\s*\)|\bDate\(\)", path.read_text("utf-8")) == []


@pytest.mark.parametrize("what", TOO_NEW_CSS)
@pytest.mark.parametrize("name", STYLES)
def test_the_styles_are_chromium_63s(name, what):
    style = uncommented((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8"))
    assert re.findall(TOO_NEW_CSS[what], style, flags=re.M) == []


def test_the_lists_find_what_they_look_for():
    assert re.search(TOO_NEW["optional chaining"], "a?.b")
    assert not re.search(TOO_NEW["optional chaining"], "a ? .5 : 1")
    assert re.search(TOO_NEW["spread in an object"], "x = { ...old }")
    assert re.search(TOO_NEW_CSS["flex gap"], ".a { gap: 4px }")
    assert not re.search(TOO_NEW_CSS["flex gap"], ".bar-gap { fill: red }")
    assert re.search(TOO_NEW_CSS["min, max and clamp"], "width: min(4px, 3vw)")
