"""A small client that keeps its connections open and times each request."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# What a connection sends next: the bytes of a whole request.
Next = Callable[[int], bytes]


@dataclass(frozen=True)
class Figures:
    """How long each answered request took, in seconds and sorted, and how long they took
    altogether."""

    taken: Sequence[float]
    wall: float

    def at(self, share: float) -> float:
        """The time within which this share of the requests was answered."""
        return self.taken[min(len(self.taken) - 1, int(len(self.taken) * share))]

    @property
    def p50(self) -> float:
        return self.at(0.5)

    @property
    def p99(self) -> float:
        return self.at(0.99)

    @property
    def rate(self) -> float:
        return len(self.taken) / self.wall


def drive(port: int, nexts: Sequence[Next], *, count: int, expect: bytes) -> Figures:
    """Send `count` requests over as many connections as there are `nexts`, one at a time on each.

    `expect` is how every response has to start, for example b"HTTP/1.1 303"; any other one aborts
    the run, which would be measuring something else.
    """
    return asyncio.run(_drive(port, nexts, count, expect))


async def _drive(port: int, nexts: Sequence[Next], count: int, expect: bytes) -> Figures:
    taken: list[float] = []
    shares = [count // len(nexts)] * len(nexts)
    begun = time.perf_counter()
    await asyncio.gather(
        *(
            _one(port, following, share, expect, taken)
            for following, share in zip(nexts, shares, strict=True)
        )
    )
    return Figures(sorted(taken), time.perf_counter() - begun)


async def _one(port: int, following: Next, share: int, expect: bytes, taken: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(share):
        request = following(number)
        begun = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(length_of(head))
        taken.append(time.perf_counter() - begun)
        if not head.startswith(expect):
            raise RuntimeError(f"expected {expect!r}, got {head[:300]!r}")
    writer.close()
    await writer.wait_closed()


def length_of(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def request(
    method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    """A whole request as bytes."""
    given = {"Host": "127.0.0.1"} | (headers or {})
    if method == "POST":
        given |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            "Sec-Fetch-Site": "same-origin",
        }
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body
