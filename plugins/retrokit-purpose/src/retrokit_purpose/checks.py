"""What the compass notices: a principle that never decides, or that nobody thought of.

Every sentence is about the team and made of counts. It takes as many answers as it takes to show
the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrokit import Check, Choice, Decide, Digest, Finding, Severity, State, result_of

from . import wordings
from .compass import ABSENT, COMPASS, DROP, NEXT, PART, REWORD

RUNNING = 3
"""In so many retros running nobody says that the principle decided: then it is decoration. In a
team of five in which each third answer says that it decided, that happens by chance in 1 of 400."""


def decoration(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find a principle that has decided nothing in this retro and those before it."""
    counts = _counts(state, PART)
    asked = [each.measures[PART.name] for each in history if PART.name in each.measures]
    before = asked[-(RUNNING - 1) :]
    if not counts or counts[PART.options[0]] or len(before) < RUNNING - 1:
        return
    if all(each.share and each.counts[1] == 0 for each in before):
        yield Finding(severity=Severity.WARNING, sentence=wordings.decoration(retros=RUNNING))


def absent(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find a principle that most of those who answered did not think of."""
    counts = _counts(state, PART)
    answered = sum(counts.values())
    if counts and 2 * counts[ABSENT] > answered:
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.absent(absent=counts[ABSENT], answered=answered),
        )


def unowned(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find a principle that most want to change, after a Decide that says nothing of it."""
    counts = _counts(state, NEXT)
    answered, wanting = sum(counts.values()), sum(counts.get(each, 0) for each in (REWORD, DROP))
    if 2 * wanting > answered and state.is_past(Decide) and not state.open_actions:
        yield Finding(
            severity=Severity.NOTICE, sentence=wordings.unowned(wanting=wanting, answered=answered)
        )


def _counts(state: State, question: Choice) -> dict[str, int]:
    """Return how many gave each answer; empty where it is withheld, or was another question."""
    result = result_of(state, question.name)
    return {} if result is None or {*result.counts} != {*question.options} else result.counts


_ONLY = (COMPASS.name,)
CHECKS = (
    Check(name="compass-decoration", title="Decides nothing", run=decoration, formats=_ONLY),
    Check(name="compass-absent", title="Not in the room", run=absent, formats=_ONLY),
    Check(name="compass-unowned", title="To be changed by nobody", run=unowned, formats=_ONLY),
)
