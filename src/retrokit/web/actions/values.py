"""How values stand on the wire, where JSON has no word for them."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias, TypeVar

from ...engine.material.items import UNCHANGED, Unchanged
from ...errors import Invalid
from ...retro import Receipt
from .action import KEY

T = TypeVar("T")


def note_of(note: object) -> int | Receipt:
    """Return what names a note: its number, or the receipt for it."""
    if isinstance(note, str):
        return receipt_of(note)
    if type(note) is not int:
        raise Invalid("note is its number, or the receipt for it")
    return note


def receipt_of(given: object) -> Receipt:
    """Return the receipt that a text is: the key of the action that sealed something."""
    if not isinstance(given, str) or not KEY.fullmatch(given):
        raise Invalid("a receipt is the id under which something was hidden")
    return Receipt(given)


def member_in(given: dict[str, Any]) -> str | None:
    """Return the member whom something is given for; None for who sent it."""
    member = given.get("member")
    if not (member is None or isinstance(member, str)):
        raise Invalid("member: say the name of the member whom you write for")
    return member


Names: TypeAlias = str | tuple[str, ...] | None
"""A name, or several."""


def or_empty(given: T | None) -> T | Unchanged | None:
    """Return a field that is left as it is where it was not sent, and emptied by nothing in it."""
    return UNCHANGED if given is None else given or None


def day_of(text: str | None) -> date | Unchanged | None:
    if not text:
        return UNCHANGED if text is None else None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text[:40]!r} is no date; write it as in 2026-12-01") from None


def ballot_of(given: Any) -> Any:
    """Return a ballot as the engine takes it: JSON has text for keys, and lists for tuples."""
    if isinstance(given, dict):
        return {_candidate(key): _tuple(value) for key, value in given.items()}
    if isinstance(given, list):
        return [_tuple(each) for each in given]
    return given


def _candidate(key: str) -> int:
    if not key.isdecimal() or len(key) > 9:
        raise Invalid(f"{key[:40]!r} is no number of a candidate")
    return int(key)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
