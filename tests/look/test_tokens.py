"""The contrasts of the colour tokens, computed from the file the pages use."""

import gzip
import re
from pathlib import Path

import pytest

from leaderboard.web.page.frame import STYLES, joined_styles

CSS = Path(__file__).parent.parent.parent / "static/css"
TOKENS = (CSS / "tokens.css").read_text()
BLOCK = re.compile(r"(:root[^{]*)\{([^}]*)\}")
# (what is read, on what, measured in light, measured in dark); a bare number is the minimum.
PAIRS = (
    ("ink", "bg", 14.1, 16.5),
    ("ink", "surface", 15.7, 14.7),
    ("petrol", "track", 5.3, 5.5),
    ("edge", "surface", 3.7, 4.5),
    ("edge", "bg", 3.3, 5.0),
    ("ink-3", "bg", 4.9, 7.5),
    ("ink-3", "raised", 5.4, 5.9),
    ("petrol", "surface", 6.8, 8.1),
    ("petrol", "petrol-soft", 5.7, 6.1),
    ("on-petrol", "petrol", 6.8, 7.7),
    ("on-lamp", "lamp", 8.7, 10.4),
    ("lamp-2", "surface", 4.3, 6.7),
    ("lamp-2", "track", 3.3, 4.6),
    ("lamp-ink", "surface", 7.4, 11.3),
    ("lamp-ink", "lamp-soft", 6.5, 9.6),
    ("rust", "surface", 6.3, 8.2),
    ("rust", "rust-soft", 5.3, 7.2),
    ("on-deep", "deep", 13.2, 12.2),
    ("on-deep-2", "deep", 8.5, 7.9),
    ("t1", "surface", 5.2, 7.1),
    ("t2", "surface", 3.9, 5.3),
    ("t3", "surface", 3.4, 6.3),
    ("t4", "surface", 3.8, 6.6),
    ("focus", "bg", 14.1, 11.4),
)
LEAST = (("ink-2", "bg", 4.5), ("ink-2", "sunken", 4.5), ("ink-2", "petrol-soft", 4.5))
MEDALS = ("m-bronze", "m-silver", "m-gold", "m-legend")


def tokens(dark: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for selector, body in BLOCK.findall(TOKENS):
        if selector.strip() == ":root" or (dark and "dark" in selector):
            found |= dict(re.findall(r"--([\w-]+): (#\w{6})", body))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("front", "ground", "light", "dark"), PAIRS)
def test_a_pair_has_the_contrast_that_was_measured(front, ground, light, dark):
    for is_dark, expected in ((False, light), (True, dark)):
        found = tokens(is_dark)
        assert contrast(found[front], found[ground]) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(("front", "ground", "least"), LEAST)
def test_second_text_can_be_read_wherever_it_stands(front, ground, least):
    for is_dark in (False, True):
        assert contrast(tokens(is_dark)[front], tokens(is_dark)[ground]) >= least


def test_medals_stand_out_from_their_card():
    for is_dark, least in ((False, 3.0), (True, 5.8)):
        found = tokens(is_dark)
        assert min(contrast(found[name], found["surface"]) for name in MEDALS) >= least - 0.05


def test_the_two_dark_blocks_are_alike():
    blocks = [
        re.sub(r"\s+", " ", body).strip()
        for selector, body in BLOCK.findall(TOKENS)
        if "dark" in selector or "not(" in selector
    ]
    assert len(blocks) == 2
    assert blocks[0] == blocks[1]


def test_the_television_keeps_its_contrast_on_a_row():
    row = re.search(r"--row: (#\w{6})", (CSS / "screen.css").read_text())[1]
    found = tokens(dark=True)
    names = ("ink", "ink-2", "ink-3", "petrol", "lamp")
    measured = [contrast(found[name], row) for name in names]
    assert measured == pytest.approx([14.6, 9.4, 6.6, 8.0, 10.1], abs=0.1)
    assert all(5.0 <= contrast(found[t], row) <= 7.1 for t in ("t1", "t2", "t3", "t4"))


def test_all_component_styles_are_served_and_stay_small():
    on_disk = {path.stem for path in CSS.glob("*.css")} - {"screen"}
    assert on_disk == set(STYLES)
    assert len(gzip.compress(joined_styles())) < 12_500
    assert b"/*" not in joined_styles()


def test_styles_use_no_gradient_and_the_television_only_what_old_sets_know():
    assert "gradient(" not in joined_styles().decode()
    old = (CSS / name for name in ("screen.css", "bar.css", "badge.css", "mark.css"))
    newer = re.compile(
        r"(?<!-)\binset\s*:|clamp\(|aspect-ratio|:is\(|:where\(|-inline|-block\b|\bgap:"
    )
    assert [path.name for path in old if newer.search(without_comments(path))] == []


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S).replace("inline-block", "")
