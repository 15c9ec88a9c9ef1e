"""The routes of a room: who may ask for what, and in which words it is refused."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from ..calls import Call
from ..errors import (
    Invalid,
    LogbookError,
    NotFound,
    NotYours,
    Outside,
    RetrokitError,
    WouldOpen,
)
from .audience import Ahead
from .credentials import Credential
from .guard import LOG, Guard
from .hub import Stream
from .links import opening
from .pages import Page, pages_of
from .room import DEAR, Overdue, Room, StillThere, TooFast
from .schema import document

STATIC = Path(__file__).parent / "static"
MOST_BYTES = 64 * 1024
"""The longest body of a request."""
MOST_DIGITS = 18
"""The most digits of a whole number: with more of them, sums may be longer than can be printed."""
PATIENCE = 10.0
"""How many seconds a body may take to arrive."""

_TYPES = {
    ".html": "text/html", ".md": "text/markdown", ".csv": "text/csv", ".json": "application/json",
}  # fmt: skip
"""What reports are sent as, by their suffix; all others as plain text."""

Answering = Callable[[Room, Credential, Any], Awaitable[dict[str, Any]]]


class TooLong(Invalid):
    """A body that is longer than any request needs to be."""


class TooSlow(Invalid):
    """A body that does not arrive."""


class Malformed(Invalid):
    """What is no request at all."""


_STATUS: dict[type[RetrokitError], int] = {
    TooLong: 413, TooSlow: 408, Malformed: 400, Outside: 401, NotYours: 403, NotFound: 404,
    Ahead: 410, WouldOpen: 412, StillThere: 412, Invalid: 422, TooFast: 429, Overdue: 503,
}  # fmt: skip
"""What errors are answered with, the first that fits; 409 for all others."""


def application(room: Room, url: str, hosts: Collection[str]) -> Starlette:
    """Return the application for a room that people reach at `url`, and that goes by these hosts,
    such as `127.0.0.1:8080`. Where the URL is HTTPS, cookies are kept to that.
    """

    # A browser keeps cookies by host and not by port, where other rooms may be.
    cookie = f"retrokit-{room.retro.state.id}"

    @asynccontextmanager
    async def alive(app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(room.watch())
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    def who(request: Request) -> Credential | None:
        credential = room.read(request.cookies.get(cookie, ""))
        return None if credential is None else room.recognise(credential)

    def answering(answer: Answering) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            credential = who(request)
            if credential is None:
                return _refusal(Outside())
            try:
                given = None if request.method == "GET" else await _body(request)
                return JSONResponse(await answer(room, credential, given))
            except Exception as error:
                return _refusal(error)

        return endpoint

    async def page(request: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    pages = pages_of(room.logbook.codec.kinds.declarations)

    async def schema(request: Request) -> Response:
        return JSONResponse(document(room.calls))

    async def me(request: Request) -> Response:
        credential, state = who(request), room.retro.state
        if credential is None:
            return JSONResponse({"me": None, "retro": None})
        return JSONResponse({
            "me": _myself(room, credential),
            "retro": {"id": state.id, "title": state.format.title, "team": state.team,
                      "version": state.version},
        })  # fmt: skip

    async def join(request: Request) -> Response:
        try:
            given = await _body(request)
            if not isinstance(given, dict) or not isinstance(given.get("secret"), str):
                raise Invalid("say the secret of the link, or the code")
            if not isinstance(name := given.get("name"), str | None):
                raise Invalid("say your name")
            if not isinstance(over := given.get("over", False), bool):
                raise Invalid("over: say true or false")
            known = room.read(request.cookies.get(cookie, ""))
            entering = partial(room.enter, given["secret"], name, known, over=over)
            credential = await room.soon(entering, names=True)
        except Exception as error:
            return _refusal(error)
        answer = JSONResponse(_myself(room, credential))
        answer.set_cookie(
            cookie,
            room.door.secrets.signed(credential, "cookie"),
            httponly=True,
            samesite="strict",
            secure=url.startswith("https://"),
            max_age=30 * 24 * 3600,
        )
        return answer

    async def report(request: Request) -> Response:
        name, download = request.path_params["name"], "download" in request.query_params
        if (credential := who(request)) is None:
            return _refusal(Outside())
        try:
            return await _report(room, credential, name, download=download)
        except Exception as error:
            return _refusal(error)

    async def poll(request: Request) -> Response:
        if (credential := who(request)) is None:
            return _refusal(Outside())
        try:
            room.slow_down(credential)
            told = room.poll(credential, _version(request.query_params.get("after", "0")))
        except Exception as error:
            return _refusal(error)
        return Response(told, media_type="application/json")

    class Events:
        """The stream, written to directly: see `hub`."""

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive)
            credential = who(request)
            given = request.headers.get("last-event-id") or request.query_params.get("after", "0")
            if request.method != "GET":
                await _refused(405, "the stream is there to be read")(scope, receive, send)
                return
            try:
                if credential is None:
                    raise Outside
                after = _version(given)
                room.check_stream(after)
            except Exception as error:
                await _refusal(error)(scope, receive, send)
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
            stream = Stream(send, request.state.transport, chunked=chunked)
            await room.follow(credential, after, stream, gone)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/me", me),
            Route("/api/schema", schema),
            Route("/api/join", join, methods=["POST"]),
            Route("/api/events", Events()),
            Route("/api/poll", poll),
            Route("/api/do", answering(_act), methods=["POST"]),
            *[
                Route(f"/api/{name}", answering(partial(_ask, call)), methods=["POST"])
                for name, call in room.calls.asks.items()
            ],
            Route("/api/device", answering(partial(_device, url)), methods=["POST"]),
            Route("/api/invite", answering(partial(_invite, url)), methods=["POST"]),
            Route("/api/told", answering(_told)),
            Route("/api/undo", answering(_undo)),
            Route("/api/team", answering(_team)),
            Route("/api/choices", answering(partial(_choices, pages))),
            Route("/api/report/{name}", report),
            Mount("/static", StaticFiles(directory=STATIC)),
            *[
                Mount(f"/pages/{name}", StaticFiles(directory=page.folder))
                for name, page in pages.items()
            ],
        ],
        middleware=[Middleware(Guard, schemes=_schemes(url, hosts))],
        lifespan=alive,
        exception_handlers={404: _missing, 405: _missing},
    )


def _schemes(url: str, hosts: Collection[str]) -> dict[str, str]:
    """Return by which scheme each host is reached: HTTP, but where people type something else."""
    scheme, _, public = url.partition("://")
    return {**dict.fromkeys(hosts, "http"), public.rstrip("/"): scheme}


def _version(given: str) -> int:
    """Return the version that a client has seen. Raises `Malformed`."""
    if not (given.isascii() and given.isdecimal()):
        raise Malformed("the version that you saw is no number; load the page again")
    # Python reads no number of thousands of digits, and no log is as long as one of twenty.
    return int(given) if len(given) < 20 else sys.maxsize


def _myself(room: Room, who: Credential) -> dict[str, Any]:
    """Return who somebody is, as they are told it; `id` stays when they get another name."""
    return {"id": room.identity(who.name), "name": who.name, "leads": room.leads(who)}


async def _report(room: Room, who: Credential, name: str, *, download: bool) -> Response:
    known = room.logbook.plugins.report(name)
    headers = {}
    if download:
        file = f"retro-{room.retro.state.id}{known.suffix}"
        headers["content-disposition"] = f'attachment; filename="{file}"'
    if known.suffix == ".html":
        # Nothing runs in a report, whoever made it.
        headers["content-security-policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
        )
    room.slow_down(who, DEAR)
    kind = _TYPES.get(known.suffix, "text/plain")
    return Response(known.document(await room.report(name)), media_type=kind, headers=headers)


async def _act(room: Room, who: Credential, given: Any) -> dict[str, Any]:
    names = isinstance(given, dict) and given.get("do") == "readmit"
    return await room.soon(partial(room.act, who, given), names=names)


async def _ask(call: Call, room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.slow_down(who)
    return {call.name: room.ask(who, call, given)}


async def _device(url: str, room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.slow_down(who, DEAR)
    return opening(f"{url}/#me={room.door.secrets.signed(who, 'link')}")


async def _invite(url: str, room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.check_leads(who)
    room.slow_down(who, DEAR)
    secrets = room.door.secrets
    return {**opening(f"{url}/#join={secrets.member}"), "code": secrets.spoken, "url": url}


async def _told(room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.slow_down(who)
    return {"told": room.told()}


async def _undo(room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.slow_down(who)
    state, last = room.retro.state, room.retro.last()
    return {"version": state.version, "words": last.described(state.titles)}


async def _team(room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.slow_down(who)
    return {"team": room.team_page().told()}


async def _choices(
    pages: Mapping[str, Page], room: Room, who: Credential, given: Any
) -> dict[str, Any]:
    room.slow_down(who)
    return {**room.choices(), "pages": {name: page.parts for name, page in pages.items()}}


async def _body(request: Request) -> Any:
    """Return the JSON that a request brings. Raises `Invalid` for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Malformed("send JSON, with Content-Type: application/json")
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    most = MOST_BYTES // 1024
                    raise TooLong(f"that is longer than {most} KiB; send less at once")
        return json.loads(bytes(body), parse_constant=_no_number, parse_int=_number)
    except TimeoutError:
        raise TooSlow("this took too long to arrive; send it again") from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, Invalid):
            raise
        raise Malformed("this is no JSON") from None


def _number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Invalid(f"numbers have at most {MOST_DIGITS} digits")
    return int(digits)


def _no_number(name: str) -> None:
    raise ValueError(f"JSON has no {name}")


async def _missing(request: Request, error: Exception) -> Response:
    return _refused(getattr(error, "status_code", 404), "there is nothing here")


def _refusal(error: Exception) -> Response:
    """Return what to answer to an error that somebody can mend; others are raised on."""
    if isinstance(error, ClientDisconnect):
        return Response(status_code=400)
    if isinstance(error, LogbookError):
        # The sentence names a place on this machine: it is for whoever runs the room.
        LOG.error("%s", error)
        return _refused(503, "nothing can be kept just now; try again, and tell whoever runs this")
    if not isinstance(error, RetrokitError):
        raise error
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 409)
    answer = _refused(status, str(error))
    if isinstance(error, (TooLong, TooSlow)):
        answer.headers["connection"] = "close"  # what is still to come is not waited for
    return answer


def _refused(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)
