"""Every candidate held against every other, and the method of Schulze."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import TypeAlias

from .profile import Ranking, rankings
from .tally import C, Detail, Row, Tally, TooMany, outcome

Pairs: TypeAlias = dict[tuple[C, C], int]

MOST = 200
"""How many candidates are held against each other: each pair is a line of the detail, and the
strongest paths take the cube of it."""


def within(names: Sequence[C]) -> None:
    """Refuse more candidates than can be held against each other."""
    if len(names) > MOST:
        raise TooMany(
            f"{len(names)} candidates are too many to hold each against each; "
            f"vote on {MOST} at most, or count with borda"
        )


def preferences(names: list[C], ballots: Iterable[Mapping[C, int]]) -> Pairs[C]:
    """Return how many ballots put the first of each pair of candidates before the second.

    A ballot maps candidates to places, the best lowest; who is left out is last. The places of
    one candidate on all ballots stand side by side in one large integer, a field for each ballot
    with its highest bit free. Subtracting two of them compares all ballots at once: setting that
    bit before, it stays set where the place of the first is not lower.
    """
    last = len(names)
    rows = [[ballot.get(each, last) for each in names] for ballot in ballots]
    if not rows:
        return dict.fromkeys(permutations(names, 2), 0)
    kind = "B" if last < 128 else "L"
    free = 1 << (8 * array(kind).itemsize - 1)

    def packed(column: Iterable[int]) -> int:
        return int.from_bytes(array(kind, column).tobytes(), sys.byteorder)

    places = dict(zip(names, map(packed, zip(*rows, strict=True)), strict=True))
    high = packed([free] * len(rows))
    return {
        (a, b): len(rows) - (((places[a] | high) - places[b]) & high).bit_count()
        for a, b in permutations(names, 2)
    }


def schulze(ballots: Iterable[Ranking[C]], *, candidates: Iterable[C] | None = None) -> Tally[C]:
    """Compare strongest paths: who beats everybody on them wins, or at least is not beaten.

    Each ballot ranks candidates best first, ties as a tuple within it, those left out last. A
    step of a path is a majority, as strong as the votes for it (winning votes); a path is as
    strong as its weakest step. One candidate beats another if its strongest path there is
    stronger than the one back. Winners are all that nobody beats; the number of a candidate is
    how many it beats. Takes time with the cube of the candidates.
    Source: Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-
    consistent single-winner election method, Social Choice and Welfare 36, 2011.
    Raises `Invalid` for a ballot that is no ranking, or names a candidate twice, and for more than
    200 candidates.
    """
    names, read = rankings(ballots, candidates)
    within(names)
    pairs = preferences(names, map(places, read))
    paths = _strongest_paths(names, pairs)
    beaten = {(a, b) for a, b in pairs if paths[a, b] > paths[b, a]}
    detail = [voters(pairs), Detail("Strongest paths", _rows(paths))]
    wins = Counter(winner for winner, _ in beaten)
    winners = set(names) - {loser for _, loser in beaten} if read else ()
    return outcome({each: wins[each] for each in names}, winners=winners, detail=detail)


def places(ballot: tuple[tuple[C, ...], ...]) -> dict[C, int]:
    return {each: place for place, rank in enumerate(ballot) for each in rank}


def _strongest_paths(names: list[C], pairs: Pairs[C]) -> Pairs[C]:
    """Return the strength of the strongest path between each pair (Floyd and Warshall)."""
    strong = [[0 if a == b else pairs[a, b] if pairs[a, b] > pairs[b, a] else 0 for b in names]
              for a in names]  # fmt: skip
    for via, onward in enumerate(strong):
        for row in strong:
            if first := row[via]:
                row[:] = [
                    known if known >= (least := second if second < first else first) else least
                    for known, second in zip(row, onward, strict=True)
                ]
    return {
        (a, b): strong[i][j] for i, a in enumerate(names) for j, b in enumerate(names) if i != j
    }


def voters(pairs: Pairs[C]) -> Detail[C]:
    return Detail("Voters who put the first before the second", _rows(pairs))


def _rows(pairs: Pairs[C]) -> tuple[Row[C], ...]:
    return tuple(Row(pair, number) for pair, number in pairs.items())
