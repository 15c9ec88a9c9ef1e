"""What requests bring, and in which words they are refused."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

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
from .guard import LOG
from .room import Overdue, StillThere, TooFast

MOST_BYTES = 64 * 1024
"""The longest body of a request."""
MOST_DIGITS = 18
"""The most digits of a whole number: with more of them, sums may be longer than can be printed."""
PATIENCE = 10.0
"""How many seconds a body may take to arrive."""


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


def version(given: str) -> int:
    """Return the version that a client has seen. Raises `Malformed`."""
    if not (given.isascii() and given.isdecimal()):
        raise Malformed("the version that you saw is no number; load the page again")
    # Python reads no number of thousands of digits, and no log is as long as one of twenty.
    return int(given) if len(given) < 20 else sys.maxsize


async def body(request: Request) -> Any:
    """Return the JSON that a request brings. Raises `Invalid` for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Malformed("send JSON, with Content-Type: application/json")
    found = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                found += chunk
                if len(found) > MOST_BYTES:
                    most = MOST_BYTES // 1024
                    raise TooLong(f"that is longer than {most} KiB; send less at once")
        return json.loads(bytes(found), parse_constant=_no_number, parse_int=_number)
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


async def missing(request: Request, error: Exception) -> Response:
    return refused(getattr(error, "status_code", 404), "there is nothing here")


def refusal(error: Exception) -> Response:
    """Return what to answer to an error that somebody can mend; others are raised on."""
    if isinstance(error, ClientDisconnect):
        return Response(status_code=400)
    if isinstance(error, LogbookError):
        # The sentence names a place on this machine: it is for whoever runs the room.
        LOG.error("%s", error)
        return refused(503, "nothing can be kept just now; try again, and tell whoever runs this")
    if not isinstance(error, RetrokitError):
        raise error
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 409)
    answer = refused(status, str(error))
    if isinstance(error, (TooLong, TooSlow)):
        answer.headers["connection"] = "close"  # what is still to come is not waited for
    return answer


def refused(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)
