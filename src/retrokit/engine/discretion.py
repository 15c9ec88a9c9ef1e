"""What may be told of a step while something is hidden in it: how much, when, and of whom; and
which notes people may react to.

It matters where people give on devices of their own: at a keyboard that they share, everyone sees
who gives, and when.
"""

from __future__ import annotations

from ..formats import Attribution
from .state import Note, State, Step, StepStatus


def is_told_late(state: State, step: Step) -> bool:
    """Return whether how much is hidden in a step is told at times that nobody can choose.

    It is where no names are kept, since the moment at which the count grows could tell who gave;
    until all is revealed there.
    """
    revealed = step.status is StepStatus.DONE or state.is_opened(step)
    return state.attribution_of(step) is not Attribution.NAMED and not revealed


def may_tell_of(state: State, step: Step, *, has_device: bool) -> bool:
    """Return whether it may be said of a member that they have taken part in a step.

    Where no names are kept, only of those who share the keyboard: who gives on a device of their
    own may have done so or not, and nobody is told which.
    """
    return not (has_device and is_told_late(state, step))


def takes_reactions(state: State, note: Note) -> bool:
    """Return whether people may react to a note and comment on it, which they do with their names.

    Only where names are kept. Elsewhere a count that rises as somebody taps tells who tapped, and a
    comment tells who wrote it by the moment at which it appears; without an author nobody could
    take theirs back either. And the one who reacts to all notes but one has likely written that.
    """
    return state.attribution_of(state.step(note.step)) is Attribution.NAMED
