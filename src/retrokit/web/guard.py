"""What stands before everything else: which requests are heard at all, and what every answer says.

Unknown hosts are refused, so that a page elsewhere cannot reach a room by giving it another name
(DNS rebinding); so are requests that a page of another origin makes, of the same name by another
scheme too.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
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


_ONLY_HTTPS = "max-age=31536000"
"""For a year. Not for a host with a port: browsers keep it for all ports of a name."""


class Guard:
    """An ASGI application before another one; `schemes` has the hosts that it answers to, and by
    which scheme people reach it there. A proxy may have taken that off.

    What goes wrong inside, and should not, is answered with 500. The log says where it was, and
    not what: the message of an error may hold what somebody wrote.
    """

    def __init__(self, app: ASGIApp, schemes: Mapping[str, str]) -> None:
        self._app = app
        self._schemes = dict(schemes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        scheme = self._schemes.get(host)
        kept = "no-cache" if scope["path"].startswith(("/static/", "/pages/")) else "no-store"
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                answer = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    answer.setdefault(name, value)
                answer.setdefault("cache-control", kept)
                if scheme == "https" and ":" not in host:
                    answer.setdefault("strict-transport-security", _ONLY_HTTPS)
            await send(message)

        if scheme is None:
            app = _refusing(403, "this room does not go by that name; use the link you were given")
        elif _is_foreign(headers, f"{scheme}://{host}") and not _is_visit(scope, headers):
            app = _refusing(403, "this comes from another site; use the room's own page")
        else:
            app = self._app
            scope["scheme"] = scheme  # of this, redirects are made
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


def _is_foreign(headers: Headers, own: str) -> bool:
    """Return whether a page of another origin than our `own` asks."""
    if headers.get("origin", own) != own:
        return True
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Return whether somebody follows a link from elsewhere to a page: that is no request for
    anything of theirs.
    """
    return (
        scope["method"] == "GET"
        and scope["path"] in ("/", "/wall")
        and headers.get("sec-fetch-mode") == "navigate"
    )
