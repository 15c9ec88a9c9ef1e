"""What stands before everything else: which requests are heard at all, and what every answer says.

Unknown hosts are refused, so that a page elsewhere cannot reach a room by giving it another name
(DNS rebinding); so are requests that a page of another origin makes.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing comes from elsewhere, nothing runs that is not a file of ours."""

LOG = logging.getLogger("retrokit.web")

_ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """An ASGI application before another one; `hosts` are the names it answers to.

    What goes wrong inside, and should not, is answered with 500. The log says where it was, and
    not what: the message of an error may hold what somebody wrote.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        kept = "no-cache" if scope["path"].startswith("/static/") else "no-store"
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                answer = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    answer.setdefault(name, value)
                answer.setdefault("cache-control", kept)
            await send(message)

        if host not in self._hosts:
            app = _refusing(403, "this room does not go by that name; use the link you were given")
        elif _is_foreign(headers, host) and not _is_visit(scope, headers):
            app = _refusing(403, "this comes from another site; use the room's own page")
        else:
            app = self._app
        try:
            await app(scope, receive, guarded)
        except Exception as error:
            LOG.error("%s in the room's server\n%s", type(error).__name__, _where(error))
            if started:
                scope["state"]["transport"].abort()
            else:
                await _refusing(500, "something went wrong here; this is no fault of yours")(
                    scope, receive, guarded
                )


def _refusing(status: int, sentence: str) -> ASGIApp:
    return JSONResponse({"error": sentence}, status_code=status)


def _where(error: BaseException) -> str:
    return "".join(traceback.format_tb(error.__traceback__))


def _is_foreign(headers: Headers, host: str) -> bool:
    """Return whether a page of another origin asks."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        return True
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Return whether somebody follows a link from elsewhere to the page: that is no request for
    anything of theirs.
    """
    return (
        scope["method"] == "GET"
        and scope["path"] == "/"
        and headers.get("sec-fetch-mode") == "navigate"
    )
