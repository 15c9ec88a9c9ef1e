"""The routes of a wall: a page for a projector, which reads what everyone is told and does nothing.

Who opens it is nobody in the room. What its link carries is no credential: it opens the paths here,
to which its cookie is kept, and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from ..errors import Invalid, NotYours, Outside
from .answers import body, refusal, version
from .links import invitation
from .room import Room
from .streaming import Events, Following

PATH = "/api/wall"


def wall_routes(room: Room, url: str, file: Path) -> list[BaseRoute]:
    """Return the routes of a wall, whose page is a file."""
    cookie = f"retrokit-wall-{room.retro.state.id}"

    def check(request: Request) -> None:
        if not room.door.is_wall(request.cookies.get(cookie, "")):
            raise Outside("this wall was closed; open it again from the facilitator's page")

    def follow(request: Request) -> Following:
        check(request)
        return partial(room.follow, None)

    def reading(read: Callable[[Request], Any]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            try:
                check(request)
                room.slow_down(None)
                found = read(request)
            except Exception as error:
                return refusal(error)
            if isinstance(found, bytes):
                return Response(found, media_type="application/json")
            return JSONResponse(found)

        return endpoint

    async def page(request: Request) -> Response:
        return FileResponse(file)

    async def enter(request: Request) -> Response:
        try:
            given = await body(request)
            if not isinstance(given, dict) or not isinstance(given.get("secret"), str):
                raise Invalid("say the secret of the wall's link")
            room.catch_up()
            if not room.door.is_wall(given["secret"]):
                raise Invalid("this link opens no wall, or not any more; ask for a new one")
        except Exception as error:
            return refusal(error)
        answer = JSONResponse({})
        answer.set_cookie(
            cookie, given["secret"], path=PATH, httponly=True, samesite="strict",
            secure=url.startswith("https://"), max_age=24 * 3600,
        )  # fmt: skip
        return answer

    async def me(request: Request) -> Response:
        if not room.door.is_wall(request.cookies.get(cookie, "")):
            return JSONResponse({"me": None, "retro": None})
        return JSONResponse({"me": {}, "retro": {"version": room.retro.state.version}})

    def joining(request: Request) -> dict[str, str]:
        if not room.shows_joining():
            raise NotYours("the wall shows how to join at the beginning, or when it is asked to")
        return invitation(url, room.door.secrets)

    def poll(request: Request) -> bytes:
        return room.poll(None, version(request.query_params.get("after", "0")))

    return [
        Route("/wall", page),
        Route(PATH, enter, methods=["POST"]),
        Route(f"{PATH}/me", me),
        Route(f"{PATH}/events", Events(room, follow)),
        Route(f"{PATH}/poll", reading(poll)),
        Route(f"{PATH}/told", reading(lambda request: {"told": room.told()})),
        Route(f"{PATH}/outline", reading(lambda request: {"outline": room.shown()})),
        Route(f"{PATH}/joining", reading(joining)),
    ]
