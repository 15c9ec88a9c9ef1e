"""Events to and from JSON.

An event is one JSON object: its class under `event`, and its fields; what is empty is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, TypeVar

from attrs import frozen
from cattrs import Converter

from ..errors import FileError
from ..events import EVENTS, Event
from ..retro import fold
from ..retro.digest import Digest
from ..retro.seals import Draft
from ..retro.state import State
from .converter import careful, explain, own

T = TypeVar("T")


EXPORT = "retrokit export"
EXPORT_VERSION = 1

_EVENTS = {kind.__name__: kind for kind in EVENTS}


@frozen(kw_only=True)
class SealBody:
    """What is written of a seal; step and key stand beside it."""

    slot: str
    author: str | None = None
    draft: Draft


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Newer(FileError):
    """An event that this retrokit does not know, and a newer one may."""


def _as_data(event: Event) -> dict[str, Any]:
    return {"event": type(event).__name__, **own().unstructure(event)}


def _from_data(data: dict[str, Any], using: Converter) -> Event:
    name = data.pop("event", None)
    if not isinstance(name, str):
        raise FileError("a stored event has no name")
    if name not in _EVENTS:
        raise Newer(f"an event {name[:40]!r} is from a newer retrokit; upgrade it")
    event: Event = using.structure(data, _EVENTS[name])
    return event


def encode(event: Event) -> bytes:
    """Return an event as one line of JSON in UTF-8."""
    return _dump(_as_data(event)).encode()


def decode(bodies: Iterable[bytes]) -> list[Event]:
    """Return the events that `encode` wrote. Raises `FileError` for anything else."""
    using = own()
    # One document is parsed faster than thousands.
    try:
        data = json.loads(b"[" + b",".join(bodies) + b"]")
        return [_from_data(each, using) for each in data]
    except FileError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"a stored event cannot be read: {error}") from error


def encode_value(value: Any) -> bytes:
    """Return a digest or the body of a seal as one line of JSON in UTF-8."""
    return _dump(own().unstructure(value)).encode()


def decode_digest(body: bytes) -> Digest:
    """Return the digest that `encode_value` wrote."""
    return _decoded(body, Digest)


def decode_seal(body: bytes) -> SealBody:
    """Return the body of a seal that `encode_value` wrote."""
    return _decoded(body, SealBody)


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return own().structure(json.loads(body), kind)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"a stored {kind.__name__.lower()} cannot be read: {error}") from error


def export_log(log: Sequence[Event]) -> str:
    """Return a retro's whole public log as a JSON document, an event a line, with a checksum.

    Nothing is lost on the way: `import_log` gives an equal log. Nothing sealed is in it, since
    nothing sealed is in the log.
    """
    lines = ",\n".join(_dump(_as_data(event)) for event in log)
    head = _dump({"kind": EXPORT, "version": EXPORT_VERSION})[1:-1]
    return f'{{{head},\n"events":[\n{lines}\n],\n"sha256":"{_checksum(lines)}"}}\n'


def _checksum(lines: str) -> str:
    # What is no text at all is refused later, with the field it stands in.
    return sha256(lines.encode(errors="surrogatepass")).hexdigest()


def import_log(text: str) -> list[Event]:
    """Return the log that `export_log` wrote; a byte order mark before it is skipped.

    Raises `FileError` if the text is cut short, was edited since, holds what no retro could, or
    is something else altogether.
    """
    try:
        data = json.loads(text.removeprefix("\ufeff"))  # some editors save a byte order mark
    except (ValueError, RecursionError):
        raise FileError("this is not a whole JSON document; was the file cut short?") from None
    if not isinstance(data, dict) or data.get("kind") != EXPORT:
        raise FileError("this JSON is not an export of retrokit; make one with retro export")
    if data.get("version") != EXPORT_VERSION:
        raise FileError(
            f"this export is of version {data.get('version')!r}, "
            f"this retrokit reads {EXPORT_VERSION}; upgrade it"
        )
    events = data.get("events")
    if not isinstance(events, list) or not all(isinstance(each, dict) for each in events):
        raise FileError("this export holds no list of events; export the retro again")
    if data.get("sha256") != _checksum(",\n".join(map(_dump, events))):
        raise FileError("this export was changed since it was written; export the retro again")
    log = [_careful_event(number, each) for number, each in enumerate(events, 1)]
    try:
        _use(fold(log))
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise FileError(f"the events of this export do not make a retro: {error}") from error
    return log


def _use(state: State) -> None:
    """Touch what a fold takes as it comes and no rule of a retro would have let in."""
    if state.timebox is not None:
        state.timebox.left(state.started)
    for topic in state.groups.values():
        if not topic.notes:
            raise ValueError(f"topic {topic.number} holds no notes")


def _careful_event(number: int, data: dict[str, Any]) -> Event:
    try:
        return _from_data(dict(data), careful())
    except FileError:
        raise
    except Exception as error:
        path, said = explain(error)[0]
        raise FileError(f"event {number} of this export: {path[2:]}: {said}") from error
