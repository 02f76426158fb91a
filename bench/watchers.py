"""Many open screens in one process, which reports when each last heard of a change.

Prints "open" once all are connected, then answers every line on standard input with a JSON object:
the moments, by the clock that all processes on a machine share, and the size of an event in bytes.
"""

import asyncio
import json
import sys
import time

from bench.streams import allow_files


class Watcher:
    """One stream: when its last event with data was complete, and how large that was."""

    def __init__(self) -> None:
        self.at: float | None = None
        self.size = 0

    async def watch(self, port: int, path: str, opened: asyncio.Event) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head:
            raise SystemExit(f"no stream: {head[:200]!r}")
        opened.set()
        while True:
            event = await reader.readuntil(b"\n\n")
            if b"data:" in event and b"event: beat" not in event:
                self.at, self.size = time.monotonic(), len(event)


async def main(port: int, path: str, count: int) -> None:
    allow_files(count + 200)
    watchers = [Watcher() for _ in range(count)]
    tasks = []
    for watcher in watchers:
        opened = asyncio.Event()
        tasks.append(asyncio.create_task(watcher.watch(port, path, opened)))
        await opened.wait()
    # The snapshot that each stream gets when it connects does not count.
    await asyncio.sleep(2)
    print("open", flush=True)
    loop = asyncio.get_running_loop()
    for watcher in watchers:
        watcher.at = None
    while await loop.run_in_executor(None, sys.stdin.readline):
        at = [watcher.at for watcher in watchers if watcher.at is not None]
        size = max((watcher.size for watcher in watchers), default=0)
        print(json.dumps({"at": at, "bytes": size}), flush=True)
        for watcher in watchers:
            watcher.at = None


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
