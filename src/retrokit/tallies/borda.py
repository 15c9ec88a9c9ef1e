"""The method of Borda, which reads rankings place by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .profile import Ranking, rankings
from .tally import C, Detail, Number, Row, Tally, outcome, with_noun


def borda(ballots: Iterable[Ranking[C]], *, candidates: Iterable[C] | None = None) -> Tally[C]:
    """Give points by place: for each candidate, how many it stands before on each ballot.

    Each ballot ranks candidates best first, ties as a tuple within it, those left out last. The
    first of n gets n - 1 points, the last 0; equals get half a point for each other, which is the
    average of their places. A ballot that ranks nobody gives nothing.
    Source: de Borda, Mémoire sur les élections au scrutin, 1781 (counted from 0); ties averaged
    after Black, The Theory of Committees and Elections, 1958.
    Raises `Invalid` for a ballot that is no ranking, or names a candidate twice.
    """
    names, read = rankings(ballots, candidates)
    halves = dict.fromkeys(names, 0)
    given: Counter[tuple[C, int]] = Counter()
    for ballot, count in Counter(read).items():
        ranked = {each for rank in ballot for each in rank}
        below = 2 * len(names)
        for rank in (*ballot, tuple(each for each in names if each not in ranked)):
            below -= 2 * len(rank)
            points = below + len(rank) - 1
            for each in rank:
                halves[each] += count * points
                given[each, points] += count
    rows = (
        Row((each,), count, with_noun(_half(points), "point"))
        for (each, points), count in sorted(given.items(), key=lambda x: (x[0][0], -x[0][1]))
    )
    best = max(halves.values(), default=0)
    return outcome(
        {each: _half(number) for each, number in halves.items()},
        winners=[each for each in names if read and halves[each] == best],
        detail=[Detail("Ballots that gave so many points", tuple(rows))],
    )


def _half(number: int) -> Number:
    return number / 2 if number % 2 else number // 2
