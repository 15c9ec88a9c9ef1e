"""What is told at once to those who take part elsewhere, of all that happens in a retro."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from . import events as e
from .codec import Codec

_TOLD: Mapping[type[e.Event], tuple[str, ...]] = {
    e.TeamRenamed: (),
    e.MemberJoined: ("name",),
    e.ObservingChanged: ("name",),
    e.MemberLeft: ("name",),
    e.MemberRenamed: ("name",),
    e.FacilitatorChanged: (),
    e.Tightened: (),
    e.Moved: ("step",),
    e.Opened: ("step", "taken_part"),
    e.StepFact: ("step", "seconds", "topic"),
    e.Undone: (),
    e.Closed: (),
    e.Reopened: (),
}
"""What is news, with what of it is told beside the sentence."""


@frozen(kw_only=True)
class News:
    """Something that happened: the name of the event, when that was, and what is said of it.

    `own` tells that it is a fact of the kind of activity at its `step`; `seconds` that it started
    the clock. Of an opening there are how many have `taken_part`, and how many `notes` came out.
    """

    event: str
    at: datetime
    said: str = ""
    name: str = ""
    step: int | None = None
    own: bool = False
    seconds: int | None = None
    topic: int | None = None
    taken_part: int = 0
    notes: int = 0


def news_of(events: Iterable[e.Event], codec: Codec) -> Iterator[News]:
    """Yield what of these events is news."""
    for event in events:
        names = next((names for kind, names in _TOLD.items() if isinstance(event, kind)), None)
        if names is not None:
            told: dict[str, Any] = {name: getattr(event, name, None) for name in names}
            if not isinstance(told.get("topic"), int):
                told.pop("topic", None)  # a fact of a plugin's kind may call anything that
            yield News(
                event=codec.name_of(event),
                at=event.at,
                said=event.news(),
                own=isinstance(event, e.StepFact),
                notes=len(event.notes) if isinstance(event, e.Opened) else 0,
                **told,
            )
