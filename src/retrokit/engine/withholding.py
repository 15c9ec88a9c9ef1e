"""What an opening would withhold, or erase unseen: said before it, where it can still wait."""

from __future__ import annotations

from collections.abc import Iterable

from ..events import Event, MemberLeft, Moved
from .state import State, Step


def may_have_left(state: State, step: Step, log: Iterable[Event]) -> int:
    """Return how many left since the retro first came to a step, and are not back."""
    gone: set[str | None] = set()
    reached = False
    for event in log:
        if isinstance(event, Moved):
            reached = reached or event.step == step.id
        elif reached and isinstance(event, MemberLeft):
            gone.add(state.known(event.name))
    return len(gone - {None, *state.here})


def is_short(count: int, left: int, floor: int) -> bool:
    """Return whether so many contributions are too few, some of them maybe of people who left."""
    return count - min(count, left) < floor


def ended(state: State, said: str, needed: int, left: int) -> str:
    """Return what is withheld with what can be done about it."""
    here = len(state.here)
    if left:
        said = f"{said} People who left may be among those counted, and do not count for this."
    if here < needed:
        return f"{said} Only {here} {'person is' if here == 1 else 'people are'} here."
    return f"{said} Waiting may help."
