"""More time for this topic? Everyone's thumb, for a few seconds, and then how many there were.

A thumb is a sign to the room, as a hand that is held up is: no event, in no file, and forgotten the
moment it is counted. What the group makes of it, more time or the next topic, is in the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Generic, Literal, TypeAlias, TypeVar, get_args

from attrs import define, field

from ..engine.floors import floor_for
from ..engine.more_time import more_time
from ..engine.state import TimeBox
from ..errors import Invalid, NotNow
from ..given import shown
from ..retro import Retro

SECONDS = 15
"""How long everyone is asked, from the end of a topic's time box on."""

Thumb: TypeAlias = Literal["up", "sideways", "down"]
THUMBS: tuple[Thumb, ...] = get_args(Thumb)

W = TypeVar("W")
"""What somebody is remembered by for so long."""


@define
class Thumbs(Generic[W]):
    """What everyone is asked when a topic's time box ends, and what came of it.

    Nothing of it changes while people answer: not who, not how many. Then it is counted once, and
    the thumbs are forgotten. Where names are not kept, fewer than three are not counted at all.
    """

    told: dict[str, Any] | None = None
    """What everyone is told: what is asked, then how many thumbs there were; None for neither."""
    _about: tuple[int, int, TimeBox] | None = None
    _given: dict[W, Thumb] = field(factory=dict)

    def look(self, retro: Retro, answers: Callable[[W], bool]) -> None:
        """Ask, or count, if it is time to. `answers` tells of whom a thumb counts by now."""
        about = more_time(retro.state)
        left = retro.time_left()
        if about is None or left is None or left > timedelta():
            self.told, self._about = None, None
            self._given.clear()
            return
        step, minutes = about.step, about.minutes
        over = left <= -timedelta(seconds=SECONDS)
        if self._about != (which := (step.id, about.topic, about.box)):
            self._given.clear()
            # What ended while no room was open is not asked for any more.
            self._about = None if over else which
            self.told = None if over else _asked(about.box, floor_for(retro.state, step))
        elif over and self.told is not None and "until" in self.told:
            thumbs = Counter(thumb for who, thumb in self._given.items() if answers(who))
            self._given.clear()
            self.told = _counted(thumbs, minutes, floor_for(retro.state, step))

    def give(self, who: W, thumb: object) -> None:
        """Take somebody's thumb; their latest one counts. Raises `Invalid`, or `NotNow`."""
        if thumb not in THUMBS:
            raise Invalid(f"a thumb is {', '.join(THUMBS[:-1])} or down; not {shown(thumb)}")
        if self.told is None or "until" not in self.told:
            raise NotNow("nobody is asked for a thumb now")
        self._given[who] = thumb


def _asked(box: TimeBox, floor: int) -> dict[str, Any]:
    until = box.started + timedelta(seconds=box.seconds + SECONDS)
    few = f" With fewer than {floor} thumbs, nothing is shown." if floor else ""
    return {
        "until": until.isoformat(),
        "promise": f"Everyone sees how many thumbs there are, and not whose.{few}",
    }


def _counted(thumbs: Counter[Thumb], minutes: int, floor: int) -> dict[str, Any]:
    number = thumbs.total()
    if number < floor:
        return {"withheld": f"Fewer than {floor} thumbs, so nothing is shown."}
    more = 2 * thumbs["up"] > number
    return {**{each: thumbs[each] for each in THUMBS}, "minutes": minutes if more else 0}
