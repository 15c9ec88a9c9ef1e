"""Answers about teammates: whom one rates, and the letters that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from attrs import evolve, frozen

from ...engine.seals import Letter
from ...engine.state import State, Step
from ...errors import NotNow
from ...findings import Finding, Severity
from ...formats import Attribution
from ...questions import PEER_QUESTIONS, Part, PeerQuestion, Ratings, Summary
from ...scoring import RECEIVED, PeerAnswers, Scores, Scoring, received
from .facts import Reply, Result
from .masking import Mask

TOO_FEW = "Fewer than three others rated you, so nothing is told of it, to you or to anybody."


def mates_of(state: State, step: Step, question: PeerQuestion, author: str) -> tuple[str, ...]:
    """Return whom a member rates: who is here, in the order in which they came.

    Where the step is anonymous everybody rates themself as well, whatever the question says:
    the one who is left out would be the author.
    """
    anonymous = state.attribution_of(step) is Attribution.ANONYMOUS
    with_self = question.with_self or anonymous
    return tuple(each for each in state.here if with_self or each != author)


def check_there_are_mates(mates: Sequence[str], author: str) -> None:
    """Refuse to ask somebody about teammates who has none."""
    if not set(mates) - {author}:
        raise NotNow("nobody else is here to be rated; it takes a team")


def questions_about_mates(activity: object) -> list[PeerQuestion]:
    """Return what an activity asks about teammates; that alone may bring letters."""
    questions = getattr(activity, "questions", ())
    return [each for each in questions if isinstance(each, PEER_QUESTIONS)]


@frozen(kw_only=True)
class Rated:
    """What answers about teammates came to: the result, and what is for single members."""

    result: Result
    letters: tuple[Letter, ...] = ()


def rate(
    state: State,
    question: PeerQuestion,
    rows: Sequence[tuple[str | None, Ratings]],
    *,
    floor: int,
    gone: int,
    scorings: Mapping[str, Scoring],
    rng: Random,
) -> Rated:
    """Return what the answers to a question about teammates come to.

    `rows` pairs raters (None where anonymous) with what they gave. `floor` is 0 where answers
    are named: all of it then goes to everybody. `gone` raters have left and count towards no floor.
    `rng` makes the keys that a scoring is handed instead of names.
    """
    named = floor == 0
    gone = 0 if named else gone
    result = Result(question=question.name, taken_part=len(rows), floor=floor)
    if len(rows) - gone < floor:
        return Rated(result=result)
    summary = _shown(question.summarise(row for _, row in rows), rows, floor + gone)
    if not rows:
        return Rated(result=evolve(result, summary=summary))
    seen = {who for rater, row in rows for who in (rater, *(each for each, _ in row))}
    answers = PeerAnswers(
        question=question,
        members=tuple(each for each in state.members if each in seen),
        rows=tuple(rows),
        floor=floor,
        gone=gone,
    )
    scoring, scores = _score(state, answers, scorings, rng)
    told = {
        each: scores.letters.get(each, ()) if answers.raters(each) >= floor else (TOO_FEW,)
        for each in answers.members
    }
    about = tuple((each, tuple(lines)) for each, lines in told.items() if lines)
    public = named or question.shown_to == "team"
    result = evolve(
        result,
        summary=summary,
        replies=tuple(Reply(author=who, value=row) for who, row in rows) if named else (),
        scoring=scoring,
        group=scores.group,
        findings=scores.findings,
        about=about if public else (),
    )
    if public:
        return Rated(result=result)
    reader = state.facilitator if question.shown_to == "facilitator" else None
    letters = [Letter(each, lines) for each, lines in about if each != reader]
    if reader is not None:
        letters.append(_of_all(reader, about))
    return Rated(result=result, letters=tuple(letters))


def _of_all(reader: str, about: Sequence[tuple[str, tuple[str, ...]]]) -> Letter:
    """Return the letter to a facilitator: first what is about themself, then about the others."""
    own = dict(about).get(reader, ())
    others = [(who, line) for who, lines in about if who != reader for line in lines]
    return Letter(
        reader,
        (*own, *(f"{who}: {line}" for who, line in others)),
        (*("" for _ in own), *(who for who, _ in others)),
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


def _score(
    state: State, answers: PeerAnswers, scorings: Mapping[str, Scoring], rng: Random
) -> tuple[str, Scores]:
    """Return the scores and what made them: what the question names, else what retrokit has.

    Where everyone sees who gave what, a scoring may name them. Elsewhere it does not learn who
    anybody is, and is not used if it names somebody to everyone all the same.
    """
    asked = scorings.get(answers.question.scoring, RECEIVED)
    if answers.floor == 0:
        scores = asked.score(answers)
    else:
        mask = Mask.made(answers.members, rng)
        scores = asked.score(mask.over(answers))
        names = (*state.members, *state.former)
        if scores is not None and (why := mask.objection(scores, answers.question, names)):
            asked.refused(why)
            scores = None
        scores = None if scores is None else mask.off(scores)
    if scores is not None:
        return asked.name, scores
    said = Finding(
        severity=Severity.NOTICE,
        sentence=f"The scoring {asked.name} could not score these answers, so they were scored by "
        f"{RECEIVED.name}.",
    )
    return RECEIVED.name, evolve(received(answers), findings=(said,))
