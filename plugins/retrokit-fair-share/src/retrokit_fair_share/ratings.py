"""Reads what members gave one another, into exact numbers that are not negative.

A `Matrix` has a row for each rater, with the mark that this rater gave to each member. What is
not known (an absent rater, "not sure") is missing from it, and never a zero.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from numbers import Rational, Real
from typing import Any, TypeAlias, TypeVar

from retrokit.errors import Invalid

Member = TypeVar("Member", bound=Hashable)
Mark: TypeAlias = float | Fraction | None
Rating: TypeAlias = Mark | Mapping[str, Mark] | Sequence[Mark]
Row: TypeAlias = Mapping[Member, Fraction]
Matrix: TypeAlias = Mapping[Member, Row[Member]]
Scale: TypeAlias = tuple[float, float]

_SHAPE = (
    "ratings are a mapping of rater to a mapping of member to number, or a square list of lists"
)


def read(
    ratings: Mapping[Member, Mapping[Member, Rating] | None] | Sequence[Sequence[Rating] | None],
    members: Iterable[Member] | None = None,
    scale: Scale | None = None,
) -> tuple[tuple[Member, ...], tuple[Matrix[Member], ...]]:
    """Return the members and a matrix for each criterion (one, if ratings are plain numbers).

    With a `scale`, its lowest and highest mark, marks are scaled to [0, 1].

    Raises:
        Invalid: A shape, a name, a number or a scale that cannot be.
    """
    team = None if members is None else _distinct(members)
    rows = _rows(ratings, team)
    named = dict.fromkeys([*rows, *(each for row in rows.values() for each in row)])
    if team is None:
        team = tuple(named)
    for each in named:
        if each not in team:
            raise Invalid(f"{_shown(each)} is in the ratings and not among the members; name all")
    ends = None if scale is None else _ends(scale)
    matrices: dict[Hashable, dict[Member, dict[Member, Fraction]]] = {}
    for rater, row in rows.items():
        for ratee, rating in row.items():
            for criterion, mark in _criteria(rating).items():
                if mark is not None:
                    given = _number(mark, ends, f"{_shown(rater)} gave {_shown(ratee)}")
                    matrices.setdefault(criterion, {}).setdefault(rater, {})[ratee] = given
    return team, tuple(matrices.values())


def _distinct(members: Iterable[Member]) -> tuple[Member, ...]:
    team = tuple(members)
    try:
        twice = len(set(team)) < len(team)
    except TypeError:
        raise Invalid("members are names or numbers, not lists or mappings") from None
    if twice:
        raise Invalid("a member is named twice; every name stands for one person")
    return team


def _rows(ratings: Any, team: tuple[Any, ...] | None) -> dict[Any, Mapping[Any, Any]]:
    """Return a row for each rater, whichever of the two shapes the ratings have."""
    if isinstance(ratings, Mapping):
        rows = {rater: {} if row is None else row for rater, row in ratings.items()}
        if not all(isinstance(row, Mapping) for row in rows.values()):
            raise Invalid(_SHAPE)
    elif _is_list(ratings):
        names = range(len(ratings)) if team is None else team
        square = all(row is None or (_is_list(row) and len(row) == len(names)) for row in ratings)
        if not square or len(ratings) != len(names):
            raise Invalid(f"{_SHAPE}; this one is not square, {len(names)} by {len(names)}")
        rows = {
            rater: dict(zip(names, row or (), strict=False))
            for rater, row in zip(names, ratings, strict=True)
        }
    else:
        raise Invalid(_SHAPE)
    kinds = {_kind(each) for row in rows.values() for each in row.values() if each is not None}
    if len(kinds) > 1:
        raise Invalid("each rating is a number, or each has marks on the same criteria; not both")
    return rows


def _kind(rating: Any) -> object:
    """Return what all ratings have to agree on: plain numbers, named or listed criteria."""
    if _is_list(rating):
        return len(rating)
    return "named" if isinstance(rating, Mapping) else "number"


def _criteria(rating: Any) -> Mapping[Hashable, Any]:
    if isinstance(rating, Mapping):
        return rating
    return dict(enumerate(rating)) if _is_list(rating) else {None: rating}


def _number(mark: Any, ends: tuple[Fraction, Fraction] | None, who: str) -> Fraction:
    number = _exact(mark)
    if number is None or (ends is None and number < 0):
        raise Invalid(f"{who} {_shown(mark)}; that is no number from 0 up (None is not sure)")
    if ends is None:
        return number
    low, high = ends
    if not low <= number <= high:
        raise Invalid(f"{who} {_shown(mark)}; the scale runs from {float(low)} to {float(high)}")
    return (number - low) / (high - low)


def _ends(scale: Any) -> tuple[Fraction, Fraction]:
    ends = tuple(map(_exact, scale)) if _is_list(scale) else ()
    match ends:
        case (Fraction() as low, Fraction() as high) if low < high:
            return low, high
    raise Invalid(f"a scale is its lowest and its highest mark, as in (1, 5), not {_shown(scale)}")


def _exact(value: Any) -> Fraction | None:
    """Return the very number that this is, None if it is not one."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    try:
        return Fraction(value) if isinstance(value, Rational) else Fraction(float(value))
    except (OverflowError, ValueError):  # infinite, or not a number
        return None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _shown(value: object) -> str:
    return " ".join(repr(value).split())[:60]
