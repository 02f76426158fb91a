"""Where the company's data is kept, nobody else on the machine can read it."""

import os
import sqlite3
from pathlib import Path

import click
import flask_migrate
import pytest

from leaderboard import installation
from leaderboard.cli.terminal import in_a_sentence
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.installation import SharedFolder, keep_folder
from leaderboard.models import Attempt
from leaderboard.scoring import only_import
from tests.databases import make_app


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def careless():
    """A process whose new files everybody can read, as on most machines."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_the_files_of_sqlite_are_their_owners_alone(tmp_path, careless):
    path = tmp_path / "leaderboard.sqlite3"
    app = make_app(f"sqlite:///{path}", data=tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        with write_transaction(db.session):
            db.session.execute(db.text("INSERT INTO attempt (what, at) VALUES ('x', '2026-01-01')"))
        made = {path.name: mode(path) for path in tmp_path.glob("leaderboard.sqlite3*")}
    assert made == dict.fromkeys([path.name, f"{path.name}-wal", f"{path.name}-shm"], 0o600)


def test_files_that_were_open_are_closed_when_they_are_next_used(tmp_path, careless):
    path = tmp_path / "leaderboard.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE note (id)")
        app = make_app(f"sqlite:///{path}", data=tmp_path)
        assert mode(path) == 0o644
        with app.app_context():
            db.session.execute(db.text("SELECT * FROM note"))
        assert {mode(path) for path in tmp_path.glob("leaderboard.sqlite3*")} == {0o600}
    made.close()


def test_closing_a_file_gives_up_no_lock_on_it(tmp_path):
    """A second connection of the writing process leaves its lock in place."""
    path = tmp_path / "leaderboard.sqlite3"
    app = make_app(f"sqlite:///{path}", data=tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        with write_transaction(db.session):
            db.session.add(Attempt(what="x", at=db.func.now()))
            db.session.flush()
            with db.engine.connect() as second:
                second.execute(db.text("SELECT 1"))
            locked = os.spawnlp(
                os.P_WAIT, "python3", "python3", "-c",
                "import sqlite3, sys\n"
                f"c = sqlite3.connect({str(path)!r}, timeout=0, isolation_level=None)\n"
                "try: c.execute('BEGIN IMMEDIATE')\n"
                "except sqlite3.OperationalError: sys.exit(7)",
            )  # fmt: skip
        assert locked == 7


@pytest.mark.parametrize("names", [[], ["secret_key", "leaderboard.sqlite3", "server.lock"]])
def test_a_data_folder_of_our_own_is_closed(tmp_path, names):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    for name in names:
        (data / name).touch()
    keep_folder(data)
    assert mode(data) == 0o700


def test_a_data_folder_that_an_import_has_used_is_still_our_own(tmp_path, careless):
    data = tmp_path / "data"
    keep_folder(data)
    app = make_app(f"sqlite:///{data / 'leaderboard.sqlite3'}", data=data)
    with app.app_context():
        flask_migrate.upgrade()
        with only_import():
            data.chmod(0o755)
            keep_folder(data)
    assert mode(data) == 0o700


@pytest.mark.parametrize("name", [".profile", "letters.txt", "Documents"])
def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path, name):
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    (home / name).touch()
    with pytest.raises(SharedFolder):
        keep_folder(home)
    assert mode(home) == 0o755
    home.chmod(0o700)
    keep_folder(home)


def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o777)
    monkeypatch.setattr(os, "geteuid", lambda: data.stat().st_uid + 1)
    with pytest.raises(SharedFolder):
        keep_folder(data)
    assert mode(data) == 0o777


def test_a_folder_that_is_made_is_closed_at_once(tmp_path, careless):
    keep_folder(tmp_path / "new" / "data")
    assert mode(tmp_path / "new" / "data") == 0o700


def test_no_secret_goes_into_a_folder_that_others_may_read(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "letters.txt").touch()
    with pytest.raises(click.ClickException) as refused, in_a_sentence():
        installation.make_secret(tmp_path)
    assert f"chmod 700 {tmp_path}" in refused.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
