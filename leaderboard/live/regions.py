"""What is watched: rendered once per change, whoever asks.

A region is a snapshot, never a difference: whoever was away gets what a fresh load would show.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from leaderboard.live.events import Snapshot
from leaderboard.live.reader import Reader

# How often, in seconds, to render what only the clock changes (the date, how long ago).
REFRESH = 30

Render = Callable[[], str | None]


def full_moment(at: datetime) -> datetime:
    """The last moment at which all servers rendered again. A region that uses this as its time is
    the same on all of them, though no two render at the same instant."""
    return datetime.fromtimestamp(at.timestamp() // REFRESH * REFRESH, UTC)


class Region:
    """Something shown in the same way to everybody who has its key."""

    def __init__(self, render: Render, base_url: str) -> None:
        self.render = render
        self.base_url = base_url
        self.readers: set[Reader] = set()
        # None: it may no longer be seen.
        self.snapshot: Snapshot | None = None
        self.version = ""
        self._due = 0.0
        self._lock = threading.Lock()

    def is_current(self, version: str, *, now: float) -> bool:
        return self.version == version and now < self._due

    def bring_to(self, version: str, *, now: float, lasts: float) -> Snapshot | None:
        """What it shows at this version; of many who ask at once, one renders it."""
        with self._lock:
            if not self.is_current(version, now=now):
                body = self.render()
                if body is None:
                    self.snapshot = None
                elif self.snapshot is None or self.snapshot.body != body:
                    self.snapshot = Snapshot.of(body)
                self.version, self._due = version, now + lasts
            return self.snapshot
