"""Under the production server the hub writes to the sockets itself: whole events, in order, and
only if an answer is exactly the chunks that were written."""

import json
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from gevent import socket as green
from gevent import ssl
from gunicorn import util

import config
from leaderboard.live.hub import AT_ONCE
from leaderboard.live.wire import as_chunk, wire_of
from tests.audience import Audience
from tests.live.speaker import TURN
from tests.servers import Server, started

pytestmark = pytest.mark.slow

CONF = str(config.ROOT / "leaderboard" / "gunicorn_conf.py")
APP = "tests.live.speaker:app"
SETTINGS = {"SECRET_KEY": "speaker", "ACCESS_LOG": "0", "STREAM_CAP": "1500"}


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    data = tmp_path / "data"
    data.mkdir()
    with started("gunicorn", "--config", CONF, APP, data=data, **SETTINGS) as server:
        yield server


def say(server, text):
    request = urllib.request.Request(f"{server.url}/say", data=text.encode())
    urllib.request.urlopen(request, timeout=30).close()


def told(server):
    return json.loads(server.get("/told")[1])


def sees_anything(stream):
    return stream.name == "snapshot"


def sees(text):
    return lambda stream: stream.name == "snapshot" and stream.data == text


@contextmanager
def connected(server, request):
    """A socket on which this request was sent, with little room for what comes."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((host, int(port)))
        connection.settimeout(20)
        connection.sendall(f"{request}\r\nHost: {host}\r\n\r\n".encode())
        yield connection


class Chunks:
    """A chunked answer, read strictly."""

    def __init__(self, connection):
        self._file = connection.makefile("rb")
        self.head = b""
        while not self.head.endswith(b"\r\n\r\n"):
            self.head += self._file.readline()
        assert b"Transfer-Encoding: chunked\r\n" in self.head

    def next(self):
        size = self._file.readline()
        assert size.endswith(b"\r\n")
        data = self._file.read(int(size, 16))
        assert self._file.read(2) == b"\r\n"
        return data

    def next_text(self):
        """The text of the next snapshot, which is one whole chunk."""
        while not (event := self.next()).startswith(b"event: snapshot\n"):
            assert event.startswith((b"event: beat\n", b":\n"))
        assert event.endswith(b"\n\n")
        assert event.count(b"event:") == 1
        return event.split(b"data: ")[1].strip().decode()


def settled(server):
    """Wait until nobody is being told anything."""
    before = None
    while (now := told(server)) != before:
        before = now
        time.sleep(0.1)


def until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.1)


def test_the_events_of_a_waiting_stream_go_straight_to_its_socket(server):
    with Audience(f"{server.url}/stream", 50) as audience:
        audience.until(sees_anything, seconds=10)
        settled(server)
        before = told(server)["whole"]
        for number in range(5):
            say(server, f"word {number}")
            audience.until(sees(f"word {number}"), seconds=10)
        assert told(server)["whole"] - before == 5 * 50


def test_the_hub_frames_an_event_as_gunicorn_does():
    class Kept:
        def sendall(self, data):
            self.data = data

    for event in (b":\n\n", b"event: beat\n\n", b"x" * 12_000):
        util.write(kept := Kept(), event, True)
        assert as_chunk(event) == kept.data


def test_a_reader_that_is_slow_gets_whole_events_and_the_last_one(server):
    """Its greenlet sends what a short send left, and newer events wait behind that."""
    with connected(server, "GET /stream?buffer=4608 HTTP/1.1") as connection:
        chunks = Chunks(connection)
        for number in range(30):
            say(server, f"{number} " + chr(97 + number % 26) * 40_000)
            time.sleep(0.03)
        texts = []
        while not texts or not texts[-1].startswith("29 "):
            texts.append(chunks.next_text())
        for text in texts[1:]:
            number, letters = text.split(" ")
            assert letters == chr(97 + int(number) % 26) * 40_000
        numbers = [int(text.split(" ")[0]) for text in texts if " " in text]
        assert numbers == sorted(set(numbers))
        assert len(numbers) < 30
        assert told(server)["short"] > 0
        say(server, "and on it goes")
        assert chunks.next_text() == "and on it goes"


def test_a_reader_that_takes_nothing_is_let_go_of_with_half_an_event_and_no_word_in_the_log(server):
    with connected(server, "GET /stream?buffer=4608&patience=0.5 HTTP/1.1") as connection:
        Chunks(connection).next()
        settled(server)
        before = told(server)["readers"]
        say(server, "y" * 1_000_000)
        until(lambda: told(server)["readers"] < before)
    assert "Traceback" not in server.said()


def test_a_reader_that_went_away_stops_nobody_else(server):
    with Audience(f"{server.url}/stream", 20) as audience:
        audience.until(sees_anything, seconds=10)
        with Audience(f"{server.url}/stream", 20) as leaving:
            leaving.until(sees_anything, seconds=10)
            before = told(server)["readers"]
        # Their sockets take an event or two before they report that nobody is there.
        for number in range(6):
            say(server, f"word {number}")
            audience.until(sees(f"word {number}"), seconds=10)
        until(lambda: told(server)["readers"] <= before - 20)
    assert "Traceback" not in server.said()


def test_others_get_their_turn_after_a_hundred_sends_and_nobody_is_always_last(server):
    with Audience(f"{server.url}/stream", 250) as audience:
        audience.until(sees_anything, seconds=30)
        orders = []
        for number in range(3):
            settled(server)
            say(server, f"word {number}")
            audience.until(sees(f"word {number}"), seconds=10)
            orders.append(told(server)["order"])
    for order in orders:
        in_a_row = "".join("s" if who != TURN else " " for who in order).split()
        assert max(map(len, in_a_row)) == AT_ONCE
        assert sum(map(len, in_a_row)) == 250
    assert len({order[0] for order in orders}) == 3


HTTP_1_1 = {"SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_METHOD": "GET"}


def test_only_gevents_plain_sockets_are_written_to():
    with green.socket() as plain, socket.socket() as other_worker:
        assert wire_of({**HTTP_1_1, "gunicorn.socket": plain}) is not None
        assert wire_of({**HTTP_1_1, "gunicorn.socket": other_worker}) is None
        assert wire_of(HTTP_1_1) is None
        http_2 = {"SERVER_PROTOCOL": "HTTP/2.0", "gunicorn.socket": plain}
        assert wire_of({**HTTP_1_1, **http_2}) is None
        with ssl.create_default_context().wrap_socket(plain, server_hostname="a") as secured:
            assert wire_of({**HTTP_1_1, "gunicorn.socket": secured}) is None


@pytest.mark.parametrize(
    ("request_line", "is_direct"),
    [("GET /wire HTTP/1.1", True), ("GET /wire HTTP/1.0", False), ("HEAD /wire HTTP/1.1", False)],
)
def test_only_a_chunked_answer_has_a_wire(server, request_line, is_direct):
    with connected(server, f"{request_line}\r\nConnection: close") as connection:
        answer = connection.makefile("rb").read()
    body = answer.split(b"\r\n\r\n", 1)[1]
    said = b'{"wire":true}\n' if is_direct else b'{"wire":false}\n'
    assert body == (b"" if request_line.startswith("HEAD") else said)


def test_an_old_stream_is_plain_and_whole(server):
    before = told(server)["whole"]
    with connected(server, "GET /stream HTTP/1.0") as connection:
        file = connection.makefile("rb")
        while file.readline() != b"\r\n":
            pass
        assert file.readline() == b"event: beat\n"
        say(server, "spoken plainly")
        while file.readline() != b"data: spoken plainly\n":
            pass
    assert told(server)["whole"] == before


def test_what_was_loaded_is_never_looked_through_for_garbage(server):
    assert told(server)["frozen"] > 10_000
