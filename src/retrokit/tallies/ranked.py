"""Methods that read rankings place by place: Borda, and instant runoff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from .ballots import Ranking, rankings
from .tally import C, Detail, Number, Row, Tally, outcome, plain, with_noun


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
        Row((each,), count, with_noun(plain(Fraction(points, 2)), "point"))
        for (each, points), count in sorted(given.items(), key=lambda x: (x[0][0], -x[0][1]))
    )
    best = max(halves.values(), default=0)
    return outcome(
        {each: plain(Fraction(number, 2)) for each, number in halves.items()},
        winners=[each for each in names if read and halves[each] == best],
        detail=[Detail("Ballots that gave so many points", tuple(rows))],
    )


def irv(ballots: Iterable[Ranking[C]], *, candidates: Iterable[C] | None = None) -> Tally[C]:
    """Instant runoff: the last drop out, and their votes go on, until one has more than half.

    Each ballot ranks candidates best first, ties as a tuple within it. It is one vote for the
    best that is still in, split in exact equal parts among equals; where everybody it names is
    out, it counts no longer. All that have the fewest votes drop out together, so that no choice
    is made among them; where all that are left have the same, all of them win. More than half is
    of the votes that still count. The number of a candidate is what it had in its last round (a
    third of a vote as the nearest float; counted is with exact fractions).
    Source: Ware's single transferable vote for one seat, 1871; also alternative vote, ranked
    choice voting. Raises `Invalid` for a ballot that is no ranking, or names a candidate twice.
    """
    names, read = rankings(ballots, candidates)
    grouped = Counter(read)
    numbers: dict[C, Number] = dict.fromkeys(names, 0)
    rounds: list[Detail[C]] = []
    left = set(names)
    winners: set[C] = set()
    while left and read and not winners:
        votes: dict[C, Fraction | int] = dict.fromkeys(left, 0)
        exhausted = 0
        for ballot, count in grouped.items():
            best = next((now for rank in ballot if (now := left.intersection(rank))), None)
            if best is None:
                exhausted += count
            else:
                share = Fraction(count, len(best)) if len(best) > 1 else count
                for each in best:
                    votes[each] += share
        most, least, all_votes = max(votes.values()), min(votes.values()), sum(votes.values())
        if most * 2 > all_votes or most == least:
            winners = {each for each in left if votes[each] == most}
        out = set() if winners else {each for each in left if votes[each] == least}
        numbers |= {each: plain(got) for each, got in votes.items()}
        rows = [
            Row((each,), plain(got), "wins" if each in winners else "out" if each in out else "")
            for each, got in sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        if exhausted:
            rows.append(Row((), exhausted, "no choice left"))
        rounds.append(Detail(f"Round {len(rounds) + 1}", tuple(rows)))
        left -= out
    return outcome(numbers, winners=winners, detail=rounds)
