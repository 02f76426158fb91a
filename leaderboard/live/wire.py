"""The socket under a stream, written to directly while the stream's own greenlet sleeps.

Waking a greenlet for each of a thousand screens costs more than sending to them. This module knows
how gunicorn's gevent worker frames an answer; `tests/live/test_wire.py` fails when that changes.
Under any other server, and where the bytes on the wire differ from what was written (TLS, HTTP/1.0,
HTTP/2), there is no wire and each greenlet sends for itself.
"""

import errno
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from gevent import socket as green


class Wire:
    """A connection with a chunked answer. Nobody else may be writing to it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def send(self, event: bytes) -> bytes | None:
        """Send as much as fits at once; returns what is left, or None if nothing could be sent.

        A broken connection takes nothing: whoever sends the event next finds out.
        """
        chunk = as_chunk(event)
        try:
            # The last argument is gevent's own: do not wait.
            sent = self._connection.send(chunk, 0, 0.0)
        except OSError:
            return None
        return chunk[sent:] if sent else None

    def finish(self, rest: bytes) -> None:
        """Send what was left, however long it takes. Only for the stream's own greenlet."""
        try:
            self._connection.sendall(rest)
        except TimeoutError as error:
            # Half an event is out, so nothing can follow it; gunicorn drops the connection.
            raise BrokenPipeError(errno.EPIPE, "the reader takes nothing") from error


def wire_of(environ: Mapping[str, Any]) -> Wire | None:
    """The wire under this request's answer, if the answer is written to it in chunks."""
    connection = environ.get("gunicorn.socket")
    is_plain = type(connection) is green.socket
    is_chunked = environ["SERVER_PROTOCOL"] == "HTTP/1.1" and environ["REQUEST_METHOD"] == "GET"
    return Wire(connection) if is_plain and is_chunked else None


# One event goes to many readers, and few events are under way at once.
@lru_cache(maxsize=16)
def as_chunk(event: bytes) -> bytes:
    """The event as gunicorn frames it in a chunked answer."""
    return b"%X\r\n%b\r\n" % (len(event), event)
