"""What the README and the docs say to type works as written, and what they point to is there."""

import os
import re
import subprocess
from urllib.request import urlopen

import pytest

import config
from leaderboard.publishing import starter
from tests.demo import demo

README = config.ROOT / "README.md"
PAGES = [README, *sorted((config.ROOT / "docs").glob("**/*.md"))]

IMPORT = r'from "parts/\w+\.html" import ([\w, ]+)'


def commands(text: str) -> list[str]:
    """What stands by itself in an indented or fenced line."""
    return re.findall(r"^(?: {4})?(make [^\n#]+?)\s*$", text, flags=re.MULTILINE)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (config.ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_is_named_is_there(page):
    named = re.findall(r"(?:`| {4}|^)make ([a-z]+)", page.read_text(), flags=re.MULTILINE)
    assert set(named) - targets() == set()


def test_every_target_says_what_it_does():
    help_text = subprocess.run(
        ["make", "help"], cwd=config.ROOT, capture_output=True, text=True, check=True
    ).stdout
    told = set(re.findall(r"^make ([a-z]+) +\w", help_text, flags=re.MULTILINE))
    assert told == targets()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page):
    links = re.findall(r"(?:\]\(|src=\")(?!https?:|#)([^)#\"]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_starter_kit_is_counted_right():
    said = " ".join((config.ROOT / "docs" / "cli.md").read_text().split())
    found = starter.rules()
    counts = (len(starter.METRICS), len(found["rule"]), len(found["badge"]), len(starter.BOARDS))
    assert counts == (18, 6, 8, 2)
    assert "18 metrics, six rules, eight badges and two boards" in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page):
    """Those named from the top of the clone."""
    named = re.findall(
        r"`((?:leaderboard|templates|static|tests|bench|docs)/[\w/.-]+)`", page.read_text()
    )
    assert [name for name in named if not (config.ROOT / name).exists()] == []


def test_every_macro_that_a_page_uses_is_described():
    described = (config.ROOT / "docs" / "look.md").read_text()
    pages = [
        file.read_text()
        for file in (config.ROOT / "templates").rglob("*.html")
        if file.parent.name != "parts" and not file.name.startswith("base_")
    ]
    lists = [names for page in pages for names in re.findall(IMPORT, page)]
    used = {name.split(" as ")[0].strip() for names in lists for name in names.split(",")}
    assert "page_head" in used
    assert {name for name in used if not re.search(rf"`[^`]*\b{name}\b", described)} == set()


def test_the_map_of_the_readme_names_what_is_there():
    lines = README.read_text().split("## Where things are")[1].splitlines()
    top, missing = "", []
    for line in lines:
        if found := re.match(r"^( {4,6})(\S+?),?(?: (\S+?\.py|\S+/))?(?: {2,}|$)", line):
            indent, *names = found.groups()
            for name in filter(None, names):
                path = name if len(indent) == 4 else top + name
                missing += [] if (config.ROOT / path).exists() else [path]
            top = names[0] if len(indent) == 4 else top
    assert top
    assert missing == []


def test_the_readme_needs_two_commands():
    assert commands(README.read_text()) == ["make demo", "make test"]


@pytest.mark.slow
def test_make_demo_gives_a_living_company(tmp_path):
    command = commands(README.read_text())[0]
    with demo(tmp_path / "data", command=command.split()) as note:
        page = urlopen(note["url"], timeout=10).read().decode()
        assert "<form" in page
        assert "password" in page
        assert {person["role"] for person in note["people"]} == {"rep", "manager", "admin"}
    assert not is_answering(note["url"])


def is_answering(url: str) -> bool:
    try:
        urlopen(url, timeout=2).close()
    except OSError:
        return False
    return True


def test_ci_runs_make_test_and_nothing_else():
    said = subprocess.run(
        ["bash", "-n", ".ci/run"], cwd=config.ROOT, capture_output=True, text=True, check=True
    )
    assert said.stderr == ""
    ran = re.findall(r"\bmake \w+", (config.ROOT / ".ci" / "run").read_text())
    assert ran == ["make test"]
    assert os.access(config.ROOT / ".ci" / "run", os.X_OK)
