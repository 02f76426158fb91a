"""The page on targets and leave is true: its files can be read and its commands
print what it says."""

import re
import shlex
import tomllib

import pytest

import config
from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.imports.goals_map import read_goals_map
from leaderboard.imports.leave_map import read_leave_map
from leaderboard.imports.sections import Section
from leaderboard.models import Audit
from tests.commands import run

PAGE = config.ROOT / "docs" / "targets-and-leave.md"
FILE = re.compile(r"^`(\S+)`:\n\n```\w+\n(.*?)```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(
    r"^    \.venv/bin/flask ([^\n]*)\n(?:\n```\n(.*?)```)?", re.MULTILINE | re.DOTALL
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in FILE.findall(PAGE.read_text()):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_print_what_the_page_says(app, cast, session, folder):
    ran = []
    for command, told in COMMAND.findall(PAGE.read_text()):
        said = run(app, *shlex.split(command)).splitlines()
        # A progress bar goes only to the terminal.
        assert [line for line in said if line in told.splitlines()] == told.splitlines(), command
        ran.append(command.split()[1])
    assert ran == ["people", "goals", "goals", "leave", "holidays"]
    db.session.rollback()
    assert scoring.verify() == []
    files = [line.after["file"] for line in db.session.query(Audit).filter_by(action="import")]
    assert files == ["team.csv", "targets.csv", "targets.csv", "leave.csv", "holidays.csv"]


def test_every_key_of_these_maps_is_on_the_page(app):
    text = PAGE.read_text()
    with app.app_context():
        known = {key for read in (read_goals_map, read_leave_map) for key in keys(read)}
    assert {key for key in known if f"`{key}`" not in text and f"[{key}]" not in text} == set()


def keys(read):
    """The keys that are read from such a map."""
    section = Section({}, place="", found=[])
    read(section)
    return section.used


def test_mistakes_of_a_map_of_targets_are_all_told(app, cast, session, folder):
    (folder / "targets.toml").write_text('source = "x"\nmetrik = "metric"\n')
    told = run(app, "import", "goals", "targets.csv", "--map", "targets.toml", code=1)
    assert "person: is missing; team or company would also do" in told
    assert "metric: is missing" in told
    assert "metrik: is not a key here; did you mean metric?" in told


def test_the_maps_of_the_page_are_maps():
    maps = [tomllib.loads(text) for name, text in FILE.findall(PAGE.read_text()) if "toml" in name]
    assert [found["source"] for found in maps] == ["staff", "targets", "leave"]
