"""What a stream is sent, over real sockets, and what becomes of connections that take nothing."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from live_room import followed, serving
from patience import PATIENCE
from room_formats import OPEN

from retrokit.web import hub
from retrokit.web.hub import Hub, Stream, framed


async def nothing(message: MutableMapping[str, Any]) -> None:
    """Take what is sent the way of every answer."""


async def never(message: MutableMapping[str, Any]) -> None:
    """Take nothing."""
    await asyncio.Event().wait()


Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def pair(send: Send = nothing, *, chunked: bool = True) -> tuple[Stream, socket.socket]:
    """Return a stream over a real connection, and the other end of that."""
    ours, theirs = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
    theirs.setblocking(False)
    return Stream(send, transport, chunked=chunked), theirs


async def taken(end: socket.socket, size: int) -> bytes:
    said = b""
    while len(said) < size:
        said += await asyncio.get_running_loop().sock_recv(end, 65_536)
    return said


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_old_and_new_http_get_the_same_stream(version: str) -> None:
    with serving(OPEN) as live:
        ana = live.person("Ana")
        host, _, port = live.url.removeprefix("http://").partition(":")
        cookie = "; ".join(f"{name}={value}" for name, value in ana.http.cookies.items())
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as client:
            asked = (
                f"GET /api/events HTTP/{version}\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n"
            )
            client.sendall(asked.encode())
            said, sent = b"", 0
            while b"late 2" not in said:
                said += client.recv(65536)
                if b"event: room" in said and sent < 3:
                    ana.do("add_note", column="Wall", text=f"late {sent} äöü")
                    sent += 1
        head, _, body = said.partition(b"\r\n\r\n")
        assert b"content-type: text/event-stream; charset=utf-8" in head
        assert b"x-content-type-options: nosniff" in head
        assert (b"chunked" in head) is (version == "1.1")
        lines = body.replace(b"\r\n", b"\n").split(b"\n")
        messages = [
            json.loads(data.removeprefix(b"data: "))
            for id, data in pairwise(lines)
            if id.startswith(b"id: ")
        ]
        assert followed(messages) == live.document
        texts = [each["text"] for each in live.document["notes"].values()]
        assert texts == [f"late {number} äöü" for number in range(3)]


def test_whoever_takes_nothing_is_let_go_and_costs_others_nothing() -> None:
    async def scene() -> None:
        stuck, its_end = await pair()
        good, other_end = await pair()
        room = Hub()
        room.streams |= {stuck, good}
        sent = 0
        while not stuck.over.is_set():
            sent += 1
            room.publish(b"y" * 50_000)
            await taken(other_end, len(framed(b"y" * 50_000)))
        assert 2 * hub.MOST_WAITING / 50_000 > sent > hub.MOST_WAITING / 50_000 / 2
        assert not good.over.is_set()
        for end in (other_end, its_end):
            end.close()
        good.drop()

    asyncio.run(scene())


def test_a_connection_that_is_gone_is_noticed() -> None:
    async def scene() -> None:
        stream, its_end = await pair()
        its_end.close()
        while not stream.over.is_set():
            stream.write(b"x", framed(b"x"))
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(scene(), 10))


@pytest.mark.parametrize("send", [nothing, never])
def test_a_stream_ends_with_its_last_byte_or_at_once(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "LAST", 0.01)

    async def scene() -> None:
        stream, its_end = await pair(send)
        await stream.end()
        assert stream.over.is_set()
        its_end.setblocking(True)
        its_end.settimeout(0.1)
        await asyncio.sleep(0)
        if send is never:
            with suppress(ConnectionError):
                assert its_end.recv(1) == b""
        else:
            with pytest.raises(TimeoutError):
                its_end.recv(1)
        stream.drop()
        its_end.close()

    asyncio.run(scene())


def test_frames_are_chunks_as_http_has_them() -> None:
    assert framed(b"id: 1\n\n") == b"7\r\nid: 1\n\n\r\n"


def test_everything_that_waits_goes_out_in_one_write() -> None:
    async def scene() -> None:
        room = Hub()
        stream, end = await pair()
        room.streams.add(stream)
        room.publish(b"one")
        room.publish(b"two")
        assert await taken(end, 1) == framed(b"onetwo")
        stream.drop()
        end.close()

    asyncio.run(scene())
