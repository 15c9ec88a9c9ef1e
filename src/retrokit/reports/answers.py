"""What there is to tell about the answers to one question, in the words of the reports.

Only what the public log holds is told, and an author only where the log has one.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from ..kinds.ask.facts import Result
from ..questions import Part, Question
from ..stats import Quartiles, agreement, quartiles

ENOUGH = 4
"""How many answers it takes before anything is said of agreement: two camps of two."""
QUARTERED = 8
"""How many it takes for quartiles: a quarter is two people then. With fewer they would fall
between the steps of the scale, and the distribution is read at a glance."""


@frozen(kw_only=True)
class Comment:
    """A free answer."""

    text: str
    author: str | None


@frozen(kw_only=True)
class Answered:
    """The result of one question: `taken_part` of `team` answered.

    `floor` is how many it takes to show a result that is withheld, None where it is shown.
    `counts` pairs each possible answer with how many gave it; `several` tells whether one person
    could give more than one. `agreement` (van der Eijk's A) is that of a scale with `ENOUGH`
    answers or more, `quartiles` with `QUARTERED` or more. `favourable` is how many chose one of
    the `options` that are followed, None where none is. `replies` pairs authors with answers
    where these are named. Of ratings, `parts` holds what each criterion came to, `group` what the
    group is told, and `about` what is told of single members where everybody may know.
    """

    name: str
    question: str
    taken_part: int
    team: int
    floor: int | None = None
    counts: tuple[tuple[str, int], ...] = ()
    several: bool = False
    median: float | None = None
    quartiles: Quartiles | None = None
    agreement: float | None = None
    reverse: bool = False
    options: tuple[str, ...] = ()
    favourable: int | None = None
    replies: tuple[tuple[str, str], ...] = ()
    comments: tuple[Comment, ...] = ()
    parts: tuple[Part, ...] = ()
    group: tuple[str, ...] = ()
    about: tuple[tuple[str, tuple[str, ...]], ...] = ()


def answered(question: Question, result: Result, team: int) -> Answered:
    """Return what there is to tell about the answers to one question."""
    told = Answered(
        name=question.name,
        question=question.text,
        taken_part=result.taken_part,
        team=team,
    )
    summary = result.summary
    if summary is None:
        return evolve(told, floor=result.floor)
    if not result.taken_part:
        return told
    if question.in_words:
        comments = [Comment(text=str(each.value), author=each.author) for each in result.replies]
        if not comments:  # confidential: who gave which is erased, the texts are the result
            comments = [Comment(text=each, author=None) for each in summary.texts]
        return evolve(told, comments=tuple(comments))
    told = evolve(
        told,
        counts=_labelled(question, summary.counts),
        several=question.several,
        median=summary.median,
        reverse=question.reverse,
        options=question.favourable,
        replies=tuple(
            (each.author, question.said(each.value))
            for each in result.replies
            if each.author is not None
        ),
        parts=tuple(
            evolve(each, counts=_labelled(question, each.counts)) for each in summary.parts
        ),
        group=result.group,
        about=result.about,
    )
    if told.options:
        chosen = sum(count for each, count in summary.counts if each in told.options)
        told = evolve(told, favourable=chosen)
    if question.steps is None or summary.median is None or summary.replies < ENOUGH:
        return told
    given, steps = dict(summary.counts), question.steps
    counts = [given.get(str(step), 0) for step in steps]
    numbers = [step for step, count in zip(steps, counts, strict=True) for _ in range(count)]
    return evolve(
        told,
        quartiles=quartiles(numbers) if len(numbers) >= QUARTERED else None,
        agreement=agreement(counts) if len(counts) > 2 else None,  # between two none is defined
    )


def _labelled(question: Question, counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return counts with answers as the question shows them."""
    return tuple((question.label(each), count) for each, count in counts)
