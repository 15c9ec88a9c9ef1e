"""Values to and from plain data, such as JSON and TOML can hold.

What retrokit wrote itself is taken as it comes; data that people may have written is checked, and
what is wrong with it is put to its field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, Literal, get_args

from attrs import fields, has
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.gen import make_dict_unstructure_fn
from cattrs.strategies import configure_tagged_union

from .. import texts
from ..errors import FormatError, Invalid, NotFound
from ..events import Ballot
from ..formats import ACTIVITIES, AnyActivity, Column, Format
from ..questions import (
    Allocation,
    AnswerValue,
    Choice,
    FreeText,
    PeerRating,
    Question,
    Ratings,
    Scale,
)
from ..retro.seals import AnswerDraft, Draft, Letter, NoteDraft
from ..tallies import Number

_QUESTIONS = {
    Scale: "scale",
    Choice: "choice",
    FreeText: "free-text",
    Allocation: "allocation",
    PeerRating: "peer-rating",
}
_DRAFTS = {NoteDraft: "note", AnswerDraft: "answer", Ballot: "ballot", Letter: "letter"}


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
        made.register_structure_hook(date, lambda value, _: _day(value))
        made.register_structure_hook(str, lambda value, _: _text(value))
        made.register_structure_hook(int, lambda value, _: _whole(value))
        made.register_structure_hook(float, lambda value, _: float(number(value, _)))
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

    def names(value: Any, _: object) -> Any:
        if value is None:
            return None
        return made.structure(value, tuple[str, ...] if isinstance(value, list) else str)

    made.register_structure_hook_func(lambda kind: kind == str | tuple[str, ...] | None, names)

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


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Invalid(f"expected a date as in 2026-12-01, not {_shown(value)}") from None


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
def own() -> Converter:
    """Return the converter for what retrokit wrote itself."""
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
    if isinstance(error, FormatError) and error.field:
        return [(f"{path}.{error.field}", str(error))]
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
