"""Refusals from settings, folders and databases are one sentence, not a traceback."""

import socket
import sqlite3

import pytest
from sqlalchemy import make_url

import config
from tests.servers import run

SETTINGS = {
    "PORT": ("80o0", "70000", "-1", "0", ""),
    "STREAM_CAP": ("many", "-5"),
    "TRUSTED_PROXIES": ("yes",),
    "REDIS_URL": ("localhost:6379",),
    "DATABASE_URL": ("mysql://ada@localhost/board", "board", "postgresql://ada@localhost:db/board"),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in SETTINGS.items() for value in values]
)
def test_a_setting_that_cannot_be_is_named(name, value):
    if not value:
        assert config.address({name: value}) == ("127.0.0.1", 8000), "nothing said is the usual"
        return
    with pytest.raises(config.BadSetting, match=f"^{name} "):
        config.load({name: value})


@pytest.mark.parametrize("password", ["p#ss", "p/ss", "p?ss"])
def test_a_password_may_hold_any_sign_that_the_database_takes(password):
    settings = config.load({"DATABASE_URL": f"postgresql://ada:{password}@localhost:5432/board"})
    assert make_url(settings["SQLALCHEMY_DATABASE_URI"]).password == password


def test_what_is_wrong_with_an_address_of_a_database_tells_no_password():
    with pytest.raises(config.BadSetting) as error:
        config.load({"DATABASE_URL": "mysql://ada:secret@localhost/board"})
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "more", "said"),
    [
        (("flask", "verify"), {"DATABASE_URL": "board"}, "DATABASE_URL"),
        (
            ("flask", "verify"),
            {"DATABASE_URL": "postgresql://ada@127.0.0.1:1/board"},
            "The database cannot be used: ",
        ),
        (("leaderboard.serve",), {"PORT": "80o0"}, "PORT"),
        (("leaderboard.demo",), {"STREAM_CAP": "many"}, "STREAM_CAP"),
        (("leaderboard.serve",), {"HOST": "192.0.2.1"}, "Cannot listen on 192.0.2.1:8000"),
    ],
)
def test_the_commands_say_it_and_end_with_1(tmp_path, arguments, more, said):
    assert_one_sentence(run(*arguments, data=tmp_path, **more), said)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    there = tmp_path / "there"
    there.write_text("")
    for arguments in (
        ("flask", "init", "--name", "Kestrel", "--admin", "nora@example.com"),
        ("leaderboard.serve",),
        ("leaderboard.demo",),
    ):
        assert_one_sentence(run(*arguments, data=there), str(there))


def test_a_port_that_is_taken_is_named_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for module in ("leaderboard.serve", "leaderboard.demo"):
            told = run(module, data=tmp_path, PORT=port)
            assert_one_sentence(told, f"Cannot listen on 127.0.0.1:{port}: Address already in use")
    assert not (tmp_path / "demo.json").exists()


def test_a_database_that_is_none_is_told(tmp_path):
    (tmp_path / "leaderboard.sqlite3").write_bytes(b"no database at all" * 100)
    assert_one_sentence(run("flask", "verify", data=tmp_path), "file is not a database")


def test_a_database_that_somebody_keeps_locked_is_told(tmp_path):
    run("flask", "init", "--name", "Kestrel", "--admin", "nora@example.com", data=tmp_path)
    other = sqlite3.connect(tmp_path / "leaderboard.sqlite3", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    assert_one_sentence(
        run("flask", "link", "nora@example.com", data=tmp_path), "database is locked"
    )
    other.close()


def assert_one_sentence(told, said):
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert said in told.stderr.splitlines()[-1]
