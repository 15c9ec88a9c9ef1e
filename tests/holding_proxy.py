"""A proxy that lets streams fall silent, holds new ones back, or breaks all, as a network does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Proxy:
    """Stands before a room on this computer. While `deaf`, nothing comes by the streams that were
    open before; while `holding`, nothing by new ones. Neither ends them. Single answers come
    through, until `cut` breaks all that is open. `came` is every byte that the room answered.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.port = 0
        self.deaf = False
        self.holding = False
        self.streams = 0  # how many were asked for
        self.came = bytearray()
        self.loop: asyncio.AbstractEventLoop
        self._down = False
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection, and let none come about until `mend`."""
        self.loop.call_soon_threadsafe(self._break)

    def mend(self) -> None:
        """Let new connections through again."""
        self.loop.call_soon_threadsafe(setattr, self, "_down", False)

    def _break(self) -> None:
        self._down = True
        for each in self._open:
            each.transport.abort()

    async def through(self, given: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        answer, ask = await asyncio.open_connection("127.0.0.1", self.room)
        both = {ask, back}
        self._open |= both
        if self._down:
            self._break()
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
                self.came += data
                if not (held or (stream and self.deaf)):
                    back.write(data)
                    await back.drain()
            back.close()

        try:
            await asyncio.gather(asking(), answering())
        except (OSError, asyncio.CancelledError):
            pass  # one of them is gone, or the test is over
        finally:
            self._open -= both
            for each in both:
                each.transport.abort()


@contextmanager
def proxied(room: int) -> Iterator[Proxy]:
    """Run a proxy before a port, in a thread."""
    proxy, ready = Proxy(room), threading.Event()
    over: asyncio.Event

    async def serve() -> None:
        nonlocal over
        proxy.loop, over = asyncio.get_running_loop(), asyncio.Event()
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
        proxy.loop.call_soon_threadsafe(over.set)
        thread.join(15)
        assert not thread.is_alive()
