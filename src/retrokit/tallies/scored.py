"""Methods that add up what each candidate was given: one vote, dots, approvals, scores, stars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations

from .ballots import CONSENT, DOTS, FINGERS, ONE, SCORES, SEVERAL, Marks
from .pairwise import preferences, within
from .profile import Scores, all_of, read
from .tally import C, Detail, Number, Row, Tally, outcome, plain, with_noun


def plurality(ballots: Iterable[C], *, candidates: Iterable[C] | None = None) -> Tally[C]:
    """Count one vote per ballot; the most votes win, however few they are.

    Each ballot is a candidate. Source: known as first past the post.
    Raises `Invalid` for a ballot that names nobody or no candidate, or holds several.
    """
    return _counted(*read(ONE, ballots, candidates))


def approval(
    ballots: Iterable[Iterable[C] | Scores[C]], *, candidates: Iterable[C] | None = None
) -> Tally[C]:
    """Count how many approve of each candidate; every voter may approve of any number.

    Each ballot is a set or list of candidates, or a mapping of candidates to 1 or 0.
    Source: Brams and Fishburn, Approval Voting, American Political Science Review 72, 1978.
    Raises `Invalid` for a candidate named twice, or a number other than 0 and 1.
    """
    return _counted(*read(SEVERAL, ballots, candidates))


def dots(ballots: Iterable[Scores[C]], *, candidates: Iterable[C] | None = None) -> Tally[C]:
    """Add up the dots that each candidate received.

    Each ballot is a mapping of candidates to whole numbers of 0 or more; whoever hands out the
    dots sees to the budget. Also known as multivoting (cumulative voting with a sheet of dots).
    Raises `Invalid` for anything but whole numbers from 0.
    """
    names, found = read(DOTS, ballots, candidates)
    return outcome(_totals(names, found))


def score(ballots: Iterable[Scores[C]], *, candidates: Iterable[C] | None = None) -> Tally[C]:
    """Add up the scores of each candidate; the highest sum wins.

    Each ballot is a mapping of candidates to numbers of 0 or more, on any one scale; who is left
    out has 0. Sums are exact, also of fractions: a float is taken as the decimal that it prints as.
    Source: Smith, Range Voting, 2000. Raises `Invalid` for what is no such number.
    """
    names, found = read(SCORES, ballots, candidates)
    given = _given("Ballots that gave so many points", "point", found)
    return outcome(_totals(names, found), detail=[given])


def star(ballots: Iterable[Scores[C]], *, candidates: Iterable[C] | None = None) -> Tally[C]:
    """Score then automatic runoff: of the two with the highest sums, the one more voters prefer.

    Ballots are as for `score`, in stars from 0 to 5. A tie for a place in the runoff goes to who
    lost fewest match-ups among the tied (those who lost the most drop out, again and again),
    then to who has more top scores (5, or the highest given if that is more). Of those still
    tied each goes in once, and all that win one of these runoffs share the win. A tie in a runoff
    goes to the higher sum, then to more top scores; then both win it. Who has no star is in no
    runoff. The numbers in the standings are the sums, so that a winner may have less than the
    next. Source: Equal Vote Coalition, STAR Voting, and its tie-breaking protocol
    (starvoting.org/ties) without the random last step. Raises `Invalid` as `score`, and where more
    than 200 candidates are tied for the runoff.
    """
    names, found = read(SCORES, ballots, candidates)
    totals = _totals(names, found)
    top = max([FINGERS, *(given for _, given in all_of(found))])
    tops = Counter(each for each, given in all_of(found) if given == top)
    sure, tied = _for_two_seats([each for each in names if totals[each]], totals)
    within([*sure, *tied])
    pool = sorted([*sure, *tied])
    runners = set(pool)
    beats = preferences(
        pool, (_places({e: given for e, given in b.scores if e in runners}) for b in found)
    )

    def losses(one: C, among: Iterable[C]) -> int:
        return sum(beats[other, one] > beats[one, other] for other in among if other != one)

    def seat(tied: list[C], seats: int) -> tuple[list[C], list[C]]:
        """Return who of those tied is sure of a seat, and who is still tied for what is left."""
        if len(tied) <= seats:
            return tied, []
        for key in ({each: losses(each, tied) for each in tied}, {e: -tops[e] for e in tied}):
            worst = max(key.values())
            kept = [each for each in tied if key[each] < worst]
            if len(kept) >= seats:
                return seat(kept, seats)
            if kept:
                others, open_ = seat([e for e in tied if key[e] == worst], seats - len(kept))
                return kept + others, open_
        return [], tied

    seated, tied = seat(tied, 2 - len(sure))
    sure += seated
    seats = 2 - len(sure)
    runoffs = [sorted([*sure, *more]) for more in combinations(tied, min(seats, len(tied)))]
    winners: set[C] = set()
    even = False
    for runoff in runoffs:
        result = {each: (losses(each, runoff), -totals[each], -tops[each]) for each in runoff}
        best = min(result.values(), default=None)
        winners |= {each for each in runoff if result[each] == best}
        even |= len(runoff) == 2 and len({losing for losing, *_ in result.values()}) == 1
    finalists = sorted([*sure, *tied])
    met = sorted({pair for runoff in runoffs for pair in permutations(runoff, 2)})
    detail = [
        _given("Ballots that gave so many stars", "star", found),
        Detail(
            "Runoff: voters who prefer the first to the second",
            tuple(Row(pair, beats[pair]) for pair in met),
        ),
    ]
    if even:
        detail.append(Detail("Top scores", tuple(Row((each,), tops[each]) for each in finalists)))
    return outcome(totals, winners=winners, detail=detail)


def _for_two_seats(voted: list[C], totals: Mapping[C, Fraction]) -> tuple[list[C], list[C]]:
    """Return who has a seat by sum alone, and who is tied for what is left of the two."""
    sure: list[C] = []
    for total in sorted({totals[each] for each in voted}, reverse=True):
        tied = [each for each in voted if totals[each] == total]
        if len(sure) + len(tied) > 2:
            return sure, tied
        sure += tied
        if len(sure) == 2:
            break
    return sure, []


def consent(
    ballots: Iterable[Mapping[C, int | tuple[int, str]]], *, candidates: Iterable[C] | None = None
) -> Tally[C]:
    """Fist of five: what nobody objects to passes, and of that the most fingers win.

    Each ballot is a mapping of candidates to fingers: 0 is a fist, an objection that blocks it;
    1 and 2 are reservations to hear out, 3 is good enough, 4 good, 5 is full support. A fist may
    be `(0, why)`; the detail lists the words. Who is left out has nothing against it. The number
    of a candidate is its fingers in all, and 0 if anybody objects, however many others are for
    it. Source: fist to five as facilitators use it (e.g. Stanford Synergy, Fist of Five), and
    consent in sociocracy (Endenburg): a decision stands where nobody has a reasoned objection.
    Raises `Invalid` for other numbers than 0 to 5, and for words without a 0.
    """
    names, found = read(CONSENT, ballots, candidates)
    blocked = {each for marks in found for each in CONSENT.objected(marks)}
    totals = _totals(names, found)
    why: Counter[tuple[C, str]] = Counter()
    for marks in found:
        words = dict(marks.objections)
        why.update((each, words.get(each, "")) for each in CONSENT.objected(marks))
    detail = [_given("Hands that showed so many fingers", "finger", found)]
    if why:
        rows = (Row((each,), count, words) for (each, words), count in sorted(why.items()))
        detail.append(Detail("Objections (what is objected to has 0 fingers)", tuple(rows)))
    return outcome({each: 0 if each in blocked else totals[each] for each in names}, detail=detail)


def added_up(ballots: Iterable[Mapping[C, Number]], *, candidates: Iterable[C]) -> Tally[C]:
    """Add up whatever numbers ballots have, for a kind that no other method here counts."""
    return outcome(_totals(candidates, [Marks(tuple(each.items())) for each in ballots]))


def _counted(names: Iterable[C], ballots: Sequence[Marks[C]]) -> Tally[C]:
    """Return on how many ballots each stands."""
    return outcome(
        dict.fromkeys(names, 0) | Counter(each for each, mark in all_of(ballots) if mark)
    )


def _totals(names: Iterable[C], ballots: Iterable[Marks[C]]) -> dict[C, Fraction]:
    """Return the exact sums."""
    totals = dict.fromkeys(names, Fraction(0))
    for each, number in all_of(ballots):
        totals[each] += Fraction(str(number)) if isinstance(number, float) else number
    return totals


def _places(ballot: Mapping[C, Number]) -> dict[C, int]:
    """Return the candidates with their places by score, who has nothing left out as last."""
    place = {given: at for at, given in enumerate(sorted(set(ballot.values()) - {0}, reverse=True))}
    return {each: place[given] for each, given in ballot.items() if given}


def _given(title: str, noun: str, ballots: Iterable[Marks[C]]) -> Detail[C]:
    """Return how many ballots gave each candidate each number, the highest first."""
    counts = Counter((each, plain(given)) for each, given in all_of(ballots))
    rows = (
        Row((each,), count, with_noun(given, noun))
        for (each, given), count in sorted(counts.items(), key=lambda x: (x[0][0], -x[0][1]))
    )
    return Detail(title, tuple(rows))
