"""The servers that `room.py` measures, each run as a process of its own.

    python benchmarks/room_servers.py room|starlette|asyncio LOGBOOK

Prints where it listens and goes on until it is killed. `room` is the live room, its retro in a
file. The two bare ones send whatever is posted to everybody who is connected, and do nothing
else: they keep nothing, ask nobody who they are, and order and number nothing.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from retrokit import Collect, Column, Format, Logbook, Plugins
from retrokit.web import room as rooms
from retrokit.web.serving import bind, open_room, server

OPEN = Format(
    name="open",
    title="Open",
    purpose="Take notes as fast as they come.",
    agenda=[Collect(columns=[Column("Notes")], sealed=False)],
)
HELLO = b": hello\n\n"


def say(**told: object) -> None:
    """Tell whoever started this process what they need to know."""
    print(json.dumps(told), flush=True)


def serve_room(logbook: Path) -> None:
    """Serve an open, named Collect out of a logbook in a file.

    More new names join at once than a link lets in within a minute. What is measured is how fast
    the room lets people in, not the limit on invented names.
    """
    rooms.NEW_NAMES = rooms.MOST_UNLISTED
    with Logbook(logbook, plugins=Plugins()) as kept:
        retro = kept.start(OPEN, team="Lander")
        place = bind("127.0.0.1", 0)
        room = open_room(kept, retro, None)
        say(port=place.socket.getsockname()[1], secret=room.door.secrets.member)
        asyncio.run(server(room, place).serve(sockets=[place.socket]))


def serve_starlette() -> None:
    """Serve as Starlette's documentation streams: a queue and a generator for each client."""
    queues: set[asyncio.Queue[bytes]] = set()

    async def events(request: Request) -> Response:
        queue: asyncio.Queue[bytes] = asyncio.Queue()

        async def chunks() -> AsyncIterator[bytes]:
            queues.add(queue)
            try:
                yield HELLO
                while True:
                    yield await queue.get()
            finally:
                queues.discard(queue)

        return StreamingResponse(chunks(), media_type="text/event-stream")

    async def post(request: Request) -> Response:
        chunk = await request.body()
        for queue in queues:
            queue.put_nowait(chunk)
        return Response(b"{}")

    application = Starlette(
        routes=[Route("/api/events", events), Route("/api/do", post, methods=["POST"])]
    )
    place = bind("127.0.0.1", 0)
    say(port=place.socket.getsockname()[1])
    config = uvicorn.Config(
        application, log_level="error", access_log=False, ws="none", timeout_keep_alive=75
    )
    asyncio.run(uvicorn.Server(config).serve(sockets=[place.socket]))


def serve_asyncio() -> None:
    """Serve with asyncio's streams, and no more of HTTP than the load needs."""
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if head.startswith(b"GET"):
                    writers.add(writer)
                    writer.write(
                        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + HELLO
                    )
                    continue
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                chunk = await reader.readexactly(int(length))
                for each in writers:
                    each.write(chunk)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writers.discard(writer)
        writer.close()

    async def run() -> None:
        listening = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
        say(port=listening.sockets[0].getsockname()[1])
        await listening.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    kind, where = sys.argv[1:]
    if kind == "room":
        serve_room(Path(where))
    elif kind == "starlette":
        serve_starlette()
    else:
        serve_asyncio()
