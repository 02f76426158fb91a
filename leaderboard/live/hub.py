"""What this process's open screens watch: rendered once per change, sent to all of them.

A reader has no queue, just one slot, where a newer snapshot replaces one not yet sent.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from leaderboard import clock, standings
from leaderboard.database import first_line, is_away
from leaderboard.extensions import db
from leaderboard.live.events import COMMENT, GONE, Snapshot, beat_event
from leaderboard.live.reader import Reader
from leaderboard.live.regions import REFRESH, Region, Render
from leaderboard.live.relay import Relay
from leaderboard.live.wire import Wire

# How many unwatched regions to keep, for readers that poll.
MOST_KEPT = 64

# How many readers to send to before other requests get their turn: a millisecond or two.
AT_ONCE = 100


@dataclass(frozen=True)
class HubPace:
    """How often and how long, in seconds."""

    # How often to ask the database whether other processes changed something, and how often while
    # Redis says so at once.
    poll: float = 0.25
    poll_behind_redis: float = 2.0
    # The shortest time between two broadcasts.
    pause: float = 0.25
    # How often to tell readers that nothing has changed.
    beat: float = 10.0
    # How often to render what only the clock changes, on all servers at the same moment.
    refresh: float = REFRESH
    # A reader that takes nothing for this long is gone.
    stalled: float = 30.0


class Hub:
    """This process's regions and who watches them; one thread while somebody does."""

    def __init__(self, app: Flask, pace: HubPace = HubPace()) -> None:
        self._app, self._pace = app, pace
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._regions: dict[str, Region] = {}
        self._thread: threading.Thread | None = None
        self._next_beat = 0.0
        self._is_told_away = False
        self._turn = 0
        url = app.config["REDIS_URL"]
        self._relay = Relay(url, heard=self._woken.set) if url else None

    @property
    def is_full(self) -> bool:
        """Whether the limit of readers is reached: the next one has to poll."""
        return self.reader_count >= self._app.config["STREAM_CAP"]

    @property
    def reader_count(self) -> int:
        with self._lock:
            return sum(len(region.readers) for region in self._regions.values())

    def changed(self) -> None:
        """Wake this process's readers and tell the other machines; never waits."""
        self._woken.set()
        if self._relay is not None:
            self._relay.tell()

    def snapshot(self, key: str, render: Render, *, base_url: str) -> Snapshot | None:
        """What the region shows now; None if it may not be seen. For one-off requests."""
        region = self._region(key, render, base_url)
        return self._refreshed(region, standings.version(), now=time.monotonic())

    def events(
        self, key: str, render: Render, *, base_url: str, wire: Wire | None = None
    ) -> Iterator[bytes]:
        """The region as a stream of events: the time, a snapshot, and another one after each
        change, until the region is gone. What goes straight to the wire is not among them.

        Reading starts when the first event is asked for.
        """
        region, reader = self._join(key, render, base_url, wire)
        try:
            yield beat_event()
            # It may be woken for an event that it has just taken.
            while (event := reader.take()) or not reader.is_closed:
                if event is not None:
                    yield event
        finally:
            self._drop(region, reader)

    def _join(
        self, key: str, render: Render, base_url: str, wire: Wire | None
    ) -> tuple[Region, Reader]:
        region, reader = self._region(key, render, base_url), Reader(wire)
        with self._lock:
            # It may have been dropped from the regions since, because nobody watched it.
            region = self._regions.setdefault(key, region)
            region.readers.add(reader)
            self._start()
        self._woken.set()
        return region, reader

    def _refreshed(self, region: Region, version: str, *, now: float) -> Snapshot | None:
        return region.bring_to(version, now=now, lasts=self._until_refresh())

    def _until_refresh(self) -> float:
        """Seconds until all servers render again."""
        return self._pace.refresh - clock.now().timestamp() % self._pace.refresh

    def _region(self, key: str, render: Render, base_url: str) -> Region:
        with self._lock:
            if key not in self._regions:
                if len(self._regions) >= MOST_KEPT:
                    self._regions = {k: r for k, r in self._regions.items() if r.readers}
                self._regions[key] = Region(render, base_url)
            return self._regions[key]

    def _start(self) -> None:
        """Start looking after the readers, unless that is running; the thread ends with the last of
        them."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="live", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        if self._relay is not None:
            self._relay.listen()
        while self._has_readers():
            self._woken.wait(min(self._poll, self._until_refresh()))
            self._woken.clear()
            if self._look():
                time.sleep(self._pace.pause)

    def _has_readers(self) -> bool:
        with self._lock:
            if any(region.readers for region in self._regions.values()):
                return True
            self._thread = None
            if self._relay is not None:
                self._relay.rest()
            return False

    @property
    def _poll(self) -> float:
        hears = self._relay is not None and self._relay.hears
        return self._pace.poll_behind_redis if hears else self._pace.poll

    def _look(self) -> bool:
        """Bring what is watched up to date; returns whether anything was sent."""
        with self._app.app_context():
            return self._send_what_changed()

    def _send_what_changed(self) -> bool:
        version, now = self._version(), time.monotonic()
        is_beat = now >= self._next_beat
        if is_beat:
            self._next_beat = now + self._pace.beat
        with self._lock:
            watched = [(region, list(region.readers)) for region in self._regions.values()]
        sent = 0
        for region, readers in watched:
            if readers and version is not None and self._bring(region, version, now=now):
                # Sending takes a while, so nothing stays open meanwhile.
                db.session.remove()
                sent += self._hand_out(region, readers, now=now, is_beat=is_beat)
            elif is_beat:
                # Without beats, the screens show how old their content is.
                keep_open(readers, now=now)
        return sent > 0

    def _version(self) -> str | None:
        """The overall version; None while the database cannot tell."""
        try:
            version = standings.version()
        except Exception as error:
            if not self._finds_away(error):
                self._app.logger.exception("The boards could not be read.")
            return None
        self._is_told_away = False
        return version

    def _finds_away(self, error: Exception) -> bool:
        """Whether the database is away; this is logged once, not on every look."""
        if not is_away(error):
            return False
        if not self._is_told_away:
            self._is_told_away = True
            self._app.logger.warning("The database does not answer: %s", first_line(error))
        return True

    def _bring(self, region: Region, version: str, *, now: float) -> bool:
        """Render one region, reading on where the version was read; if it fails, the others carry
        on."""
        if region.is_current(version, now=now):
            return True
        try:
            with self._app.test_request_context(base_url=region.base_url):
                self._refreshed(region, version, now=now)
        except Exception as error:
            db.session.remove()
            if not self._finds_away(error):
                self._app.logger.exception("A screen could not be rendered.")
            return False
        return True

    def _hand_out(self, region: Region, readers: list[Reader], *, now: float, is_beat: bool) -> int:
        """Give each reader what it has not been sent yet, or word that nothing changed."""
        snapshot, sent = region.snapshot, 0
        beat = beat_event() if is_beat else b""
        for reader in self._in_turn(readers):
            if reader.is_waiting_since(now - self._pace.stalled):
                self._drop(region, reader)
            elif snapshot is None:
                reader.put(GONE, now=now)
                self._drop(region, reader)
            elif reader.told is not snapshot:
                reader.told = snapshot
                reader.give(snapshot.event, now=now)
                sent += 1
            elif is_beat and not reader.has_waiting():
                reader.give(beat, now=now)
        return sent

    def _in_turn(self, readers: list[Reader]) -> Iterator[Reader]:
        """The readers, starting from a different one each time, with pauses for other requests."""
        self._turn += AT_ONCE
        first = self._turn % len(readers)
        for place, reader in enumerate(readers[first:] + readers[:first], start=1):
            yield reader
            if place % AT_ONCE == 0:
                time.sleep(0)

    def _drop(self, region: Region, reader: Reader) -> None:
        """Let go of a reader; its stream ends once it has sent what is waiting, or has ended
        already."""
        reader.close()
        with self._lock:
            region.readers.discard(reader)


def keep_open(readers: list[Reader], *, now: float) -> None:
    """Send a no-op, which reveals readers that are gone."""
    for reader in readers:
        if not reader.has_waiting():
            reader.give(COMMENT, now=now)
