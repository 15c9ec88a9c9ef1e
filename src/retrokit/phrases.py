"""Numbers, names and counts in words, the same on every screen and in every report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # formats are listed without
    from .blocks import Amount, Number


def listing(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: `Ada, Ben and Cy`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def quoted(options: Iterable[str]) -> str:
    """Return options as a sentence names them: `"yes" or "maybe"`."""
    return " or ".join(f'"{each}"' for each in options)


def plural(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 vote`, `2 votes`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def figure(number: Number) -> str:
    """Return a number as people read it: at most two digits after the point."""
    return str(number) if isinstance(number, int) else f"{number:.2f}".rstrip("0").rstrip(".")


def amount(given: Amount | None) -> str:
    """Return an amount with its noun, as in `3 dots`; empty where that is nothing."""
    if given is None or not given.number:
        return ""
    return f"{figure(given.number)} {given.unit}{'' if given.number == 1 else 's'}"


def sentence(line: str, aside: str = "") -> str:
    """Return a line as a sentence, with an aside in brackets if there is one."""
    return f"{line[0].upper()}{line[1:]}{f' ({aside})' if aside else ''}."


def share(taken_part: int, team: int, verb: str) -> str:
    """Return how many of how many took part."""
    return f"{taken_part} of {team} {verb}"


def it_takes(floor: int, taken_part: int, what: str = "") -> str:
    """Return how many it takes to show what is withheld: who has left does not count."""
    told = f"it takes {floor} {what}" if what else f"it takes {floor}"
    if taken_part < floor:
        return told
    return f"{told} {'from ' if what else ''}people who are still here"
