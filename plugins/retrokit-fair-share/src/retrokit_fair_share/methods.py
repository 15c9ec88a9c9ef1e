"""The methods: from the rows of those who were heard to a number for each member.

A method takes the matrix of what was given, the members, and whether marks for oneself count
(otherwise there are none in the matrix). It returns a number for each member of whom somebody
said something; only the proportions between these numbers count. Rows are exact and none
holds zeros alone: such a row compares nobody with anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from .ratings import Matrix, Member, Row


def compared(row: Row[Member]) -> dict[Member, Fraction]:
    """Return a row scaled so that its marks average 1; nothing if they are all 0."""
    total = sum(row.values())
    return {each: mark * len(row) / total for each, mark in row.items()} if total else {}


def mean(numbers: Sequence[Fraction]) -> Fraction:
    """Return the mean of at least one number."""
    return sum(numbers, Fraction()) / len(numbers)


def averaged(rows: Iterable[Row[Member]]) -> dict[Member, Fraction]:
    """Return each member's mean over the rows in which they are."""
    columns: dict[Member, list[Fraction]] = {}
    for row in rows:
        for member, mark in row.items():
            columns.setdefault(member, []).append(mark)
    return {member: mean(marks) for member, marks in columns.items()}


def teammates(
    matrix: Matrix[Member], members: Sequence[Member], self_ratings: bool
) -> dict[Member, Fraction]:
    """Average each member over those who rated them, each rater's marks scaled to average 1.

    Source: TEAMMATES, the peer feedback tool of the National University of Singapore; its class
    `TeamEvalResult`. It differs where a rater gave nothing but zeros. There, that row stays at
    zero and lifts the rater above all others; here it says nothing.
    """
    return averaged(compared(row) for row in matrix.values())


def webpa(
    matrix: Matrix[Member], members: Sequence[Member], self_ratings: bool
) -> dict[Member, Fraction]:
    """Add up the fractions that each member received of every rater's cake.

    With self-ratings that is times the team's size, over the number who submitted. Without, the
    row of somebody absent is filled with equal marks instead: the factor N/(number who
    submitted) would lift whoever does not submit, as everybody but them had one rater less. A
    "not sure" is an equal mark as well. All numbers then average 1.

    Source: Loddington, Pond, Wilkinson and Willmot, A case study of the development of WebPA,
    British Journal of Educational Technology 40 (2009). That absence is rewarded without
    self-ratings is issue 114 of WebPA; the original has no equal marks.
    """
    rows = {rater: compared(row) for rater, row in matrix.items()}
    raters = rows.keys() if self_ratings else members
    return {
        member: mean(
            [
                rows.get(rater, {}).get(member, Fraction(1))
                for rater in raters
                if self_ratings or rater != member
            ]
        )
        for member in members
        if any(member in row for row in rows.values())
    }


def autorating(
    matrix: Matrix[Member], members: Sequence[Member], self_ratings: bool
) -> dict[Member, Fraction]:
    """Average the marks that each member received, as they were given.

    A rater who is strict with everybody is not made up for. The factor is a member's average
    over the average of the members' averages, at most 1.05.

    Source: Kaufman, Felder and Fuller, Accounting for Individual Effort in Cooperative Learning
    Teams, Journal of Engineering Education 89 (2000), after R. W. Brown, Autorating (1995). They
    count self-ratings.
    """
    return averaged(matrix.values())


@frozen
class Method:
    """A method, what an equal share is called in it, and the most that it lets anybody have."""

    score: Callable[..., dict[Any, Fraction]]
    equal: int = 1
    most: Fraction | None = None

    def express(self, share: Fraction) -> Fraction:
        """Return a share, of which 1 is an equal one, as this method tells it."""
        return self.equal * (share if self.most is None else min(share, self.most))


METHODS: Mapping[str, Method] = {
    "teammates": Method(teammates, equal=100),
    "webpa": Method(webpa),
    "autorating": Method(autorating, most=Fraction(105, 100)),
}
