"""Events to and from JSON, with a version; old versions are upcast when they are read.

An event is one JSON object: its class under `event`, its version under `v` where that is not 1,
and its fields; what is empty is left out. A renamed or reshaped field gets a new version
in `VERSIONS` and a function in `UPCASTS` that brings the one before up to it; stored logs are
never rewritten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from math import isfinite
from typing import Any, Literal, TypeVar, get_args

from attrs import fields, frozen, has
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.gen import make_dict_unstructure_fn
from cattrs.strategies import configure_tagged_union

from . import texts
from .errors import FileError, Invalid, NotFound
from .events import AnyEvent, Ballot
from .formats import ACTIVITIES, AnyActivity, Column, Format
from .questions import (
    Allocation,
    AnswerValue,
    Choice,
    FreeText,
    PeerRating,
    Question,
    Ratings,
    Scale,
)
from .retro import fold
from .retro.digest import Digest, Measure
from .retro.seals import AnswerDraft, Draft, Letter, NoteDraft
from .retro.state import State
from .tallies import Number

T = TypeVar("T")


def _dots_as_ballots(event: dict[str, Any]) -> dict[str, Any]:
    """Bring a `VotesOpened` of version 1, which knew dots alone, up to version 2."""
    ballots = [_with_scores(each) for each in event.get("ballots", ())]
    return {**event, "ballots": ballots} if ballots else event


def _with_scores(cast: dict[str, Any]) -> dict[str, Any]:
    dots = cast.get("dots")
    rest = {key: value for key, value in cast.items() if key != "dots"}
    return rest if dots is None else {**rest, "ballot": {"scores": dots}}


VERSIONS: dict[str, int] = {"VotesOpened": 2}
"""The version an event is written in, by class name; 1 if it is not here."""
UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("VotesOpened", 1): _dots_as_ballots,
}
"""What brings the fields of an event of a version to those of the next one."""

EXPORT = "retrokit export"
EXPORT_VERSION = 1

_EVENTS = {kind.__name__: kind for kind in get_args(AnyEvent)}
_QUESTIONS = {
    Scale: "scale",
    Choice: "choice",
    FreeText: "free-text",
    Allocation: "allocation",
    PeerRating: "peer-rating",
}
_DRAFTS = {NoteDraft: "note", AnswerDraft: "answer", Ballot: "ballot", Letter: "letter"}


@frozen(kw_only=True)
class SealBody:
    """What is written of a seal; step and key stand beside it."""

    slot: str
    author: str | None = None
    draft: Draft


def converter(*, careful: bool) -> Converter:
    """Return a converter between retrokit's values and plain JSON data.

    A careful one is for data that people may have written: it takes no wrong type, no unknown
    field and no text that could not have been typed, and its errors carry paths. The other is
    for what retrokit wrote itself.
    """
    made = Converter(omit_if_default=True, forbid_extra_keys=careful, detailed_validation=careful)
    made.register_structure_hook(datetime, lambda value, _: _moment(value))
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    made.register_unstructure_hook(date, date.isoformat)
    if careful:
        made.register_structure_hook(str, lambda value, _: _text(value))
        made.register_structure_hook(int, lambda value, _: _whole(value))
        made.register_structure_hook(bool, lambda value, _: _yes_or_no(value))
        _lists_only(made)
        _one_of(made)
        _tables_only(made)

    def answer(value: Any, _: object) -> Any:
        if isinstance(value, list) and value and isinstance(value[0], list):
            return made.structure(value, Ratings)
        if isinstance(value, list):
            return tuple(made.structure(each, str) for each in value)
        return made.structure(value, int if isinstance(value, int) else str)

    def number(value: Any, _: object) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
            raise Invalid(f"expected a number, not {_shown(value)}")
        return value

    made.register_structure_hook(AnswerValue, answer)

    def measures(value: Any, _: object) -> dict[str, Measure]:
        # An older retrokit wrote medians, which tell too little to follow a question by.
        return {
            name: made.structure(each, Measure)
            for name, each in value.items()
            if not isinstance(each, (int, float))
        }

    made.register_structure_hook_func(lambda kind: kind == dict[str, Measure], measures)
    made.register_structure_hook(Number, number)
    # Whole, defaults and all: a later retrokit may have other defaults, but a retro that was
    # held was held with these. Leaves come first, since each is built into what holds it.
    levels: tuple[tuple[Mapping[Any, str], Any], ...] = (
        (_QUESTIONS, Question),
        ({Column: ""}, None),
        ({kind: kind.kind for kind in ACTIVITIES}, AnyActivity),
        ({Format: ""}, None),
        (_DRAFTS, Draft),
    )
    for kinds, union in levels:
        for kind in kinds:
            made.register_unstructure_hook(kind, make_dict_unstructure_fn(kind, made))
        if union is not None:
            _tag(made, union, kinds, careful=careful)
    return made


def _tag(made: Converter, union: Any, kinds: Mapping[type, str], *, careful: bool) -> None:
    """Tell the kinds of a union apart by the field `kind`; a careful one says which there are."""
    configure_tagged_union(union, made, tag_generator=kinds.__getitem__, tag_name="kind")
    if not careful:
        return
    by_name = {name: kind for kind, name in kinds.items()}

    def structure(value: Any, _: object) -> Any:
        given = dict(_table(value))
        name = given.pop("kind", None)
        if isinstance(name, str) and name in by_name:
            return made.structure(given, by_name[name])
        if name is None:
            known = ", ".join(by_name)
            problem: Exception = Invalid(f"the field 'kind' is missing; it is one of {known}")
        else:
            problem = NotFound.among("kind", name, by_name)
        problem.add_note(AttributeValidationNote("", "kind", str))
        raise ClassValidationError("", [problem], dict)

    made.register_structure_hook(union, structure)


def _one_of(made: Converter) -> None:
    """Say which values there are where there are only some."""

    def structure(value: Any, kind: Any) -> Any:
        is_enum = isinstance(kind, type)
        known = {each.value: each for each in kind} if is_enum else {e: e for e in get_args(kind)}
        if isinstance(value, str) and value in known:
            return known[value]
        raise Invalid(f"expected one of {', '.join(map(repr, known))}; not {_shown(value)}")

    made.register_structure_hook_func(_is_one_of, structure)


def _is_one_of(kind: Any) -> bool:
    is_enum = isinstance(kind, type) and issubclass(kind, Enum)
    return is_enum or getattr(kind, "__origin__", None) is Literal


def _tables_only(made: Converter) -> None:
    """Take nothing but a table for a class."""

    def hook(kind: Any) -> Callable[[Any, Any], Any]:
        structure = made.gen_structure_attrs_fromdict(kind)
        return lambda value, _: structure(_table(value), kind)

    made.register_structure_hook_factory(has, hook)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid(f"expected a table, not {_shown(value)}")
    return value


def _lists_only(made: Converter) -> None:
    """Take no text for a list of its letters."""
    structure_tuple = made.get_structure_hook(tuple[str, ...])

    def structure(value: Any, kind: Any) -> Any:
        if not isinstance(value, list):
            raise Invalid(f"expected a list, not {_shown(value)}")
        wanted = get_args(kind)
        if ... not in wanted and len(value) != len(wanted):
            raise Invalid(f"expected a list of {len(wanted)}; this one has {len(value)}")
        return structure_tuple(value, kind)

    made.register_structure_hook_func(_is_tuple, structure)


def _is_tuple(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) is tuple


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise Invalid(f"the time {value} names no zone")
    return moment


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid(f"expected text, not {_shown(value)}")
    return texts.check(value, "the text", texts.PROSE) if value else value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid(f"expected a whole number, not {_shown(value)}")
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"expected true or false, not {_shown(value)}")
    return value


def _shown(value: Any) -> str:
    """Return a value as its author would know it again, cut where it is long."""
    if isinstance(value, (dict, list)):
        return "a table" if isinstance(value, dict) else "a list"
    said = json.dumps(value) if isinstance(value, (bool, type(None))) else repr(value)
    return said if len(said) <= 60 else f"{said[:59]}…"


@cache
def _own() -> Converter:
    return converter(careful=False)


@cache
def careful() -> Converter:
    """Return the converter for data that people may have written."""
    return converter(careful=True)


def explain(error: BaseException, path: str = "$") -> list[tuple[str, str]]:
    """Return what is wrong in data that `careful` refused: paths such as `$.agenda[2].title`
    and a sentence for each.
    """
    if isinstance(error, ForbiddenExtraKeysError):
        known = [each.name for each in fields(error.cl)]
        return [
            (f"{path}.{extra}", str(NotFound.among("field", extra, known)))
            for extra in sorted(error.extra_fields)
        ]
    if isinstance(error, KeyError):
        return [(path, f"the field {error} is missing; add it")]
    if not isinstance(error, (ClassValidationError, IterableValidationError)):
        return [(path, str(error))]
    found = []
    with_notes, without = error.group_exceptions()
    for each, note in with_notes:
        step = f".{note.name}" if isinstance(note, AttributeValidationNote) else f"[{note.index}]"
        found.extend(explain(each, path + step))
    for each in without:
        found.extend(explain(each, path))
    return found


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _as_data(event: AnyEvent) -> dict[str, Any]:
    name = type(event).__name__
    tag = {"event": name} if name not in VERSIONS else {"event": name, "v": VERSIONS[name]}
    return {**tag, **_own().unstructure(event)}


def _from_data(data: dict[str, Any], using: Converter) -> AnyEvent:
    name, version = data.pop("event", None), data.pop("v", 1)
    known = isinstance(name, str) and name in _EVENTS and type(version) is int
    if not known or not 1 <= version <= VERSIONS.get(name, 1):
        said = f"{str(name)[:40]!r} of version {str(version)[:40]}"
        raise FileError(f"an event {said} is from a newer retrokit; upgrade it")
    while version < VERSIONS.get(name, 1):
        data = UPCASTS[name, version](data)
        version += 1
    event: AnyEvent = using.structure(data, _EVENTS[name])
    return event


def encode(event: AnyEvent) -> bytes:
    """Return an event as one line of JSON in UTF-8."""
    return _dump(_as_data(event)).encode()


def decode(bodies: Iterable[bytes]) -> list[AnyEvent]:
    """Return the events that `encode` wrote. Raises `FileError` for anything else."""
    using = _own()
    # One document is parsed faster than thousands.
    try:
        data = json.loads(b"[" + b",".join(bodies) + b"]")
        return [_from_data(each, using) for each in data]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"a stored event cannot be read: {error}") from error


def encode_value(value: Any) -> bytes:
    """Return a digest or the body of a seal as one line of JSON in UTF-8."""
    return _dump(_own().unstructure(value)).encode()


def decode_digest(body: bytes) -> Digest:
    """Return the digest that `encode_value` wrote."""
    return _decoded(body, Digest)


def decode_seal(body: bytes) -> SealBody:
    """Return the body of a seal that `encode_value` wrote."""
    return _decoded(body, SealBody, _ballot_of_dots)


def _ballot_of_dots(seal: dict[str, Any]) -> dict[str, Any]:
    """Bring a sealed ballot from before there were other kinds up to what it is now."""
    draft = seal["draft"]
    if draft["kind"] == _DRAFTS[Ballot] and "dots" in draft:
        return {**seal, "draft": {"kind": draft["kind"], "scores": draft["dots"]}}
    return seal


def _decoded(
    body: bytes, kind: type[T], upcast: Callable[[dict[str, Any]], dict[str, Any]] = dict
) -> T:
    try:
        return _own().structure(upcast(json.loads(body)), kind)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"a stored {kind.__name__.lower()} cannot be read: {error}") from error


def export_log(log: Sequence[AnyEvent]) -> str:
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


def import_log(text: str) -> list[AnyEvent]:
    """Return the log that `export_log` wrote.

    Raises `FileError` if the text is cut short, was edited since, holds what no retro could, or
    is something else altogether.
    """
    try:
        data = json.loads(text)
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


def _careful_event(number: int, data: dict[str, Any]) -> AnyEvent:
    try:
        return _from_data(dict(data), careful())
    except FileError:
        raise
    except Exception as error:
        path, said = explain(error)[0]
        raise FileError(f"event {number} of this export: {path[2:]}: {said}") from error
