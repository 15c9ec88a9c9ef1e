"""The methods that come with retrokit, as a `Vote` names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import Attribute, field, frozen

from .. import given, texts
from ..errors import Invalid
from .ballots import BALLOT_KINDS, CONSENT, DOTS, ONE, RANKING, SCORES, SEVERAL, BallotKind
from .ballots.guard import guard
from .borda import borda
from .locking import ranked_pairs
from .pairwise import schulze
from .runoff import irv
from .scored import added_up, approval, consent, dots, plurality, score, star
from .tally import Tally, TooMany

_OWN_NAME = re.compile(r"\w[\w-]*(\.[\w-]+)+")


def _kind(ballot: BallotKind | str) -> BallotKind:
    if isinstance(ballot, str) and ballot in BALLOT_KINDS:
        return BALLOT_KINDS[ballot]
    if not isinstance(ballot, BallotKind):
        known = ", ".join(BALLOT_KINDS)
        raise Invalid(
            f"ballots of a voting method are {known}, or a BallotKind; not {given.shown(ballot)}"
        )
    guard(ballot)
    if ballot != BALLOT_KINDS.get(ballot.name) and not _OWN_NAME.fullmatch(ballot.name):
        raise Invalid(
            f"{ballot.name!r} is no name of ballots that a plugin brings; give one with a dot, as "
            "in 'coins.halves'"
        )
    return ballot


@frozen
class TallyMethod:
    """A voting method as a plugin registers it.

    `ballot` is the kind of its ballots, one of retrokit's by name or one of the plugin's own. It
    says how a ballot is filled in, and what `count` gets a list of:

    - `dots`: a mapping of candidate to dots from a budget, at least 1;
    - `one`: a candidate;
    - `several`: a tuple of candidates, in no order;
    - `scores`: a mapping of candidate to 0..5; what is left out got no score;
    - `ranking`: a tuple of candidates best first, equals as a tuple within it; the rest is last;
    - `consent`: a mapping of candidate to 0..5, or to `(0, why)` for an objection with words;
    - another one: what its `for_counting` returns.

    `count(ballots, candidates=…)` returns a `Tally`, or None where it cannot count these: they
    are then counted by the built-in method for such ballots, and the log says so. `unit` is what
    the numbers of its standings count, in the singular.
    """

    name: str
    title: str = field(kw_only=True)
    count: Callable[..., Tally[int] | None] = field(kw_only=True)
    ballot: BallotKind = field(kw_only=True, default=DOTS, converter=_kind)
    unit: str = field(kw_only=True, default="vote")

    @unit.validator
    def _one_line(self, attribute: Attribute[str], value: str) -> None:
        texts.check(value, "the unit of a voting method", texts.NAME, lines=False)


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
                    ballot=ONE),
        TallyMethod("approval", title="any number of yeses each", count=approval,
                    ballot=SEVERAL, unit="approval"),
        TallyMethod("score", title="scores from 0 to 5, added up", count=score,
                    ballot=SCORES, unit="point"),
        TallyMethod("star", title="scores, then a runoff of the best two", count=_limited(star),
                    ballot=SCORES, unit="star"),
        TallyMethod("borda", title="rankings, points by place", count=borda,
                    ballot=RANKING, unit="point"),
        TallyMethod("irv", title="rankings, the last drops out each round", count=_limited(irv),
                    ballot=RANKING),
        TallyMethod("schulze", title="rankings, each against each, by strongest paths",
                    count=_limited(schulze), ballot=RANKING, unit="pairwise win"),
        TallyMethod("ranked_pairs", title="rankings, the strongest majorities first",
                    count=_limited(ranked_pairs), ballot=RANKING, unit="pairwise win"),
        TallyMethod("consent", title="fist of five: what nobody objects to", count=consent,
                    ballot=CONSENT, unit="finger"),
    )
}  # fmt: skip
"""By name, the order in which they are offered."""

_SUM = TallyMethod("sum", title="numbers on ballots, added up", count=added_up, ballot=DOTS)
STAND_INS: Mapping[str, TallyMethod] = {**METHODS, _SUM.name: _SUM}
"""What counts ballots where the method that was asked for cannot: see `BallotKind.fallbacks`."""
