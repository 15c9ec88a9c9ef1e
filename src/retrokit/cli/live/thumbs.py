"""More time for a topic? What a terminal says when the time of one is up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ...engine.more_time import more_time
from ...phrases import plural
from ..tables import paragraph

if TYPE_CHECKING:
    from .session import Session

RECENT = timedelta(minutes=1)
"""For how long after its end a time box is asked about: not that of a retro that was left."""


def thumbs_said(told: Mapping[str, Any] | None, asked: str) -> str:
    """Return what a room tells of thumbs, in a few words: what is `asked`, or how many there were.

    >>> thumbs_said({"up": 3, "sideways": 0, "down": 1, "minutes": 2}, "more time?")
    'thumbs: 3 up, 0 sideways, 1 down'
    """
    if told is None or "until" in told:
        return asked if told else ""
    if "withheld" in told:
        return str(told["withheld"])
    return "thumbs: " + ", ".join(f"{told[each]} {each}" for each in ("up", "sideways", "down"))


def time_up(session: Session) -> str:
    """Return what to ask the group when the time box of a topic has just ended, once for each.

    Nothing where the format does not ask, or a room asks everyone on their devices. The thumbs that
    people hold up are theirs to count: nobody types them, and nothing of them is kept.
    """
    retro = session.retro
    about, left = more_time(retro.state), retro.time_left()
    if about is None or left is None or not -RECENT < left <= timedelta() or not session.alone:
        return ""
    if session.asked_about == about.box:
        return ""
    session.asked_about = about.box
    onward = "/topic takes the next one" if retro.state.waiting(about.step.id) else "/next goes on"
    more = f"/timer +{about.minutes} gives {plural(about.minutes, 'more minute')}"
    said = (
        "Time is up. More time for this topic? Everyone holds up a thumb: up, sideways or down. "
        f"If more than half are up, {more}; if not, {onward}."
    )
    return paragraph(said, "  ")
