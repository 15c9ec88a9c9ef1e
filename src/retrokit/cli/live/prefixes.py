"""What a line names in front: whose it is, and the column that it goes into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import frozen

from .names import COLONS, same

_COLON = re.compile(rf"[{COLONS}]")
_LONGEST = 2 * 80 + 2
"""So far into a line a colon may end a name: a column's may hold one, and a list of owners."""


@frozen
class Prefixed:
    """A line without what it named in front."""

    author: str | None
    column: str | None
    text: str


def labels(line: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each colon of a line, longest first, and what stands after it.

    The colon may be any that looks like one, with or without blanks around it.
    """
    for colon in reversed(list(_COLON.finditer(line[:_LONGEST]))):
        label = line[: colon.start()].strip()
        if label:
            yield label, line[colon.end() :].lstrip()


def split(line: str, members: Iterable[str], columns: Iterable[str]) -> Prefixed:
    """Return the author and the column that a line names in front, and the rest of it.

    `Ana: Stop: late calls`, in either order. A name that may hold a colon itself is read whole. A
    word before a colon that is neither stays part of the text.
    """
    author = column = None
    members, columns = list(members), list(columns)
    while True:
        for label, rest in labels(line):
            who = None if author else leading(label, members)
            where = None if who or column else same(label, columns)
            if who or where:
                author, column, line = author or who, column or where, rest
                break
        else:
            return Prefixed(author, column, line)


def leading(label: str, members: Iterable[str]) -> str | None:
    """Return the member whom a label names, typed with an @ or without."""
    return same(label.removeprefix("@"), members)


def named_in_front(text: str, members: Iterable[str]) -> str | None:
    """Return the member whose name a text begins with, before a colon; None if there is none."""
    members = list(members)
    return next((who for label, _ in labels(text) if (who := leading(label, members))), None)
