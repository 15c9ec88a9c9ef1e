"""The people that `room.py` puts into a room: some listen, some write, all over real sockets.

A note carries the moment at which it was due, so that a load that falls behind counts against
the server and not for it. Everybody is sent the same notes in the same order, so one listener
tells which these are, and the others only count what arrives, which leaves the load time to
read.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections import deque
from collections.abc import Sequence

from attrs import define, field, frozen

NOTE = b'"text":"note '
"""What every note has once, in a message of its own, with others, or in the whole."""
_DUE = re.compile(rb'"text":\s*"note (\d+\.\d+) ')
_SAID = "the build takes too long on Mondays, and nobody looks at why it does " * 2


class Listener(asyncio.BufferedProtocol):
    """Somebody whose browser has the stream open.

    All read into one buffer: a fresh one for each read would cost the load more than the reading.
    """

    _buffer = bytearray(1 << 20)
    transport: asyncio.Transport

    def __init__(self, request: bytes, *, keeps: bool) -> None:
        self._request = request
        self._rest = b""
        self.kept: list[bytes] | None = [] if keeps else None
        self.notes = 0
        self.bytes = 0
        self.first = 0.0
        self.arrivals: list[tuple[float, int]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        now, buffer = time.perf_counter(), self._buffer
        self.first = self.first or now
        self.bytes += nbytes
        if self.kept is not None:
            self.kept.append(bytes(buffer[:nbytes]))
        # A mark may begin in what came before: looked for where less than a whole one is on
        # either side.
        edge = len(NOTE) - 1
        seam = self._rest + buffer[: min(edge, nbytes)]
        self._rest = (self._rest + buffer[max(nbytes - edge, 0) : nbytes])[-edge:]
        if count := buffer.count(NOTE, 0, nbytes) + seam.count(NOTE):
            self.notes += count
            self.arrivals.append((now, count))


class Writer(asyncio.Protocol):
    """A connection that posts, one request after the other."""

    transport: asyncio.Transport

    def __init__(self, cookie: str = "") -> None:
        self.cookie = cookie
        self._answer = b""
        self._answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def post(self, path: str, host: str, body: bytes) -> asyncio.Future[bytes]:
        """Send a request; the future is the whole answer."""
        self.transport.write(
            f"POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        self._answered = asyncio.get_running_loop().create_future()
        return self._answered

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, end, body = self._answer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        if end and length and len(body) >= int(length[1]) and self._answered is not None:
            answered, self._answered, self._answer = self._answered, None, b""
            if not answered.done():
                answered.set_result(head + end + body)


@frozen
class Run:
    """What came of notes at a rate: seconds that each delivery took, and how long all took."""

    latencies: Sequence[float]  # sorted
    expected: int
    seconds: float

    def quantile(self, share: float) -> float:
        """Return the seconds that this share of deliveries took at most; endless if lost."""
        if len(self.latencies) < self.expected:
            return float("inf")
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)]

    @property
    def rate(self) -> float:
        """Return the deliveries a second, from the first note due to the last one that came."""
        return len(self.latencies) / self.seconds


@define
class Crowd:
    """People at a server."""

    port: int
    secret: str | None  # of the room; None where the server is a bare one
    listeners: list[Listener] = field(factory=list)
    writers: deque[Writer] = field(factory=deque)
    _seen: int = 0
    _made: int = 0
    _cookies: dict[int, str] = field(factory=dict)

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def connect(self, count: int) -> None:
        """Open the connections that notes are written through."""
        for number in range(count):
            _, writer = await asyncio.get_running_loop().create_connection(
                Writer, "127.0.0.1", self.port
            )
            writer.cookie = await self._join(writer, number)
            self.writers.append(writer)

    async def gather(self, count: int) -> float:
        """Let people come until so many listen; return the seconds that this took."""
        begin, coming = time.perf_counter(), iter(range(len(self.listeners), count))

        async def let_in(writer: Writer) -> None:
            for number in coming:  # each takes the next one
                await self.listen(await self._join(writer, number))

        await asyncio.gather(*map(let_in, self.writers))
        while not all(each.first for each in self.listeners):
            await asyncio.sleep(0.01)
        return time.perf_counter() - begin

    async def listen(self, cookie: str) -> Listener:
        """Open the stream once more."""
        request = f"GET /api/events HTTP/1.1\r\nHost: {self._host}\r\nCookie: {cookie}\r\n\r\n"
        keeps = not self.listeners
        _, listener = await asyncio.get_running_loop().create_connection(
            lambda: Listener(request.encode(), keeps=keeps), "127.0.0.1", self.port
        )
        self.listeners.append(listener)
        return listener

    async def _join(self, writer: Writer, number: int) -> str:
        """Return the cookie of a person, who comes in once."""
        if self.secret is None:
            return ""
        if number in self._cookies:
            return self._cookies[number]
        who = {"secret": self.secret, "name": f"Person {number:04}"}
        answer = await writer.post("/api/join", self._host, json.dumps(who).encode())
        cookie = re.search(rb"(?i)set-cookie: *(retrokit-[^;]+)", answer)
        if cookie is None:
            raise AssertionError(answer)
        self._cookies[number] = cookie[1].decode()
        return self._cookies[number]

    async def notes(self, rate: float, seconds: float, patience: float = 60.0) -> Run:
        """Write notes at a rate for some seconds, and wait for what has not come yet."""
        loop, count = asyncio.get_running_loop(), max(int(rate * seconds), 1)
        for each in self.listeners:
            each.arrivals.clear()
        begin, busy = time.perf_counter() + 0.01, set[asyncio.Future[bytes]]()
        for number in range(count):
            due = begin + number / rate
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            while not self.writers:
                await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
            writer = self.writers.popleft()
            answered = writer.post("/api/do", self._host, self._note(due))
            busy.add(answered)

            def free(answered: asyncio.Future[bytes], writer: Writer = writer) -> None:
                busy.discard(answered)
                self.writers.append(writer)
                if b" 200 " not in answered.result()[:16]:
                    raise AssertionError(answered.result())

            answered.add_done_callback(free)
        self._made += count
        end = loop.time() + patience
        while loop.time() < end and (busy or any(e.notes < self._made for e in self.listeners)):
            await asyncio.sleep(0.02)
        return self._measured(count, begin)

    def _note(self, due: float) -> bytes:
        text, key = f"note {due:.6f} {_SAID}", secrets.token_hex(16)
        if self.secret is not None:
            note = {"column": "Notes", "text": text}
            return json.dumps({"id": key, "do": "add_note", "with": note}).encode()
        # What the room would make of it.
        return (
            f'id: 1234\ndata: {{"v":1234,"since":1233,"patch":{{"notes":{{"1234":'
            f'{{"number":1234,"step":1,"column":"Notes","text":"{text}",'
            f'"author":"Person 0123"}}}}}},"keys":["{key}"]}}\n\n'
        ).encode()

    def _measured(self, count: int, begin: float) -> Run:
        told = self.listeners[0].kept
        assert told is not None
        dues = [float(due) for due in _DUE.findall(b"".join(told))][self._seen :]
        self._seen += len(dues)
        latencies, last = list[float](), begin
        for each in self.listeners:
            at = 0
            for now, came in each.arrivals:
                latencies += [now - due for due in dues[at : at + came]]
                at, last = at + came, max(last, now)
        latencies.sort()
        return Run(latencies, count * len(self.listeners), max(last - begin, 1e-9))

    def leave(self) -> None:
        """Close every connection."""
        for transport in [each.transport for each in self.listeners] + [
            each.transport for each in self.writers
        ]:
            transport.close()
