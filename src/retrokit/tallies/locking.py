"""Ranked pairs, in which a tie between majorities is never broken by chance or by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeAlias

from .pairwise import Pairs, places, preferences, voters, within
from .profile import Ranking, rankings
from .tally import C, Detail, Row, Tally, outcome

MOST_WORK = 4_000_000
"""How much is tried to tell who wins in some order of equals: about a second's work. A step is the
square of the candidates; the steps are shared out evenly among those who may still win."""

Edges: TypeAlias = list[tuple[int, int]]
Reach: TypeAlias = tuple[int, ...]
"""For each candidate, by place, whom a path of locked majorities leads to: a bit for each."""


def ranked_pairs(
    ballots: Iterable[Ranking[C]], *, candidates: Iterable[C] | None = None
) -> Tally[C]:
    """Lock in majorities, the strongest first, each unless it would close a circle.

    Ballots are as for `schulze`. A majority is the stronger the more are for it, and of equals
    the fewer are against it. Where majorities of equal strength are in each other's way, every
    order among them is tried, and all win over whom nobody is locked in after some order. To try
    them all may take very long (the question is NP-hard): it is done within about a second, which
    is enough for a dozen candidates as people rank them. Beyond that, who has not been ruled out
    shares the win, if a chain of majorities or ties leads from it to everybody; the detail says so.

    The number of a candidate is how many stand below it whatever the order. Sources: Tideman,
    Independence of clones as a criterion for voting rules, Social Choice and Welfare 4, 1987, with
    winning votes; for the ties Brill and Fischer, The price of neutrality for the ranked pairs
    method, AAAI 2012. Raises `Invalid` as `schulze`.
    """
    names, read = rankings(ballots, candidates)
    within(names)
    pairs = preferences(names, map(places, read))
    groups = _groups(names, pairs)
    sure, rows = _whatever_the_order(names, pairs, groups)
    detail = [voters(pairs), Detail("Majorities, the strongest first", tuple(rows))]
    winners = _unbeaten(sure)
    if read and len(winners) > 1 and any(row.words.endswith("order") for row in rows):
        possible = winners
        steps = MOST_WORK // len(names) ** 2 // len(possible)
        found = {each: _wins(each, len(names), groups, steps) for each in possible}
        unknown = [each for each in possible if found[each] is None]
        top = _top(names, pairs) if unknown else set()
        winners = [each for each in possible if found[each] or (each in unknown and each in top)]
        detail.append(_orders(names, winners, found, sure))
    return outcome(
        {each: reach.bit_count() for each, reach in zip(names, sure, strict=True)},
        winners=[names[each] for each in winners] if read else [],
        detail=detail,
    )


def _orders(
    names: list[C], winners: list[int], found: dict[int, bool | None], sure: Reach
) -> Detail[C]:
    """Return what came of all the orders of equal majorities."""
    if None in found.values():
        title = "Too many orders of equal majorities to try them all"
    elif len(winners) > 1:
        title = "Who wins depends on the order of equal majorities"
    else:
        title = "Whatever the order of equal majorities, the same one wins"
    return Detail(
        title,
        tuple(
            Row(
                (names[at],), sure[at].bit_count(), "wins in some order" if found[at] else "may win"
            )
            for at in winners
        ),
    )


def _groups(names: list[C], pairs: Pairs[C]) -> list[Edges]:
    """Return the majorities, the strongest first, those of equal strength together."""
    strong: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for i, a in enumerate(names):
        for j, b in enumerate(names):
            if i != j and pairs[a, b] > pairs[b, a]:
                strong.append(((-pairs[a, b], pairs[b, a]), (i, j)))
    strong.sort()
    return [[edge for _, edge in group] for _, group in groupby(strong, key=lambda each: each[0])]


def _whatever_the_order(
    names: list[C], pairs: Pairs[C], groups: Sequence[Edges]
) -> tuple[Reach, list[Row[C]]]:
    """Return what is locked in after any order of equals, and a row for each majority."""
    sure = perhaps = (0,) * len(names)
    rows: list[Row[C]] = []
    for group in groups:
        open_ = [(a, b) for a, b in group if not sure[b] >> a & 1]
        perhaps = _closed(perhaps, open_)
        locked = [(a, b) for a, b in open_ if not perhaps[b] >> a & 1]
        sure = _closed(sure, locked)
        for a, b in group:
            one, other = names[a], names[b]
            if sure[a] >> b & 1:
                fate = "locked in"
            else:
                fate = "depends on the order" if (a, b) in open_ else "left out"
            rows.append(
                Row((one, other), pairs[one, other], f"against {pairs[other, one]}: {fate}")
            )
    return sure, rows


def _wins(one: int, many: int, groups: Sequence[Edges], steps: int) -> bool | None:
    """Return whether nobody stands over one candidate after some order; None if that takes long.

    What its own majorities lock in is never in its way, so that they go first among equals.
    """
    ahead: list[tuple[int, Reach]] = [(0, (0,) * many)]
    seen = set(ahead)
    while ahead:
        if steps < 0:
            return None
        at, reach = ahead.pop()
        if at == len(groups):
            return True
        reach = _locked(reach, [edge for edge in groups[at] if edge[0] == one])
        undecided = [(a, b) for a, b in groups[at]
                     if not (reach[a] >> b & 1 or reach[b] >> a & 1)]  # fmt: skip
        circles = _closed(reach, undecided)
        reach = _locked(reach, [(a, b) for a, b in undecided if not circles[b] >> a & 1])
        undecided = [(a, b) for a, b in undecided if circles[b] >> a & 1]
        after = [(at, _locked(reach, [edge])) for edge in undecided] or [(at + 1, reach)]
        steps -= len(after)
        for each in after:
            if each not in seen and not any(below >> one & 1 for below in each[1]):
                seen.add(each)
                ahead.append(each)
    return False


def _locked(reach: Reach, edges: Iterable[tuple[int, int]]) -> Reach:
    """Return what is reached with these locked in too, each unless it would close a circle."""
    for a, b in edges:
        if not (reach[a] >> b & 1 or reach[b] >> a & 1):
            new = reach[b] | 1 << b
            reach = tuple(
                below | new if at == a or below >> a & 1 else below
                for at, below in enumerate(reach)
            )
    return reach


def _closed(reach: Reach, edges: Iterable[tuple[int, int]]) -> Reach:
    """Return what is reached with all of these besides, circles and all (Warshall)."""
    wider = list(reach)
    for a, b in edges:
        wider[a] |= 1 << b
    for via in range(len(wider)):
        onward = wider[via]
        for at, below in enumerate(wider):
            if below >> via & 1:
                wider[at] = below | onward
    return tuple(wider)


def _unbeaten(reach: Reach) -> list[int]:
    beaten = 0
    for below in reach:
        beaten |= below
    return [at for at in range(len(reach)) if not beaten >> at & 1]


def _top(names: list[C], pairs: Pairs[C]) -> set[int]:
    """Return from whom a chain of majorities or ties leads to everybody: the Smith set."""
    edges = [
        (i, j)
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j and pairs[a, b] >= pairs[b, a]
    ]
    everybody = (1 << len(names)) - 1
    reach = _closed((0,) * len(names), edges)
    return {at for at, below in enumerate(reach) if below | 1 << at == everybody}
