"""One address that opens connection after connection, and sends half a request on each, keeps
nobody else out."""

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

import config
from tests.audience import Audience
from tests.servers import Server, started

pytestmark = pytest.mark.slow

CONF = str(config.ROOT / "leaderboard" / "gunicorn_conf.py")
APP = "tests.live.speaker:app"
MANY = 1500
HALF_A_HEAD = b"GET /told HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_A_BODY = b"POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"
WHOLE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(autouse=True)
def enough_files():
    """Every connection is an open file on either side."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4 * MANY, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def serve(tmp_path):
    @contextmanager
    def serve(**settings) -> Iterator[Server]:
        data = tmp_path / "data"
        data.mkdir()
        given = {"SECRET_KEY": "speaker", "ACCESS_LOG": "0", "STREAM_CAP": "1000", **settings}
        with started("gunicorn", "--config", CONF, APP, data=data, **given) as server:
            yield server

    return serve


def connect(server, *, source, stack):
    """A connection from one of this machine's own addresses; it closes with the stack."""
    host, port = server.url.removeprefix("http://").split(":")
    made = socket.create_connection((host, int(port)), timeout=10, source_address=(source, 0))
    return stack.enter_context(made)


def is_answered(server, *, source):
    with ExitStack() as stack:
        connection = connect(server, source=source, stack=stack)
        connection.sendall(WHOLE)
        return connection.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("half", [HALF_A_HEAD, HALF_A_BODY], ids=["head", "body"])
def test_half_sent_requests_from_one_address_stop_nobody(serve, half):
    with serve() as server, ExitStack() as stack:
        with Audience(f"{server.url}/stream", 5) as audience:
            audience.until(lambda stream: stream.name == "snapshot", seconds=10)
            for _ in range(MANY):
                connect(server, source="127.0.0.1", stack=stack).sendall(half)
            begun = time.monotonic()
            assert is_answered(server, source="127.0.0.2")
            # The same address is not shut out either, since others may be behind it.
            assert is_answered(server, source="127.0.0.1")
            assert time.monotonic() - begun < 3.0
            assert not any(stream.has_ended for stream in audience.streams)
        assert "Traceback" not in server.said()


def test_a_proxys_connections_are_not_counted(serve):
    with serve(TRUSTED_PROXIES="1") as server, ExitStack() as stack:
        kept = [connect(server, source="127.0.0.1", stack=stack) for _ in range(700)]
        for connection in kept:
            connection.sendall(HALF_A_HEAD)
        assert is_answered(server, source="127.0.0.1")
        for connection in (kept[0], kept[-1]):
            connection.sendall(b"\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


def test_a_request_that_never_comes_to_its_end_is_given_up(serve, monkeypatch):
    with serve(GUNICORN_CMD_ARGS="--timeout 3 --keep-alive 60") as server, ExitStack() as stack:
        slow = connect(server, source="127.0.0.1", stack=stack)
        slow.sendall(HALF_A_BODY)
        slow.settimeout(10)
        assert slow.recv(100) == b""
