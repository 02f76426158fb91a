"""Our programs as tests start and stop them: on a free port, with their own data folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from flask import Flask

import config


@dataclass
class Server:
    """A running program, where it listens and where it writes."""

    process: subprocess.Popen[bytes]
    url: str
    output: Path

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page, after redirects."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait(self, *, seconds: float) -> None:
        """Wait until it answers; if it does not, its output is the error."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.said()
            try:
                self.get("/healthz")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError(f"no answer after {seconds} s: {self.said()}")

    def stop(self, *, seconds: float = 20) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


def environ(data: Path, **more: str) -> dict[str, str]:
    """The environment for one of our programs on this data folder, and nothing else."""
    cleared = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "HTTPS", "FLASK_APP")
    kept = {name: value for name, value in os.environ.items() if name not in cleared}
    return {**kept, "LEADERBOARD_DATA": str(data), "LC_ALL": "C.UTF-8", **more}


def run(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with nobody to answer questions."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=config.ROOT,
        env=environ(data, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


@contextmanager
def started(*arguments: str, data: Path, seconds: float = 60, **more: str) -> Iterator[Server]:
    """A server, answering; it ends with the block. PORT is a free one unless given."""
    port = int(more.pop("PORT", 0)) or free_port()
    output = data.with_name(f"{data.name}-{port}.log")
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=config.ROOT,
            env=environ(data, PORT=str(port), **more),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, f"http://127.0.0.1:{port}", output)
    try:
        server.wait(seconds=seconds)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def serving(app: Flask, folder: Path, **settings: str) -> Iterator[Server]:
    """The product as `make run` starts it, on the database of one of the tests' apps."""
    data = folder / uuid4().hex
    data.mkdir()
    given = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": str(app.secret_key),
        "ACCESS_LOG": "0",
        **settings,
    }
    conf = config.ROOT / "leaderboard" / "gunicorn_conf.py"
    with started("gunicorn", "--config", str(conf), "wsgi:app", data=data, **given) as server:
        yield server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def links_in(text: str) -> list[str]:
    """The paths of the addresses in a program's output."""
    return re.findall(r"https?://[^/\s]+(/\S*)", text)
