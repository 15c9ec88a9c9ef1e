"""More time for a topic: whether the group is asked when the time box of one ends."""

from __future__ import annotations

from attrs import frozen

from .state import State, Step, TimeBox


@frozen
class MoreTime:
    """What the group is asked when a time box ends: so many `minutes` more, or the next topic?"""

    step: Step
    topic: int
    minutes: int
    box: TimeBox


def more_time(state: State) -> MoreTime | None:
    """Return what will be asked when the time box of the current topic ends; None for nothing.

    >>> from retrokit import Retro
    >>> from retrokit.formats import Collect, Column, Discuss, Format
    >>> agenda = [Collect(columns=[Column("Ideas")]), Discuss(more_minutes=2)]
    >>> format = Format(name="talk", title="Talk", purpose="Talk.", agenda=agenda)
    >>> retro = Retro.start(format, team="Lander", members=["Ana"])
    >>> _ = retro.add_note("Ideas", "Tea", "Ana")
    >>> _ = retro.next()
    >>> more_time(retro.state) is None
    True
    >>> _ = retro.take_topic()
    >>> more_time(retro.state).minutes
    2
    """
    step, box = state.current_step, state.timebox
    if step is None or box is None or state.closed is not None:
        return None
    minutes, topic = step.kind.more_minutes(step.activity), state.talking_about(step.id)
    if topic is None or not isinstance(minutes, int) or minutes <= 0:
        return None
    return MoreTime(step, topic.number, minutes, box)
