"""Third-party files are exactly as they were published."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDERS = (ROOT / "static/vendor", ROOT / "tests/vendor")


def packages(folder: Path) -> list[dict]:
    return tomllib.loads((folder / "VENDOR.toml").read_text())["package"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_matches_its_published_hash(folder):
    listed = {file["path"]: file["sha256"] for pack in packages(folder) for file in pack["files"]}
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VENDOR.toml"
    }
    assert found == listed


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_package_has_a_version_and_a_licence_file(folder):
    for package in packages(folder):
        assert package["version"]
        assert package["licence"]
        assert any("LICENSE" in file["path"] for file in package["files"]), package["name"]


def test_no_static_file_weighs_more_than_700_kilobytes():
    files = [path for path in (*FOLDERS[0].parent.rglob("*"), *FOLDERS[1].rglob("*"))]
    assert [path.name for path in files if path.is_file() and path.stat().st_size > 700_000] == []


def test_every_icon_named_in_a_template_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
    used = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'icon\("([\w-]+)"', path.read_text())
    }
    assert {"check", "x"} <= used <= sprite
