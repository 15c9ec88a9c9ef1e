"""A voting method with ballots of its own, as a plugin brings it: ten coins, halves allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from retrokit import Tally, TallyMethod, hookimpl
from retrokit.blocks import Field, Option
from retrokit.errors import Invalid
from retrokit.tallies import BallotKind, Limits, Marks, Number

COINS = 10


@frozen(kw_only=True)
class HalfCoins(BallotKind):
    """Ten coins to share out, halves allowed."""

    name: str = "test.coins"
    shape: str = "ten coins among candidates, halves allowed, as in {3: 7.5, 7: 2.5}"
    counts: str = "coin"
    adds_up: bool = True
    told: str = ", with ten coins each"

    def suggest(self, candidates: int, budget: int | None, cap: int | None) -> tuple[int, int]:
        return COINS, min(cap or COINS, COINS)

    def number(self, candidate: Any, value: Any, limits: Limits) -> Number:
        coins = super().number(candidate, value, limits)
        if coins <= 0 or coins * 2 % 1:
            raise Invalid(f"you can't give {coins} coins to {candidate}; give halves, as in 2.5")
        return coins

    def check(self, marks: Marks[Any], limits: Limits) -> None:
        spent = sum(coins for _, coins in marks.scores)
        if spent != COINS:
            raise Invalid(f"you gave {spent} coins; give all {COINS}")

    def example(self, limits: Limits) -> str:
        one, *_ = (*(limits.candidates or ()), 3)
        return f"{one}={COINS}"

    def sample(self, limits: Limits, chosen: Sequence[Any], number: int, words: str) -> Any:
        first, *others = chosen[:4]
        return {first: COINS - 2.5 * len(others), **dict.fromkeys(others, 2.5)}

    def form(self, limits: Limits, options: tuple[Option, ...]) -> Field:
        return Field(name="ballot", label="Your coins", kind="dots", options=options, high=COINS)


def count(
    ballots: Iterable[Mapping[int, Number]], *, candidates: Iterable[int]
) -> Tally[int] | None:
    """Count by how many people a candidate got more than half of the coins."""
    got = dict.fromkeys(candidates, 0)
    for ballot in ballots:
        for each, coins in ballot.items():
            got[each] += coins > COINS / 2
    ranked = sorted(got.items(), key=lambda pair: (-pair[1], pair[0]))
    best = max(got.values(), default=0)
    return Tally(tuple(each for each, many in ranked if many == best > 0), tuple(ranked))


METHOD = TallyMethod("coins", title="coins", count=count, ballot=HalfCoins(), unit="win")


@hookimpl
def retrokit_register_tallies() -> Iterable[TallyMethod]:
    return [METHOD]
