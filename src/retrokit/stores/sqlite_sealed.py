"""What lies beside the logs, as a logbook in SQLite keeps it: see `sqlite_places` for where."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from zlib import crc32

from . import MarkRow, SealRow, Write
from .sqlite_errors import Garbled
from .sqlite_places import change, items, refill


def write_sealed(connection: sqlite3.Connection, write: Write) -> None:
    """Do what a write does beside the log."""
    id = write.retro
    # The later wins: dropping comes before putting, and unmarking before marking.
    changes: dict[bytes, bytes | None] = {_seal_key(id, key): None for key in write.drop}
    changes.update((_seal_key(id, each.key), b"%d " % each.step + each.body) for each in write.put)
    changes.update((_mark_key(id, each), None) for each in write.unmark)
    changes.update(_mark_item(id, each) for each in write.mark)
    if write.erase:
        erase_sealed(connection, id, write.erase)
    change(connection, changes)


def erase_sealed(
    connection: sqlite3.Connection, retro: str, steps: Collection[int] | None = None
) -> None:
    """Take away what lies beside the log of a retro: of some of its steps, or of all."""
    held = items(connection)
    kept = {key: value for key, value in held.items() if not _is_of(retro, steps, key, value)}
    refill(connection, kept)


def read_sealed(
    connection: sqlite3.Connection, schema: str = "main"
) -> Iterator[tuple[str, SealRow | MarkRow]]:
    """Yield each row with the id of its retro, in an order that says nothing about when."""
    for key, value in items(connection, schema).items():
        yield _read(key, value)


def _is_of(retro: str, steps: Collection[int] | None, key: bytes, value: bytes) -> bool:
    id, row = _read(key, value)
    return id == retro and (steps is None or row.step in steps)


def _seal_key(retro: str, key: str) -> bytes:
    return _json("seal", retro, key)


def _mark_key(retro: str, mark: MarkRow) -> bytes:
    return _json("mark", retro, mark.step, mark.slot, mark.member)


def _mark_item(retro: str, mark: MarkRow) -> tuple[bytes, bytes]:
    """Return a mark as it is kept: all that it says is its key, so a checksum is its value."""
    key = _mark_key(retro, mark)
    return key, b"%08x" % crc32(key)


def _json(*parts: str | int) -> bytes:
    return json.dumps(parts, ensure_ascii=False).encode()


def _read(key: bytes, value: bytes) -> tuple[str, SealRow | MarkRow]:
    try:
        kind, retro, *rest = json.loads(key.decode())
        if kind == "seal":
            (name,) = rest
            step, _, body = value.partition(b" ")
            return retro, SealRow(step=int(step), key=name, body=body)
        if value != b"%08x" % crc32(key):
            raise Garbled("who has taken part was changed since it was written")
        at, slot, member = rest
        return retro, MarkRow(step=at, slot=slot, member=member)
    except (TypeError, ValueError) as error:
        raise Garbled("something hidden cannot be read") from error
