"""T3's floor: nothing but asyncio; POST /log sends the same bytes to every listener."""

import asyncio
import sys


async def main(size: int) -> None:
    listeners: set[asyncio.StreamWriter] = set()
    event = b"data: " + b"x" * max(1, size - 8) + b"\n\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"GET /stream"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            listeners.add(writer)
            return
        for listener in listeners:
            listener.write(event)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
