"""The pinned requirements: hashed, in step with each other, and silent about where from."""

import re

import pytest

import config

FILES = ["requirements.in", "requirements-dev.in", "requirements.txt", "requirements-dev.txt"]
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def text_of(name: str) -> str:
    return (config.ROOT / name).read_text()


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9_.-]+)==([^ \\;]+)", text_of(name), flags=re.MULTILINE))


@pytest.mark.parametrize("name", FILES)
def test_no_requirements_file_names_an_address(name):
    assert re.findall(r"://|index-url|find-links|trusted-host| @ ", text_of(name)) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name):
    blocks = re.split(r"^(?=[a-z0-9])", text_of(name), flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins(name)) > 20
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_what_is_asked_for_is_pinned():
    for source, lock in zip(FILES, LOCKS, strict=False):
        asked = re.findall(r"^([a-z0-9][a-z0-9-]*)", text_of(source), flags=re.MULTILINE)
        assert asked
        assert set(asked) - set(pins(lock)) == set()


def test_the_tools_bring_no_other_version_of_what_the_app_needs():
    app, tools = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: tools.get(name) for name in app} == app


def test_the_app_does_not_need_the_tools():
    asked = set(
        re.findall(r"^([a-z0-9][a-z0-9-]*)", text_of("requirements-dev.in"), flags=re.MULTILINE)
    )
    assert asked & set(pins("requirements.txt")) == set()
