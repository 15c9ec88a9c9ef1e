"""The methods that come with retrokit, as a `Vote` names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .borda import borda
from .locking import ranked_pairs
from .pairwise import schulze
from .runoff import irv
from .scored import approval, consent, dots, plurality, score, star
from .tally import BallotKind, Tally, TallyMethod, TooMany


def _limited(count: Callable[..., Tally[int]]) -> Callable[..., Tally[int] | None]:
    """Return None where a method has too many candidates: another one then counts the ballots."""

    def counted(ballots: Iterable[Any], *, candidates: Iterable[int]) -> Tally[int] | None:
        try:
            return count(ballots, candidates=candidates)
        except TooMany:
            return None

    return counted


METHODS: dict[str, TallyMethod] = {
    each.name: each
    for each in (
        TallyMethod("dots", title="dots from a budget, added up", count=dots),
        TallyMethod("plurality", title="one vote each, the most win", count=plurality,
                    ballot="one"),
        TallyMethod("approval", title="any number of yeses each", count=approval,
                    ballot="several", unit="approval"),
        TallyMethod("score", title="scores from 0 to 5, added up", count=score,
                    ballot="scores", unit="point"),
        TallyMethod("star", title="scores, then a runoff of the best two", count=_limited(star),
                    ballot="scores", unit="star"),
        TallyMethod("borda", title="rankings, points by place", count=borda,
                    ballot="ranking", unit="point"),
        TallyMethod("irv", title="rankings, the last drops out each round", count=_limited(irv),
                    ballot="ranking"),
        TallyMethod("schulze", title="rankings, each against each, by strongest paths",
                    count=_limited(schulze), ballot="ranking", unit="pairwise win"),
        TallyMethod("ranked_pairs", title="rankings, the strongest majorities first",
                    count=_limited(ranked_pairs), ballot="ranking", unit="pairwise win"),
        TallyMethod("consent", title="fist of five: what nobody objects to", count=consent,
                    ballot="consent", unit="finger"),
    )
}  # fmt: skip
"""By name, the order in which they are offered."""

FALLBACKS: dict[BallotKind, TallyMethod] = {
    "dots": METHODS["dots"],
    "one": METHODS["plurality"],
    "several": METHODS["approval"],
    "scores": METHODS["score"],
    "ranking": METHODS["schulze"],
    "consent": METHODS["consent"],
}
"""What counts ballots of a kind where the method that was asked for cannot."""

UNLIMITED = METHODS["borda"]
"""What counts rankings of more candidates than can be held against each other."""
