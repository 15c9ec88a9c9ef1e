"""Values to and from plain data, such as JSON and TOML can hold.

What retrokit wrote itself is taken as it comes; data that people may have written is checked, and
what is wrong with it is put to its field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from attrs import field, fields, frozen, has
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.gen import make_dict_unstructure_fn, mapping_structure_factory, override

from .. import blocks, texts
from ..engine.foreign import ForeignActivity, ForeignDraft, ForeignValue
from ..engine.kind import BUILT_IN, Kinds
from ..engine.seals import Letter, Lots, Memory, Receipt
from ..errors import FormatError, Invalid, NotFound
from ..events import Draft, Value
from ..formats import Activity, Attribution, Column, Format, Stage
from ..given import ReadWithin
from ..questions import AnswerValue, OwnValue, Question, Ratings
from ..questions import foreign as unknown
from ..said import Said
from ..tallies import BALLOT_KINDS, BallotKind, Number
from ..tallies.ballots import ForeignBallots

T = TypeVar("T")

KEY = re.compile(r"[0-9a-f]{32}")
"""What an action is known by: made by whoever asks for it, new for each. Where something is sealed,
it is the receipt.
"""


def converter_of(kinds: Kinds, *, careful: bool, keeps: bool) -> Converter:
    """Return a converter between retrokit's values and plain JSON data.

    What is said is text to it, in the words of today.
    One that `keeps` takes what a plugin brought whole where the plugin is missing; else it is an
    error, as is what no plugin can have brought.
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
        _numbers_as_keys(made)

    def answer(value: Any, _: object) -> Any:
        if isinstance(value, dict) and "kind" in value:
            return made.structure(value, OwnValue)
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
    made.register_unstructure_hook_func(
        lambda kind: kind == AnswerValue,
        lambda value: made.unstructure(
            value, OwnValue if isinstance(value, OwnValue) else type(value)
        ),
    )

    made.register_structure_hook(Said, lambda value, _: Said(made.structure(value, str)))
    made.register_unstructure_hook(Said, str.__str__)
    made.register_structure_hook(Number, number)
    _blocks(made)
    made.register_structure_hook(Receipt, lambda value, _: _receipt(value))
    made.register_unstructure_hook(Receipt, lambda receipt: receipt.secret)
    _one_of_several(made)
    # Whole, defaults and all: a later retrokit may have other defaults, but a retro that was
    # held was held with these. Leaves come first, since each is built into what holds it.
    for question in kinds.asked:
        made.register_unstructure_hook(question, make_dict_unstructure_fn(question, made))
    _tag(made, Question, kinds.questions, _foreign_question if keeps else None)
    made.register_unstructure_hook(Column, make_dict_unstructure_fn(Column, made))
    for activity in kinds.declarations:
        made.register_unstructure_hook(activity, make_dict_unstructure_fn(activity, made))
    _tag(made, Activity, kinds.activities, _foreign_activity if keeps else None)
    made.register_unstructure_hook(Format, make_dict_unstructure_fn(Format, made))
    return made


def with_facts(made: Converter, kinds: Kinds) -> Converter:
    """Let a converter that keeps what it does not know write facts and seals, too."""
    _ballots(made, kinds)
    # First those that the others hold.
    _tag(made, OwnValue, kinds.answers, lambda name, data: unknown.ForeignValue(data))
    _tag(made, Value, kinds.values, lambda name, data: ForeignValue(data))
    _tag(
        made,
        Draft,
        {**kinds.drafts, "letter": Letter, "lots": Lots, "memory": Memory},
        lambda name, data: ForeignDraft(data),
    )
    return made


@frozen(kw_only=True)
class _Kept:
    """What is written of something said that is more than its words."""

    said: str
    code: str = ""
    values: dict[str, Any] = field(factory=dict)
    who: str = ""


def with_codes(made: Converter, kinds: Kinds) -> Converter:
    """Let a converter write what is said as it was said, and read it in the words of today."""

    def unstructure(line: Said) -> Any:
        if not line.code and not line.who:
            return line.sentence
        values = {
            name: list(each) if isinstance(each, tuple) else each
            for name, each in line.values.items()
        }
        kept = _Kept(said=line.sentence, code=line.code, values=values, who=line.who)
        return made.unstructure(kept)

    def structure(value: Any, _: object) -> Said:
        if not isinstance(value, dict):
            return Said(made.structure(value, str))
        kept = made.structure(value, _Kept)
        line = Said(kept.said, code=kept.code, values=kept.values, who=kept.who)
        return kinds.words[line.code].again(line) if line.code in kinds.words else line

    made.register_structure_hook(Said, structure)
    made.register_unstructure_hook(Said, unstructure)
    return made


def _ballots(made: Converter, kinds: Kinds) -> None:
    """Write a kind of ballots by its name; that of a plugin with what is told of it without."""
    plain = make_dict_unstructure_fn(
        BallotKind, made, _cattrs_omit_if_default=True, fallbacks=override(omit=True)
    )

    def unstructure(kind: BallotKind) -> Any:
        if isinstance(kind, ForeignBallots):
            return dict(kind.data)
        return kind.name if kind.name in BALLOT_KINDS else plain(kind)

    def structure(value: Any, _: object) -> BallotKind:
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str) and name in kinds.ballot_kinds:
            return kinds.ballot_kinds[name]
        if not isinstance(value, dict) or not isinstance(name, str) or "." not in name:
            raise Invalid(str(NotFound.among("kind of ballots", name, kinds.ballot_kinds)))
        told = {each.name for each in fields(BallotKind)} - {"fallbacks"}
        given = {each: what for each, what in value.items() if each in told}
        return ForeignBallots(**given, data=value)

    made.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, BallotKind), unstructure
    )
    made.register_structure_hook(BallotKind, structure)


def _blocks(made: Converter) -> None:
    """Tell blocks apart by the word for what each is, as in `{"block": "text", …}`."""
    known = {each.__name__.lower(): each for each in blocks.BLOCKS}

    def structure(value: Any, _: object) -> blocks.Block:
        given = dict(_table(value))
        name = given.pop("block", None)
        if name not in known:
            raise Invalid(f"a block {_shown(name)} is from a newer retrokit; upgrade it")
        found: blocks.Block = made.structure(given, known[name])
        return found

    made.register_unstructure_hook_func(
        lambda kind: getattr(kind, "__module__", "") == blocks.__name__, blocks.as_data
    )
    made.register_structure_hook_func(lambda kind: kind is blocks.Block, structure)
    made.register_structure_hook_func(lambda kind: kind == blocks.Cell, lambda value, _: value)


Keep: TypeAlias = Callable[[str, dict[str, Any]], Any]
"""Makes something of what is not known: of its name, and of all that is stored of it."""


def _tag(made: Converter, base: type[T], known: Mapping[str, type[T]], keep: Keep | None) -> None:
    """Tell the classes of a base apart by the field `kind`, where the base is what is declared."""
    what = "question" if base is Question else "activity"
    into = {kind: (name, made.get_unstructure_hook(kind)) for name, kind in known.items()}

    def unstructure(value: T) -> dict[str, Any]:
        if (data := getattr(value, "data", None)) is not None:
            return dict(data)
        if type(value) not in into:
            raise Invalid(
                f"{type(value).__name__} is of no kind of {what} that is known here; "
                "use one that retrokit brings, or register its plugin"
            )
        name, plain = into[type(value)]
        return {**plain(value), "kind": name}

    made.register_unstructure_hook_func(lambda kind: kind is base, unstructure)
    made.register_structure_hook_func(lambda kind: kind is base, _structured(made, known, keep))
    made.register_unstructure_hook_func(
        lambda kind: kind == base | None, lambda value: value and unstructure(value)
    )


def _structured(
    made: Converter, known: Mapping[str, Any], keep: Keep | None
) -> Callable[[Any, Any], Any]:
    """Return what finds the class of a table by its field `kind`, and says which there are."""

    def structure(value: Any, _: object) -> Any:
        given = dict(_table(value))
        name = given.pop("kind", None)
        if isinstance(name, str) and name in known:
            return made.structure(given, known[name])
        if name is None:
            listed = ", ".join(known)
            problem: Exception = Invalid(f"the field 'kind' is missing; it is one of {listed}")
        elif keep is not None and isinstance(name, str) and "." in name:
            return keep(name, dict(value))
        else:
            problem = NotFound.among("kind", name, known)
            if isinstance(name, str) and "." in name:
                problem = NotFound(
                    f"no kind {_shown(name)} is known here; install the plugin that brings it, and "
                    "in a program hand over kinds=Plugins.load().kinds"
                )
        if not made.detailed_validation:
            raise ValueError(str(problem))
        problem.add_note(AttributeValidationNote("", "kind", str))
        raise ClassValidationError("", [problem], dict)

    return structure


def _foreign_question(name: str, data: dict[str, Any]) -> unknown.ForeignQuestion:
    return unknown.ForeignQuestion(
        name=data.get("name", name), text=data.get("text", ""), kind=name, data=data
    )


def _foreign_activity(name: str, data: dict[str, Any]) -> ForeignActivity:
    attribution = data.get("attribution")
    return ForeignActivity(
        kind=name,
        data=data,
        title=data.get("title", name),
        prompt=data.get("prompt", ""),
        minutes=data.get("minutes", 5),
        stage=Stage(data.get("stage", Stage.GATHER_DATA)),
        attribution=None if attribution is None else Attribution(attribution),
    )


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


def _one_of_several(made: Converter) -> None:
    """Tell what may be of several kinds by what JSON has for each, where that differs."""

    def structure(value: Any, kind: Any) -> Any:
        kinds = get_args(kind)
        found = next((each for each in kinds if isinstance(value, written_as(each))), kinds[0])
        return None if found is NoneType else made.structure(value, found)

    def is_several(kind: Any) -> bool:
        if get_origin(kind) not in (Union, UnionType) or len({*get_args(kind), NoneType}) < 3:
            return False
        written = [*map(written_as, get_args(kind))]
        return (int, float) not in written and len({*written}) == len(written)

    made.register_structure_hook_func(is_several, structure)
    made.register_structure_hook_func(is_read_within, lambda value, _: value)


def is_read_within(kind: Any) -> bool:
    """Return whether an annotation says that what is given is read by what gets it."""
    return any(isinstance(each, ReadWithin) for each in getattr(kind, "__metadata__", ()))


def written_as(kind: Any) -> type | tuple[type, ...]:
    """Return the type of what JSON has for a kind of value; text where it says nothing else."""
    if kind in (NoneType, bool, int):
        return cast("type", kind)
    if kind is float:
        return int, float
    if get_origin(kind) is tuple:
        return list
    return dict if isinstance(kind, type) and has(kind) and kind is not Receipt else str


def _tables_only(made: Converter) -> None:
    """Take nothing but a table for a class."""

    def hook(kind: Any) -> Callable[[Any, Any], Any]:
        structure = made.gen_structure_attrs_fromdict(kind)
        return lambda value, _: structure(_table(value), kind)

    made.register_structure_hook_factory(has, hook)


def _numbers_as_keys(made: Converter) -> None:
    """Read the keys of a table as numbers where they are some: JSON has text for them."""

    def hook(kind: Any) -> Callable[[Any, Any], Any]:
        structure: Any = mapping_structure_factory(kind, made)
        is_number = get_args(kind)[:1] == (int,)

        def read(value: Any, _: Any) -> Any:
            table = _table(value)
            return structure(_numbered(table) if is_number else table, kind)

        return read

    made.register_structure_hook_factory(_is_mapping, hook)


def _numbered(table: Mapping[str, Any]) -> dict[int, Any]:
    if wrong := [each for each in table if not re.fullmatch(r"-?[0-9]{1,9}", each)]:
        raise Invalid(f"expected whole numbers before the colons, not {_shown(wrong[0])}")
    found = {int(key): value for key, value in table.items()}
    if len(found) < len(table):
        raise Invalid("one number stands there twice; give it one value")
    return found


def _is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


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


def _receipt(value: Any) -> Receipt:
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise Invalid("a receipt is the id under which something was hidden")
    return Receipt(value)


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
def careful(kinds: Kinds = BUILT_IN) -> Converter:
    """Return the converter for data that people may have written: declarations, requests."""
    return converter_of(kinds, careful=True, keeps=False)


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
