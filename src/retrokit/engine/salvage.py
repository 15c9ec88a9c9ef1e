"""What can be saved of a log of which some events are gone."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from ..errors import FileError
from ..events import Event, Started, Undone
from .log import fold, fold_into


def salvaged(events: Mapping[int, Event]) -> dict[int, Event]:
    """Return the events that still make a log, in order, by the version that they had.

    An event that stands on one that is gone is left out too. Nothing is left without `Started`.
    """
    started = events.get(1)
    if not isinstance(started, Started):
        return {}
    kept: dict[int, Event] = {1: started}
    places = {1: 1}
    state = fold(kept.values())
    for version, found in sorted(events.items())[1:]:
        event = found
        if isinstance(found, Undone):
            if found.version not in places:
                continue
            event = evolve(found, version=places[found.version])
        try:
            if isinstance(event, Undone):
                state = fold([*kept.values(), event])
            else:
                fold_into(state, [(version, event)])
        except FileError:
            state = fold(kept.values())
        else:
            kept[version] = event
            places[version] = len(kept)
    return kept
