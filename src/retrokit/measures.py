"""What is followed from retro to retro of what people answered."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Measure:
    """What the answers to one question came to, as far as it is followed over time.

    `counts` are how many gave each value, from `low` up in steps of one. A scale's values are
    scored: more is better, also where it was `reverse`. A choice (`share`) has two values: 0 for
    any other option, 1 for a favourable one. `team` is how many could have answered.
    """

    counts: tuple[int, ...]
    team: int
    low: int = 1
    reverse: bool = False
    share: bool = False

    @property
    def replies(self) -> int:
        """Return how many answered."""
        return sum(self.counts)

    @property
    def values(self) -> tuple[int, ...]:
        """Return the answers as numbers, lowest first."""
        return tuple(
            self.low + step for step, count in enumerate(self.counts) for _ in range(count)
        )
