"""A proxy that lets streams fall silent, or holds new ones back, as some on the way do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Proxy:
    """Stands before a room on this computer. While `deaf`, nothing comes by the streams that were
    open before; while `holding`, nothing by new ones. Neither ends them. Single answers come
    through.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.port = 0
        self.deaf = False
        self.holding = False
        self.streams = 0  # how many were asked for

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def through(self, given: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        answer, ask = await asyncio.open_connection("127.0.0.1", self.room)
        stream = held = False
        mine, theirs = (f"127.0.0.1:{port}".encode() for port in (self.port, self.room))

        async def asking() -> None:
            nonlocal stream, held
            while data := await given.read(65536):
                asked = b"GET /api/events" in data
                self.streams += asked
                stream, held = asked and not self.deaf, asked and self.holding
                ask.write(data.replace(mine, theirs))
                await ask.drain()
            ask.close()

        async def answering() -> None:
            while data := await answer.read(65536):
                if not (held or (stream and self.deaf)):
                    back.write(data)
                    await back.drain()
            back.close()

        try:
            await asyncio.gather(asking(), answering())
        except (OSError, asyncio.CancelledError):
            pass  # one of them is gone, or the test is over
        finally:
            for each in (ask, back):
                each.transport.abort()


@contextmanager
def proxied(room: int) -> Iterator[Proxy]:
    """Run a proxy before a port, in a thread."""
    proxy, ready = Proxy(room), threading.Event()
    loop: asyncio.AbstractEventLoop
    over: asyncio.Event

    async def serve() -> None:
        nonlocal loop, over
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(proxy.through, "127.0.0.1", 0)
        proxy.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(15)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(15)
        assert not thread.is_alive()
