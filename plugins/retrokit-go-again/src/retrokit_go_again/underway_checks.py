"""The checks of the weekly questions: high spirits beside doubts held back, and low twice running.

All of them count answers and need three to a question. Which answers came from the same person is
not known any more, so none of them is about one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrokit import Check, Digest, Finding, Severity, State

from . import wordings
from .format import GO_AGAIN
from .reading import LOW, gave, is_half, result_of
from .underway import CARRYING, NEXT_WEEK, NO_MORE, SAID_IT, UNDERWAY

HIGH = ("4", "5")
FEWEST = 2
"""One answer may be a bad day, and a finding about it would be about one person."""


def high_spirits(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether most look forward while several hold back."""
    keen, said = result_of(state, NEXT_WEEK.name), result_of(state, SAID_IT.name)
    if keen is None or said is None:
        return
    looking_forward, held_back = gave(keen, HIGH), gave(said, LOW)
    if (
        2 * looking_forward > keen.taken_part
        and held_back >= FEWEST
        and 4 * held_back >= said.taken_part
    ):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.high_spirits(held_back=held_back, answered=said.taken_part),
            evidence=[
                wordings.gave_these(
                    number=number, answered=result.taken_part, answers=answers, question=asked.text
                )
                for number, result, answers, asked in (
                    (looking_forward, keen, HIGH, NEXT_WEEK),
                    (held_back, said, LOW, SAID_IT),
                )
            ],
        )


def low_again(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find answers of which half or more were low last time and are now."""
    # Once "Would we go again?" was held in between, it need not be brought forward.
    held = [each for each in history if each.format in (UNDERWAY.name, GO_AGAIN.name)]
    if not held or held[-1].format != UNDERWAY.name:
        return
    told = []
    for question in (SAID_IT, NEXT_WEEK):
        result, before = result_of(state, question.name), held[-1].measures.get(question.name)
        if result is None or before is None:
            continue
        low, low_before = gave(result, LOW), sum(before.counts[: len(LOW)])
        if is_half(low, result.taken_part) and is_half(low_before, before.replies):
            told.append(
                wordings.low_twice(
                    low_before=low_before, answered_before=before.replies,
                    low=low, answered=result.taken_part, question=question.text,
                )
            )  # fmt: skip
    if told:
        yield Finding(
            severity=Severity.WARNING,
            sentence=wordings.bring_forward(questions=len(told)),
            evidence=told,
        )


def too_much(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether anybody carries what cannot go on; how many do is in the result."""
    result = result_of(state, CARRYING.name)
    if result is not None and gave(result, [NO_MORE]):
        yield Finding(severity=Severity.WARNING, sentence=wordings.too_much())


_ONLY = (UNDERWAY.name,)
CHECKS = (
    Check(name="underway-spirits", title="Spirits and doubts", run=high_spirits, formats=_ONLY),
    Check(name="underway-low-again", title="Low twice running", run=low_again, formats=_ONLY),
    Check(name="underway-too-much", title="It cannot go on", run=too_much, formats=_ONLY),
)
