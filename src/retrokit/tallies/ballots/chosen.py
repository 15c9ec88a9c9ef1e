"""Ballots that choose among candidates: one, several, or all of them in an order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from ... import figures
from ...blocks import Field, Option
from ...errors import Invalid
from ...given import shown
from ..tally import C
from .kind import BallotKind, is_several
from .marks import Limits, Marks
from .naming import can_stand, named

# The kinds by name: asked of every candidate, the abstract ones would take most of the time.
_EQUALS = (tuple, list, set, frozenset)


@frozen(kw_only=True)
class One(BallotKind):
    """A single candidate."""

    def suggest(self, candidates: int, budget: int | None, cap: int | None) -> tuple[int, int]:
        """Return one vote."""
        return 1, 1

    def read(self, value: Any, limits: Limits) -> Marks[Any]:
        """Return the candidate that is chosen."""
        if not can_stand(value) and not hasattr(value, "number"):
            raise self.misshapen(value)
        [chosen] = named([value], limits.candidates)
        return Marks(scores=((chosen, 1),))

    def for_counting(self, marks: Marks[Any]) -> Any:
        """Return the candidate."""
        [(chosen, _)] = marks.scores
        return chosen

    def how(self, limits: Limits) -> str:
        """Return that there is one vote."""
        return "One vote each. Type the number of what you vote for."

    def example(self, limits: Limits) -> str:
        """Return one candidate."""
        return str([7, *(limits.candidates or ())][-1])

    def typed(self, text: str, limits: Limits) -> Any:
        """Return the one number."""
        found = figures.in_text(text)
        if len(found) != 1:
            raise Invalid(f"give one number, as in {self.example(limits)}")
        return found[0]

    def said(self, marks: Marks[C], name: Callable[[C], str] = str) -> str:
        """Return who is chosen."""
        return ", ".join(name(each) for each, _ in marks.scores)

    def form(self, limits: Limits, options: tuple[Option, ...]) -> Field:
        """Return a choice."""
        return Field(name="ballot", label="Your vote", kind="choice", options=options)

    def sample(self, limits: Limits, chosen: Sequence[Any], number: int, words: str) -> Any:
        """Return the first of them."""
        return chosen[0]


@frozen(kw_only=True)
class Several(One):
    """Any number of candidates."""

    def suggest(self, candidates: int, budget: int | None, cap: int | None) -> tuple[int, int]:
        """Return a vote for each candidate."""
        return candidates, 1

    def read(self, value: Any, limits: Limits) -> Marks[Any]:
        """Return those that a list or a set names, or to which a mapping gives 1."""
        if isinstance(value, Mapping):
            given = self.pairs(value, limits)
            for each, mark in given.items():
                if not isinstance(mark, bool) and figures.exact(mark) not in (0, 1):
                    raise Invalid(
                        f"you can't give {shown(mark)} to {shown(each)}; approve with 1, or else "
                        "give 0"
                    )
            # Who is given 0 stands by that where nobody has said who does.
            named_alone = limits.candidates is None
            marks = ((each, int(mark != 0)) for each, mark in given.items())
            return Marks(scores=tuple(pair for pair in marks if pair[1] or named_alone))
        if not is_several(value):
            raise self.misshapen(value)
        return Marks(scores=tuple((each, 1) for each in named(value, limits.candidates)))

    def for_counting(self, marks: Marks[Any]) -> Any:
        """Return the candidates."""
        return tuple(each for each, mark in marks.scores if mark)

    def how(self, limits: Limits) -> str:
        """Return that any number will do."""
        return "Choose all that you approve of: type the number of each."

    def example(self, limits: Limits) -> str:
        """Return two candidates."""
        there = tuple(limits.candidates or ())
        return " ".join(map(str, there[:2] if len(there) > 1 else (3, 7, 9)))

    def typed(self, text: str, limits: Limits) -> Any:
        """Return the numbers."""
        return figures.in_text(text)

    def form(self, limits: Limits, options: tuple[Option, ...]) -> Field:
        """Return any number of choices."""
        return Field(name="ballot", label="What you approve of", kind="several", options=options)

    def sample(self, limits: Limits, chosen: Sequence[Any], number: int, words: str) -> Any:
        """Return them all."""
        return list(chosen)


@frozen(kw_only=True)
class Order(BallotKind):
    """Candidates best first, with equals."""

    def suggest(self, candidates: int, budget: int | None, cap: int | None) -> tuple[int, int]:
        """Return a place for each candidate."""
        return candidates, 1

    def read(self, value: Any, limits: Limits) -> Marks[Any]:
        """Return the ranks of a list; equals are one of its members."""
        if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
            raise self.misshapen(value)
        ranks = [tuple(each) if isinstance(each, _EQUALS) else (each,) for each in value]
        if not all(ranks):
            raise Invalid("a rank is empty; leave it out")
        at = iter(named([each for rank in ranks for each in rank], limits.candidates))
        return Marks(ranks=tuple(tuple(next(at) for _ in rank) for rank in ranks))

    def for_counting(self, marks: Marks[Any]) -> Any:
        """Return candidates best first, equals as a tuple."""
        return tuple(rank[0] if len(rank) == 1 else rank for rank in marks.ranks)

    def how(self, limits: Limits) -> str:
        """Return how an order is typed."""
        return "Rank them, best first, = for equals. What you leave out comes last."

    def example(self, limits: Limits) -> str:
        """Return an order with equals."""
        there = [str(each) for each in limits.candidates or ()]
        there = there if len(there) > 1 else ["3", "7", "9", "4"]
        return " > ".join([there[0], " = ".join(there[1:3]), *there[3:4]])

    def typed(self, text: str, limits: Limits) -> Any:
        """Return the order: `3 > 7 = 9`, or numbers alone."""
        if ">" not in text and "=" not in text:
            return figures.in_text(text)
        return [*self._ranks(text, limits)]

    def _ranks(self, text: str, limits: Limits) -> Iterator[tuple[int, ...]]:
        for rank in text.split(">"):
            equals = [figures.in_text(each) for each in rank.split("=")]
            if any(len(each) != 1 for each in equals):
                raise Invalid(f"put > or = between any two, as in {self.example(limits)}")
            yield tuple(each[0] for each in equals)

    def said(self, marks: Marks[C], name: Callable[[C], str] = str) -> str:
        """Return the order, as it is typed."""
        return " > ".join(" = ".join(map(name, rank)) for rank in marks.ranks)

    def form(self, limits: Limits, options: tuple[Option, ...]) -> Field:
        """Return options to put in order."""
        return Field(name="ballot", label="Your ranking, best first", kind="rank", options=options)

    def sample(self, limits: Limits, chosen: Sequence[Any], number: int, words: str) -> Any:
        """Return them in this order, the first two of many as equals."""
        return [tuple(chosen[:2]), *chosen[2:]] if len(chosen) > 2 else list(chosen)
