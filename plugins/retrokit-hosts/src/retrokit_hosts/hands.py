"""A show of hands: how many know something, where nothing is to win."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from retrokit import Tally, TallyMethod
from retrokit.tallies import approval


def _counted(ballots: Iterable[Iterable[int]], *, candidates: Iterable[int]) -> Tally[int]:
    """Return how many hands each candidate got. None is first, so none waits to be discussed."""
    return evolve(approval(ballots, candidates=candidates), winners=())


HANDS = TallyMethod(
    "hands",
    title="a show of hands: how many, and nothing wins",
    count=_counted,
    ballot="several",
    unit="hand",
)
