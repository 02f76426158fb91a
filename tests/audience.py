"""Many open streams at once, read by one thread beside the test's."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlsplit


@dataclass
class Stream:
    """One reader: the last event it got, and when each arrived (by `time.perf_counter`)."""

    status: int = 0
    name: str = ""
    data: str = ""
    arrivals: list[float] = field(default_factory=list)
    has_ended: bool = False

    def take(self, event: str) -> None:
        """Beats and comments say that nothing happened, so they do not count as arrivals."""
        lines = event.split("\n")
        names = [line[7:] for line in lines if line.startswith("event: ")]
        if not names or names[0] == "beat":
            return
        self.name = names[0]
        self.data = "\n".join(line[6:] for line in lines if line.startswith("data: "))
        self.arrivals.append(time.perf_counter())


class Audience:
    """Many streams from one address, read by one thread beside the caller's."""

    def __init__(self, url: str, count: int) -> None:
        self.streams = [Stream() for _ in range(count)]
        self._address = urlsplit(url)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Audience":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._leave)
        self._thread.join(10)
        self._loop.close()

    def until(self, has_it: Callable[[Stream], bool], *, seconds: float) -> list[float]:
        """Wait until everybody has what is expected; returns when the last event came to each."""
        deadline = time.perf_counter() + seconds
        while not all(has_it(stream) for stream in self.streams):
            if time.perf_counter() > deadline:
                missing = sum(not has_it(stream) for stream in self.streams)
                raise TimeoutError(f"{missing} of {len(self.streams)} streams wait in vain")
            time.sleep(0.005)
        return [stream.arrivals[-1] for stream in self.streams if stream.arrivals]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._read_all())
        # The sockets of readers that leave are closed in the loop's next turn.
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _read_all(self) -> None:
        # A few at a time, as screens would connect.
        gate = asyncio.Semaphore(100)
        await asyncio.gather(*(self._read(stream, gate) for stream in self.streams))

    async def _read(self, stream: Stream, gate: asyncio.Semaphore) -> None:
        host, port = self._address.hostname or "127.0.0.1", self._address.port or 80
        async with gate:
            reader, writer = await asyncio.open_connection(host, port, limit=2**20)
            request = f"GET {self._address.path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
            writer.write(f"{request}Accept: text/event-stream\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        stream.status = int(head.split()[1])
        is_chunked = "transfer-encoding: chunked" in head.lower()
        with contextlib.closing(writer):
            # A server that goes away ends a stream like anything else.
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                await (self._read_chunks if is_chunked else self._read_plain)(stream, reader)
            stream.has_ended = True

    async def _read_chunks(self, stream: Stream, reader: asyncio.StreamReader) -> None:
        rest = ""
        while size := int(await reader.readline() or b"0", 16):
            rest += (await reader.readexactly(size + 2))[:-2].decode()
            *events, rest = rest.split("\n\n")
            for event in events:
                stream.take(event)

    async def _read_plain(self, stream: Stream, reader: asyncio.StreamReader) -> None:
        while True:
            stream.take((await reader.readuntil(b"\n\n")).decode().strip("\n"))

    def _leave(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
