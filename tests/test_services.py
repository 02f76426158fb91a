"""The tests' servers end with the tests, and anything missing is named, not skipped."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import redis

import config
from tests import services

KEEPS_RUNNING = """
import signal, time
from tests import services
# Whoever runs the tests in the background has Ctrl-C ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
with services.postgresql() as server, services.redis_server() as url:
    print(server.port, url.split(":")[2].split("/")[0], flush=True)
    time.sleep(60)
"""


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def closes(port: int) -> bool:
    deadline = time.monotonic() + 10
    while is_open(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_open(port)


@pytest.fixture
def open_folder():
    """Cleaned up after a killed run, and open to PostgreSQL's user, as pytest's folders are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield folder


@pytest.mark.postgres
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_no_server_outlives_the_tests(end, open_folder):
    tests = subprocess.Popen(
        [sys.executable, "-c", KEEPS_RUNNING],
        cwd=config.ROOT,
        env=os.environ | {"TMPDIR": open_folder},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    ports = [int(port) for port in tests.stdout.readline().split()]
    assert [is_open(port) for port in ports] == [True, True]
    tests.send_signal(end)
    tests.wait(20)
    assert [closes(port) for port in ports] == [True, True]


@pytest.mark.postgres
def test_a_database_made_again_is_empty(postgres):
    for _ in range(2):
        postgres.make("again")
        with postgres.connect("again") as connection:
            connection.execute("create table note (size int)")
    postgres.drop("again")


@pytest.mark.postgres
def test_redis_answers(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        client.set("size", 3)
        assert client.get("size") == b"3"


def test_a_missing_program_is_named_with_its_package(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(services.Missing, match="install the Debian package redis-server"):
        services.redis_program()


def test_what_cannot_be_installed_is_one_line(monkeypatch):
    monkeypatch.setattr(services, "missing_packages", lambda: ["chromium", "redis-server"])
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert services.main() == (
        "Missing for the tests: chromium redis-server"
        " (Debian, as root: apt install chromium redis-server)"
    )


def test_nothing_is_installed_where_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(services, "missing_packages", lambda: [])
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: pytest.fail("ran a program"))
    assert services.main() is None


def test_root_installs_what_is_missing(monkeypatch):
    ran, missing = [], [["redis-server"], []]
    monkeypatch.setattr(services, "missing_packages", lambda: missing.pop(0))
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(services.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", lambda command, **kwargs: ran.append(command))
    assert services.main() is None
    assert [command[1] for command in ran] == ["update", "install"]
    assert ran[1][-1] == "redis-server"


@pytest.mark.parametrize(
    ("ci", "end"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_an_absent_crm_file_fails_in_ci_and_is_said_elsewhere(monkeypatch, tmp_path, ci, end):
    monkeypatch.setenv("CI", ci)
    assert services.crm_folder(tmp_path) == tmp_path
    with pytest.raises(end, match="CRM file"):
        services.crm_folder(tmp_path / "nowhere")
