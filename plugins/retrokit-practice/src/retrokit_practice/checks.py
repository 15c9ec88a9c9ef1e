"""The check of all these formats: whether we listen better than it feels to the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from retrokit import Check, Digest, Finding, Measure, Severity, State, wording
from retrokit.phrases import figure

from .formats import FORMATS
from .formats.asking import HEARD, LISTENED

FEWEST = 5
"""So many answers it takes to each question: with fewer, one person makes the difference."""
APART = 1
"""By so many steps the middle answers must differ."""


@wording("practice.felt-less-heard")
def felt_less_heard(*, heard: float, listened: float) -> str:
    return (
        "We think we listen better than it feels to the others: half of you or more put your own "
        f"listening at {figure(listened)} or higher, and half or more felt taken seriously at "
        f"{figure(heard)} or lower. What would you have needed? Who speaks last at the next "
        "meeting?"
    )


@wording("practice.answers")
def gave_these(*, counts: Sequence[int], low: int, question: str) -> str:
    told = ", ".join(map(str, counts))
    return f"{question} Answers from {low} to {low + len(counts) - 1}: {told}."


def less_heard(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether speakers felt less heard than listeners believe, by a step or more."""
    heard, listened = (state.measures.get(each.name) for each in (HEARD, LISTENED))
    if heard is None or listened is None or min(heard.replies, listened.replies) < FEWEST:
        return
    spoke, heeded = float(median(heard.values)), float(median(listened.values))
    if heeded - spoke >= APART:
        yield Finding(
            severity=Severity.WARNING,
            sentence=felt_less_heard(heard=spoke, listened=heeded),
            evidence=[_told(heard, HEARD.text), _told(listened, LISTENED.text)],
        )


def _told(measure: Measure, question: str) -> str:
    return gave_these(counts=measure.counts, low=measure.low, question=question)


CHECKS = (
    Check(
        name="practice-felt-less-heard",
        title="Felt less heard",
        run=less_heard,
        formats=tuple(each.name for each in FORMATS),
    ),
)
