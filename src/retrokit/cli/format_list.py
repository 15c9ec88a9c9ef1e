"""Formats as a list: one line each, as many as a screen holds, and which of them is meant."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from attrs import frozen

from ..characters import width, wrap
from ..formats import column_names
from .tables import columns

if TYPE_CHECKING:
    from ..formats import Format
    from ..plugins import Plugins


@frozen
class Group:
    """Formats that come together, under a heading. What is `held` goes before all else."""

    heading: str
    formats: Sequence[Format]
    held: bool = False


def grouped(formats: Iterable[Format], plugins: Plugins, held: Iterable[str] = ()) -> list[Group]:
    """Return formats by where they come from; first those that were `held`, most often first.

    `held` has the name of the format of each retro.
    """
    from collections import Counter

    left = {each.name: each for each in formats}
    often = [left.pop(name) for name, _ in Counter(held).most_common() if name in left]
    groups = [Group("Held before", often, held=True)] if often else []
    sources = {name: plugins.provider("formats", name) for name in left}
    for source in dict.fromkeys(sources.values()):
        own = [each for name, each in left.items() if sources[name] == source]
        groups.append(Group("Others" if source is None else f"From {source}", own))
    return groups


def all_of(groups: Iterable[Group]) -> list[Format]:
    """Return the formats of groups, in order."""
    return [each for group in groups for each in group.formats]


def room(other: int) -> int | None:
    """Return how many lines a screen has beside `other` ones, None where there is no screen."""
    return max(3, shutil.get_terminal_size().lines - other) if sys.stdout.isatty() else None


def fitting(groups: Sequence[Group], most: int | None) -> list[Format]:
    """Return the formats for at most so many lines: what was held, then the first of each group.

    A package that somebody installed is not hidden behind all that comes with retrokit.
    """
    every = all_of(groups)
    if most is None or len(every) <= most:
        return every
    held = all_of(group for group in groups if group.held)
    turns = zip_longest(*(group.formats for group in groups if not group.held))
    in_turn = (each for each in chain.from_iterable(turns) if each is not None)
    taken = {each.name for each in islice(chain(held, in_turn), most)}
    return [each for each in every if each.name in taken]


def lines(formats: Iterable[Format], every: Sequence[Format], *, numbered: bool) -> list[str]:
    """Return a line for each format: its number among `every` one, name, minutes and columns."""
    wide = max((len(each.name) for each in every), default=0)
    found = []
    for each in formats:
        number = f"{every.index(each) + 1:>2}  " if numbered else ""
        lead = f"{number}{each.name:<{wide}}  {each.minutes:>3} min  "
        found.append(f"{lead}{about(each, columns() - width(lead))}")
    return found


def whole(groups: Sequence[Group], *, numbered: bool) -> list[str]:
    """Return a line for each format there is, under headings where there are several groups."""
    every = all_of(groups)
    found: list[str] = []
    for group in groups:
        if groups[1:]:
            found += [*([""] if found else []), group.heading]
        found += lines(group.formats, every, numbered=numbered)
    return found


def about(format: Format, wide: int) -> str:
    """Return what a format is like, in so many cells: its columns, else what it is for.

    >>> from retrokit.formats import Collect, Column, Format
    >>> board = Collect(columns=[Column("Start"), Column("Stop"), Column("Continue")])
    >>> made = Format(name="ssc", title="SSC", purpose="Change habits.", agenda=[board])
    >>> about(made, 80)
    'Start, Stop, Continue'
    >>> about(made, 16)
    'Start, Stop, …'
    """
    names = [*dict.fromkeys(name for each in format.agenda for name in column_names(each))]
    for many in range(len(names), 1, -1):
        said = ", ".join([*names[:many], *(["…"] if many < len(names) else [])])
        if width(said) <= wide:
            return said
    return _begun(format.purpose, wide)


def _begun(text: str, wide: int) -> str:
    """Return a text, or its first sentence, or as many of its words as fit."""
    for said in (text, text.partition(". ")[0]):
        if width(whole_line := said.removesuffix(".")) <= wide:
            return whole_line
    return f"{wrap(text, wide - 1)[0].rstrip(',.;: ')}…"


def meant(typed: str, formats: Sequence[Format]) -> Format:
    """Return the format that a number, a name or a title means, or the beginning of one.

    Raises `Ambiguous` with those it may be, and `NotFound` with the nearest.
    """
    from ..errors import NotFound
    from .live.names import begun

    if typed.isdecimal() and 1 <= int(typed[:4]) <= len(formats):
        return formats[int(typed) - 1]
    for known in ({each.name: each for each in formats}, {each.title: each for each in formats}):
        if (name := begun(typed, list(known))) is not None:
            return known[name]
    raise NotFound.among("format", typed, (each.name for each in formats))
