"""Ballots that give candidates numbers: dots from a budget, scores, the fingers of a hand."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any, cast

from attrs import frozen

from ... import figures, texts
from ...blocks import Field, Option
from ...errors import Invalid
from ...given import shown
from ..tally import C, Number, with_noun
from .kind import BallotKind, first_of
from .marks import Limits, Marks

FINGERS = 5
"""The most fingers that one hand shows, the most stars, and the highest score."""
MOST_SUGGESTED = 6
"""The largest budget that is suggested, as many as one still hands out at a glance; a facilitator
may set more.
"""


@frozen(kw_only=True)
class Dots(BallotKind):
    """Dots from a budget."""

    def suggest(self, candidates: int, budget: int | None, cap: int | None) -> tuple[int, int]:
        """Return a third of the number of candidates, a rule of thumb for dot voting, up to six."""
        budget = budget or min(max(1, ceil(candidates / 3)), MOST_SUGGESTED)
        return budget, min(cap or budget, budget)

    def number(self, candidate: Any, given: Any, limits: Limits) -> int:
        """Return whole dots; without a budget none will do, too."""
        number, least = figures.whole(given), 0 if limits.budget is None else 1
        if number is None or number < least:
            raise Invalid(
                f"you can't give {shown(given)} dots to {shown(candidate)}; give {least} or more"
            )
        return number

    def check(self, marks: Marks[Any], limits: Limits) -> None:
        """Raise `Invalid` over the budget, or for too many dots in one place."""
        spent = sum(given for _, given in marks.scores)
        if limits.budget is not None and spent > limits.budget:
            raise Invalid(f"{spent} dots are over the budget of {limits.budget}; take some back")
        for candidate, dots in marks.scores:
            if limits.cap is not None and dots > limits.cap:
                raise Invalid(f"{dots} dots for {candidate}; at most {limits.cap} may go to one")

    def describe(self, budget: int) -> str:
        """Return how many dots each had."""
        return f", with up to {with_noun(budget, 'dot')} each"

    def how(self, limits: Limits) -> str:
        """Return how many dots there are."""
        budget, cap = limits.budget or 0, limits.cap or 0
        most = f", at most {cap} for one" if cap < budget else ""
        return f"{with_noun(budget, 'dot')} each{most}. A number for each dot."

    def example(self, limits: Limits) -> str:
        """Return a number for each of a few dots."""
        return " ".join(map(str, tuple(limits.candidates or ())[: min(3, limits.budget or 3)]))

    def typed(self, text: str, limits: Limits) -> Any:
        """Return a dot for each number."""
        return Counter(figures.in_text(text))

    def form(self, limits: Limits, options: tuple[Option, ...]) -> Field:
        """Return dots to give."""
        most = f"At most {limits.cap} for one." if (limits.cap or 0) < (limits.budget or 0) else ""
        return Field(
            name="ballot", label="Your dots", kind="dots", options=options, high=limits.budget,
            hint=most,
        )  # fmt: skip

    def sample(self, limits: Limits, chosen: Sequence[Any], number: int, words: str) -> Any:
        """Return a dot for each, as long as there are some."""
        return dict.fromkeys(chosen[: limits.budget], 1)


@frozen(kw_only=True)
class Scores(BallotKind):
    """A number for each candidate, on one scale."""

    def suggest(self, candidates: int, budget: int | None, cap: int | None) -> tuple[int, int]:
        """Return room for the highest score everywhere."""
        return candidates * FINGERS, FINGERS

    def number(self, candidate: Any, given: Any, limits: Limits) -> Number:
        """Return a whole number of the scale; without a scale any number from 0."""
        cap = self.top(limits)
        number = figures.whole(given)
        exact = figures.exact(given) if number is None and cap is None else number
        if exact is None or exact < 0 or (cap is not None and exact > cap):
            room = "0 or more" if cap is None else f"0 to {cap}"
            raise Invalid(f"you can't give {shown(given)} to {shown(candidate)}; give {room}")
        # A sum of fractions is exact, and is told as the nearest float.
        return cast(Number, exact)

    def top(self, limits: Limits) -> int | None:
        """Return the end of the scale, None where there is none."""
        return limits.cap

    def how(self, limits: Limits) -> str:
        """Return the scale, and how it is typed."""
        [one] = first_of(limits, 1, (3,))
        return (
            f"Score each from 0 to {limits.cap}. What you leave out gets 0. "
            f"Type a number for each: {one}={limits.cap}."
        )

    def example(self, limits: Limits) -> str:
        """Return two scores."""
        one, other = first_of(limits, 2, (3, 7))
        return f"{one}=5 {other}=2"

    def form(self, limits: Limits, options: tuple[Option, ...]) -> Field:
        """Return a number for each."""
        return Field(
            name="ballot", label="Your scores", kind="number", options=options, low=0,
            high=limits.cap, many=True, optional=True, hint="What you leave out has 0.",
        )  # fmt: skip

    def sample(self, limits: Limits, chosen: Sequence[Any], number: int, words: str) -> Any:
        """Return a score for each."""
        return {each: (number + at) % (FINGERS + 1) for at, each in enumerate(chosen)}


@frozen(kw_only=True)
class Hands(Scores):
    """Fingers for each candidate; none is an objection, which may have words."""

    def top(self, limits: Limits) -> int:
        """Return the fingers of a hand."""
        return FINGERS

    def read(self, value: Any, limits: Limits) -> Marks[Any]:
        """Return fingers, and the words of `(0, why)`."""
        given, why = self.pairs(value, limits), {}
        # What notes that were joined since say together may be longer than what one person may.
        most = sys.maxsize if limits.budget is None else texts.NOTE
        for each, fingers in given.items():
            if isinstance(fingers, (tuple, list)) and len(fingers) == 2:
                given[each] = fingers[0]
                why[each] = texts.check(fingers[1], "the objection", most)
        marks = super().read(given, limits)
        for each, fingers in marks.scores:
            if fingers and each in why:
                raise Invalid(
                    f"words go with an objection; give {shown(each)} a 0, or leave them out"
                )
        return Marks(scores=marks.scores, objections=tuple(why.items()))

    def joined(self, one: Number, other: Number) -> Number:
        """Return the fewer fingers: what blocks one of them blocks both."""
        return min(one, other)

    def for_counting(self, marks: Marks[Any]) -> Any:
        """Return fingers, and `(0, why)` for an objection with words."""
        why = dict(marks.objections)
        return {each: (given, why[each]) if each in why else given for each, given in marks.scores}

    def objected(self, marks: Marks[C]) -> Iterable[C]:
        """Return who was shown a fist."""
        return [each for each, given in marks.scores if not given]

    def how(self, limits: Limits) -> str:
        """Return what fingers mean."""
        return (
            "0 to 5 fingers for each: 0 blocks it, 1 and 2 are doubts, 5 is full support. "
            "Words after “because” say why you object."
        )

    def example(self, limits: Limits) -> str:
        """Return fingers for one, and an objection to another."""
        one, other = first_of(limits, 2, (3, 7))
        return f"{one}=4; {other}=0 because it breaks the build"

    def form(self, limits: Limits, options: tuple[Option, ...]) -> Field:
        """Return fingers for each."""
        return Field(
            name="ballot", label="Your fingers", kind="number", options=options, low=0,
            high=FINGERS, ends=("blocks it", "full support"), many=True, optional=True,
        )  # fmt: skip

    def sample(self, limits: Limits, chosen: Sequence[Any], number: int, words: str) -> Any:
        """Return a fist with words for the first, and fingers for the others."""
        fingers = super().sample(limits, chosen, number, words)
        return {**fingers, chosen[0]: (0, words)}
