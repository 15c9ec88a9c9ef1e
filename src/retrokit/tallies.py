"""Voting methods: ballots in, `Tally` out.

A candidate is anything that sorts (here: the numbers of notes, topics or actions). Nothing is
random and nothing depends on the order of the ballots; a tie stays a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import field, frozen


@frozen
class Tally:
    """The outcome of a vote.

    `winners` are all that share the first place, sorted; none if nobody voted for anything.
    `standings` pairs every candidate with its number, best first, equals in sorted order.
    """

    winners: tuple[int, ...]
    standings: tuple[tuple[int, int], ...]


def dots(candidates: Iterable[int], ballots: Iterable[Mapping[int, int]]) -> Tally:
    """Add up the dots that each candidate received on every ballot."""
    sums = dict.fromkeys(candidates, 0)
    for ballot in ballots:
        for candidate, given in ballot.items():
            sums[candidate] += given
    standings = tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))
    best = standings[0][1] if standings else 0
    return Tally(tuple(each for each, given in standings if given == best > 0), standings)


@frozen
class TallyMethod:
    """A voting method as a plugin registers it.

    `count` takes the candidates and the ballots (each a mapping of candidate to dots, at least
    1) and returns a `Tally`, or None where it cannot count these ballots: they are then counted
    as dots, and the log says so.
    """

    name: str
    title: str = field(kw_only=True)
    count: Callable[[Iterable[int], Iterable[Mapping[int, int]]], Tally | None] = field(
        kw_only=True
    )


DOTS = TallyMethod("dots", title="dots from a budget, added up", count=dots)
