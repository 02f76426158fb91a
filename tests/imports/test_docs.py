"""docs/importing.md works as written: its commands run, and print what it says."""

import os
import re
import subprocess
import tomllib

import pytest

import config
from leaderboard.imports.activity_map import (
    COUNTS,
    SUMS,
    Decimals,
    Negative,
    read_activity_map,
)
from leaderboard.imports.conditions import TESTS
from leaderboard.imports.durations import TimeUnit
from leaderboard.imports.goals_map import read_goals_map
from leaderboard.imports.leave_map import read_leave_map
from leaderboard.imports.maps import Escape, read_document
from leaderboard.imports.matching import Match
from leaderboard.imports.people_map import read_people_map
from leaderboard.imports.places import DateForm
from leaderboard.imports.sections import Section
from tests import crm

PAGE = config.ROOT / "docs" / "importing.md"
# A command alone on an indented line, and the block with its output, if there is one.
STEP = re.compile(r"^    (\S[^\n]*)\n(?:\n```\n(.*?)```)?", re.MULTILINE | re.DOTALL)


def steps():
    return [
        (command, (told or "").splitlines()) for command, told in STEP.findall(PAGE.read_text())
    ]


@pytest.mark.slow
def test_the_commands_run_as_written_and_print_what_the_page_says(tmp_path):
    crm.need_file()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "LEADERBOARD_DATA": str(tmp_path / "data"),
        "CRM_DATA": str(crm.FOLDER),
        "LC_ALL": "C.UTF-8",
    }
    ran = []
    for command, told in steps():
        if command.startswith("export CRM_DATA="):
            continue
        result = subprocess.run(
            ["bash", "-c", command],
            cwd=config.ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
        assert told in ([], result.stdout.splitlines()), command
        ran.append(command.split()[1])
    assert ran.count("import") == 4
    assert {"init", "void", "verify", "board"} <= set(ran)


def test_the_maps_on_the_page_are_maps(app):
    people, activities = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    with app.app_context():
        assert read_document(tomllib.loads(people), read_people_map) == example(
            "crm-people.toml", read_people_map
        )
        plan = read_document(tomllib.loads(activities), read_activity_map)
    assert [part.kind for part in plan.parts] == ["deal-won", "qualified-lead"]


def example(name, read):
    return read_document(tomllib.loads((crm.EXAMPLES / name).read_text()), read)


def test_every_key_of_a_map_is_on_the_page(app):
    """A key that is read but not on the page is a secret."""
    text = PAGE.read_text()
    with app.app_context():
        known = {*keys(read_people_map), *keys(read_activity_map), *SUMS, *COUNTS, *TESTS}
    assert {key for key in known if f"`{key}`" not in text and f"[{key}]" not in text} == set()


def test_every_key_of_a_map_of_settings_is_on_their_page(app):
    text = (config.ROOT / "docs" / "targets-and-leave.md").read_text()
    _before, targets, rest = re.split("^## (?:Targets|Leave)$", text, flags=re.MULTILINE)
    leave = rest.split("## Holidays")[0]
    with app.app_context():
        for section, read in ((targets, read_goals_map), (leave, read_leave_map)):
            known = set(keys(read))
            assert {key for key in known if f"`{key}`" not in section} <= {"aliases"}
            assert "`[aliases]`" in section


@pytest.mark.parametrize("words", [DateForm, TimeUnit, Negative, Match, Escape, Decimals])
def test_every_word_a_key_may_have_is_on_the_page(words):
    text = PAGE.read_text()
    assert [word for word in words if f'"{word}"' not in text and f"`{word}`" not in text] == []


def keys(read):
    """The keys that are read from such a map."""
    section = Section({}, place="", found=[])
    read(section)
    return section.used
