"""Items by their keys in one SQLite table, whose bytes tell what it holds and not how it came so.

SQLite lays rows and pages down in the order of arrival, and leaves copies where it moves them. So
nothing is left to it here: there are `PLACES` rows of equal size, filled up with zeros. A hash of
its key, with a salt that nobody can know who does not hold the file, says in which of them an item
lies; within a place items are sorted. What comes, changes or goes is written over the bytes of its
place: no row moves, and no page is taken or freed. When one is full all are made anew, twice as
large; one doubling after the other however much is wanted, for the pages tell that as well.

So the same items make the same bytes in whatever order they came, and a change costs as much as
one place holds. Such a structure is called history-independent: Naor and Teague, "Anti-persistence:
History Independent Data Structures", STOC 2001.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import groupby
from secrets import token_bytes
from struct import Struct
from typing import TypeVar

from .sqlite_errors import Garbled

PLACES = 64
SMALLEST = 512
"""How many bytes a place has at first."""

_SALT = 0  # the row before those of the places
_LENGTHS = Struct("<II")  # of a key, which is never empty, and of what it is the key of

T = TypeVar("T", bytes, bytes | None)


def items(connection: sqlite3.Connection, schema: str = "main") -> dict[bytes, bytes]:
    """Return everything, in an order that says nothing about when."""
    found: dict[bytes, bytes] = {}
    salt = _salt(connection, schema)
    if salt is not None:
        for place in range(1, PLACES + 1):
            held = _unpacked(_bytes_of(connection, place, schema))
            if any(_place_of(salt, key) != place for key in held):
                raise Garbled("something hidden is not where it belongs")
            found.update(held)
    return found


def change(connection: sqlite3.Connection, changes: Mapping[bytes, bytes | None]) -> None:
    """Put or replace items by their keys, and take away those that are to be None."""
    salt = _salt(connection)
    if salt is None:
        refill(connection, _changed({}, changes))
        return
    for place, some in _by_place(salt, changes):
        old = _bytes_of(connection, place)
        held = _unpacked(old)
        new = _packed(_changed(held, some))
        if len(new) > len(old):
            _enlarge(connection, salt, len(old), _changed(items(connection), changes))
            return
        _write_over(connection, place, new.ljust(len(_packed(held)), b"\0"))


def refill(connection: sqlite3.Connection, new: Mapping[bytes, bytes]) -> None:
    """Replace everything, in as little space as it takes."""
    connection.execute("DELETE FROM sealed")
    if new:
        _enlarge(connection, token_bytes(16), SMALLEST // 2, new)


def _enlarge(
    connection: sqlite3.Connection, salt: bytes, size: int, new: Mapping[bytes, bytes]
) -> None:
    """Make places larger than `size`, large enough for everything, and fill them."""
    packed = {place: _packed(some) for place, some in _by_place(salt, new)}
    while size < max(SMALLEST, *map(len, packed.values())):
        size *= 2
        connection.execute("DELETE FROM sealed")
        connection.execute("INSERT INTO sealed VALUES (?, ?)", (_SALT, salt))
        connection.executemany(
            "INSERT INTO sealed VALUES (?, zeroblob(?))",
            [(place, size) for place in range(1, PLACES + 1)],
        )
    for place, each in packed.items():
        _write_over(connection, place, each)


def _write_over(connection: sqlite3.Connection, place: int, new: bytes) -> None:
    # An UPDATE might move the row; this is sure not to.
    with connection.blobopen("sealed", "items", place) as blob:
        blob.write(new)


def _salt(connection: sqlite3.Connection, schema: str = "main") -> bytes | None:
    """Return the salt, None if there are no places yet."""
    if connection.execute(f"SELECT count(*) FROM {schema}.sealed").fetchone() == (0,):
        return None
    return _bytes_of(connection, _SALT, schema)


def _bytes_of(connection: sqlite3.Connection, place: int, schema: str = "main") -> bytes:
    found = connection.execute(f"SELECT items FROM {schema}.sealed WHERE place = ?", (place,))
    (held,) = found.fetchone() or (None,)
    if not isinstance(held, bytes):
        raise Garbled("a place of what is sealed is not there")
    return held


def _place_of(salt: bytes, key: bytes) -> int:
    return 1 + blake2b(key, key=salt[:64], digest_size=1).digest()[0] % PLACES


def _by_place(salt: bytes, some: Mapping[bytes, T]) -> Iterator[tuple[int, dict[bytes, T]]]:
    placed = sorted((_place_of(salt, key), key) for key in some)
    for place, group in groupby(placed, key=lambda each: each[0]):
        yield place, {key: some[key] for _, key in group}


def _changed(
    held: Mapping[bytes, bytes], changes: Mapping[bytes, bytes | None]
) -> dict[bytes, bytes]:
    merged = {**held, **changes}
    return {key: each for key, each in merged.items() if each is not None}


def _packed(held: Mapping[bytes, bytes]) -> bytes:
    parts: list[bytes] = []
    for key, each in sorted(held.items()):
        parts += (_LENGTHS.pack(len(key), len(each)), key, each)
    return b"".join(parts)


def _unpacked(raw: bytes) -> dict[bytes, bytes]:
    """Return what is in the bytes of a place, up to the zeros."""
    held: dict[bytes, bytes] = {}
    at, rest = 0, len(raw)
    while rest > _LENGTHS.size and (lengths := _LENGTHS.unpack_from(raw, at))[0]:
        begin = at + _LENGTHS.size
        middle, at = begin + lengths[0], begin + sum(lengths)
        held[raw[begin:middle]] = raw[middle:at]
        rest = len(raw) - at
    if raw.count(0, at) != rest:
        raise Garbled("something hidden cannot be read")
    return held
