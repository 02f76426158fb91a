"""What a stream's readers are sent, as bytes of server-sent events."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from leaderboard import clock

GONE = b"event: gone\ndata:\n\n"
COMMENT = b":\n\n"


@dataclass(frozen=True)
class Snapshot:
    """What a region shows at one moment; equal tags mean equal bytes."""

    tag: str
    body: str
    event: bytes

    @classmethod
    def of(cls, body: str) -> "Snapshot":
        tag = hashlib.sha256(body.encode()).hexdigest()[:20]
        lines = "".join(f"data: {line}\n" for line in body.splitlines())
        return cls(tag, body, f"event: snapshot\nid: {tag}\n{lines}\n".encode())


def beat_event() -> bytes:
    """A sign of life, with the server's time: screens set their clocks by it."""
    return f"event: beat\ndata: {milliseconds(clock.now())}\n\n".encode()


def milliseconds(instant: datetime) -> int:
    """An instant in milliseconds, as scripts count time."""
    return int(instant.timestamp() * 1000)
