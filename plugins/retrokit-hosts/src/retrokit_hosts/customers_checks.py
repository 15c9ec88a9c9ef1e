"""What is noticed about customers: no promise for one side, work without a receiver, a wrong guess.

The gap between two groups is told where each has so many answers that it is shown. Handovers and
action items are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from retrokit import (
    ActionItem,
    ActionStatus,
    Check,
    Decide,
    Digest,
    Finding,
    Remark,
    Scale,
    Severity,
    State,
    Vote,
    result_of,
)

from . import wordings
from .customers import (
    COLLEAGUES_SAY,
    CUSTOMERS,
    CUSTOMERS_SAY,
    INSIDE,
    OUTSIDE,
    TO_CUSTOMERS,
    WE_SAY_COLLEAGUES,
    WE_SAY_CUSTOMERS,
)

FAR = 2
"""By so many steps the middle of our answers is far above that of theirs."""
FEWEST = 3
"""So many answers each of the two groups has to have given."""


@frozen
class _Side:
    """One of the two sets of people: what it is called, its goal, and what is asked about it."""

    name: str
    goal: str
    they_say: Scale
    we_say: Scale


SIDES = (
    _Side("customers", OUTSIDE, CUSTOMERS_SAY, WE_SAY_CUSTOMERS),
    _Side("colleagues", INSIDE, COLLEAGUES_SAY, WE_SAY_COLLEAGUES),
)


def one_side(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether all that was decided for one of the sides is for the same one."""
    if not state.is_past(Decide):
        return
    carried = (each.item for each in state.carried.values())
    # A promise of last time that still has to be kept serves its side as well.
    left = [each for each in carried if each.status is ActionStatus.OPEN]
    standing = [each for each in (*state.decided, *left) if _served_by(each)]
    served = {side for each in standing for side in _served_by(each)}
    if state.decided and len(served) == 1:
        side, other = sorted(SIDES, key=lambda each: each not in served)
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.one_side(decided=len(standing), side=side.name, other=other.name),
            instead_of=("goal-unserved",),
        )


def unreceived(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find handovers of which nobody who voted is the receiver, or knows one."""
    for step, vote in state.of(Vote):
        if TO_CUSTOMERS.name not in step.activity.narrowed_to or vote.tally is None:
            continue
        there = [(number, got) for number, got in vote.tally.standings if number in state.notes]
        left = sorted(number for number, got in there if not got)
        if left and len(left) < len(there):
            yield Finding(
                severity=Severity.NOTICE,
                sentence=wordings.unreceived(handovers=len(left), of=len(there)),
                evidence=[wordings.handover(text=state.notes[each].text) for each in left],
            )


def gap(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find a side that we think we serve far better than it says."""
    for side in SIDES:
        ours, theirs = _middle(state, side.we_say), _middle(state, side.they_say)
        if ours is not None and theirs is not None and ours - theirs >= FAR:
            yield Finding(
                severity=Severity.WARNING,
                sentence=wordings.gap(side=side.name, ours=ours, theirs=theirs),
            )


def unasked(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether nobody who receives the work answered."""
    asked = [result_of(state, side.they_say.name) for side in SIDES]
    if all(each is not None and each.taken_part == 0 for each in asked):
        yield Finding(severity=Severity.NOTICE, sentence=wordings.unasked())


def _served_by(decided: ActionItem | Remark) -> list[_Side]:
    """Return the sides that something serves."""
    return [side for side in SIDES if side.goal in decided.serves]


def _middle(state: State, question: Scale) -> float | None:
    """Return the median of the answers to a question, None if too few were revealed."""
    result = result_of(state, question.name)
    if result is None or result.summary is None or result.taken_part < FEWEST:
        return None
    return result.summary.median


_ONLY = (CUSTOMERS.name,)
CHECKS = (
    Check(name="customers-gap", title="Served worse than we think", run=gap, formats=_ONLY),
    Check(name="customers-unasked", title="Nobody was asked", run=unasked, formats=_ONLY),
    Check(name="customers-unreceived", title="Nobody receives it", run=unreceived, formats=_ONLY),
    Check(name="customers-one-side", title="All for one side", run=one_side, formats=_ONLY),
)
