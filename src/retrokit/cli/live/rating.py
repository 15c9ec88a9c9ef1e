"""How numbers for teammates are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...engine.state import fold_name
from ...errors import Invalid, NotFound, NotNow
from ...questions import Allocation, PeerQuestion
from ..tables import paragraph

UNSURE = "?"
"""What is typed for a teammate about whom one cannot say."""

Row = list[int | None]

_NAMELESS = re.compile(r"[-+\d.,;?=\s]*")
"""A line of numbers, right or wrong, without a name."""


def how_to_rate(question: PeerQuestion, mates: Sequence[str], criterion: int | None = None) -> str:
    """Return how a question about teammates is answered; with a criterion, that one alone."""
    if isinstance(question, Allocation):
        equal = f" An equal share would be {_about(question.total / len(mates))}." if mates else ""
        what = f"Share out {question.total} points.{equal} A number each"
    else:
        low, high = question.labels or ("lowest", "highest")
        what = f"{question.low} ({low}) to {question.high} ({high}), a number each"
    order = f", in this order: {', '.join(mates)}" if mates else " of your teammates, in order"
    lines = [paragraph(f"{what}{order}; {UNSURE} if you cannot say.", "  ", "  ")]
    if not isinstance(question, Allocation) and criterion is None and len(question.criteria) > 1:
        lines += [paragraph(each, "    ", "  - ") for each in question.criteria]
        lines.append("  On one line: a semicolon after each of these.")
    return "\n".join(lines)


def read_ratings(question: PeerQuestion, text: str, mates: Sequence[str]) -> dict[str, Row]:
    """Return what a line gives each teammate: `40 60`, `Ben 40, Cy 60` or `4 5; 3 ?`."""
    if not mates:
        raise NotNow("nobody else is here to be rated; it takes a team")
    parts = text.split(";") if len(question.criteria) > 1 else [text]
    rows = [read_row(each, mates) for each in parts]
    if len(rows) != len(question.criteria):
        raise Invalid(
            f"{len(rows)} of {len(question.criteria)} criteria are rated; "
            "put a semicolon after each, as in 4 5 3; 3 ? 4"
        )
    return joined(rows, mates)


def joined(rows: Sequence[Row], mates: Sequence[str]) -> dict[str, Row]:
    """Return rows by criterion as what each teammate was given."""
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


def _about(number: float) -> str:
    return f"{round(number, 2):g}"


def _is_number(word: str) -> bool:
    return word == UNSURE or (word.isdecimal() and len(word) <= 9)


def _number(word: str) -> int | None:
    return None if word == UNSURE else int(word)
