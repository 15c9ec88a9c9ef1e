"""Ballots as people hand them in, read into one shape, or refused in a sentence.

Where a ballot could mean two things it is refused: text is never taken for a list of its
letters, nor a score for an approval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from math import isfinite
from typing import Any, TypeAlias

from ..errors import Invalid
from .tally import C, Number

Ranking: TypeAlias = Sequence[C | tuple[C, ...]]
"""Candidates best first; those of equal rank as a tuple within; those left out are last."""
Scores: TypeAlias = Mapping[C, Number]
"""Candidates with their numbers; those left out have 0."""

# The kinds by name: asked of every candidate, the abstract ones would take most of the time.
_EQUALS = (tuple, list, set, frozenset)
FINGERS = 5
"""The most fingers that one hand shows, and the most stars."""


def choices(ballots: Iterable[C], candidates: Iterable[C] | None) -> tuple[list[C], list[C]]:
    """Read ballots with one candidate each; return all candidates sorted, and the ballots."""
    return _read(ballots, candidates, lambda ballot: ([_named(ballot)], _named(ballot)))


def approvals(
    ballots: Iterable[Iterable[C] | Scores[C]], candidates: Iterable[C] | None
) -> tuple[list[C], list[list[C]]]:
    """Read ballots that name candidates, or give each 1 or 0."""

    def read(ballot: Any) -> tuple[list[C], list[C]]:
        if isinstance(ballot, Mapping):
            for given in ballot.values():
                if given not in (0, 1):
                    raise Invalid(f"gives {given!r}; approve with 1, or else give 0")
            return list(ballot), [each for each, given in ballot.items() if given]
        if not isinstance(ballot, (Sequence, Set)) or isinstance(ballot, (str, bytes)):
            raise Invalid(f"is {_shown(ballot)}; give a list or set of candidates")
        named = _once(ballot)
        return named, named

    return _read(ballots, candidates, read)


def scores(
    ballots: Iterable[Scores[C]],
    candidates: Iterable[C] | None,
    *,
    whole: bool = False,
) -> tuple[list[C], list[dict[C, Number]]]:
    """Read ballots that give candidates a number of 0 or more; with `whole` no fraction."""

    def read(ballot: Any) -> tuple[list[C], dict[C, Number]]:
        given = _mapping(ballot)
        for each in given.values():
            if type(each) not in ((int,) if whole else (int, float)):
                wanted = "whole numbers" if whole else "numbers"
                raise Invalid(f"gives {each!r}; give {wanted}")
            if not isfinite(each) or each < 0:
                raise Invalid(f"gives {each!r}; give 0 or more")
        return list(given), given

    return _read(ballots, candidates, read)


def fingers(
    ballots: Iterable[Mapping[C, Number | tuple[Number, str]]], candidates: Iterable[C] | None
) -> tuple[list[C], list[dict[C, tuple[int, str]]]]:
    """Read ballots that show 0 to 5 fingers for a candidate; a 0 may be `(0, why)`."""

    def read(ballot: Any) -> tuple[list[C], dict[C, tuple[int, str]]]:
        given = {}
        for each, shown in _mapping(ballot).items():
            number, words = shown if _is_pair(shown) else (shown, "")
            if type(number) is not int or not 0 <= number <= FINGERS:
                raise Invalid(f"shows {number!r} for {each!r}; show 0 to {FINGERS} fingers")
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
            raise Invalid(f"is {_shown(ballot)}; give a list of candidates, best first")
        ranks = tuple(tuple(each) if isinstance(each, _EQUALS) else (each,) for each in ballot)
        if not all(ranks):
            raise Invalid("has a rank with nobody in it; leave it out")
        return _once(each for rank in ranks for each in rank), ranks

    names, read_ballots = _read(ballots, candidates, read)
    return names, [ballot for ballot in read_ballots if ballot]


def _read(
    ballots: Iterable[Any],
    candidates: Iterable[C] | None,
    read: Callable[[Any], tuple[list[C], Any]],
) -> tuple[list[C], list[Any]]:
    """Read all ballots; `read` returns whom one names, and what is kept of it."""
    if isinstance(ballots, (str, bytes, Mapping)):
        raise Invalid(f"{_shown(ballots)} holds no ballots; give a list of ballots")
    if isinstance(candidates, (str, bytes)):
        raise Invalid(f"the text {candidates!r} is no list; give a list of candidates")
    entrants = None if candidates is None else set(candidates)
    named: set[C] = set(entrants or ())
    kept = []
    for number, ballot in enumerate(ballots, 1):
        try:
            names, value = read(ballot)
            if entrants is None:
                named.update(names)
            elif not entrants.issuperset(names):
                stranger = next(each for each in names if each not in entrants)
                raise Invalid(f"names {stranger!r}, which is no candidate; leave it out")
        except Invalid as error:
            raise Invalid(f"ballot {number} {error}") from None
        except TypeError:
            raise Invalid(
                f"ballot {number} names what cannot be a candidate; give text or numbers"
            ) from None
        kept.append(value)
    try:
        return sorted(named), kept
    except TypeError:
        raise Invalid("these candidates do not sort; give all as text, or all as numbers") from None


def _named(candidate: C | None) -> C:
    if candidate is None:
        raise Invalid("names nobody; leave it out")
    return candidate


def _once(candidates: Iterable[C]) -> list[C]:
    named = list(candidates)
    if len(set(named)) != len(named):
        twice = next(each for each in named if named.count(each) > 1)
        raise Invalid(f"names {twice!r} twice; name each candidate once")
    return named


def _mapping(ballot: Any) -> dict[Any, Any]:
    if not isinstance(ballot, Mapping):
        raise Invalid(f"is {_shown(ballot)}; give a mapping of candidates to numbers")
    return dict(ballot)


def _is_pair(shown: object) -> bool:
    return isinstance(shown, (tuple, list)) and len(shown) == 2


def _shown(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:59]}…"


def all_of(ballots: Iterable[Mapping[C, Number]]) -> Iterator[tuple[C, Number]]:
    """Return every candidate with every number that somebody gave it."""
    for ballot in ballots:
        yield from ballot.items()
