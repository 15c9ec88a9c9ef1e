"""All ballots of a vote, as they are handed to a voting method, read one by one or refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, TypeAlias

from ..errors import Invalid, NotFound
from ..given import shown
from .ballots import RANKING, BallotKind, Marks, Unlimited
from .ballots.naming import named
from .tally import C, Number

Ranking: TypeAlias = Sequence[C | tuple[C, ...]]
"""Candidates best first; those of equal rank as a tuple within; those left out are last."""
Scores: TypeAlias = Mapping[C, Number]
"""Candidates with their numbers; those left out have 0."""


def read(
    kind: BallotKind, ballots: Iterable[Any], candidates: Iterable[C] | None
) -> tuple[list[C], list[Marks[C]]]:
    """Return all candidates sorted, and what each ballot says; who is named stands if nobody else.

    A ballot is read by the rule of its kind, as in a retro, but without terms. Raises `Invalid`
    with the number of the ballot and the sentence of that rule.
    """
    if not isinstance(ballots, Iterable) or isinstance(ballots, (str, bytes, Mapping, Set)):
        # A set would hold equal ballots once.
        raise Invalid(f"{shown(ballots)} holds no ballots; give a list of ballots")
    entrants = None if candidates is None else _entrants(candidates)
    limits = Unlimited(candidates=entrants)
    found, kept = set(entrants or ()), []
    for number, ballot in enumerate(ballots, 1):
        try:
            marks = kind.fill_in(ballot, limits)
        except (Invalid, NotFound) as error:
            raise Invalid(f"ballot {number}: {error}") from None
        if entrants is None:
            found.update(marks.named())
        kept.append(marks)
    try:
        return sorted(found), kept
    except TypeError:
        raise Invalid("these candidates do not sort; give all as text, or all as numbers") from None


def _entrants(candidates: object) -> dict[Any, Any]:
    """Return the candidates that may be named."""
    if not isinstance(candidates, Iterable) or isinstance(candidates, (str, bytes)):
        what = "text" if isinstance(candidates, (str, bytes)) else "value"
        raise Invalid(f"the {what} {shown(candidates)} is no list; give a list of candidates")
    try:
        return {each: each for each in named(candidates, None)}
    except Invalid as error:
        raise Invalid(f"the list of candidates: {error}") from None


def rankings(
    ballots: Iterable[Ranking[C]], candidates: Iterable[C] | None
) -> tuple[list[C], list[tuple[tuple[C, ...], ...]]]:
    """Return all candidates, and the ranks of each ballot; who ranks nobody abstains."""
    names, found = read(RANKING, ballots, candidates)
    return names, [marks.ranks for marks in found if marks.ranks]


def all_of(ballots: Iterable[Marks[C]]) -> Iterator[tuple[C, Number]]:
    """Return every candidate with every number that somebody gave it."""
    for marks in ballots:
        yield from marks.scores
