"""The demo as a newcomer starts it: another process, the production server, its own folder."""

import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import config
from tests.services import free_port, running, wait_until

MODULE = (sys.executable, "-m", "leaderboard.demo")
# Filling ninety days takes about ten seconds, several times that on a busy machine.
FILL_SECONDS = 180


@contextmanager
def demo(
    folder: Path, *, command: Sequence[str] = MODULE, **settings: str
) -> Iterator[dict[str, Any]]:
    """Start it, wait for it, and yield what it wrote about how to get in."""
    port = str(free_port())
    environment = os.environ | {"LEADERBOARD_DATA": str(folder), "PORT": port} | settings
    folder.mkdir(mode=0o700, exist_ok=True)
    log = folder / "log"
    with running(
        command, log=log, stop=signal.SIGTERM, cwd=config.ROOT, env=environment
    ) as process:
        wait_until(
            lambda: urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close(),
            process=process,
            log=log,
            seconds=FILL_SECONDS,
        )
        yield json.loads((folder / "demo.json").read_text(encoding="utf-8"))


def guide(note: dict[str, Any], role: str) -> dict[str, Any]:
    """The person with this role that the demo names in the terminal."""
    return next(who for who in note["people"] if who["is_guide"] and who["role"] == role)
