"""Voting methods: ballots in, `Tally` out.

Every method is a function of the ballots; `candidates` are by default those that the ballots
name. Nothing is random, and nothing depends on the order of the ballots or on who was named
first; a tie stays a tie.

    >>> irv([["tea", "coffee"], ["tea"], ["coffee", "tea"]]).winners
    ('tea',)
    >>> score([{"tea": 5, "coffee": 3}, {"coffee": 4}]).standings
    (('coffee', 7), ('tea', 5))
"""

from __future__ import annotations

from .ballots import BALLOT_KINDS, BallotKind, Limits, Marks
from .borda import borda
from .locking import ranked_pairs
from .methods import METHODS, STAND_INS, TallyMethod
from .pairwise import schulze
from .runoff import irv
from .scored import approval, consent, dots, plurality, score, star
from .tally import Detail, Number, Row, Tally

__all__ = [
    "BALLOT_KINDS", "METHODS", "STAND_INS",
    "BallotKind", "Detail", "Limits", "Marks", "Number", "Row", "Tally", "TallyMethod",
    "approval", "borda", "consent", "dots", "irv",
    "plurality", "ranked_pairs", "schulze", "score", "star",
]  # fmt: skip
