"""Answers about teammates: whom one rates, and the letters that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from ..errors import NotNow
from ..events import Reply, Result
from ..formats import Attribution
from ..questions import Part, PeerQuestion, Ratings, Summary
from ..scoring import RECEIVED, PeerAnswers, Scores, Scoring, received
from .seals import AnswerDraft, Seal
from .state import State, Step

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


def names_its_author(seal: Seal) -> bool:
    """Return whether a sealed answer about teammates tells, by whom it leaves out, whose it is."""
    value = seal.draft.value if isinstance(seal.draft, AnswerDraft) else None
    if not isinstance(value, tuple) or not value or isinstance(value[0], str):
        return False
    return seal.author not in {each[0] for each in value}


@frozen(kw_only=True)
class Rated:
    """What answers about teammates came to: the result, and sentences for single members."""

    result: Result
    letters: Mapping[str, tuple[str, ...]]


def rate(
    state: State,
    question: PeerQuestion,
    rows: Sequence[tuple[str | None, Ratings]],
    *,
    floor: int,
    scorings: Mapping[str, Scoring],
) -> Rated:
    """Return what the answers to a question about teammates come to.

    `rows` pairs raters (None where anonymous) with what they gave. `floor` is 0 where answers
    are named: all of it then goes to everybody.
    """
    named = floor == 0
    result = Result(question=question.name, taken_part=len(rows), floor=floor)
    if len(rows) < floor:
        return Rated(result=result, letters={})
    summary = _shown(question.summarise(row for _, row in rows), rows, floor)
    if not rows:
        return Rated(result=evolve(result, summary=summary), letters={})
    seen = {who for rater, row in rows for who in (rater, *(each for each, _ in row))}
    answers = PeerAnswers(
        question=question,
        members=tuple(each for each in state.members if each in seen),
        rows=tuple(rows),
        floor=floor,
    )
    scoring, scores = _score(answers, scorings)
    letters = {
        each: scores.letters.get(each, ()) if answers.raters(each) >= floor else (TOO_FEW,)
        for each in answers.members
    }
    letters = {each: tuple(lines) for each, lines in letters.items() if lines}
    public = named or question.shown_to == "team"
    result = evolve(
        result,
        summary=summary,
        replies=tuple(Reply(author=who, value=row) for who, row in rows) if named else (),
        scoring=scoring,
        group=scores.group,
        findings=scores.findings,
        about=tuple(letters.items()) if public else (),
    )
    if public:
        return Rated(result=result, letters={})
    if question.shown_to == "facilitator" and state.facilitator is not None:
        own = letters.pop(state.facilitator, ())
        others = tuple(f"{each}: {line}" for each, lines in letters.items() for line in lines)
        letters[state.facilitator] = (*own, *others)
    return Rated(result=result, letters=letters)


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


def _score(answers: PeerAnswers, scorings: Mapping[str, Scoring]) -> tuple[str, Scores]:
    """Return the scores and what made them: what the question names, else what retrokit has."""
    asked = scorings.get(answers.question.scoring, RECEIVED)
    scores = asked.score(answers)
    return (RECEIVED.name, received(answers)) if scores is None else (asked.name, scores)
