"""One process: whoever watches hears of every change once, and nobody hears too much."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, Queue

import pytest
from sqlalchemy import func, select

from leaderboard import configuration, live, scoring
from leaderboard.extensions import db
from leaderboard.live import Hub
from leaderboard.live import hub as live_hub
from leaderboard.live.events import COMMENT, GONE, Snapshot
from leaderboard.live.hub import MOST_KEPT, HubPace
from leaderboard.live.reader import Reader
from leaderboard.models import Activity
from leaderboard.scoring import NewActivity

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
URL = "http://localhost/"
SOON = 5.0


@dataclass
class Counted:
    """A region that shows what it is given, and counts how often it was rendered."""

    text: str | None = "first"
    renders: list[float] = field(default_factory=list)

    def __call__(self) -> str | None:
        self.renders.append(time.monotonic())
        return self.text


class Watching:
    """Somebody with an open stream, in a thread of their own as under a real server."""

    def __init__(self, app, hub, key, render):
        self.events: Queue[bytes] = Queue()
        self.has_ended = threading.Event()
        self._stream = hub.events(key, render, base_url=URL)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        is_first = True
        for event in self._stream:
            if event != COMMENT and not is_first:
                self.events.put(event)
            is_first = False
        self._stream.close()
        self.has_ended.set()

    def next(self, seconds=SOON):
        return self.events.get(timeout=seconds)

    def hears_nothing(self, seconds):
        with pytest.raises(Empty):
            self.events.get(timeout=seconds)


@pytest.fixture
def make_hub(app, monkeypatch):
    """Give the app a hub with this pace; its streams end with the test."""
    made = []

    def make(**pace):
        made.append(Hub(app, HubPace(**{"beat": 3600, **pace})))
        monkeypatch.setitem(app.extensions, live.EXTENSION, made[-1])
        return made[-1]

    yield make
    for hub in made:
        leave(hub)
        wait_until(lambda hub=hub: hub._thread is None)


@pytest.fixture
def hub(make_hub):
    return make_hub()


def leave(hub):
    """Everybody stops reading."""
    with hub._lock:
        reading = [(r, reader) for r in hub._regions.values() for reader in r.readers]
    for region, reader in reading:
        hub._drop(region, reader)


@contextmanager
def watching(app, hub, render, *, key="one", count=1) -> Iterator[list[Watching]]:
    """Streams that have received their first snapshot."""
    watchers = [Watching(app, hub, key, render) for _ in range(count)]
    for watcher in watchers:
        watcher.next()
    yield watchers


def wait_until(condition):
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.01)


def call(app, cast, number):
    """A call by Ada; the commit tells the hub."""
    with app.app_context():
        kinds = configuration.current().kinds.values()
        call_id = next(kind.id for kind in kinds if kind.slug == "call")
        new = NewActivity(cast.ada, call_id, AT.date(), AT)
        scoring.log_activity(new, client_id=f"call-{number}", by_id=cast.ada, at=AT)


def test_a_stream_begins_with_what_is_there_now(app, hub):
    watcher = Watching(app, hub, "one", Counted("two\nlines"))
    event = watcher.next().decode()
    assert event.startswith("event: snapshot\nid: ")
    assert event.endswith("\ndata: two\ndata: lines\n\n")


def test_a_log_reaches_whoever_watches(app, hub, cast):
    region = Counted()
    with watching(app, hub, region) as [watcher]:
        region.text = "second"
        call(app, cast, 1)
        assert b"data: second\n" in watcher.next()


def test_nothing_of_the_database_is_held_while_sending(app, hub, cast, monkeypatch):
    """SQLite could not tidy up its log behind a reader, and PostgreSQL's connections are few."""
    held = []

    def give(reader, event, *, now, usually=Reader.give):
        held.append(db.engine.pool.checkedout())
        usually(reader, event, now=now)

    monkeypatch.setattr(Reader, "give", give)
    region = Reading()
    with watching(app, hub, region) as [watcher]:
        call(app, cast, 1)
        assert b"data: 1\n" in watcher.next()
    assert held == [0, 0]


class Reading:
    """A region that shows how many calls there are."""

    def __call__(self) -> str:
        return str(db.session.scalar(select(func.count()).select_from(Activity)))


def test_what_looks_the_same_is_not_sent_again(app, hub, cast):
    region = Counted()
    with watching(app, hub, region) as [watcher]:
        call(app, cast, 1)
        wait_until(lambda: len(region.renders) == 2)
        watcher.hears_nothing(0.5)


def test_a_region_is_rendered_once_for_all_who_watch_it(app, hub, cast):
    region = Counted()
    with watching(app, hub, region, count=50) as watchers:
        before = len(region.renders)
        region.text = "second"
        call(app, cast, 1)
        assert all(b"data: second\n" in watcher.next() for watcher in watchers)
        assert len(region.renders) - before <= 2


def test_changes_are_gathered_into_four_a_second_and_the_last_one_is_shown(app, hub, cast):
    region = Counted()
    with watching(app, hub, region) as [watcher]:
        start, before = time.monotonic(), len(region.renders)
        for number in range(40):
            region.text = f"log {number}"
            call(app, cast, number)
        wait_until(lambda: has_come(watcher, b"log 39"))
        seconds = time.monotonic() - start
        assert len(region.renders) - before <= 4 * seconds + 2


def has_come(watcher, words):
    return not watcher.events.empty() and words in watcher.events.get()


def test_a_commit_of_another_process_is_noticed(app, hub, cast, monkeypatch):
    monkeypatch.setattr(hub, "changed", lambda: None)
    region = Counted()
    with watching(app, hub, region) as [watcher]:
        region.text = "second"
        call(app, cast, 1)
        assert b"data: second\n" in watcher.next(2.0)


def test_a_region_that_may_no_longer_be_seen_says_so_and_ends(app, hub, cast):
    region = Counted()
    with watching(app, hub, region) as [watcher]:
        region.text = None
        call(app, cast, 1)
        assert watcher.next() == GONE
        assert watcher.has_ended.wait(SOON)


def test_the_trouble_of_one_region_is_not_that_of_another(app, hub, cast):
    def broken():
        raise RuntimeError("no board")

    Watching(app, hub, "broken", broken)
    region = Counted()
    with watching(app, hub, region) as [watcher]:
        region.text = "second"
        call(app, cast, 1)
        assert b"data: second\n" in watcher.next()


def test_what_the_clock_changes_is_rendered_at_the_same_moments_by_all(app, make_hub):
    region = Counted()
    with watching(app, make_hub(refresh=2.0), region):
        time.sleep(5)
    own = region.renders[1:]
    assert len(own) >= 2
    off = time.time() - time.monotonic()
    assert all((moment + off) % 2.0 < 0.6 for moment in own)


def test_no_beat_claims_that_a_region_is_well_that_cannot_be_read(app, make_hub, monkeypatch):
    hub, region = make_hub(beat=0.0), Counted()
    with watching(app, hub, region) as [watcher]:
        assert watcher.next().startswith(b"event: beat\ndata: ")
        monkeypatch.setattr(live_hub.standings, "version", lambda: 1 / 0)
        time.sleep(0.6)
        while not watcher.events.empty():
            watcher.events.get()
        watcher.hears_nothing(0.8)


def test_past_the_cap_there_is_no_room_and_leaving_makes_some(app, hub, monkeypatch):
    monkeypatch.setitem(app.config, "STREAM_CAP", 3)
    with watching(app, hub, Counted(), count=3):
        assert hub.is_full
        leave(hub)
        assert not hub.is_full


def test_a_reader_that_takes_nothing_is_let_go_of_and_holds_one_event(app, make_hub):
    hub = make_hub(stalled=0.2)
    stuck = hub.events("one", Counted(), base_url=URL)
    assert next(stuck).startswith(b"event: beat")
    wait_until(lambda: hub.reader_count == 0)
    assert next(stuck).startswith(b"event: snapshot")
    assert next(stuck, "the end") == "the end"


def test_a_newer_snapshot_takes_the_place_of_one_not_yet_sent():
    reader = Reader()
    reader.put(Snapshot.of("old").event, now=0.0)
    reader.put(Snapshot.of("new").event, now=1.0)
    assert b"data: new\n" in reader.take()
    reader.close()
    assert reader.take() is None


def test_nothing_runs_while_nobody_watches(app, hub):
    with watching(app, hub, Counted()) as [watcher]:
        assert hub._thread.is_alive()
        leave(hub)
        assert watcher.has_ended.wait(SOON)
    wait_until(lambda: hub._thread is None)


def test_whoever_polls_gets_what_the_streams_get_and_costs_no_rendering(app, hub, cast):
    region = Counted()
    with app.test_request_context():
        first = hub.snapshot("one", region, base_url=URL)
        assert hub.snapshot("one", region, base_url=URL) is first
    assert len(region.renders) == 1
    region.text = "second"
    call(app, cast, 1)
    with app.test_request_context():
        assert hub.snapshot("one", region, base_url=URL).body == "second"


def test_regions_that_nobody_watches_do_not_pile_up(app, hub):
    with app.test_request_context():
        for number in range(3 * MOST_KEPT):
            hub.snapshot(str(number), Counted(), base_url=URL)
    assert len(hub._regions) <= MOST_KEPT
