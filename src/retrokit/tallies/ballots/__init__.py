"""Ballots as people fill them in: each kind is an object, and each ballot is read by one rule.

The engine reads what is handed in, under the terms of a vote; a voting method reads what it
counts, without. Where a ballot could mean two things it is refused: text is never taken for a
list of its letters, nor a score for an approval.
"""

from __future__ import annotations

from collections.abc import Mapping

from .chosen import One, Order, Several
from .foreign import ForeignBallots
from .kind import BallotKind
from .marks import Limits, Marks, Unlimited
from .numbered import FINGERS, Dots, Hands, Scores

__all__ = [
    "BALLOT_KINDS", "CONSENT", "DOTS", "FINGERS", "ONE", "RANKING", "SCORES", "SEVERAL",
    "BallotKind", "ForeignBallots", "Limits", "Marks", "Unlimited",
]  # fmt: skip

DOTS = Dots(
    name="dots", shape="candidates with their dots, as in {3: 2, 7: 1}", counts="dot",
    adds_up=True, handed_out=True, budgeted=True, fallbacks=("dots",),
)  # fmt: skip
ONE = One(
    name="one", shape="one candidate, as in 7", adds_up=True, handed_out=True,
    told=", with one vote each", fallbacks=("plurality",),
)  # fmt: skip
SEVERAL = Several(
    name="several", shape="a list of candidates, as in [3, 7]", handed_out=True,
    told=", each for as many as they liked", fallbacks=("approval",),
)  # fmt: skip
SCORES = Scores(
    name="scores", shape="candidates with their scores, as in {3: 5, 7: 2}",
    told=", with scores from 0 to 5", fallbacks=("score",),
)  # fmt: skip
RANKING = Order(
    name="ranking", shape="candidates, best first, equals together, as in [3, (7, 9), 4]",
    told=", with a ranking each", fallbacks=("schulze", "borda"),
)  # fmt: skip
CONSENT = Hands(
    name="consent", shape="candidates with 0 to 5, as in {3: 4, 7: (0, 'why not')}",
    asks_why=True, told=", with 0 to 5 fingers each, where 0 objects", fallbacks=("consent",),
)  # fmt: skip

BALLOT_KINDS: Mapping[str, BallotKind] = {
    each.name: each for each in (DOTS, ONE, SEVERAL, SCORES, RANKING, CONSENT)
}
"""The kinds of ballots that retrokit brings, by name."""
