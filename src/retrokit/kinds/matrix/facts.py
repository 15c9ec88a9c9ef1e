"""What a Matrix puts into the log and into seals, and the state of its step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from typing import Annotated, TypeAlias

from attrs import frozen

from ...engine.kind import Fared
from ...events import Draft, Value
from ...given import ReadWithin
from ...tallies import Number

PLACES = "places"
"""The slot of what a member places."""

PlacesValue: TypeAlias = Annotated[Mapping[int, Sequence[int]], ReadWithin()]
"""Places as they are handed in: for each candidate, by number, how far across and up."""


@frozen
class Place:
    """Where somebody put a candidate."""

    candidate: int
    across: int
    up: int


@frozen
class PlacesDraft(Draft):
    """Where a member put things, sealed: by candidate, as numbers stood when it was given."""

    places: tuple[Place, ...]


@frozen(kw_only=True)
class ToPlace(Value):
    """What is there to be placed, by number."""

    candidates: tuple[int, ...] = ()


@frozen
class Spread:
    """Where people put something on one axis: the middle, and how far apart they are."""

    median: Number
    low: Number
    high: Number


@frozen(kw_only=True)
class Spot:
    """Where a candidate came to stand, by how many people, and how many points that is.

    A point is a step away from the worst corner, along either axis.
    """

    candidate: int
    across: Spread
    up: Spread
    people: int
    points: Number


@frozen(kw_only=True)
class Placed:
    """What one member placed; only where the matrix is named."""

    author: str
    places: tuple[Place, ...]


@frozen(kw_only=True)
class Placements(Value):
    """How a matrix came out. `spots` is None where too few took part.

    Best first, and none of what too few placed. `candidates` are all that could be placed, and
    what was placed before it was gone.
    """

    candidates: tuple[int, ...] = ()
    spots: tuple[Spot, ...] | None = None
    placed: tuple[Placed, ...] = ()


@frozen
class MatrixRound:
    """A matrix: what there is to place, and once it is opened where that came to stand.

    Until it is opened it follows the board. `changed` tells that it did so after the first arrival
    at something that could be placed: something may have been placed before that.
    """

    candidates: tuple[int, ...]
    changed: bool = False
    opened: bool = False
    taken_part: int = 0
    team: int = 0
    floor: int = 0
    spots: tuple[Spot, ...] | None = None
    placed: tuple[Placed, ...] = ()

    def fared(self, numbers: Set[int]) -> Fared | None:
        """Return the points of these candidates, the best of them where there are several.

        The merit is the points: how many steps the medians are away from the worst corner, across
        and up together. With five steps they go from 0, there, to 8 in the best corner; both axes
        weigh the same.
        """
        found = [self._points[each] for each in numbers if each in self._points]
        if not found:
            return None
        points = max(found)
        return Fared(number=points, counts="point", adds_up=False, merit=points)

    @cached_property
    def _points(self) -> Mapping[int, Number]:
        return {each.candidate: each.points for each in self.spots or ()}
