"""How a ballot of each kind is typed, and how it is said back."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from ...errors import Invalid
from ...kinds.vote.facts import VoteTerms
from ...tallies import BallotKind
from .numbers import numbers

_EXAMPLES: dict[BallotKind, str] = {
    "dots": "3 3 7",
    "one": "7",
    "several": "3 7 9",
    "scores": "3=5 7=2",
    "ranking": "3 > 7 = 9 > 4",
    "consent": "3=4; 7=0 because it breaks the build",
}
_GIVEN = re.compile(r"\s*#?(\d{1,9})\s*[=:]\s*(-?\d{1,9})[\s,]*")
_WHY = re.compile(r"because:?\s+(.*)", re.IGNORECASE | re.DOTALL)


def example(terms: VoteTerms) -> str:
    """Return an example of what to type, with candidates that there are."""
    there = [str(each) for each in terms.candidates]
    if terms.ballot == "dots":
        return " ".join(there[: min(3, terms.budget)])
    if terms.ballot == "one":
        return there[-1] if there else "7"
    if len(there) < 2:
        return _EXAMPLES[terms.ballot]
    if terms.ballot == "several":
        return " ".join(there[:2])
    if terms.ballot == "ranking":
        return " > ".join([there[0], " = ".join(there[1:3]), *there[3:4]])
    if terms.ballot == "scores":
        return f"{there[0]}=5 {there[1]}=2"
    return f"{there[0]}=4; {there[1]}=0 because it breaks the build"


def say_terms(terms: VoteTerms) -> str:
    """Return in a line what a ballot has room for, and what to type."""
    if terms.ballot == "dots":
        cap = f", at most {terms.cap} for one" if terms.cap < terms.budget else ""
        return f"{'1 dot' if terms.budget == 1 else f'{terms.budget} dots'} each{cap}."
    return {
        "one": "One vote each. Type the number of what you vote for.",
        "several": "As many as you like. Type the number of each that you approve of.",
        "scores": "Scores from 0 to 5; what you leave out has 0. Type a number for each: "
        f"{terms.candidates[0] if terms.candidates else 3}=5.",
        "ranking": "A ranking each, best first; = for equals, what you leave out comes last.",
        "consent": "0 to 5 fingers: 0 objects and blocks, 1 and 2 have doubts, 5 is all for it. "
        "Words after “because” say why you object.",
    }[terms.ballot]


def read_ballot(terms: VoteTerms, text: str) -> Any:
    """Return the ballot that somebody typed. Raises `Invalid` with an example."""
    kind = terms.ballot
    if kind == "dots":
        return Counter(numbers(text))
    if kind == "one":
        found = numbers(text)
        if len(found) != 1:
            raise Invalid(f"give one number, as in {example(terms)}")
        return found[0]
    if kind == "several":
        return numbers(text)
    if kind == "ranking":
        return _ranking(terms, text)
    return _given(terms, text, why=kind == "consent")


def _ranking(terms: VoteTerms, text: str) -> list[int | tuple[int, ...]]:
    if ">" not in text and "=" not in text:
        return list(numbers(text))
    ranks: list[int | tuple[int, ...]] = []
    for rank in text.split(">"):
        equals = [numbers(each) for each in rank.split("=")]
        if any(len(each) != 1 for each in equals):
            raise Invalid(f"put > or = between any two, as in {example(terms)}")
        ranks.append(equals[0][0] if len(equals) == 1 else tuple(each[0] for each in equals))
    return ranks


def _given(terms: VoteTerms, text: str, *, why: bool) -> dict[int, int | tuple[int, str]]:
    """Return what each candidate is given: `3=4 7=0 because …; 9=5`."""
    given: dict[int, int | tuple[int, str]] = {}
    for part in text.split(";"):
        at, last = 0, None
        while match := _GIVEN.match(part, at):
            last = int(match[1])
            if last in given:
                raise Invalid(f"{last} stands there twice; give it one number")
            given[last] = int(match[2])
            at = match.end()
        rest = part[at:].strip()
        words = _WHY.fullmatch(rest) if why else None
        if words and last is not None:
            given[last] = (int(given[last]), words[1].strip())  # type: ignore[arg-type]
        elif rest:
            raise Invalid(f"{rest[:40]!r} cannot be read; write it as in {example(terms)}")
    return given


def say_ballot(terms: VoteTerms, ballot: Any) -> str:
    """Return a ballot in words, as in `2 for 3, 1 for 7`."""
    if terms.ballot == "one":
        return str(ballot)
    if terms.ballot == "several":
        return ", ".join(map(str, ballot))
    if terms.ballot == "ranking":
        return " > ".join(
            " = ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in ballot
        )
    return ", ".join(
        f"{given[0]} for {each} because {given[1]}"
        if isinstance(given, tuple)
        else f"{given} for {each}"
        for each, given in ballot.items()
    )
