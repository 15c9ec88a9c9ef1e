"""Ballots as people hand them in, read into one shape, or refused in a sentence.

Where a ballot could mean two things it is refused: text is never taken for a list of its
letters, nor a score for an approval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

from .. import figures
from ..errors import Invalid
from ..given import shown as told
from .tally import C, Number

Ranking: TypeAlias = Sequence[C | tuple[C, ...]]
"""Candidates best first; those of equal rank as a tuple within; those left out are last."""
Scores: TypeAlias = Mapping[C, Number]
"""Candidates with their numbers; those left out have 0."""

# The kinds by name: asked of every candidate, the abstract ones would take most of the time.
_EQUALS = (tuple, list, set, frozenset)
N = TypeVar("N", int, Fraction)
FINGERS = 5
"""The most fingers that one hand shows, and the most stars."""


def choices(ballots: Iterable[C], candidates: Iterable[C] | None) -> tuple[list[C], list[C]]:
    """Read ballots with one candidate each; return all candidates sorted, and the ballots."""

    def read(ballot: Any) -> tuple[list[C], C]:
        if isinstance(ballot, (Sequence, Set, Mapping)) and not isinstance(ballot, (str, bytes)):
            raise Invalid(
                f"is {told(ballot)}; give one candidate, or count with a method for such ballots "
                "(rankings: irv; lists: approval; numbers: score)"
            )
        chosen: C = _candidate(ballot)
        return [chosen], chosen

    return _read(ballots, candidates, read)


def approvals(
    ballots: Iterable[Iterable[C] | Scores[C]], candidates: Iterable[C] | None
) -> tuple[list[C], list[list[C]]]:
    """Read ballots that name candidates, or give each 1 or 0."""

    def read(ballot: Any) -> tuple[list[C], list[C]]:
        if isinstance(ballot, Mapping):
            for given in ballot.values():
                if not isinstance(given, bool) and figures.exact(given) not in (0, 1):
                    raise Invalid(f"gives {told(given)}; approve with 1, or else give 0")
            named: list[C] = _once(ballot)
            return named, [
                each for each, given in zip(named, ballot.values(), strict=True) if given
            ]
        if not isinstance(ballot, (Sequence, Set)) or isinstance(ballot, (str, bytes)):
            raise Invalid(f"is {told(ballot)}; give a list or set of candidates")
        named = _once(ballot)
        return named, named

    return _read(ballots, candidates, read)


def scores(
    ballots: Iterable[Scores[C]],
    candidates: Iterable[C] | None,
    *,
    whole: bool = False,
) -> tuple[list[C], list[dict[C, Fraction]]]:
    """Read ballots that give candidates a number of 0 or more; with `whole` no fraction."""

    def read(ballot: Any) -> tuple[list[C], dict[C, Fraction]]:
        given = {}
        for each, said in _mapping(ballot).items():
            number = figures.exact(said)
            if number is None or (whole and figures.whole(said) is None):
                raise Invalid(f"gives {told(said)}; give {'whole' if whole else 'finite'} numbers")
            if number < 0:
                raise Invalid(f"gives {told(said)}; give 0 or more")
            given[each] = number
        return list(given), given

    return _read(ballots, candidates, read)


def fingers(
    ballots: Iterable[Mapping[C, Number | tuple[Number, str]]], candidates: Iterable[C] | None
) -> tuple[list[C], list[dict[C, tuple[int, str]]]]:
    """Read ballots that show 0 to 5 fingers for a candidate; a 0 may be `(0, why)`."""

    def read(ballot: Any) -> tuple[list[C], dict[C, tuple[int, str]]]:
        given = {}
        for each, shown in _mapping(ballot).items():
            said, words = shown if _is_pair(shown) else (shown, "")
            number = figures.whole(said)
            if number is None or not 0 <= number <= FINGERS:
                raise Invalid(f"shows {told(said)} for {each!r}; show 0 to {FINGERS} fingers")
            if not isinstance(words, str) or (words and number):
                raise Invalid(f"has words for {each!r} that are no objection; give (0, 'why')")
            given[each] = number, words
        return list(given), given

    return _read(ballots, candidates, read)


def rankings(
    ballots: Iterable[Ranking[C]], candidates: Iterable[C] | None
) -> tuple[list[C], list[tuple[tuple[C, ...], ...]]]:
    """Read ballots that rank candidates; return each ballot as its ranks, best first.

    A ballot that ranks nothing is an abstention, and left out.
    """

    def read(ballot: Any) -> tuple[list[C], tuple[tuple[C, ...], ...]]:
        if not isinstance(ballot, Sequence) or isinstance(ballot, (str, bytes)):
            raise Invalid(f"is {told(ballot)}; give a list of candidates, best first")
        ranks = tuple(tuple(each) if isinstance(each, _EQUALS) else (each,) for each in ballot)
        if not all(ranks):
            raise Invalid("has a rank with nobody in it; leave it out")
        named: list[C] = _once(each for rank in ranks for each in rank)
        at = iter(named)
        return named, tuple(tuple(next(at) for _ in rank) for rank in ranks)

    names, read_ballots = _read(ballots, candidates, read)
    return names, [ballot for ballot in read_ballots if ballot]


def _read(
    ballots: Iterable[Any],
    candidates: Iterable[C] | None,
    read: Callable[[Any], tuple[list[C], Any]],
) -> tuple[list[C], list[Any]]:
    """Read all ballots; `read` returns whom one names, and what is kept of it."""
    if not isinstance(ballots, Iterable) or isinstance(ballots, (str, bytes, Mapping, Set)):
        # A set would hold equal ballots once.
        raise Invalid(f"{told(ballots)} holds no ballots; give a list of ballots")
    entrants = None if candidates is None else _entrants(candidates)
    named: set[C] = set(entrants or ())
    kept = []
    for number, ballot in enumerate(ballots, 1):
        try:
            names, value = read(ballot)
            if entrants is None:
                named.update(names)
            elif not entrants.issuperset(names):
                stranger = next(each for each in names if each not in entrants)
                raise Invalid(f"names {told(stranger)}, which is no candidate; leave it out")
        except Invalid as error:
            raise Invalid(f"ballot {number} {error}") from None
        kept.append(value)
    try:
        return sorted(named), kept
    except TypeError:
        raise Invalid("these candidates do not sort; give all as text, or all as numbers") from None


def _entrants(candidates: object) -> set[Any]:
    """Return the candidates that may be named."""
    if not isinstance(candidates, Iterable) or isinstance(candidates, (str, bytes)):
        what = "text" if isinstance(candidates, (str, bytes)) else "value"
        raise Invalid(f"the {what} {told(candidates)} is no list; give a list of candidates")
    try:
        return set(_once(candidates))
    except Invalid as error:
        raise Invalid(f"the list of candidates {error}") from None


def _candidate(given: Any) -> Any:
    """Return a candidate, a whole number of any kind as an int, or refuse what can be none."""
    if type(given) in (int, str):  # most are, of thousands
        return given
    if given is None:
        raise Invalid("names nobody; leave it out")
    # Two truth values are two numbers, a tuple are equals; and what is not itself is nobody.
    if (
        isinstance(given, (bool, tuple, Set, Mapping))
        or not isinstance(given, Hashable)
        or given != given  # noqa: PLR0124  # nan
    ):
        raise Invalid(f"names {told(given)}, which cannot be a candidate; give text or numbers")
    number = figures.whole(given)
    return given if number is None else number


def _once(candidates: Iterable[Any]) -> list[Any]:
    named = [_candidate(each) for each in candidates]
    if len(set(named)) != len(named):
        twice = next(each for each, many in Counter(named).items() if many > 1)
        raise Invalid(f"names {told(twice)} twice; name each candidate once")
    return named


def _mapping(ballot: Any) -> dict[Any, Any]:
    if not isinstance(ballot, Mapping):
        raise Invalid(f"is {told(ballot)}; give a mapping of candidates to numbers")
    return dict(zip(_once(ballot), ballot.values(), strict=True))


def _is_pair(shown: object) -> bool:
    return isinstance(shown, (tuple, list)) and len(shown) == 2


def all_of(ballots: Iterable[Mapping[C, N]]) -> Iterator[tuple[C, N]]:
    """Return every candidate with every number that somebody gave it."""
    for ballot in ballots:
        yield from ballot.items()
