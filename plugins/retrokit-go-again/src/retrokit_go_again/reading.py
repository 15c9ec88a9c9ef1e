"""What the checks of the formats read of a retro: revealed answers, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from retrokit import Ask, Decide, State
from retrokit.kinds.ask.facts import Result

LOW = ("1", "2")
"""The answers at the low end of a scale from 1 to 5."""


def result_of(state: State, question: str) -> Result | None:
    """Return what the answers to a question came to, None if they were not revealed."""
    for _, asked in state.of(Ask):
        for each in asked.results:
            if each.question == question:
                found: Result = each
                return found
    return None


def gave(result: Result, wanting: Sequence[str]) -> int:
    """Return how many gave one of some answers, 0 where that is withheld."""
    counts = dict(result.summary.counts) if result.summary is not None else {}
    return sum(counts.get(each, 0) for each in wanting)


def is_half(number: int, answered: int) -> bool:
    """Return whether a number is half or more of those who answered."""
    return 2 * number >= answered and number > 0


def decided(state: State) -> bool:
    """Return whether the retro is closed, or behind its last Decide."""
    if state.closed is not None:
        return True
    ids = [step.id for step in state.agenda]
    decides = [at for at, step in enumerate(state.agenda) if isinstance(step.activity, Decide)]
    return bool(decides) and state.current in ids[decides[-1] + 1 :]
