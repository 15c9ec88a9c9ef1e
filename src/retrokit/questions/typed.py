"""How numbers for teammates are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors import Invalid, NotFound, NotNow
from ..texts import fold_name

UNSURE = "?"
"""What is typed for a teammate about whom one cannot say."""

Row = list[int | None]

_NAMELESS = re.compile(r"[-+\d.,;?=\s]*")
"""A line of numbers, right or wrong, without a name."""


def read_ratings(text: str, mates: Sequence[str], criteria: int) -> dict[str, Row]:
    """Return what a line gives each teammate by so many criteria: `40 60` or `4 5; 3 ?`."""
    if not mates:
        raise NotNow("nobody else is here to be rated; it takes a team")
    parts = text.split(";") if criteria > 1 else [text]
    rows = [read_row(each, mates) for each in parts]
    if len(rows) != criteria:
        raise Invalid(
            f"{len(rows)} of {criteria} criteria are rated; "
            "put a semicolon after each, as in 4 5 3; 3 ? 4"
        )
    return {who: [row[at] for row in rows] for at, who in enumerate(mates)}


def read_row(text: str, mates: Sequence[str]) -> Row:
    """Return the numbers of a line, a number for each teammate in their order."""
    words = text.replace(",", " ").replace("=", " ").split()
    if all(_is_number(word) for word in words):
        if len(words) != len(mates):
            raise Invalid(
                f"{len(words)} given for {len(mates)}; give one each for {', '.join(mates)}"
            )
        return [_number(word) for word in words]
    if _NAMELESS.fullmatch(text):
        strange = next(word for word in words if not _is_number(word))
        raise Invalid(
            f"{strange[:40]!r} cannot be taken; "
            f"give a whole number each for {', '.join(mates)}, or {UNSURE}"
        )
    named: dict[str, int | None] = {}
    folded = {fold_name(each): each for each in mates}
    for part in text.replace("=", " ").split(","):
        name, _, number = part.strip().rpartition(" ")
        if fold_name(name) not in folded:
            raise NotFound.among("teammate to rate", name or part.strip(), mates)
        if not _is_number(number):
            raise Invalid(f"{number[:40]!r} for {name} is no whole number; write {name} 25")
        if folded[fold_name(name)] in named:
            raise Invalid(f"{folded[fold_name(name)]} is named twice; give each one number")
        named[folded[fold_name(name)]] = _number(number)
    if missing := [each for each in mates if each not in named]:
        raise Invalid(f"nothing is said of {', '.join(missing)}; give a number, or {UNSURE}")
    return [named[each] for each in mates]


def _is_number(word: str) -> bool:
    return word == UNSURE or (word.isdecimal() and len(word) <= 9)


def _number(word: str) -> int | None:
    return None if word == UNSURE else int(word)
