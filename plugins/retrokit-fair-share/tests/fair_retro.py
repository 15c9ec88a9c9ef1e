"""A retro of fair share up to its letters, for the tests beside this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from retrokit import Allocation, Ask, Attribution, Format, PeerRating, Result, Retro
from retrokit_fair_share.format import FAIR_SHARE
from retrokit_fair_share.scorings import SCORINGS

TEAM = ("Ada", "Ben", "Cleo", "Dev", "Eve", "Finn")
SCORINGS_BY_NAME = {each.name: each for each in SCORINGS}
WHO_CARRIED_WHAT = "Who carried what"


def asking(format: Format, **changes: Any) -> Format:
    """Return a format with its question about teammates changed."""
    steps = [
        evolve(each, questions=[evolve(each.questions[0], **changes), *each.questions[1:]])
        if isinstance(each, Ask)
        else each
        for each in format.agenda
    ]
    return evolve(format, agenda=steps)


def question_of(format: Format) -> Allocation | PeerRating:
    """Return the question about teammates."""
    (ask,) = [each for each in format.agenda if isinstance(each, Ask)]
    question = ask.questions[0]
    assert isinstance(question, (Allocation, PeerRating))
    return question


@frozen
class Opened:
    """What came out of the answers: the result for everybody, and letters by member."""

    result: Result
    letters: Mapping[str, tuple[str, ...]]
    retro: Retro

    @property
    def group(self) -> str:
        """Return all that the group reads about shares."""
        return "\n".join([*self.result.group, *(each.sentence for each in self.result.findings)])


def opened(
    rows: Sequence[Any],
    format: Format = FAIR_SHARE,
    *,
    members: Sequence[str] | None = None,
    observers: Sequence[str] = (),
    attribution: Attribution | None = None,
    facilitator: str | None = None,
    **changes: Any,
) -> Opened:
    """Return what is told when these rows were given; a row of None is no answer."""
    team = TEAM[: len(rows)] if members is None else members
    retro = Retro.start(
        asking(format, **changes),
        team="Group 4",
        members=team,
        observers=observers,
        facilitator=facilitator,
        attribution=attribution,
        scorings=SCORINGS_BY_NAME,
    )
    retro.go(WHO_CARRIED_WHAT)
    for member, row in zip(team, rows, strict=True):
        if row is not None:
            retro.answer(question_of(format).name, row, member)
    retro.next()
    return told(retro)


def told(retro: Retro) -> Opened:
    """Return what came out of the answers of a retro."""
    (result, *_) = next(
        asked.results
        for _, asked in retro.state.of(Ask)
        if asked.results[0].question in {question_of(FAIR_SHARE).name, "criteria"}
    )
    letters = {
        each: tuple(line for _, letter in retro.letters(each) for line in letter.lines)
        for each in retro.state.members
    }
    return Opened(result, letters, retro)
