"""The checks of the weekly questions: high spirits beside doubts held back, and low twice running.

All of them count answers and need three to a question. Which answers came from the same person is
not known any more, so none of them is about one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrokit import Check, Digest, Finding, Severity, State

from . import wordings
from .format import GO_AGAIN
from .reading import LOW, gave, is_half
from .underway import CARRYING, NEXT_WEEK, NO_MORE, SAID_IT, UNDERWAY

HIGH = ("4", "5")
FEWEST = 2
"""One answer may be a bad day, and a finding about it would be about one person."""


def high_spirits(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether most look forward while several hold back."""
    keen, held_back = gave(state, NEXT_WEEK, HIGH), gave(state, SAID_IT, LOW)
    if keen is None or held_back is None:
        return
    if (
        2 * keen.number > keen.answered
        and held_back.number >= FEWEST
        and 4 * held_back.number >= held_back.answered
    ):
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.high_spirits(held_back=held_back.number, answered=held_back.answered),
            evidence=[keen.told, held_back.told],
        )


def low_again(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find answers of which half or more were low last time and are now."""
    # Once "Would we go again?" was held in between, it need not be brought forward.
    held = [each for each in history if each.format in (UNDERWAY.name, GO_AGAIN.name)]
    if not held or held[-1].format != UNDERWAY.name:
        return
    told = []
    for question in (SAID_IT, NEXT_WEEK):
        low, before = gave(state, question, LOW), held[-1].measures.get(question.name)
        if low is None or before is None:
            continue
        low_before = sum(before.counts[: len(LOW)])
        if low.is_half and is_half(low_before, before.replies):
            told.append(
                wordings.low_twice(
                    low_before=low_before, answered_before=before.replies,
                    low=low.number, answered=low.answered, question=question.text,
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
    carrying = gave(state, CARRYING, [NO_MORE])
    if carrying is not None and carrying.number:
        yield Finding(severity=Severity.WARNING, sentence=wordings.too_much())


_ONLY = (UNDERWAY.name,)
CHECKS = (
    Check(name="underway-spirits", title="Spirits and doubts", run=high_spirits, formats=_ONLY),
    Check(name="underway-low-again", title="Low twice running", run=low_again, formats=_ONLY),
    Check(name="underway-too-much", title="It cannot go on", run=too_much, formats=_ONLY),
)
