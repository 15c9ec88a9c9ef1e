"""The hub: everyone in a room is sent the same bytes, each exactly once and in order.

The log is the stream. What is appended to it is encoded once, as a server-sent event whose id is
the version of the log, and these bytes go to every stream. Whatever is waiting when it is
somebody's turn goes out in one write, so that a busy room costs fewer writes and not more.

A stream begins with what its client has missed, as fast as its connection takes that. From then on
bytes go straight to the transport of each connection, framed once for all of them. Up to
`MOST_WAITING` bytes may wait there; whoever takes less is let go. Their client comes back with the
last id that it has seen and gets the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from attrs import define, field

Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_WAITING = 1_000_000
"""How many bytes may wait for one stream before it is let go."""
LAST = 0.5
"""How many seconds a stream that ends has for its last byte."""


@define(eq=False)
class Stream:
    """One open connection on which an answer has begun. `over` is set when it is to end.

    `chunked` says whether the answer is sent in chunks (HTTP/1.1) or as it is, until the end of
    the connection (HTTP/1.0, which some proxies speak to whatever is behind them).
    """

    _send: Send
    _transport: asyncio.Transport
    _chunked: bool = True
    over: asyncio.Event = field(factory=asyncio.Event)

    async def catch_up(self, chunk: bytes) -> None:
        """Send bytes by the way of every answer, and wait until the connection takes more."""
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    def write(self, chunk: bytes, frame: bytes) -> None:
        """Send bytes, given bare and `framed`, without waiting."""
        if self._transport.get_write_buffer_size() > MOST_WAITING:
            self.drop()
        elif self._transport.is_closing():
            self.over.set()
        else:
            self._transport.write(frame if self._chunked else chunk)

    def drop(self) -> None:
        """Let the stream go at once, with what waits; its client comes back by itself."""
        self.over.set()
        self._transport.abort()

    async def end(self) -> None:
        """Bring the stream to its end: with the last byte if its connection keeps up."""
        self.over.set()
        try:
            async with asyncio.timeout(LAST):
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            self.drop()


@define
class Hub:
    """The open streams of one room."""

    streams: set[Stream] = field(factory=set)
    _waiting: list[bytes] = field(factory=list)
    _flushing: bool = False

    def publish(self, chunk: bytes) -> None:
        """Send bytes to every stream, together with all else that is published by then."""
        self._waiting.append(chunk)
        if not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Send what waits now."""
        self._flushing = False
        if self._waiting:
            chunk = b"".join(self._waiting)
            self._waiting.clear()
            frame = framed(chunk)
            for stream in tuple(self.streams):
                stream.write(chunk, frame)


def framed(chunk: bytes) -> bytes:
    """Return bytes as one chunk of an answer whose length nobody knows yet (RFC 9112, 7.1)."""
    return b"%x\r\n%b\r\n" % (len(chunk), chunk)
