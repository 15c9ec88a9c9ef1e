"""Instant runoff, in which a tie for the last place is never broken by chance or by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from .profile import Ranking, rankings
from .tally import C, Detail, Number, Row, Tally, TooMany, outcome, plain

MOST_IN_PLAY = 300
"""How many candidates may share the first places: each round lists all that are left."""
MOST_LOOKS = 400_000
"""How many ballots are looked at to try orders of dropping out: half a second's work, and enough
for twelve people of whom each puts another candidate first."""


def irv(ballots: Iterable[Ranking[C]], *, candidates: Iterable[C] | None = None) -> Tally[C]:
    """Instant runoff: the last drop out, and their votes go on, until one has more than half.

    Each ballot ranks candidates best first, ties as a tuple within it. It is one vote for the
    best that is still in, split in exact equal parts among equals; where everybody it names is
    out, it counts no longer. More than half is of the votes that still count.

    Those tied for last drop out together if all their votes are fewer than what the next one up
    has: in whatever order they went, they would all go first. Otherwise every order is tried, and
    all that win in some order share the win. That may take as many counts as there are sets of
    those tied; beyond half a second of it (15 tied among 15 voters are still tried), all whom the
    orders have not ruled out by then share the win, and the detail says so.

    The number of a candidate is what it had in the last round that all orders share (a third of
    a vote as the nearest float; counted is with exact fractions).
    Sources: Ware's single transferable vote for one seat, 1871; also alternative vote, ranked
    choice voting. For the ties: Conitzer, Rognlie and Xia, Preference functions that score
    rankings and maximum likelihood estimation, IJCAI 2009 (parallel universes).
    Raises `Invalid` for a ballot that is no ranking, or names a candidate twice, and where more
    than 300 candidates share the first places.
    """
    names, read = rankings(ballots, candidates)
    runoff = _Runoff.of(names, read)
    named = {1 << at: each for at, each in enumerate(names)}
    numbers: dict[C, Number] = dict.fromkeys(names, 0)
    details: list[Detail[C]] = []
    left, winners = (1 << len(names)) - 1, 0
    while read and not winners:
        now = runoff.round(left)
        if len(now.votes) > MOST_IN_PLAY:
            raise TooMany(
                f"{len(now.votes)} candidates share the first places, and an instant runoff takes "
                f"{MOST_IN_PLAY}; vote on fewer, or count with borda"
            )
        parted = len(now.next) > 1
        winners, tried = runoff.search(left) if parted else (now.winners, True)
        all_win = tried and winners == left
        votes = {one: now.votes.get(one, 0) for one in _each(left)}
        numbers |= {named[one]: plain(got) for one, got in votes.items()}
        rows = [
            Row((named[one],), plain(got), _fate(one, now, winners if all_win else 0))
            for one, got in sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        if exhausted := len(read) - sum(votes.values()):
            rows.append(Row((), plain(exhausted), "no choice left"))
        details.append(Detail(f"Round {len(details) + 1}", tuple(rows)))
        if parted and not all_win:
            won = [named[one] for one in _each(winners)]
            details.append(_parting(won, numbers, tried=tried))
        if now.next:
            left = now.next[0]
            runoff = runoff.among(left)
    return outcome(numbers, winners=[named[one] for one in _each(winners)], detail=details)


def _fate(one: int, now: _Round, all_win: int) -> str:
    """Return in a word or three what a round does to one candidate."""
    if one & (now.winners | all_win):
        return "wins"
    if not one & now.last:
        return ""
    return "out" if len(now.next) == 1 else "tied for last"


def _parting(winners: list[C], numbers: dict[C, Number], *, tried: bool) -> Detail[C]:
    """Return what came of all the orders in which those tied for last may drop out."""
    if not tried:
        title, words = "Too many orders of dropping out to try them all", "may win"
    elif len(winners) > 1:
        title, words = "Who wins depends on which of them drops out first", "wins in some orders"
    else:
        title, words = "Whichever of them drops out first, the same one wins", "wins"
    return Detail(title, tuple(Row((each,), numbers[each], words) for each in winners))


@frozen
class _Round:
    """One count among those left; sets of candidates are integers, a bit for each.

    `votes` are of those that have any. `next` holds who is left after it: one set, or several where
    a tie for last matters.
    """

    votes: dict[int, Fraction | int]
    winners: int = 0
    last: int = 0
    next: tuple[int, ...] = ()


@frozen
class _Runoff:
    """The ballots, each as the sets of its ranks, with how many are alike."""

    ballots: tuple[tuple[tuple[int, ...], int], ...]

    @classmethod
    def of(cls, names: list[C], read: list[tuple[tuple[C, ...], ...]]) -> _Runoff:
        bit = {each: 1 << at for at, each in enumerate(names)}
        return cls(
            tuple(
                (tuple(sum(bit[each] for each in rank) for rank in ballot), count)
                for ballot, count in Counter(read).items()
            )
        )

    def among(self, left: int) -> _Runoff:
        """Return the ballots without those who are out; some may be alike then."""
        ballots: Counter[tuple[int, ...]] = Counter()
        for ranks, count in self.ballots:
            if still := tuple(now for rank in ranks if (now := rank & left)):
                ballots[still] += count
        return _Runoff(tuple(ballots.items()))

    def round(self, left: int) -> _Round:
        """Count the votes among those left, and see who wins or drops out."""
        chosen: dict[int, int] = {}
        for ranks, count in self.ballots:
            for rank in ranks:
                if best := rank & left:
                    chosen[best] = chosen.get(best, 0) + count
                    break
        votes: dict[int, Fraction | int] = {}
        for best, count in chosen.items():
            among = _each(best) if best & (best - 1) else (best,)
            share = Fraction(count, len(among)) if len(among) > 1 else count
            for one in among:
                votes[one] = votes.get(one, 0) + share
        voted = sum(chosen.values())
        most = max(votes.values())
        if most * 2 > voted:
            return _Round(votes, sum(one for one, got in votes.items() if got == most))
        without = left & ~sum(votes)
        steps = sorted(set(votes.values()) | ({0} if without else set()))
        last = without or sum(one for one, got in votes.items() if got == steps[0])
        many = last.bit_count()
        if many == 1 or (len(steps) > 1 and steps[0] * many < steps[1]):
            return _Round(votes, 0, last, (left & ~last,))
        return _Round(votes, 0, last, tuple(left & ~one for one in _each(last)))

    def search(self, left: int) -> tuple[int, bool]:
        """Return all that win in some order of dropping out, and whether all orders were tried.

        All sets of one size are looked at before the smaller ones, and none of a size if that is
        too much, so that the outcome cannot depend on who comes first.
        """
        reached = {left.bit_count(): {left}}
        winners, looks = 0, MOST_LOOKS
        while reached:
            size = max(reached)
            sets = [each for each in reached.pop(size) if each & ~winners]
            looks -= len(sets) * (len(self.ballots) + size)
            if looks < 0:
                for each in (*sets, *(one for more in reached.values() for one in more)):
                    winners |= each
                return winners, False
            for each in sets:
                found = self.round(each)
                winners |= found.winners
                for after in found.next:
                    reached.setdefault(after.bit_count(), set()).add(after)
        return winners, True


def _each(among: int) -> list[int]:
    """Return the bits that are set, lowest first."""
    ones = []
    while among:
        ones.append(among & -among)
        among &= among - 1
    return ones
