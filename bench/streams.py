"""T3: one log to many open screens, against a bare asyncio broadcaster of the same bytes.

The clients run in a process of their own; a delivery is complete when the whole event has come.
"""

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import config
from bench import company, servers
from bench.load import drive
from bench.pages import made, signed_in
from leaderboard import clock
from leaderboard.access import screens
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Leaderboard, Screen, Slide

SCREENS = 1000
LOGS = 12
# Longer than the pause between two broadcasts, so that each log is a broadcast of its own.
BETWEEN = 1.0


def to_many_screens() -> dict[str, float]:
    """p95 of delivery over some logs, product against floor; lost events; bytes a stream."""
    allow_files(SCREENS * 2 + 200)
    with TemporaryDirectory() as folder:
        data = Path(folder)
        app = made(data, "")
        with app.app_context():
            rep = signed_in(app, company.build(at=clock.now())[0])
            key = add_screen()
            db.engine.dispose()
        cap = str(SCREENS + 100)
        with servers.product(data, STREAM_CAP=cap) as port:
            # What the first rendering loads is not the streams'.
            warm(port, f"/screen/{key}/slides")
            before = servers.memory_of(servers.worker_of(port))
            path = f"/screen/{key}/stream"
            product = watched(port, path, lambda: log(port, rep))
            grown = product.pop("memory") - before
        with broadcaster(int(product["bytes"])) as port:
            floor = watched(port, "/stream", lambda: trigger(port))
    return {
        "delivery p95 ms, product": product["p95"] * 1000,
        "delivery p95 ms, bare asyncio": floor["p95"] * 1000,
        "T3": product["p95"] / floor["p95"],
        "lost": product["lost"],
        "bytes an event": product["bytes"],
        "KB a stream": grown / SCREENS / 1024,
    }


def add_screen() -> str:
    """A screen with the first board; its key."""
    key = screens.make_key()
    with write_transaction(db.session):
        board = db.session.scalars(db.select(Leaderboard.id).order_by(Leaderboard.id)).first()
        screen = Screen(name="Bench", key_hash=screens.key_hash(key), created_at=clock.now())
        db.session.add(screen)
        db.session.flush()
        db.session.add(Slide(screen_id=screen.id, position=0, leaderboard_id=board))
    return key


def warm(port: int, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()


def log(port: int, rep) -> float:
    """Log a call; the moment just before, by the clock that all processes share."""
    begun = time.monotonic()
    drive(port, [rep.log], count=1, expect=b"HTTP/1.1 303")
    return begun


def watched(port: int, path: str, happen) -> dict[str, float]:
    """Open the screens in another process, let something happen a few times, gather the times."""
    command = [sys.executable, "-m", "bench.watchers", str(port), path, str(SCREENS)]
    watchers = subprocess.Popen(
        command, cwd=config.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert watchers.stdin is not None
    assert watchers.stdout is not None
    try:
        assert watchers.stdout.readline() == "open\n"
        found = []
        for _ in range(LOGS):
            begun = happen()
            time.sleep(BETWEEN)
            watchers.stdin.write("told\n")
            watchers.stdin.flush()
            told = json.loads(watchers.stdout.readline())
            late = sorted(moment - begun for moment in told["at"])
            found.append((late, told["bytes"]))
        memory = servers.memory_of(servers.worker_of(port)) if "screen" in path else 0
    finally:
        watchers.kill()
        watchers.wait(timeout=30)
    return {
        "p95": median(late[int(len(late) * 0.95) - 1] for late, _ in found),
        "lost": sum(SCREENS - len(late) for late, _ in found),
        "bytes": median(size for _, size in found),
        "memory": memory,
    }


@contextmanager
def broadcaster(size: int) -> Iterator[int]:
    """The bare broadcaster in its own process; its port."""
    command = [sys.executable, "-m", "bench.broadcaster", str(size)]
    server = subprocess.Popen(command, cwd=config.ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.wait(timeout=30)


def trigger(port: int) -> float:
    """Make the bare broadcaster send."""
    begun = time.monotonic()
    asyncio.run(_trigger(port))
    return begun


async def _trigger(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /log HTTP/1.1\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    writer.close()


def allow_files(count: int) -> None:
    """Each stream is an open file on either side."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
