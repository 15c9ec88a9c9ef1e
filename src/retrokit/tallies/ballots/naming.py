"""How a ballot names candidates, whatever its kind: each once, and nobody who does not stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Set
from typing import Any

from ... import figures
from ...errors import Invalid, NotFound
from ...given import shown


def known_of(candidates: Collection[Any] | None) -> dict[Any, Any] | None:
    """Return candidates as they are looked up; None if anybody may be named."""
    if candidates is None or isinstance(candidates, dict):
        return candidates
    return dict(zip(candidates, candidates, strict=True))


def named(given: Iterable[Any], candidates: Collection[Any] | None) -> list[Any]:
    """Return the candidates that are named, in the order given.

    A whole number of any kind is an int, and what has a number stands for it, as a note does.
    Raises `NotFound` for who does not stand, `Invalid` for what can be nobody, or is named twice.
    """
    known = known_of(candidates)
    found = [_candidate(each, known) for each in given]
    if len(set(found)) != len(found):
        twice = next(each for each, many in Counter(found).items() if many > 1)
        raise Invalid(f"candidate {shown(twice)} is named twice; name each once")
    return found


def keys(given: Mapping[Any, Any], candidates: Collection[Any] | None) -> list[Any]:
    """Return the candidates that are the keys of a mapping, as `named` does.

    In JSON the key of a candidate is text, as in `{"3": 2}`.
    """
    known = known_of(candidates)
    if known is None:
        return named(given, None)
    return named(
        (
            int(each) if isinstance(each, str) and each not in known and _is_number(each) else each
            for each in given
        ),
        known,
    )


def can_stand(given: object) -> bool:
    """Return whether a value can be a candidate: text, a number, or what else can be told apart."""
    return _standing(given) is not None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9


def _standing(given: Any) -> Any:
    """Return a candidate, a whole number of any kind as an int; None for what can be none."""
    if type(given) in (int, str):  # most are, of thousands
        return given
    # Two truth values are two numbers, a tuple are equals; and what is not itself is nobody.
    if (
        given is None
        or isinstance(given, (bool, tuple, Set, Mapping))
        or not isinstance(given, Hashable)
        or given != given  # noqa: PLR0124  # nan
    ):
        return None
    number = figures.whole(given)
    return given if number is None else number


def _candidate(given: Any, known: dict[Any, Any] | None) -> Any:
    this = _standing(given)
    if known is None:
        if this is None:
            raise Invalid(f"{shown(given)} cannot be a candidate; give text or numbers")
        return this
    # 3.0 equals 3, and is a slip where candidates are numbered.
    if this in known and (isinstance(this, int) or not isinstance(known[this], int)):
        return this
    number = figures.whole(getattr(given, "number", None))
    if number is not None and number in known:
        return number
    said = given if isinstance(given, (str, int)) else shown(given)
    raise NotFound.among("candidate", said, map(str, known))
