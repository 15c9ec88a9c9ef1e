"""Ballots: what a member hands in, held against the terms of a vote, and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from operator import add
from typing import Annotated, Any, TypeAlias

from ... import figures, texts
from ...errors import Invalid, NotFound
from ...given import ReadWithin
from ...given import plain as _plain
from ...given import shown as told
from ...tallies import BallotKind
from .facts import Ballot, VoteTerms


def _of_json(given: Any) -> Any:
    """Return a ballot of what JSON holds: text for keys, and lists for tuples."""
    if isinstance(given, dict):
        return {_candidate(key): _tuple(value) for key, value in given.items()}
    if isinstance(given, list):
        return [_tuple(each) for each in given]
    return given


def _candidate(key: str) -> int:
    if not key.isdecimal() or len(key) > 9:
        raise Invalid(f"{key[:40]!r} is no number of a candidate")
    return int(key)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


BallotValue: TypeAlias = Annotated[
    int | Mapping[int, int | tuple[int, str]] | Sequence[int | Sequence[int] | Set[int]] | Set[int],
    ReadWithin(_of_json),
]
"""A ballot as it is handed in: which of these a vote takes, `VoteTerms.ballot` says."""

_SHAPES: dict[BallotKind, str] = {
    "dots": "candidates with their dots, as in {3: 2, 7: 1}",
    "one": "the number of a candidate, as in 7",
    "several": "the numbers of candidates, as in [3, 7]",
    "scores": "candidates with their scores, as in {3: 5, 7: 2}",
    "ranking": "candidates, best first, equals together, as in [3, (7, 9), 4]",
    "consent": "candidates with 0 to 5, as in {3: 4, 7: (0, 'why not')}",
}


def filled_in(terms: VoteTerms, value: Any) -> Ballot:
    """Return the ballot that a value means under these terms.

    Raises `NotFound` for what is no candidate, else `Invalid` with what to give.
    """
    return _READERS[terms.ballot](terms, value)


def for_counting(kind: BallotKind, ballot: Ballot, *, words: bool) -> Any:
    """Return a ballot as the method that counts it takes it; see `TallyMethod`.

    Without `words` an objection is told, but not why.
    """
    if kind == "one":
        [(chosen, _)] = ballot.scores
        return chosen
    if kind == "several":
        return tuple(each for each, _ in ballot.scores)
    if kind == "ranking":
        return tuple(rank[0] if len(rank) == 1 else rank for rank in ballot.ranks)
    why = dict(ballot.objections) if words else {}
    return {each: (given, why[each]) if each in why else given for each, given in ballot.scores}


def named_in(ballot: Ballot) -> Iterator[int]:
    """Yield the candidates that a ballot names."""
    yield from (each for each, _ in ballot.scores)
    yield from (each for rank in ballot.ranks for each in rank)


def moved(kind: BallotKind, ballot: Ballot, place: Callable[[int], int]) -> Ballot:
    """Return a ballot as it counts after `place` has said where each of its candidates is by now.

    Where several have become one, that has all their dots, the best of their scores and places,
    and every objection to one of them.
    """
    scores: dict[int, int] = {}
    for each, given in ballot.scores:
        now = place(each)
        scores[now] = _JOINED[kind](scores[now], given) if now in scores else given
    ranked: set[int] = set()
    ranks = []
    for rank in ballot.ranks:
        now_there = {place(each) for each in rank} - ranked
        ranked |= now_there
        ranks += [tuple(sorted(now_there))] if now_there else []
    why: dict[int, list[str]] = {}
    for each, words in ballot.objections:
        why.setdefault(place(each), []).append(words)
    return Ballot(
        scores=tuple(sorted(scores.items())),
        ranks=tuple(ranks),
        objections=tuple((each, "\n".join(words)) for each, words in sorted(why.items())),
    )


_JOINED: dict[BallotKind, Callable[[int, int], int]] = {
    "dots": add,
    "one": max,
    "several": max,
    "scores": max,
    "consent": min,
}


def _dots(terms: VoteTerms, value: Any) -> Ballot:
    given = _numbers(terms, value)
    for candidate, number in given.items():
        if type(number) is not int or number < 1:
            raise Invalid(f"you can't give {told(number)} dots to {candidate}; give 1 or more")
    spent = sum(given.values())
    if spent > terms.budget:
        raise Invalid(f"{spent} dots are over the budget of {terms.budget}; take some back")
    return Ballot(scores=tuple(sorted(given.items())))


def _one(terms: VoteTerms, value: Any) -> Ballot:
    if figures.whole(value) is None:
        raise _wrong_shape(terms, value)
    [chosen] = _candidates(terms, [value])
    return Ballot(scores=((chosen, 1),))


def _several(terms: VoteTerms, value: Any) -> Ballot:
    if not isinstance(value, (Sequence, Set)) or isinstance(value, (str, bytes)):
        raise _wrong_shape(terms, value)
    chosen = _candidates(terms, _some(value))
    return Ballot(scores=tuple((each, 1) for each in sorted(chosen)))


def _scores(terms: VoteTerms, value: Any) -> Ballot:
    given = _numbers(terms, value)
    for candidate, number in given.items():
        if type(number) is not int or not 0 <= number <= terms.cap:
            raise Invalid(f"you can't give {told(number)} to {candidate}; give 0 to {terms.cap}")
    return Ballot(scores=tuple(sorted(given.items())))


def _ranking(terms: VoteTerms, value: Any) -> Ballot:
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise _wrong_shape(terms, value)
    ranks = [tuple(each) if isinstance(each, (tuple, list, Set)) else (each,) for each in value]
    if not all(_some(ranks)):
        raise Invalid("a rank is empty; leave it out")
    named = iter(_candidates(terms, [each for rank in ranks for each in rank]))
    return Ballot(ranks=tuple(tuple(sorted(next(named) for _ in rank)) for rank in ranks))


def _consent(terms: VoteTerms, value: Any) -> Ballot:
    given, why = {}, {}
    for candidate, shown in _numbers(terms, value).items():
        if isinstance(shown, (tuple, list)) and len(shown) == 2:
            given[candidate] = _plain(shown[0])
            why[candidate] = texts.check(shown[1], "the objection")
        else:
            given[candidate] = shown
    ballot = _scores(terms, given)
    for candidate in why:
        if given[candidate]:
            raise Invalid(f"words go with an objection; give {candidate} a 0, or leave them out")
    return Ballot(scores=ballot.scores, objections=tuple(sorted(why.items())))


_READERS: dict[BallotKind, Callable[[VoteTerms, Any], Ballot]] = {
    "dots": _dots,
    "one": _one,
    "several": _several,
    "scores": _scores,
    "ranking": _ranking,
    "consent": _consent,
}


def _numbers(terms: VoteTerms, value: Any) -> dict[int, Any]:
    if not isinstance(value, Mapping):
        raise _wrong_shape(terms, value)
    candidates = _candidates(terms, _some(value))
    return {each: _plain(given) for each, given in zip(candidates, value.values(), strict=True)}


def _some(value: Any) -> Any:
    if not value:
        raise Invalid("this ballot is empty; to abstain is not to vote")
    return value


def _candidates(terms: VoteTerms, named: Iterable[Any]) -> list[int]:
    """Return the candidates that are named, in the order given, as plain ints."""
    known, found = set(terms.candidates), dict[int, None]()
    for each in named:
        number = figures.whole(getattr(each, "number", each))  # a note may stand for its number
        if number is None or number not in known:
            said = each if isinstance(each, (str, int)) else told(each)
            raise NotFound.among("candidate", said, map(str, terms.candidates))
        if number in found:
            raise Invalid(f"candidate {number} is named twice; name each once")
        found[number] = None
    return list(found)


def _wrong_shape(terms: VoteTerms, value: object) -> Invalid:
    return Invalid(f"{told(value)} is no ballot of this vote; give {_SHAPES[terms.ballot]}")
