"""What tests need besides Python: Chromium, and a PostgreSQL and a Redis of their own.

The servers start on free ports with throw-away data and end with the test run. If something is
missing on the machine, the tests that need it fail with the name of the Debian package; nothing is
skipped. `python -m tests.services` installs what is missing with apt, if it may.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

START_SECONDS = 60
STOP_SECONDS = 20


class Missing(Exception):
    """A program that the tests need is not on this machine."""


@dataclass(frozen=True)
class Postgres:
    """A running PostgreSQL; databases are created and dropped by name."""

    port: int

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=name, autocommit=True
        )

    def run(self, *statements: str) -> None:
        with self.connect("postgres") as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def make(self, name: str) -> str:
        """An empty database, replacing an older one; returns its address."""
        self.drop(name)
        self.run(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def chromium() -> str:
    return program("chromium", "chromium-browser", "google-chrome", package="chromium")


def postgresql_folder() -> Path:
    """Where initdb and postgres are; Debian keeps them off the path, in one folder per version."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return (newest or Path(program("initdb", package="postgresql"))).parent


def redis_program() -> str:
    return program("redis-server", package="redis-server")


def program(*names: str, package: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise Missing(f"{names[0]} is missing: install the Debian package {package}")


def crm_folder(folder: Path) -> Path:
    """The folder; if it is absent the test says so and is skipped, in CI it fails."""
    if not folder.is_dir():
        end = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        end("The CRM file is not in ../shared/data/maven_crm")
    return folder


@contextmanager
def postgresql() -> Iterator[Postgres]:
    """A PostgreSQL that trusts this machine and forgets everything at the end."""
    folder = postgresql_folder()
    user = "postgres" if os.getuid() == 0 else None
    with throw_away_folder(user) as data:
        port = free_port()
        make = [folder / "initdb", "-D", data / "data", "-U", "postgres", "--auth=trust"]
        make += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        run_quietly(make, user=user)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": data,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        command = [folder / "postgres", "-D", data / "data"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        server = Postgres(port)
        # SIGINT is PostgreSQL's fast shutdown: it ends the open sessions.
        with running(command, log=data / "log", stop=signal.SIGINT, **as_user(user)) as process:
            wait_until(lambda: server.run("SELECT 1"), process=process, log=data / "log")
            yield server


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis without a file; its address."""
    binary = redis_program()
    with throw_away_folder(None) as data:
        port = free_port()
        command = [binary, "--port", port, "--bind", "127.0.0.1", "--dir", data]
        command += ["--save", "", "--appendonly", "no"]
        url = f"redis://127.0.0.1:{port}/0"
        with running(command, log=data / "log", stop=signal.SIGTERM) as process:
            client = redis.Redis.from_url(url)
            wait_until(client.ping, process=process, log=data / "log")
            client.close()
            yield url


@contextmanager
def throw_away_folder(user: str | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="leaderboard-test-") as name:
        if user:
            os.chown(name, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        yield Path(name)


@contextmanager
def running(
    command: Sequence[object], *, log: Path, stop: signal.Signals, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """The command as our own child process, ended by its id even if the tests are killed."""
    arguments = [str(word) for word in command]
    if setpriv := shutil.which("setpriv"):
        arguments = [setpriv, "--pdeathsig", stop.name, *arguments]
    with log.open("wb") as out:
        process = subprocess.Popen(
            arguments, stdout=out, stderr=out, stdin=subprocess.DEVNULL, **options
        )
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run_quietly(command: list[object], *, user: str | None) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        **as_user(user),
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def as_user(user: str | None) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root starts it as the Debian package's user."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def wait_until(
    ask: Callable[[], object],
    *,
    process: subprocess.Popen[bytes],
    log: Path,
    seconds: float = START_SECONDS,
) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            ask()
        except (psycopg.OperationalError, redis.ConnectionError, OSError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The server did not start: {log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


NEEDS = {"chromium": chromium, "postgresql": postgresql_folder, "redis-server": redis_program}


def missing_packages() -> list[str]:
    missing = []
    for package, find in NEEDS.items():
        try:
            find()
        except Missing:
            missing.append(package)
    return missing


def main() -> str | None:
    """Install what is missing if possible; otherwise print one line that names it."""
    missing = missing_packages()
    if missing and os.getuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
        missing = missing_packages()
    if missing:
        names = " ".join(missing)
        return f"Missing for the tests: {names} (Debian, as root: apt install {names})"
    return None


if __name__ == "__main__":
    sys.exit(main())
