"""What a Vote puts into the log and into seals: its terms, ballots, how it came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Annotated, TypeAlias

from attrs import frozen

from ...events import Draft, StepFact, Value
from ...given import ReadWithin
from ...tallies import BallotKind, Marks, Number, Tally
from ...tallies.ballots import DOTS

BallotValue: TypeAlias = Annotated[
    int
    | Mapping[int, Number | tuple[int, str]]
    | Sequence[int | Sequence[int] | Set[int]]
    | Set[int],
    ReadWithin(),
]
"""A ballot as it is handed in: which of these a vote takes, `VoteTerms.ballot` says."""


@frozen(kw_only=True)
class VoteTerms(Value):
    """What may be voted for, and how a ballot is filled in.

    `budget` is how much there is in all, `cap` the most for one candidate: of dots, of choices
    (a cap of 1), of scores and fingers (a cap of 5), of places in a ranking (a cap of 1).
    """

    candidates: tuple[int, ...]
    budget: int
    cap: int
    ballot: BallotKind = DOTS


@frozen
class Ballot(Marks[int], Draft):
    """A filled-in ballot, sealed or opened, in which all is sorted as far as order means nothing.

    It names candidates as they stood when it was given: `BallotKind.moved` has it count for what
    they are part of now.
    """

    @classmethod
    def of(cls, marks: Marks[int]) -> Ballot:
        """Return what was filled in as it is kept."""
        return cls(marks.scores, marks.ranks, marks.objections)


@frozen(kw_only=True)
class CastBallot:
    """One ballot as it came out; the author only where votes are named."""

    author: str | None = None
    ballot: Ballot


@frozen(kw_only=True)
class Votes(Value):
    """How a vote came out. `tally` is None where too few voted.

    `method` is how it was counted: by the built-in method for such ballots, where the one that
    was asked for failed. (Where it is not installed, the vote waits for it.) `unit` is what the
    numbers of the standings count. `words_floor` is how many must vote before the words of an
    objection are shown, where there are some that are not; 0 where there are none such. `terms`
    are those that it was counted under, with all that stood in it.
    """

    terms: VoteTerms
    method: str = "dots"
    unit: str = "vote"
    tally: Tally[int] | None = None
    ballots: tuple[CastBallot, ...] = ()
    words_floor: int = 0


@frozen(kw_only=True)
class VoteTermsSet(StepFact):
    """The terms of a vote are these, before anybody has voted."""

    undo_words = "the budget"
    instead = "the budget can only be raised"

    terms: VoteTerms


@frozen(kw_only=True)
class TieSettled(StepFact):
    """The group settled a tie among several winners; `how` are their words for it."""

    undo_words = "the tie settled for {winner}"
    on_board = True

    winner: int
    how: str

    def unnumbered(self, titles: Mapping[int, str]) -> str:
        """Return what an undo takes back, without the number of the winner."""
        return "how the tie was settled"
