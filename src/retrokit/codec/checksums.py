"""A checksum behind every stored body, so that a flipped bit does not pass for what was written.

It stands after the JSON, as `#` and eight digits, and covers where the body belongs as well: one
that was moved to another retro or place is as wrong as one that was changed.
"""

from __future__ import annotations

from zlib import crc32

from ..errors import FileError

_LENGTH = len("#01234567")


def signed(body: bytes, *place: object) -> bytes:
    """Return a body of JSON with the checksum of it and of the place it is stored in."""
    return b"%b#%08x" % (body, _sum(body, place))


def checked(stored: bytes, *place: object) -> bytes:
    """Return the body that `signed` was given. Raises `FileError` if it is another by now."""
    body = stored[:-_LENGTH]
    if stored != signed(body, *place):
        raise FileError("it was changed since it was written")
    return body


def _sum(body: bytes, place: tuple[object, ...]) -> int:
    return crc32(body, crc32(" ".join(map(str, place)).encode(errors="surrogatepass")))
