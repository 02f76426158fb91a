"""An open stream, and how an event gets to it."""

import threading

from leaderboard.live.events import Snapshot
from leaderboard.live.wire import Wire


class Reader:
    """One open stream and the one event waiting for it.

    Its greenlet sleeps in `take` most of the time. Only then does `give` write to the socket
    itself; what does not fit is left to the greenlet, and newer events wait behind it.
    """

    def __init__(self, wire: Wire | None = None) -> None:
        self.told: Snapshot | None = None
        self.is_closed = False
        self._wire = wire
        self._is_parked = False
        self._ready = threading.Event()
        self._event: bytes | None = None
        self._rest = b""
        self._since = 0.0

    def give(self, event: bytes, *, now: float) -> None:
        """Send the event at once if possible, else leave it for the stream."""
        rest = self._wire.send(event) if self._wire and self._is_parked else None
        if rest is None:
            self.put(event, now=now)
        elif rest:
            self._rest = rest
            self._wake()

    def put(self, event: bytes, *, now: float) -> None:
        """Leave an event for the stream, replacing one that waits."""
        if self._event is None:
            self._since = now
        self._event = event
        self._wake()

    def take(self) -> bytes | None:
        """The waiting event, or the next one; None when there will be no more."""
        self._park()
        rest, self._rest = self._rest, b""
        if rest and self._wire:
            self._wire.finish(rest)
        event, self._event = self._event, None
        return event

    def has_waiting(self) -> bool:
        return self._event is not None or self._rest != b""

    def is_waiting_since(self, moment: float) -> bool:
        """Whether it has taken nothing since then although something was waiting."""
        return self._event is not None and self._since < moment

    def close(self) -> None:
        """Nothing more will come; the connection may be used for another answer."""
        self.is_closed = True
        self._wake()

    def _park(self) -> None:
        if not self.is_closed and not self._ready.is_set():
            self._is_parked = True
            self._ready.wait()
        self._ready.clear()

    def _wake(self) -> None:
        # Something has to be sent before it runs again.
        self._is_parked = False
        self._ready.set()
