"""What the checks of the formats read of revealed answers: how many gave which."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from retrokit import Choice, Said, Scale, State, result_of

from . import wordings

LOW = ("1", "2")
"""The answers at the low end of a scale from 1 to 5."""


@frozen
class Gave:
    """How many of those who answered a question gave one of some answers, and how it is told.

    `number` is 0 where that is withheld.
    """

    number: int
    answered: int
    told: Said

    @property
    def is_half(self) -> bool:
        """Return whether half or more did."""
        return is_half(self.number, self.answered)


def gave(state: State, question: Scale | Choice, wanting: Sequence[str]) -> Gave | None:
    """Return how many gave one of some answers, None if these were not revealed."""
    if (result := result_of(state, question.name)) is None:
        return None
    number = sum(result.counts.get(each, 0) for each in wanting)
    told = wordings.gave_these(
        number=number, answered=result.taken_part, answers=wanting, question=question.text
    )
    return Gave(number, result.taken_part, told)


def is_half(number: int, answered: int) -> bool:
    """Return whether a number is half or more of those who answered."""
    return 2 * number >= answered and number > 0
