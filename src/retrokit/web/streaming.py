"""The route of a stream, written to directly: see `hub`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from .answers import refusal, refused, version
from .audience import Gone
from .hub import Stream
from .room import Room

Following: TypeAlias = Callable[[int, Stream, Gone], Awaitable[None]]
"""Sends a stream what comes after a version, until whoever reads it is gone."""


class Events:
    """A route that answers with a stream. `admit` returns how a request follows the room, or
    raises `Outside`.
    """

    def __init__(self, room: Room, admit: Callable[[Request], Following]) -> None:
        self._room = room
        self._admit = admit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin the answer, or refuse it."""
        request = Request(scope, receive)
        given = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        if request.method != "GET":
            await refused(405, "the stream is there to be read")(scope, receive, send)
            return
        try:
            follow = self._admit(request)
            after = version(given)
            self._room.check_stream(after)
        except Exception as error:
            await refusal(error)(scope, receive, send)
            return

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        await send({
            "type": "http.response.start", "status": 200,
            "headers": [(b"content-type", b"text/event-stream; charset=utf-8"),
                        (b"x-accel-buffering", b"no")],
        })  # fmt: skip
        chunked = scope["http_version"] >= "1.1"
        await follow(after, Stream(send, request.state.transport, chunked=chunked), gone)
