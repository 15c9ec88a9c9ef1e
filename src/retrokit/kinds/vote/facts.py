"""What a Vote puts into the log and into seals: its terms, ballots, how it came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Annotated, Any, TypeAlias

from attrs import frozen

from ...errors import Invalid
from ...events import Draft, StepFact, Value
from ...given import ReadWithin
from ...tallies import BallotKind, Marks, Number, Tally
from ...tallies.ballots import DOTS


def _of_json(given: Any) -> Any:
    """Return a ballot of what JSON has for one: text for keys, and lists for tuples."""
    if isinstance(given, dict):
        return {_candidate(key): _tuple(value) for key, value in given.items()}
    return [*map(_tuple, given)] if isinstance(given, list) else given


def _candidate(key: str) -> int:
    if not key.isdecimal() or len(key) > 9:
        raise Invalid(f"{key[:40]!r} is no number of a candidate")
    return int(key)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


BallotValue: TypeAlias = Annotated[
    int
    | Mapping[int, Number | tuple[int, str]]
    | Sequence[int | Sequence[int] | Set[int]]
    | Set[int],
    ReadWithin(_of_json),
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
