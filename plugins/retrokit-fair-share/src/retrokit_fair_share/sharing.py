"""`shares`: from what members gave one another to how the team sees each one's part."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Generic, overload

from attrs import field, frozen

from retrokit.errors import Invalid

from .methods import METHODS, averaged, compared, mean
from .ratings import Matrix, Member, Rating, Row, Scale, read

# How many others have to have rated a member before anybody is told what came out of it.
FEWEST_RATERS = 3


def _frozen(values: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(dict(values))


def _frozen_rows(rows: Mapping[Any, Mapping[Any, Any]]) -> Mapping[Any, Any]:
    return _frozen({each: _frozen(row) for each, row in rows.items()})


@frozen(kw_only=True)
class Shares(Generic[Member]):
    """Who carried what, as the others see it. It starts a conversation and is not a grade.

    `perceived` is each member's share as seen by those who rated them, and `claimed` as they see
    it themself; None where nobody can say. With `teammates` both are in percent of an equal
    share: 100 is as much as anybody. With `webpa` and `autorating` they are factors: 1 is as
    much as anybody, and `autorating` goes no higher than 1.05. All of it is as computed: what may
    be told to a member is in `told()`.

    The rest is in the same units for every method:

    `percent`: the perceived share in percent of an equal one, without any cap. Known ones
        average 100.
    `raters`: how many others said something about each member.
    `seen`: what each member is shown: all shares, scaled so that those they rated sum to what
        they gave them. `seen[i][i]` stands beside the mark that `i` gave themself. Whoever gave
        nothing sees percent.
    `given`: each rater's marks, their own among them, in percent of equal marks. A row averages
        100 over the marks in it. A row of zeros alone is all None: it compares nobody.
    """

    method: str
    members: tuple[Member, ...]
    perceived: Mapping[Member, float | None] = field(converter=_frozen)
    claimed: Mapping[Member, float | None] = field(converter=_frozen)
    percent: Mapping[Member, float | None] = field(converter=_frozen)
    raters: Mapping[Member, int] = field(converter=_frozen)
    seen: Mapping[Member, Mapping[Member, float | None]] = field(converter=_frozen_rows)
    given: Mapping[Member, Mapping[Member, float | None]] = field(converter=_frozen_rows)

    def told(self, raters: int = FEWEST_RATERS) -> dict[Member, float]:
        """Return the shares in percent that at least so many others stand behind."""
        return {
            member: share
            for member, share in self.percent.items()
            if share is not None and self.raters[member] >= raters
        }


@overload
def shares(
    ratings: Mapping[Member, Mapping[Member, Rating] | None],
    *,
    members: Iterable[Member] | None = ...,
    method: str = ...,
    self_ratings: bool = ...,
    scale: Scale | None = ...,
    per_criterion: bool = ...,
) -> Shares[Member]: ...
@overload
def shares(
    ratings: Sequence[Sequence[Rating] | None],
    *,
    members: None = ...,
    method: str = ...,
    self_ratings: bool = ...,
    scale: Scale | None = ...,
    per_criterion: bool = ...,
) -> Shares[int]: ...
@overload
def shares(
    ratings: Sequence[Sequence[Rating] | None],
    *,
    members: Iterable[Member],
    method: str = ...,
    self_ratings: bool = ...,
    scale: Scale | None = ...,
    per_criterion: bool = ...,
) -> Shares[Member]: ...
def shares(
    ratings: Mapping[Member, Mapping[Member, Rating] | None] | Sequence[Sequence[Rating] | None],
    *,
    members: Iterable[Member] | None = None,
    method: str = "teammates",
    self_ratings: bool = False,
    scale: Scale | None = None,
    per_criterion: bool = False,
) -> Shares[Member]:
    """Return who carried what, as the others see it.

    Args:
        ratings: `ratings[rater][ratee]` is a number from 0 up, or None for "not sure"; or marks
            on several criteria, a mapping or a list of such numbers. A rater who is absent is
            missing. A square list of lists will do, for members 0 to n - 1 (or `members`).
        members: The whole team, where the ratings alone do not name everybody.
        method: `teammates`, `webpa` or `autorating`; see `retrokit_fair_share.methods`.
        self_ratings: Whether what members give themselves counts for `perceived`.
        scale: The lowest and the highest mark that could be given; marks are then scaled to
            [0, 1] first. Without it, marks are points and count as they are.
        per_criterion: Whether each criterion is a share of its own, and these are averaged, so
            that a criterion on which marks differ much does not outweigh one on which they
            differ little. Otherwise a member's marks on all criteria are averaged first, and
            "not sure" about one of them counts as the rater's average for others on it.

    Whatever the method, a row with nothing but zeros says nothing, and equal marks give equal
    shares, whoever is absent. (With `autorating` that takes the same marks from everyone: it
    alone takes the level of a rater's marks to mean something.) Arithmetic is exact until the
    end, so nothing depends on the order of members or ratings.

    Raises:
        Invalid: An unknown method or name; a number that is negative, no number, or off the
            scale; ratings of another shape.
    """
    if not isinstance(method, str) or method not in METHODS:
        raise Invalid(f"no method {method!r:.60}; there is: {', '.join(METHODS)}")
    how = METHODS[method]
    team, criteria = read(ratings, members, scale)
    points = _points(criteria)
    counted = criteria if per_criterion else (points,)
    heard = [_heard(each, self_ratings) for each in counted]
    found = compared(averaged(compared(how.score(each, team, self_ratings)) for each in heard))
    given = _averaged([{rater: compared(row) for rater, row in each.items()} for each in counted])
    claims = {each: given[each][each] for each in team if each in given.get(each, ())}
    return Shares(
        method=method,
        members=team,
        perceived=_told({each: how.express(share) for each, share in found.items()}, team),
        claimed=_told({each: how.express(share) for each, share in claims.items()}, team),
        percent=_told({each: 100 * share for each, share in found.items()}, team),
        raters={each: len(_others(each, heard)) for each in team},
        seen={each: _told(_as_given(found, points.get(each, {})), team) for each in team},
        given={
            each: _told({to: 100 * mark for to, mark in given.get(each, {}).items()}, team)
            for each in team
        },
    )


def _points(criteria: Sequence[Matrix[Member]]) -> Matrix[Member]:
    """Return one matrix, with each member's mean mark on the criteria that a rater used.

    "Not sure" about one of them counts as this rater's mean mark for others on it. Left out, it
    would be for or against somebody that a mark is missing where marks are low or high.
    """
    points: dict[Member, dict[Member, Fraction]] = {}
    for rater in dict.fromkeys(rater for matrix in criteria for rater in matrix):
        rows = [matrix[rater] for matrix in criteria if rater in matrix]
        usual = [
            mean([mark for to, mark in row.items() if to != rater] or list(row.values()))
            for row in rows
        ]
        points[rater] = {
            to: mean([row.get(to, level) for row, level in zip(rows, usual, strict=True)])
            for to in dict.fromkeys(to for row in rows for to in row)
        }
    return points


def _averaged(matrices: Sequence[Matrix[Member]]) -> Matrix[Member]:
    """Return one matrix of the means over those in which a mark is."""
    raters = dict.fromkeys(rater for matrix in matrices for rater in matrix)
    return {rater: averaged(m[rater] for m in matrices if rater in m) for rater in raters}


def _heard(matrix: Matrix[Member], self_ratings: bool) -> Matrix[Member]:
    """Return the rows that count: without marks for oneself, and none with zeros alone."""
    rows = {
        rater: {to: mark for to, mark in row.items() if self_ratings or to != rater}
        for rater, row in matrix.items()
    }
    return {rater: row for rater, row in rows.items() if any(row.values())}


def _others(member: Member, heard: Sequence[Matrix[Member]]) -> set[Member]:
    return {
        rater
        for matrix in heard
        for rater, row in matrix.items()
        if member in row and rater != member
    }


def _as_given(found: Row[Member], row: Row[Member]) -> Row[Member]:
    """Return all shares, scaled so that those who are in a row sum to what the row gives them."""
    both = found.keys() & row.keys()
    gave, got = sum(row[each] for each in both), sum(found[each] for each in both)
    factor = Fraction(gave, got) if gave and got else Fraction(100)
    return {each: factor * share for each, share in found.items()}


def _told(numbers: Row[Member], team: tuple[Member, ...]) -> dict[Member, float | None]:
    """Return a number for each member, None where there is none."""
    most = Fraction(sys.float_info.max)
    return {each: float(min(numbers[each], most)) if each in numbers else None for each in team}
