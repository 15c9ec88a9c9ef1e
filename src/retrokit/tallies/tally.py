"""What every voting method returns: the winners, the standings, and what it takes to check them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from attrs import frozen

from ..errors import Invalid


class Candidate(Hashable, Protocol):
    """What can be voted for: anything hashable that sorts, such as text or numbers."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this one comes before the other where nothing else tells them apart."""


C = TypeVar("C", bound=Candidate)


class TooMany(Invalid):
    """More candidates than a method can count in a second or so; vote on fewer."""


Number: TypeAlias = int | float
"""A count. A float only where a whole number cannot be: a half, or a sum of such scores."""


@frozen
class Row(Generic[C]):
    """One line of a `Detail`: a number, what it is about, and words that go with it.

    Two candidates are a pair, the first against the second; none is about the ballots as such.
    """

    candidates: tuple[C, ...]
    number: Number
    words: str = ""


@frozen
class Detail(Generic[C]):
    """One table of what a person needs to check a count by hand."""

    title: str
    rows: tuple[Row[C], ...]


@frozen
class Tally(Generic[C]):
    """The outcome of a vote.

    `winners` are all that share the first place, sorted; none if nobody voted for anything.
    `standings` pairs every candidate with its number: the winners, then the best first, equals
    in sorted order. `detail` is how it came about, table by table.
    """

    winners: tuple[C, ...]
    standings: tuple[tuple[C, Number], ...]
    detail: tuple[Detail[C], ...] = ()


def outcome(
    numbers: Mapping[C, Number | Fraction],
    *,
    winners: Iterable[C] | None = None,
    detail: Iterable[Detail[C]] = (),
) -> Tally[C]:
    """Return the tally of candidates with these numbers; by default all with the most win.

    A number that is whole becomes an int, so that equal counts are equal in every way.
    """
    if winners is None:
        best = max(numbers.values(), default=0)
        winners = (each for each, number in numbers.items() if number == best > 0)
    won = set(winners)
    ranked = sorted(numbers.items(), key=lambda pair: (pair[0] not in won, -pair[1], pair[0]))
    return Tally(
        tuple(sorted(won)),
        tuple((each, plain(number)) for each, number in ranked),
        tuple(detail),
    )


def plain(number: Any) -> Number:
    """Return a number (also a `Fraction`) as an int if it is whole, else as the nearest float."""
    return int(number) if number == int(number) else float(number)


def with_noun(number: Number, noun: str) -> str:
    """Return a number with its noun: `1 point`, `2.5 points`."""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"
