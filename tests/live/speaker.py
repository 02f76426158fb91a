"""A small app under the production server: one region that shows what was posted last.

`gunicorn --config leaderboard/gunicorn_conf.py tests.live.speaker:app`. Besides the streams it
reports how many events went straight to a wire, to whom, and when another greenlet had its turn.
"""

import gc
import socket
import time

import gevent
from flask import Flask, Response, request

from leaderboard.live.hub import Hub, HubPace
from leaderboard.live.wire import Wire, wire_of

app = Flask(__name__)
app.config.update(REDIS_URL="", STREAM_CAP=5000, MAX_CONTENT_LENGTH=2**24)
said = {"text": "nothing", "count": 0}
sends = {"whole": 0, "short": 0, "none": 0}
order: list[int] = []
TURN = -1


class Speaker(Hub):
    """A hub whose version is the number of times something was said."""

    def _version(self) -> str:
        return str(said["count"])


class Counted(Wire):
    """A wire that counts what happens to the events."""

    def send(self, event: bytes) -> bytes | None:
        rest = super().send(event)
        sends["none" if rest is None else "short" if rest else "whole"] += 1
        order.append(self._connection.fileno())
        return rest


hub = Speaker(app, HubPace(pause=0.01, beat=3600, refresh=3600))


@app.get("/stream")
def stream() -> Response:
    connection = request.environ["gunicorn.socket"]
    connection.settimeout(float(request.args.get("patience", 30)))
    if size := request.args.get("buffer", 0, type=int):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
    wire = wire_of(request.environ)
    if wire is not None:
        wire.__class__ = Counted
    events = hub.events("one", lambda: str(said["text"]), base_url="http://localhost/", wire=wire)
    return Response(events, mimetype="text/event-stream", direct_passthrough=True)


@app.post("/say")
def say() -> dict[str, int]:
    order.clear()
    said.update(text=request.get_data(as_text=True), count=int(said["count"]) + 1)
    hub.changed()
    gevent.spawn(take_turns)
    return {}


def take_turns() -> None:
    """Note each turn somebody other than the hub gets in the next second."""
    end = time.monotonic() + 1
    while time.monotonic() < end:
        if order and order[-1] != TURN:
            order.append(TURN)
        gevent.sleep(0)


@app.get("/healthz")
@app.get("/told")
def told() -> dict[str, object]:
    """What became of the events, who was told the last one, how many are reading, and how much is
    never looked through for garbage."""
    kept = gc.get_freeze_count()
    return {**sends, "order": order, "readers": hub.reader_count, "frozen": kept}


@app.get("/wire")
def wire() -> dict[str, bool]:
    """Whether an answer to this request would go straight to the socket."""
    return {"wire": wire_of(request.environ) is not None}
