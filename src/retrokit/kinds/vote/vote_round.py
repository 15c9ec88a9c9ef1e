"""A vote at one moment: its terms, and once it is opened how it came out."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cached_property

from attrs import frozen

from ...engine.kind import Fared
from ...tallies import BallotKind, Number, Tally
from ...tallies.ballots import DOTS
from .facts import CastBallot, TieSettled, VoteTerms


@frozen
class VoteRound:
    """A vote: its terms, once opened its outcome, and how a tie was settled.

    Until it is opened its terms follow the board. `changed` tells that they did so after the first
    arrival at something that could be voted on: votes may have been given before that. `by_hand`
    tells that the budget was set while the retro ran, and so does not follow. `taken_part` is None
    where the vote was held elsewhere and only its totals are known.
    """

    terms: VoteTerms
    by_hand: bool = False
    changed: bool = False
    opened: bool = False
    method: str = "dots"
    unit: str = "vote"
    taken_part: int | None = 0
    team: int = 0
    floor: int = 0
    tally: Tally[int] | None = None
    ballots: tuple[CastBallot, ...] = ()
    words_floor: int = 0
    settled: TieSettled | None = None

    @property
    def winners(self) -> tuple[int, ...]:
        """Return who came first: several where they are tied and no rule has settled it."""
        if self.settled is not None:
            return (self.settled.winner,)
        return self.tally.winners if self.tally is not None else ()

    def fared(self, numbers: Set[int]) -> Fared | None:
        """Return how these candidates fared together, None if none of them stood."""
        found = [self._numbers[each] for each in numbers if each in self._numbers]
        if not found:
            return None
        number = sum(found) if self.adds_up else max(found)
        return Fared(
            number=number,
            counts=self.counts,
            adds_up=self.adds_up,
            merit=number + self._edge(numbers) if self.adds_up else self._merit(numbers),
        )

    @property
    def adds_up(self) -> bool:
        """Return whether what several notes got can be added for the group of them.

        So it is with dots, and with one vote each; other numbers say how one candidate fared.
        """
        return self.terms.ballot.adds_up

    @property
    def counts(self) -> str:
        """Return what the numbers of the standings count, in the singular: `dot`, `point`."""
        says_nothing = self.unit == "vote"
        return self.terms.ballot.counts if says_nothing else self.unit

    def _edge(self, numbers: Set[int]) -> float:
        """Return what a tie that was settled puts its winner before the others by."""
        return 0.5 if self.settled is not None and self.settled.winner in numbers else 0

    def _merit(self, numbers: Set[int]) -> float:
        places = (self._places[each] for each in numbers if each in self._places)
        return max(places) + self._edge(numbers)

    @cached_property
    def _numbers(self) -> Mapping[int, Number]:
        return dict(self.tally.standings) if self.tally is not None else {}

    @cached_property
    def _places(self) -> Mapping[int, int]:
        """How many are not before each candidate: more for who came before, equal for equals."""
        # Places and not numbers: with some methods the winner is not who has the highest one.
        first, places = set(self.winners), {}
        standings = self.tally.standings if self.tally is not None else ()
        behind, last = len(standings), None
        for passed, (each, got) in enumerate(standings):
            if (each in first, got) != last:
                behind, last = len(standings) - passed, (each in first, got)
            places[each] = behind
        return places


@frozen(kw_only=True)
class VoteView:
    """What screens read of a vote: its terms until it is opened, then who is tied."""

    candidates: tuple[int, ...] = ()
    budget: int = 0
    cap: int = 0
    ballot: BallotKind = DOTS
    by_hand: bool = False
    changed: bool = False
    opened: bool = False
    tied: tuple[int, ...] = ()

    @classmethod
    def of(cls, vote: VoteRound) -> VoteView:
        """Return what is read of a vote."""
        if vote.opened:
            return cls(opened=True, tied=vote.winners if len(vote.winners) > 1 else ())
        return cls(
            candidates=vote.terms.candidates,
            budget=vote.terms.budget,
            cap=vote.terms.cap,
            ballot=vote.terms.ballot,
            by_hand=vote.by_hand,
            changed=vote.changed,
        )

    @property
    def round(self) -> VoteRound:
        """Return the vote as far as it is told here."""
        terms = VoteTerms(
            candidates=self.candidates, budget=self.budget, cap=self.cap, ballot=self.ballot
        )
        return VoteRound(terms, by_hand=self.by_hand, changed=self.changed, opened=self.opened)
