"""Methods that hold every candidate against every other: Schulze, and ranked pairs."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from itertools import groupby, permutations
from typing import TypeAlias

from .ballots import Ranking, rankings
from .tally import C, Detail, Row, Tally, outcome

Pairs: TypeAlias = dict[tuple[C, C], int]


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
    Raises `Invalid` for a ballot that is no ranking, or names a candidate twice.
    """
    names, read = rankings(ballots, candidates)
    pairs = preferences(names, map(_places, read))
    paths = _strongest_paths(names, pairs)
    beaten = {(a, b) for a, b in pairs if paths[a, b] > paths[b, a]}
    detail = [_voters(pairs), Detail("Strongest paths", _rows(paths))]
    return _unbeaten(names, beaten, voted=bool(read), detail=detail)


def ranked_pairs(
    ballots: Iterable[Ranking[C]], *, candidates: Iterable[C] | None = None
) -> Tally[C]:
    """Lock in majorities, the strongest first, each unless it would close a circle.

    Ballots are as for `schulze`. A majority is the stronger the more are for it, and of equals
    the fewer are against it. Majorities of equal strength are looked at together: one is left out
    if there is a way back over those locked in before and the others of its strength, so that
    no order among equals is made up. Winners are all over whom nobody is locked in; the number
    of a candidate is how many stand below it. Source: Tideman, Independence of clones as a
    criterion for voting rules, Social Choice and Welfare 4, 1987, with winning votes; the rule
    for equals is our own, in place of a random order. Raises `Invalid` as `schulze`.
    """
    names, read = rankings(ballots, candidates)
    pairs = preferences(names, map(_places, read))
    below: dict[C, set[C]] = {each: set() for each in names}
    rows: list[Row[C]] = []

    def strength(pair: tuple[C, C]) -> tuple[int, int]:
        return -pairs[pair], pairs[pair[1], pair[0]]

    majorities = sorted(
        (pair for pair in pairs if pairs[pair] > pairs[pair[1], pair[0]]),
        key=lambda pair: (strength(pair), pair),
    )
    for _, equals in groupby(majorities, key=strength):
        group = list(equals)
        all_of_them = {each: set(lower) for each, lower in below.items()}
        for a, b in group:
            all_of_them[a].add(b)
        reached = {b: _reached(b, all_of_them) for b in {b for _, b in group}}
        for a, b in group:
            locked = a not in reached[b]
            if locked:
                below[a].add(b)
            words = f"against {pairs[b, a]}: {'locked in' if locked else 'left out'}"
            rows.append(Row((a, b), pairs[a, b], words))
    beaten = {(a, b) for a in names for b in _reached(a, below)}
    detail = [_voters(pairs), Detail("Majorities, the strongest first", tuple(rows))]
    return _unbeaten(names, beaten, voted=bool(read), detail=detail)


def _places(ballot: tuple[tuple[C, ...], ...]) -> dict[C, int]:
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


def _reached(start: C, below: Mapping[C, set[C]]) -> set[C]:
    """Return everybody to whom a path leads."""
    reached: set[C] = set()
    ahead = [start]
    while ahead:
        new = below[ahead.pop()] - reached
        reached |= new
        ahead.extend(new)
    return reached


def _unbeaten(
    names: list[C], beaten: set[tuple[C, C]], *, voted: bool, detail: list[Detail[C]]
) -> Tally[C]:
    wins = dict.fromkeys(names, 0)
    for winner, _ in beaten:
        wins[winner] += 1
    winners = set(names) - {loser for _, loser in beaten} if voted else set()
    return outcome(wins, winners=winners, detail=detail)


def _voters(pairs: Pairs[C]) -> Detail[C]:
    return Detail("Voters who put the first before the second", _rows(pairs))


def _rows(pairs: Pairs[C]) -> tuple[Row[C], ...]:
    return tuple(Row(pair, number) for pair, number in pairs.items())
