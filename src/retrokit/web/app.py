"""The routes of a room: who may ask for what, and in which words it is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ..calls import Call
from ..errors import Outside
from .answers import body, missing, refusal, version
from .credentials import Credential
from .guard import Guard
from .joining import joining_routes, myself
from .links import invitation, opening
from .pages import Page, pages_of
from .room import DEAR, Room
from .schema import document
from .streaming import Events, Following
from .wall import wall_routes

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html", ".md": "text/markdown", ".csv": "text/csv", ".json": "application/json",
}  # fmt: skip
"""What reports are sent as, by their suffix; all others as plain text."""

Answering = Callable[[Room, Credential, Any], Awaitable[dict[str, Any]]]


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

    def inside(request: Request) -> Credential:
        if (credential := who(request)) is None:
            raise Outside
        return credential

    def answering(answer: Answering) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                credential = inside(request)
                given = None if request.method == "GET" else await body(request)
                return JSONResponse(await answer(room, credential, given))
            except Exception as error:
                return refusal(error)

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
            "me": myself(room, credential),
            "retro": {"id": state.id, "title": state.format.title, "team": state.team,
                      "version": state.version},
        })  # fmt: skip

    async def report(request: Request) -> Response:
        try:
            return await _report(room, inside(request), request)
        except Exception as error:
            return refusal(error)

    async def poll(request: Request) -> Response:
        try:
            credential = inside(request)
            room.slow_down(credential)
            told = room.poll(credential, version(request.query_params.get("after", "0")))
        except Exception as error:
            return refusal(error)
        return Response(told, media_type="application/json")

    def follow(request: Request) -> Following:
        return partial(room.follow, inside(request))

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/me", me),
            Route("/api/schema", schema),
            *joining_routes(room, url, cookie),
            Route("/api/events", Events(room, follow)),
            Route("/api/poll", poll),
            Route("/api/do", answering(_act), methods=["POST"]),
            *[
                Route(f"/api/{name}", answering(partial(_ask, call)), methods=["POST"])
                for name, call in room.calls.asks.items()
            ],
            Route("/api/device", answering(partial(_device, url)), methods=["POST"]),
            Route("/api/invite", answering(partial(_invite, url)), methods=["POST"]),
            Route("/api/wall_link", answering(partial(_wall_link, url)), methods=["POST"]),
            Route("/api/told", answering(_told)),
            Route("/api/undo", answering(_undo)),
            Route("/api/team", answering(_team)),
            Route("/api/choices", answering(partial(_choices, pages))),
            Route("/api/report/{name}", report),
            *wall_routes(room, url, STATIC / "wall.html"),
            # Compressed: nothing in these files is secret, whose length could then tell of it.
            Mount("/static", GZipMiddleware(StaticFiles(directory=STATIC))),
            *[
                Mount(f"/pages/{name}", StaticFiles(directory=page.folder))
                for name, page in pages.items()
            ],
        ],
        middleware=[Middleware(Guard, schemes=_schemes(url, hosts))],
        lifespan=alive,
        exception_handlers={404: missing, 405: missing},
    )


def _schemes(url: str, hosts: Collection[str]) -> dict[str, str]:
    """Return by which scheme each host is reached: HTTP, but where people type something else."""
    scheme, _, public = url.partition("://")
    return {**dict.fromkeys(hosts, "http"), public.rstrip("/"): scheme}


async def _report(room: Room, who: Credential, request: Request) -> Response:
    name, download = request.path_params["name"], "download" in request.query_params
    plugins = room.logbook.plugins
    known = plugins.report(name)
    headers = {}
    if download:
        first = next(each for each in plugins.reports.values() if each.suffix == known.suffix)
        which = "" if first is known else f"-{name}"
        file = f"retro-{room.retro.state.id}{which}{known.suffix}"
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
    names = isinstance(given, dict) and given.get("do") in ("readmit", "close_walls")
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
    return invitation(url, room.door.secrets)


async def _wall_link(url: str, room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.check_leads(who)
    room.slow_down(who, DEAR)
    return opening(f"{url}/wall#wall={room.door.wall}")


async def _told(room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.slow_down(who)
    return {"told": room.told()}


async def _undo(room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.slow_down(who)
    state, last = room.retro.state, room.retro.last()
    return {"version": state.version, "words": last.unnumbered(state.titles)}


async def _team(room: Room, who: Credential, given: Any) -> dict[str, Any]:
    room.slow_down(who)
    return {"team": room.team_page().told()}


async def _choices(
    pages: Mapping[str, Page], room: Room, who: Credential, given: Any
) -> dict[str, Any]:
    room.slow_down(who)
    return {**room.choices(), "pages": {name: page.parts for name, page in pages.items()}}
