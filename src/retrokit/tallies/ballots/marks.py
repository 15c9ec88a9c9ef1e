"""What a ballot of any kind says of candidates, and the limits that it is held against."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Generic, Protocol

from attrs import frozen

from ..tally import C, Number


@frozen
class Marks(Generic[C]):
    """What a filled-in ballot says; which of the fields it has follows from its kind.

    `scores` pairs candidates with dots, scores or fingers (with 1 where they are just chosen),
    `ranks` holds the candidates of a ranking, best first, and `objections` pairs candidates with
    the words of who objects to them.
    """

    scores: tuple[tuple[C, Number], ...] = ()
    ranks: tuple[tuple[C, ...], ...] = ()
    objections: tuple[tuple[C, str], ...] = ()

    def named(self) -> Iterator[C]:
        """Yield the candidates that it names."""
        yield from (each for each, _ in self.scores)
        yield from (each for rank in self.ranks for each in rank)


class Limits(Protocol):
    """What a ballot is held against: the terms of a vote are this, and None is no limit.

    `budget` is how much there is in all, `cap` the most for one candidate. Ballots that are
    counted outside a retro have neither: who says nothing abstains there, and a scale is their own.
    """

    @property
    def candidates(self) -> Collection[Any] | None:
        """Return who may be named; None if that is anybody."""

    @property
    def budget(self) -> int | None:
        """Return how much there is to give."""

    @property
    def cap(self) -> int | None:
        """Return the most that one candidate may get."""


@frozen
class Unlimited:
    """The limits of ballots that are counted as they come."""

    candidates: Collection[Any] | None = None
    budget: int | None = None
    cap: int | None = None
