"""The fields of a form, as people type them: how each looks, and what a line means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import evolve, frozen

from ...blocks import Field, FieldKind, Option
from ...characters import width
from ...errors import Invalid, NotFound
from ...figures import shared_out
from ...phrases import listing, plural, sentence
from ...questions.typed import UNSURE
from ...retro import Retro
from ..tables import columns, paragraph
from .dates import read_date
from .names import begun, find_member, same, split_names

Read: TypeAlias = Callable[[Field, str, Retro], Any]

_PLACE = re.compile(r"(-?\d{1,9})[\s,;]+(-?\d{1,9})")
_ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


def shown(field: Field) -> str:
    """Return what a field is about, its options, and how it is typed."""
    options = [paragraph(each, "      ", "    ") for each in _labelled(field)]
    return "\n".join([paragraph(field.label), *options, paragraph(how(field), "  ", "  ")])


def in_short(field: Field) -> str:
    """Return the same in a line, without options that are too many for one.

    Where each of them gets a value, they stand below: nobody could name them otherwise.
    """
    mark = "" if field.label[-1:] in "?!:…" else ":"
    options = ", ".join(_labelled(field))
    fits = width(options) <= columns()
    there = f"{options}. " if options and fits else ""
    below = [] if fits or not field.many else _labelled(field)
    return "\n".join([f"{field.label}{mark} {there}{how(field)}", *below])


def how(field: Field) -> str:
    """Return how a field is typed, in a line."""
    kind = _KINDS[field.kind]
    unsure = f", or {UNSURE} if you cannot say" * field.unsure
    said = f"{kind.what(field)}{' for each' * field.many}{unsure}"
    if field.total is not None:
        said += f", {field.total} in all"
    if field.many or kind.as_in:
        said += f", as in {example(field)}"
    if field.ends is not None:
        said += f"; {field.low} is {field.ends[0]}, {field.high} is {field.ends[1]}"
    if field.optional:
        said += "; - leaves it out"
    hint = f"{field.hint.rstrip('.')}. " if field.hint else ""
    return f"{hint}{sentence(said)}"


def example(field: Field) -> str:
    """Return what could be typed."""
    one = _KINDS[field.kind].example(field)
    if not field.many:
        return one
    keys = [*_numbered(field)]
    if field.total is not None:
        # All of them, since the numbers have to come to the total.
        shares = shared_out(field.total, len(keys))
        return " ".join(f"{key}={one}" for key, one in zip(keys, shares, strict=True))
    return " ".join(f"{key}={one}" for key in keys[:2])


def read(field: Field, typed: str, retro: Retro) -> Any:
    """Return the value that somebody typed. Raises a `RetrokitError` that says what to type."""
    if not field.many:
        return _KINDS[field.kind].read(field, typed, retro)
    alone, given = evolve(field, many=False, unsure=False, total=None), {}
    keys = sorted((*_numbered(field), *(re.escape(each.label) for each in field.options)), key=len)
    pair = re.compile(rf"(?:^|[\s,;])#?({'|'.join(reversed(keys))})\s*=\s*", re.IGNORECASE)
    before, *pairs = pair.split(typed)
    if before.strip() or not pairs:
        raise Invalid(f"{typed[:40]!r} cannot be read; write it as in {example(field)}")
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        option = _option(field, key)
        if option.value in given:
            raise Invalid(f"{option.label} stands there twice; give it one value")
        one = value.strip(" ,;")
        given[option.value] = (
            None if field.unsure and one == UNSURE else _KINDS[field.kind].read(alone, one, retro)
        )
    missing = [each.label for each in field.options if each.value not in given]
    if missing and not field.optional:
        raise Invalid(f"nothing is given for {listing(missing)}; write it as in {example(field)}")
    _check_total(field, given)
    return given


def _labelled(field: Field) -> Sequence[str]:
    return [f"{key} {each.label}" for key, each in _numbered(field).items()]


def _numbered(field: Field) -> Mapping[str, Option]:
    """Return the options by the numbers that people know them by, or else by their places."""
    known = all(isinstance(each.value, int) for each in field.options)
    return {str(each.value if known else at): each for at, each in enumerate(field.options, 1)}


def _option(field: Field, typed: str) -> Option:
    """Return the option that is typed: by its words, its number, or the beginning of its words."""
    labels = {each.label: each for each in field.options}
    numbered = _numbered(field)
    if found := same(typed, labels):
        return labels[found]
    if (number := typed.strip().lstrip("#").rstrip(".")) in numbered:
        return numbered[number]
    if found := begun(typed, [*labels]):
        return labels[found]
    raise NotFound.among("option", typed, labels)


def _several(field: Field, typed: str) -> list[Option]:
    """Return the options of a list of numbers or words, in its order."""
    words = typed.replace(",", " ").split()
    numbers = all(each.lstrip("#").isdecimal() for each in words)
    found = [_option(field, each) for each in (words if numbers else split_names(typed))]
    if not found:
        raise Invalid(f"type at least one, as in {example(field)}")
    return found


def _choice(field: Field, typed: str, retro: Retro) -> str | int:
    return _option(field, typed).value


def _chosen(field: Field, typed: str, retro: Retro) -> list[str | int]:
    values = [each.value for each in _several(field, typed)]
    if len({*values}) < len(values):
        raise Invalid("one stands there twice; type each once")
    return values


def _text(field: Field, typed: str, retro: Retro) -> str:
    if not typed.strip():
        raise Invalid(f"type something for {field.label!r}")
    return typed.strip()


def _number(field: Field, typed: str, retro: Retro) -> int:
    if not re.fullmatch(r"[-+]?\d{1,9}", typed.strip()):
        raise Invalid(f"{typed[:40]!r} is no whole number; type {_range(field)}")
    _check_range(field, number := int(typed))
    return number


def _date(field: Field, typed: str, retro: Retro) -> str:
    return read_date(typed, retro.today).isoformat()


def _place(field: Field, typed: str, retro: Retro) -> tuple[int, int]:
    match = _PLACE.fullmatch(typed.strip())
    if match is None:
        raise Invalid(f"{typed[:40]!r} is no place; type how far across and up, as in 2,5")
    across, up = int(match[1]), int(match[2])
    _check_range(field, across, up)
    return across, up


def _person(field: Field, typed: str, retro: Retro) -> str | int:
    return _option(field, typed).value if field.options else find_member(retro.state, typed)


def _rank(field: Field, typed: str, retro: Retro) -> list[str | int]:
    return _chosen(field, typed.replace(">", ", "), retro)


def _dots(field: Field, typed: str, retro: Retro) -> dict[str | int, int]:
    dots = Counter(each.value for each in _several(field, typed))
    if field.high is not None and dots.total() > field.high:
        raise Invalid(
            f"{dots.total()} dots are over the {field.high} that there are; leave some out"
        )
    return dict(dots)


def _toggle(field: Field, typed: str, retro: Retro) -> bool:
    if (answer := typed.strip().casefold()) not in _ANSWERS:
        raise Invalid(f"{typed[:40]!r} is neither yes nor no; type y or n")
    return _ANSWERS[answer]


def _check_total(field: Field, given: Mapping[str | int, int | None]) -> None:
    if field.total is None:
        return
    there = sum(each for each in given.values() if each is not None)
    if over := there - field.total:
        left = f"{-over} {'is' if over == -1 else 'are'} left to give"
        raise Invalid(
            f"these are {plural(there, 'point')} of {field.total}; "
            f"{f'take {over} back' if over > 0 else left}"
        )


def _check_range(field: Field, *numbers: int) -> None:
    for each in numbers:
        if (field.low is not None and each < field.low) or (
            field.high is not None and each > field.high
        ):
            raise Invalid(f"{each} is out of reach; type {_range(field)}")


def _range(field: Field) -> str:
    if field.low is None and field.high is None:
        return "a whole number"
    if field.high is None:
        return f"{field.low} or more"
    return f"{field.high} or less" if field.low is None else f"{field.low} to {field.high}"


def _across(field: Field) -> str:
    within = f", {_range(field)}" if (field.low, field.high) != (None, None) else ""
    return f"how far across and up{within}"


def _one(field: Field) -> str:
    words = field.options[0].label if field.options else "1"
    return words if words.isalnum() and len(words) <= 15 else next(iter(_numbered(field)))


def _first(number: int, between: str) -> Callable[[Field], str]:
    return lambda field: between.join([*_numbered(field)][:number] or ["1"])


@frozen
class _Kind:
    """One kind of field: what reads a line, what is typed, an example, and whether that is told."""

    read: Read
    what: Callable[[Field], str]
    example: Callable[[Field], str]
    as_in: bool = False


_KINDS: Mapping[FieldKind, _Kind] = {
    "text": _Kind(_text, lambda _: "your own words", lambda _: "…"),
    "number": _Kind(_number, _range, lambda field: str(field.high or field.low or 1)),
    "date": _Kind(_date, lambda _: "a day", lambda _: "2026-12-01, Dec 15 or friday", as_in=True),
    "choice": _Kind(_choice, lambda _: "one, by its number or words", _one),
    "several": _Kind(_chosen, lambda _: "as many as you like", _first(2, " "), as_in=True),
    "person": _Kind(_person, lambda _: "a name", lambda _: "NAME"),
    "rank": _Kind(_rank, lambda _: "best first", _first(2, " > "), as_in=True),
    "dots": _Kind(
        _dots,
        lambda field: f"a number for each of {field.high or 'your'} dots",
        lambda field: " ".join([*_numbered(field)][:2][: field.high]),
        as_in=True,
    ),
    "place": _Kind(_place, _across, lambda _: "2,5", as_in=True),
    "toggle": _Kind(_toggle, lambda _: "y or n", lambda _: "y"),
}
