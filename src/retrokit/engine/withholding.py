"""What an opening would withhold, or erase unseen: said before it, where it can still wait."""

from __future__ import annotations

from collections.abc import Iterable

from ..events import Event, MemberJoined, MemberLeft, Moved, ObservingChanged, Started, Undone
from ..phrases import plural
from .state import State, Step


def may_have_left(state: State, step: Step, log: Iterable[Event]) -> int:
    """Return how many could take part since the retro first came to a step, and cannot by now."""
    events = [*log]
    undone = {event.version for event in events if isinstance(event, Undone)}
    gone: set[str | None] = set()
    observing: set[str | None] = set()
    reached = False
    for version, event in enumerate(events, 1):
        if isinstance(event, Started):
            observing = {state.known(each) for each in event.observers}
        elif isinstance(event, Moved):
            reached = reached or event.step == step.id
        elif isinstance(event, (MemberJoined, MemberLeft, ObservingChanged)):
            who = state.known(event.name)
            if reached and who not in observing and not isinstance(event, MemberJoined):
                gone.add(who)  # taken out again below, where they can take part now
            if not isinstance(event, MemberLeft) and version not in undone:
                (observing.add if event.observes else observing.discard)(who)
    return len(gone - {None, *state.respondents})


def is_short(count: int, left: int, floor: int) -> bool:
    """Return whether so many contributions are too few, some of them maybe of people who left."""
    return count - min(count, left) < floor


def ended(state: State, said: str, needed: int, left: int) -> str:
    """Return what is withheld with what can be done about it."""
    people = len(state.respondents)
    if left:
        said = f"{said} People who left may be among those counted, and do not count for this."
    if people < needed:
        return f"{said} Only {plural(people, 'person', 'people')} can take part."
    return f"{said} Waiting may help."
