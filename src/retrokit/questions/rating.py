"""Answers about teammates: what a scoring makes of them, and the letters that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from ..findings import Finding, Severity
from ..said import Said, wording
from ..scoring import RECEIVED, PeerAnswers, Scores, received
from .answers import Part, Ratings, Summary, ratings
from .masking import Mask
from .results import TOO_FEW, Given, Outcome, Result, Sent, too_few

if TYPE_CHECKING:  # it is opened by this
    from .peers import PeerQuestion


def rate(question: PeerQuestion, given: Given) -> Outcome:
    """Return what the answers to a question about teammates come to.

    Where answers are named all of it goes to everybody. Elsewhere a scoring is handed keys instead
    of names, made by `given.rng`.
    """
    named = given.floor == 0
    rows = tuple((rater, ratings(value)) for rater, value in given.answers)
    result = Result(question=question.name, taken_part=len(rows), floor=given.floor)
    if given.is_short:
        return Outcome(result=result)
    gone = 0 if named else given.gone
    summary = _shown(question.summarise(given), rows, given.floor + gone)
    if not rows:
        return Outcome(result=evolve(result, summary=summary))
    seen = {who for rater, row in rows for who in (rater, *(each for each, _ in row))}
    answers = PeerAnswers(
        question=question,
        members=tuple(each for each in given.members if each in seen),
        rows=rows,
        floor=given.floor,
        gone=gone,
    )
    scoring, scores = _score(answers, given)
    told = {
        each: scores.letters.get(each, ()) if answers.raters(each) >= given.floor else (TOO_FEW,)
        for each in answers.members
    }
    about = tuple((each, lines) for each, lines in told.items() if lines)
    public = named or question.shown_to == "team"
    result = evolve(
        result,
        summary=summary,
        replies=question.replies(given),
        scoring=scoring,
        group=scores.group,
        findings=scores.findings,
        about=about if public else (),
    )
    if public:
        return Outcome(result=result)
    reader = given.facilitator if question.shown_to == "facilitator" else None
    letters = [Sent(each, lines) for each, lines in about if each != reader]
    if reader is not None:
        letters.append(_of_all(reader, about))
    return Outcome(result=result, letters=tuple(letters))


def _of_all(reader: str, about: Sequence[tuple[str, tuple[Said, ...]]]) -> Sent:
    """Return the letter to a facilitator: first what is about themself, then about the others."""
    own = dict(about).get(reader, ())
    return Sent(
        reader, (*own, *(line.of(who) for who, lines in about if who != reader for line in lines))
    )


def _shown(summary: Summary, rows: Sequence[tuple[str | None, Ratings]], floor: int) -> Summary:
    """Return a summary without the numbers of criteria by which too few people rated anybody."""
    raters = [
        sum(any(numbers[at] is not None for _, numbers in row) for _, row in rows)
        for at in range(len(summary.parts))
    ]
    return evolve(
        summary,
        parts=tuple(
            part if number >= floor else Part(part.criterion, part.given, ())
            for part, number in zip(summary.parts, raters, strict=True)
        ),
    )


def _score(answers: PeerAnswers, given: Given) -> tuple[str, Scores]:
    """Return the scores and what made them: what the question names, else what retrokit has.

    Where everyone sees who gave what, a scoring may name them. Elsewhere it does not learn who
    anybody is, and is not used if it names somebody to everyone all the same.
    """
    asked = given.scorings.get(answers.question.scoring, RECEIVED)
    if answers.floor == 0:
        scores = asked.score(answers)
    else:
        mask = Mask.made(answers.members, given.rng)
        scores = asked.score(mask.over(answers))
        names = (*given.members, *given.former)
        if scores is not None and (
            why := mask.objection(scores, answers.question, names, asked.wordings)
        ):
            asked.refused(why)
            scores = None
        scores = None if scores is None else mask.off(scores)
    if scores is not None:
        return asked.name, scores
    said = Finding(
        severity=Severity.NOTICE,
        sentence=_not_scored(scoring=asked.name, instead=RECEIVED.name),
    )
    return RECEIVED.name, evolve(received(answers), findings=(said,))


@wording("rated.not-scored")
def _not_scored(*, scoring: str, instead: str) -> str:
    return f"The scoring {scoring} could not score these answers, so they were scored by {instead}."


WORDINGS = (too_few, _not_scored)
"""What is said of answers about teammates whatever scores them."""
