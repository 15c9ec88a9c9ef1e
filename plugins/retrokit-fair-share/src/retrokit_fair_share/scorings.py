"""The scorings: what the engine asks for when the answers about teammates are opened.

The group learns how far shares lie apart and what was noticed, without names. Each member gets
a letter with their own share, if three others or more have rated them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from retrokit import Allocation, Finding, PeerAnswers, Scores, Scoring, Severity
from retrokit.stats import quartiles

from .noticing import NOT_A_GRADE, Noticed, findings
from .sharing import Shares, shares

_SEVERITY = {"too-few": Severity.NOTICE, "all-the-same": Severity.NOTICE}
_CONFIDENCE = ("over-confident", "under-confident")
_FACTORS = {"webpa": "WebPA", "autorating": "autorating"}
ENOUGH_FOR_QUARTERS = 5
"""With fewer shares than this the middle half would be nearly the shares themselves."""


def score(answers: PeerAnswers, *, method: str) -> Scores:
    """Return what is told to the group and to each member, by one of the methods."""
    found = _shares(answers, method)
    told = {each: share for each, share in found.told().items() if answers.raters(each) >= 3}
    noticed = [each for each in findings(found) if _may_be_said(each, answers)]
    return Scores(
        group=(*_spread(told), NOT_A_GRADE),
        findings=tuple(
            Finding(
                severity=_SEVERITY.get(each.name, Severity.WARNING),
                sentence=each.sentence,
            )
            for each in noticed
        ),
        letters={
            member: tuple(_letter(member, answers, found, told, noticed))
            for member in answers.members
        },
    )


def _shares(answers: PeerAnswers, method: str) -> Shares[str]:
    """Return the shares.

    Where the answers are anonymous everybody has rated themself as well, and which number that
    is cannot be told. All of it counts then, and it does not matter under whose name a row is.
    """
    question = answers.question
    anonymous = any(rater is None for rater, _ in answers.rows)
    raters = answers.members if anonymous else [str(rater) for rater, _ in answers.rows]
    rows: dict[str, Mapping[str, list[int | None] | int | None]] = {}
    for rater, (_, row) in zip(raters, answers.rows, strict=False):
        alone = len(question.criteria) == 1
        rows[rater] = {who: marks[0] if alone else list(marks) for who, marks in row}
    points = isinstance(question, Allocation)
    return shares(
        rows,
        members=answers.members,
        method=method,
        self_ratings=anonymous,
        scale=None if isinstance(question, Allocation) else (question.low, question.high),
        per_criterion=not points and method != "autorating",
    )


def _may_be_said(noticed: Noticed[str], answers: PeerAnswers) -> bool:
    """Return whether a finding has something to stand on: a view of oneself needs to be known."""
    anonymous = any(rater is None for rater, _ in answers.rows)
    return not (anonymous and noticed.name in _CONFIDENCE)


def _spread(told: Mapping[str, float]) -> Iterator[str]:
    if len(told) < 3:
        return
    low, high = min(told.values()), max(told.values())
    line = f"As the others see it, shares run from {low:.0f} to {high:.0f}; 100 is an equal one."
    if len(told) >= ENOUGH_FOR_QUARTERS:
        middle = quartiles(told.values())
        line += f" The middle half of them lies between {middle.q1:.0f} and {middle.q3:.0f}."
    yield line


def _letter(
    member: str,
    answers: PeerAnswers,
    found: Shares[str],
    told: Mapping[str, float],
    noticed: list[Noticed[str]],
) -> Iterator[str]:
    if member in told:
        line = f"The others see your share at {told[member]:.0f}; 100 is an equal one."
        if found.method in _FACTORS:
            factor = found.perceived[member]
            line += f" As a factor by {_FACTORS[found.method]}: {factor:.2f}."
        yield f"{line} {answers.raters(member)} of them rated you."
        yield from _own_view(member, answers, found)
    yield from (each.letter for each in noticed if member in each.members)
    if member in told:
        yield NOT_A_GRADE


def _own_view(member: str, answers: PeerAnswers, found: Shares[str]) -> Iterator[str]:
    given = found.given[member].get(member)
    if given is None or any(rater is None for rater, _ in answers.rows):
        return
    claimed, seen = answers.claimed(member), found.seen[member][member]
    if isinstance(answers.question, Allocation) and seen is not None:
        yield (
            f"You gave yourself {claimed} points. Measured as you shared out yours, the others "
            f"would give you {seen:.0f}."
        )
    else:
        yield f"You see it at {given:.0f}."


SCORINGS = (
    Scoring(
        name="fair-share",
        title="Shares, made up for strict raters and absentees (as TEAMMATES does)",
        score=partial(score, method="teammates"),
    ),
    Scoring(
        name="fair-share-webpa",
        title="Factors that average 1 (as WebPA does)",
        score=partial(score, method="webpa"),
    ),
    Scoring(
        name="fair-share-autorating",
        title="Factors of at most 1.05 (Kaufman, Felder and Fuller)",
        score=partial(score, method="autorating"),
    ),
)
