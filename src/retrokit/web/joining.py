"""The routes by which people join: they learn whose retro it is, and come in under a name.

Both take what opens the room. What does not is refused by both in the same words, and its wrong
codes are counted together (`Door.leads`): one of them tells nothing that the other would not.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from ..errors import Invalid
from ..hues import HUES
from .answers import body, refusal
from .credentials import Credential
from .room import Room


def joining_routes(room: Room, url: str, cookie: str) -> list[BaseRoute]:
    """Return the routes by which people join, and are known from then on by a cookie."""

    async def knock(request: Request) -> Response:
        try:
            secret, _ = await _shown(request)
            room.catch_up()
            room.door.leads(secret)
        except Exception as error:
            return refusal(error)
        return JSONResponse({"team": room.retro.state.team})

    async def join(request: Request) -> Response:
        try:
            secret, given = await _shown(request)
            if not isinstance(name := given.get("name"), str | None):
                raise Invalid("say your name")
            if not isinstance(over := given.get("over", False), bool):
                raise Invalid("over: say true or false")
            if (color := given.get("color")) not in (None, *HUES):
                raise Invalid(f"color: say {', '.join(HUES[:-1])} or {HUES[-1]}")
            known = room.read(request.cookies.get(cookie, ""))
            entering = partial(room.enter, secret, name, known, over=over, color=color)
            credential = await room.soon(entering, names=True)
        except Exception as error:
            return refusal(error)
        answer = JSONResponse(myself(room, credential))
        answer.set_cookie(
            cookie,
            room.door.secrets.signed(credential, "cookie"),
            httponly=True,
            samesite="strict",
            secure=url.startswith("https://"),
            max_age=30 * 24 * 3600,
        )
        return answer

    return [
        Route("/api/knock", knock, methods=["POST"]),
        Route("/api/join", join, methods=["POST"]),
    ]


def myself(room: Room, who: Credential) -> dict[str, Any]:
    """Return who somebody is, as they are told it; `id` stays when they get another name."""
    return {"id": room.identity(who.name), "name": who.name, "leads": room.leads(who)}


async def _shown(request: Request) -> tuple[str, dict[str, Any]]:
    """Return the secret that a request shows, and all that it brings. Raises `Invalid`."""
    given = await body(request)
    if not isinstance(given, dict) or not isinstance(secret := given.get("secret"), str):
        raise Invalid("say the secret of the link, or the code")
    return secret, given
