"""Events to and from JSON.

An event is one JSON object: its class under `event`, and its fields; what is empty is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from hashlib import sha256
from typing import Any, TypeVar

from attrs import frozen
from cattrs import Converter

from ..engine.digest import Digest
from ..engine.foreign import ForeignFact
from ..engine.kind import BUILT_IN, Kinds
from ..engine.log import fold
from ..engine.seals import Seal
from ..engine.state import State
from ..errors import FileError
from ..events import EVENTS, Draft, Event
from ..team_log import TEAM_EVENTS
from .converter import converter_of, explain, with_codes, with_facts

T = TypeVar("T")

EXPORT = "retrokit export"
EXPORT_VERSION = 1


@frozen(kw_only=True)
class SealBody:
    """What is written of a seal; step and key stand beside it."""

    slot: str
    author: str | None = None
    draft: Draft


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Newer(FileError):
    """An event that this retrokit does not know, and a newer one may."""


@frozen
class Codec:
    """Reads and writes what is stored and sent of retros, knowing these kinds of activity.

    What a plugin brought that is not among them is kept whole, and is written as it was read.
    """

    kinds: Kinds = BUILT_IN

    @cached_property
    def _own(self) -> Converter:
        """The converter for what retrokit wrote itself."""
        return _converter(self.kinds, careful=False)

    @cached_property
    def _careful(self) -> Converter:
        """The converter for an export, which people may have written."""
        return _converter(self.kinds, careful=True)

    @cached_property
    def _told(self) -> Converter:
        """The converter for answers, which are for who may know none of these kinds."""
        return _converter(self.kinds, careful=False, told=True)

    @cached_property
    def _events(self) -> Mapping[str, type[Event]]:
        known = {each.__name__: each for each in (*EVENTS, *TEAM_EVENTS)}
        return {**known, **self.kinds.facts}

    @cached_property
    def _names(self) -> Mapping[type[Event], str]:
        return {event: name for name, event in self._events.items()}

    def as_data(self, value: Any, kind: Any = None) -> Any:
        """Return a value of a retro, such as a note or an event, as plain data; where what it is
        known by is not its class, as that of a `kind`.
        """
        if isinstance(value, Event):
            return self._as_data(value)
        return self._own.unstructure(value, kind)

    def as_told(self, value: Any) -> Any:
        """Return a value as `as_data` does, with what is said in the words of today, as text.

        An event stays as it is in the log.
        """
        return self.as_data(value) if isinstance(value, Event) else self._told.unstructure(value)

    def from_data(self, data: Any, kind: Any) -> Any:
        """Return what `as_data` made plain data of. Raises `FileError` for anything else."""
        try:
            if kind is Event:
                return self._from_data(dict(data), self._own)
            return self._own.structure(data, kind)
        except FileError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise FileError(f"this is no {getattr(kind, '__name__', 'value')}: {error}") from error

    def name_of(self, event: Event) -> str:
        """Return what a kind of event is called in a log."""
        return event.name if isinstance(event, ForeignFact) else self._names[type(event)]

    def _as_data(self, event: Event) -> dict[str, Any]:
        if isinstance(event, ForeignFact):
            return {"event": event.name, **event.data}
        return {"event": self.name_of(event), **self._own.unstructure(event)}

    def _from_data(self, data: dict[str, Any], using: Converter) -> Event:
        name = data.pop("event", None)
        if not isinstance(name, str):
            raise FileError("a stored event has no name")
        if name not in self._events:
            if "." in name:
                return _foreign(name, data, using)
            raise Newer(f"an event {name[:40]!r} is from a newer retrokit; upgrade it")
        event: Event = using.structure(data, self._events[name])
        return event

    def encode(self, event: Event) -> bytes:
        """Return an event as one line of JSON in UTF-8."""
        return _dump(self._as_data(event)).encode()

    def decode(self, bodies: Iterable[bytes]) -> list[Event]:
        """Return the events that `encode` wrote. Raises `FileError` for anything else."""
        using = self._own
        # One document is parsed faster than thousands.
        try:
            data = json.loads(b"[" + b",".join(bodies) + b"]")
            return [self._from_data(each, using) for each in data]
        except FileError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise FileError(f"a stored event cannot be read: {error}") from error

    def encode_value(self, value: Any) -> bytes:
        """Return a digest or the body of a seal as one line of JSON in UTF-8."""
        return _dump(self._own.unstructure(value)).encode()

    def encode_seal(self, seal: Seal) -> bytes:
        """Return what is written of a seal as one line of JSON in UTF-8, see `decode_seal`."""
        body = SealBody(slot=seal.slot, author=seal.author, draft=seal.draft)
        return self.encode_value(body)

    def decode_digest(self, body: bytes) -> Digest:
        """Return the digest that `encode_value` wrote."""
        return self._decoded(body, Digest)

    def decode_seal(self, body: bytes) -> SealBody:
        """Return the body of a seal that `encode_value` wrote."""
        return self._decoded(body, SealBody)

    def _decoded(self, body: bytes, kind: type[T]) -> T:
        try:
            return self._own.structure(json.loads(body), kind)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise FileError(f"a stored {kind.__name__.lower()} cannot be read: {error}") from error

    def export_log(self, log: Sequence[Event]) -> str:
        """Return a retro's whole public log as a JSON document, an event a line, with a checksum.

        Nothing is lost on the way: `import_log` gives an equal log. Nothing sealed is in it, since
        nothing sealed is in the log.
        """
        lines = ",\n".join(_dump(self._as_data(event)) for event in log)
        head = _dump({"kind": EXPORT, "version": EXPORT_VERSION})[1:-1]
        return f'{{{head},\n"events":[\n{lines}\n],\n"sha256":"{_checksum(lines)}"}}\n'

    def import_log(self, text: str) -> list[Event]:
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
        log = [self._careful_event(number, each) for number, each in enumerate(events, 1)]
        try:
            _use(fold(log))
        except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
            raise FileError(f"the events of this export do not make a retro: {error}") from error
        return log

    def _careful_event(self, number: int, data: dict[str, Any]) -> Event:
        try:
            return self._from_data(dict(data), self._careful)
        except FileError:
            raise
        except Exception as error:
            path, said = explain(error)[0]
            raise FileError(f"event {number} of this export: {path[2:]}: {said}") from error


@cache
def _converter(kinds: Kinds, *, careful: bool, told: bool = False) -> Converter:
    # One is made for all logbooks that know the same kinds: it takes a while.
    made = converter_of(kinds, careful=careful, keeps=True)
    return with_facts(made if told else with_codes(made, kinds), kinds)


def _foreign(name: str, data: dict[str, Any], using: Converter) -> ForeignFact:
    return ForeignFact(
        at=using.structure(data["at"], datetime),
        key=data.get("key", ""),
        step=using.structure(data["step"], int),
        seconds=data.get("seconds"),
        name=name,
        data=data,
    )


def _checksum(lines: str) -> str:
    # What is no text at all is refused later, with the field it stands in.
    return sha256(lines.encode(errors="surrogatepass")).hexdigest()


def _use(state: State) -> None:
    """Touch what a fold takes as it comes and no rule of a retro would have let in."""
    if state.timebox is not None:
        state.timebox.left(state.started)
    for topic in state.groups.values():
        if len(topic.notes) <= topic.unnamed:
            raise ValueError(f"topic {topic.number} holds too few notes")


CODEC = Codec()
"""The codec that knows the kinds of activity that come with retrokit."""
