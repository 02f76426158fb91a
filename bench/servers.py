"""The product and its floors under the same server, each on a free port of this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import config
from tests.services import free_port

CONF = config.ROOT / "leaderboard" / "gunicorn_conf.py"


@contextmanager
def product(data: Path, *, database: str = "", **settings: str) -> Iterator[int]:
    """The product as `make run` starts it; yields its port."""
    environ = {"LEADERBOARD_DATA": str(data), "DATABASE_URL": database, **settings}
    # A few people log without pause; it is the server that is measured, not their limit.
    environ |= {"LOGS_A_MINUTE": "1000000"}
    with serving("wsgi:app", "/healthz", environ) as port:
        yield port


@contextmanager
def floors(data: Path, *, database: str, table: Path | None = None) -> Iterator[int]:
    """The floors; yields their port."""
    environ = {
        "LEADERBOARD_DATA": str(data),
        "BENCH_DATABASE": database,
        "BENCH_TABLE": str(table or ""),
    }
    with serving("bench.floors:app", "/bare", environ) as port:
        yield port


@contextmanager
def serving(app: str, ready: str, environ: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", str(CONF), app]
    server = subprocess.Popen(
        command,
        cwd=config.ROOT,
        env=os.environ | environ | {"PORT": str(port), "HOST": "127.0.0.1", "ACCESS_LOG": "0"},
    )
    try:
        wait_for(port, ready, server)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def wait_for(port: int, path: str, server: subprocess.Popen, seconds: float = 60) -> None:
    """Wait until the server answers; RuntimeError if it ends or stays silent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError(f"no server on {path}")


def worker_of(port: int) -> int:
    """The process that answers on the port: the newest one gunicorn started."""
    found = subprocess.run(
        ["pgrep", "-f", "gunicorn --config"], capture_output=True, text=True, check=True
    )
    listening = [
        int(pid)
        for pid in found.stdout.split()
        if f"PORT={port}" in Path(f"/proc/{pid}/environ").read_text().split("\0")
    ]
    return max(listening)


def memory_of(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
