"""T3: one log delivered to many open screens, against a bare asyncio broadcaster of the same bytes.

The clients run in a separate process; an event counts as delivered once all of it has arrived.
"""

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from math import inf
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import IO

import config
from bench import company, servers
from bench.load import drive
from bench.pages import made, signed_in
from leaderboard import clock, live
from leaderboard.access import screens
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Leaderboard, Screen, Slide

SCREENS = 1000
LOGS = 20
# Longer than the pause between two broadcasts, so that each log gets its own broadcast.
BETWEEN = 1.0


def to_many_screens() -> dict[str, float]:
    """The p95 of delivery over several logs, product against floor; lost events; bytes per stream.

    Product and floor take turns, so that anything else running on the machine slows both.
    """
    allow_files(SCREENS * 2 + 200)
    with TemporaryDirectory() as folder:
        data = Path(folder)
        app = made(data, "")
        with app.app_context():
            rep = signed_in(app, company.build(at=clock.now())[0])
            key = add_screen()
            db.engine.dispose()
        with ExitStack() as stack:
            port = stack.enter_context(servers.product(data, STREAM_CAP=str(SCREENS + 100)))
            # The first rendering loads code and data that must not be charged to the streams.
            shown(port, f"/screen/{key}/slides")
            before = servers.memory_of(servers.worker_of(port))
            product = stack.enter_context(watching(port, f"/screen/{key}/stream"))
            product.hear(lambda: log(port, rep))
            grown = servers.memory_of(servers.worker_of(port)) - before
            # The same bytes: looking through a page takes the clients longer than through filler.
            event = data / "event"
            event.write_bytes(live.Snapshot.of(shown(port, f"/screen/{key}/slides")).event)
            bare = stack.enter_context(broadcaster(event))
            floor = stack.enter_context(watching(bare, "/stream"))
            for _ in range(LOGS):
                product.hear(lambda: log(port, rep))
                floor.hear(lambda: trigger(bare))
    return {
        "delivery p95 ms, product": product.p95 * 1000,
        "delivery p95 ms, bare asyncio": floor.p95 * 1000,
        "T3": product.p95 / floor.p95,
        "lost": product.lost,
        "bytes an event": product.size,
        "KB a stream": grown / SCREENS / 1024,
    }


def add_screen() -> str:
    """A screen that shows the first board; returns its key."""
    key = screens.make_key()
    with write_transaction(db.session):
        board = db.session.scalars(db.select(Leaderboard.id).order_by(Leaderboard.id)).first()
        screen = Screen(name="Bench", key_hash=screens.key_hash(key), created_at=clock.now())
        db.session.add(screen)
        db.session.flush()
        db.session.add(Slide(screen_id=screen.id, position=0, leaderboard_id=board))
    return key


def shown(port: int, path: str) -> str:
    """What the screen shows now."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    body = connection.getresponse().read().decode()
    connection.close()
    return body


def log(port: int, rep) -> float:
    """Log a call; returns the moment just before it, by the clock that all processes share."""
    begun = time.monotonic()
    drive(port, [rep.log], count=1, expect=b"HTTP/1.1 303")
    return begun


class Screens:
    """Streams read in another process, and when each of them heard that something happened."""

    def __init__(self, ask: IO[str], told: IO[str]) -> None:
        self._ask, self._told = ask, told
        self._late: list[list[float]] = []
        self.size = 0

    def hear(self, happen: Callable[[], float]) -> None:
        """Make something happen that everybody hears of; `happen` returns when it started."""
        begun = happen()
        time.sleep(BETWEEN)
        self._ask.write("told\n")
        self._ask.flush()
        told = json.loads(self._told.readline())
        self._late.append(sorted(moment - begun for moment in told["at"]))
        self.size = told["bytes"]

    @property
    def p95(self) -> float:
        """The median of the seconds until nineteen of twenty streams had it; the first round is
        practice."""
        place = int(SCREENS * 0.95) - 1
        return median(late[place] if place < len(late) else inf for late in self._late[1:])

    @property
    def lost(self) -> int:
        return sum(SCREENS - len(late) for late in self._late)


@contextmanager
def watching(port: int, path: str) -> Iterator[Screens]:
    """This many open screens, once they have what was there to begin with."""
    command = [sys.executable, "-m", "bench.watchers", str(port), path, str(SCREENS)]
    watchers = subprocess.Popen(
        command, cwd=config.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert watchers.stdin is not None
    assert watchers.stdout is not None
    try:
        assert watchers.stdout.readline() == "open\n"
        yield Screens(watchers.stdin, watchers.stdout)
    finally:
        watchers.kill()
        watchers.wait(timeout=30)


@contextmanager
def broadcaster(event: Path) -> Iterator[int]:
    """The bare broadcaster of what is in this file, in a process of its own; yields its port."""
    command = [sys.executable, "-m", "bench.broadcaster", str(event)]
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
    """Every stream is an open file on both sides."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
