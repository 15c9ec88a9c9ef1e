"""The methods that come with retrokit, as a `Vote` names them."""

from __future__ import annotations

from .pairwise import ranked_pairs, schulze
from .ranked import borda, irv
from .scored import approval, consent, dots, plurality, score, star
from .tally import BallotKind, TallyMethod

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
        TallyMethod("star", title="scores, then a runoff of the best two", count=star,
                    ballot="scores", unit="star"),
        TallyMethod("borda", title="rankings, points by place", count=borda,
                    ballot="ranking", unit="point"),
        TallyMethod("irv", title="rankings, the last drops out each round", count=irv,
                    ballot="ranking"),
        TallyMethod("schulze", title="rankings, each against each, by strongest paths",
                    count=schulze, ballot="ranking", unit="pairwise win"),
        TallyMethod("ranked_pairs", title="rankings, the strongest majorities first",
                    count=ranked_pairs, ballot="ranking", unit="pairwise win"),
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
