"""What is given to a public method, read as its annotation says, or refused in a sentence.

The annotation is the rule, so that none stands twice. Text is never taken for a list of its
letters, a truth value never for a number, and a moment never for a day.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date, datetime
from enum import Enum
from functools import cache, wraps
from os import PathLike
from types import NoneType, SimpleNamespace, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from attrs import Attribute, frozen

from . import figures
from .errors import FormatError, Invalid, NotFound

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
E = TypeVar("E", bound=Enum)


class Numbered(Protocol):
    """What has a number in its retro: a note, a topic, a remark, an action item."""

    @property
    def number(self) -> int:
        """Return the number that it is known by."""


def number(value: int | Numbered) -> int:
    """Return a number, or that of what has one."""
    return value if isinstance(value, int) else value.number


class Unchanged:
    """The type of `UNCHANGED`."""


UNCHANGED = Unchanged()
"""Stands for what is left as it is, where None means to empty it."""


@frozen
class ReadWithin:
    """Says in an annotation that what is given is read by the function itself, which knows more.

    So it is with what JSON has for it: no keys but text, and lists for tuples.
    """


class Word(Enum):
    """An enumeration that is found by its words, whatever their case: `Stage("close")`."""

    @classmethod
    def _missing_(cls, value: object) -> Word:
        wanted = value.strip().casefold() if isinstance(value, str) else None
        for each in cls:
            if wanted in (each.value, each.name.casefold()):
                return each
        words = ", ".join(repr(each.value) for each in cls)
        raise Invalid(f"{shown(value)} is no {cls.__name__}; give one of {words}")


def shown(value: object) -> str:
    """Return a value as an error names it: never longer than a line."""
    try:
        said = repr(value)
    except Exception:  # what was given is anybody's
        said = f"a {type(value).__name__}"
    said = " ".join(said.split())
    return said if len(said) <= 60 else f"{said[:59]}…"


def is_list(value: object) -> bool:
    """Return whether a value is several, in whatever kind of list; text and mappings are not."""
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, bytearray, Mapping))


def listed(values: Iterable[T]) -> tuple[T, ...]:
    """Return a list as a tuple, and what is none as it is: a validator says so with its name."""
    return tuple(values) if is_list(values) else values  # type: ignore[return-value]


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """Return texts as `listed` does."""
    return listed(values)


def plain(value: int) -> int:
    """Return a whole number of any kind as an int, and what is none as it is; see `listed`."""
    whole = figures.whole(value)
    return value if whole is None else whole


def check_members(instance: object, attribute: Attribute[Any], value: object) -> None:
    """Raise `Invalid` where a field holds no list; see `listed`."""
    if not isinstance(value, tuple):
        kind = type(instance).__name__
        raise Invalid(f"{attribute.name} of a {kind} is a list, not {shown(value)}")


def check_list(value: object, label: str, name: str) -> None:
    """Raise `FormatError` where a field of a declaration holds no list; see `listed`."""
    if not isinstance(value, tuple):
        raise FormatError(f"{label}: {name} is a list, not {shown(value)}", field=name)


def check_flag(value: object, label: str, name: str) -> None:
    """Raise `FormatError` where a field of a declaration is neither True nor False."""
    if not isinstance(value, bool):
        raise FormatError(f"{label}: {name} is True or False, not {shown(value)}", field=name)


def word(kind: type[E], value: E | str) -> E:
    """Return a member of an enumeration, also by its word, and what is none as it is."""
    with suppress(Invalid):
        return kind(value) if isinstance(value, str) else value
    return value  # type: ignore[return-value]  # see `listed`


_NO: Any = object()
"""What a reader returns for what is not of its kind."""


@frozen
class _Kind:
    """What is said of a kind of value, and what reads one: `_NO` for what is not of that kind."""

    said: str
    read: Callable[[object, str], object]
    read_by: str = ""
    """The function that reads one from a file, as its class says, if it does."""


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Read each argument of a function as its annotation says, before the function gets it.

    Words stand for the members of an enumeration, ISO text for a day, any list for a tuple, a
    whole number of any kind for an int. Raises `Invalid`, with the name of the argument.
    """

    @cache
    def plan() -> tuple[tuple[str, ...], dict[str, _Kind]]:
        raw = inspect.unwrap(function)
        parameters = inspect.signature(raw).parameters
        wanted = {name: each for name, each in raw.__annotations__.items() if name in parameters}
        # Without what is returned: that may name what is only imported for type checkers.
        hints = get_type_hints(
            SimpleNamespace(__annotations__=wanted), raw.__globals__, include_extras=True
        )
        kinds = {name: kind for name, hint in hints.items() if (kind := _kind(hint)) is not None}
        return tuple(parameters), kinds

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        places, kinds = plan()
        named = zip(places, args, strict=False)
        first = [_read(kinds.get(name), value, name) for name, value in named]
        rest = {name: _read(kinds.get(name), value, name) for name, value in kwargs.items()}
        return function(*first, *args[len(first) :], **rest)  # type: ignore[arg-type]

    return read


def methods_checked(cls: type[T]) -> type[T]:
    """Check the arguments of each public method of a class, and of its constructor."""
    for name, each in list(vars(cls).items()):
        if inspect.isfunction(each) and (name == "__init__" or not name.startswith("_")):
            setattr(cls, name, checked(each))
    return cls


def _read(kind: _Kind | None, value: object, name: str) -> Any:
    if kind is None:
        return value
    found = kind.read(value, name)
    if found is _NO:
        raise Invalid(f"{name} is {kind.said}, not {shown(value)}{way_of(value, kind.read_by)}")
    return found


def way_of(value: object, read_by: str) -> str:
    """Return what to say where a file was named instead of what it holds; else nothing.

    `read_by` is the function that reads it, empty if there is none.
    """
    is_file = isinstance(value, PathLike) or (
        isinstance(value, str) and value.casefold().endswith(".toml")
    )
    return f"; read a file with {read_by}" if read_by and is_file else ""


def _kind(hint: Any) -> _Kind | None:
    """Return how a value of this annotation is read; None where any will do.

    What an annotation says besides makes no difference, but for `ReadWithin`.
    """
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        within = any(isinstance(each, ReadWithin) for each in hint.__metadata__)
        return None if within else _kind(inner[0])
    if origin in (Union, UnionType):
        return _one_of([_kind(each) for each in inner], inner)
    if origin is Mapping:
        return _mapping(*map(_kind, inner))
    if origin is Literal:
        return _Kind("a word", lambda value, name: _literal(value, name, inner))
    if origin in (Iterable, Collection, Sequence, Set, tuple):
        return _many(_kind(inner[0]))
    if origin is Callable:
        return _Kind("something to call", lambda value, _: value if callable(value) else _NO)
    hint = origin or hint
    if hint in _KINDS:
        return _KINDS[hint]
    if not isinstance(hint, type) or hint is object:
        return None
    if issubclass(hint, Enum):
        return _Kind(
            f"a word of {hint.__name__}",
            lambda value, _: hint(value) if isinstance(value, (str, hint)) else _NO,
        )
    if getattr(hint, "_is_protocol", False):
        names = [each for each in vars(hint) if not each.startswith("_")]
        return _Kind(
            _a(hint),
            lambda value, _: value if all(hasattr(value, each) for each in names) else _NO,
        )
    return _Kind(
        _a(hint),
        lambda value, _: value if isinstance(value, hint) else _NO,
        getattr(hint, "READ_BY", ""),
    )


def _a(hint: type) -> str:
    return f"{'an' if hint.__name__[0] in 'AEIOU' else 'a'} {hint.__name__}"


def _one_of(kinds: Sequence[_Kind | None], hints: Sequence[Any]) -> _Kind | None:
    known = [each for each in kinds if each is not None]
    if len(known) < len(kinds):
        return None
    said = [each.said for each in known if each.said not in ("None", "an Unchanged")]
    said = [*said[:3], *["…"] * (len(said) > 3)]
    types = {each for each in hints if isinstance(each, type)}

    def read(value: object, name: str) -> object:
        # What is of one of the kinds as it stands is not read as another one.
        if type(value) in types:
            return value if not isinstance(value, str) else _text(value, name)
        for each in known:
            found = each.read(value, name)
            if found is not _NO:
                return found
        return _NO

    return _Kind(" or ".join(said), read, "".join(each.read_by for each in known))


def _many(kind: _Kind | None) -> _Kind:
    def read(value: object, name: str) -> object:
        if not is_list(value):
            return _NO
        assert isinstance(value, Iterable)
        return tuple(_read(kind, each, f"each of {name}") for each in value)

    return _Kind("a list", read)


def _mapping(key: _Kind | None, held: _Kind | None) -> _Kind:
    def read(value: object, name: str) -> object:
        if not isinstance(value, Mapping):
            return _NO
        # What a mapping holds is looked at where that costs nothing: others may load it first.
        for each, what in value.items() if type(value) is dict else ():
            _read(key, each, f"a key of {name}")
            _read(held, what, f"each of {name}")
        return value

    return _Kind("a mapping", read)


def _literal(value: object, name: str, words: tuple[object, ...]) -> object:
    if not isinstance(value, str) or value not in words:
        raise NotFound.among(
            name, value if isinstance(value, str) else shown(value), map(str, words)
        )
    return value


def _text(value: object, name: str) -> object:
    if not isinstance(value, str):
        return _NO
    try:
        value.isascii() or value.encode()
    except UnicodeEncodeError as error:
        raise Invalid(
            f"{name} is not UTF-8 text at position {error.start + 1}; type it again"
        ) from None
    return value


def _whole(value: object, _: str) -> object:
    whole = figures.whole(value)
    return _NO if whole is None else whole


def _real(value: object, _: str) -> object:
    exact = figures.exact(value)
    if exact is None:
        return _NO
    try:
        return int(exact) if exact.denominator == 1 else float(exact)
    except OverflowError:  # pragma: no cover  # larger than any float, and no whole number
        return _NO


def day(value: date | str, name: str) -> date:
    """Return a day, also one in ISO text; raise `Invalid` for a moment, or text that is no day."""
    if isinstance(value, datetime):
        raise Invalid(f"{name} is a day, and {value} is a moment; give its day with .date()")
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise Invalid(f"{shown(value)} is no date; write it as in 2026-12-01") from None
    return value


def _numbered(value: object, name: str) -> object:
    return _whole(getattr(value, "number", _NO), name)


_KINDS: dict[Any, _Kind | None] = {
    Any: None,
    NoneType: _Kind("None", lambda value, _: _NO if value is not None else None),
    bool: _Kind("True or False", lambda value, _: value if isinstance(value, bool) else _NO),
    int: _Kind("a whole number", _whole),
    float: _Kind("a number", _real),
    str: _Kind("text", _text),
    date: _Kind("a day", lambda v, name: day(v, name) if isinstance(v, date) else _NO),
    Numbered: _Kind("what has a number", _numbered),
}
"""How values of these annotations are read."""

Number: TypeAlias = int | Numbered
"""A number in a retro, or what has it."""
