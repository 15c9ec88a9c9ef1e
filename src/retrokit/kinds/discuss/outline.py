"""What was talked about in a Discuss, as everyone may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from ...blocks import Block, Line, Lines, Part
from ...characters import short
from ...engine.material.topics import amount_of, now_in, talked_about, title_of
from ...engine.state import Remark, State, Step
from ...events import Event, Moved, Opened


def outline(state: State, log: Sequence[Event], step: Step) -> Iterator[Block]:
    """Yield each topic with what was said of it, in the order they were taken, then the others."""
    topics = talked_about(state, {step.id})
    if not topics:
        return
    # What was said is told where its topic was talked about last.
    later = {each.id for each in state.agenda[state.agenda.index(step) + 1 :]}
    again = talked_about(state, later)
    before = _opened_before(log, step)
    for number in topics:
        said = () if number in again else tuple(map(_line, _remarks(state, number)))
        yield Part(
            role="discussed",
            title=title_of(state, number),
            number=number,
            amount=amount_of(state, number, before),
            blocks=(Lines(lines=said),) if said else (),
        )
    if waiting := state.waiting(step.id):
        lines = tuple(Line(text=short(each.title), number=each.number) for each in waiting)
        yield Lines(role="not discussed", title="Not talked about", style="soft", lines=lines)


def _line(remark: Remark) -> Line:
    if remark.decision:
        goals = f" ({'; '.join(remark.effects)})" if remark.effects else ""
        text = f"{remark.text}{goals}"
        return Line(role="decision", tag="Decided", number=remark.number, text=text)
    return Line(role="remark", number=remark.number, text=remark.text)


def _remarks(state: State, topic: int) -> Iterator[Remark]:
    for each in state.remarks.values():
        if each.topic is not None and now_in(state, each.topic) == topic:
            yield each


def _opened_before(log: Sequence[Event], step: Step) -> Set[int]:
    """Return which votes were open when a Discuss was last come to: its order is from them."""
    begun = max(
        (
            place
            for place, event in enumerate(log)
            if isinstance(event, Moved) and event.step == step.id and event.settled is not None
        ),
        default=0,
    )
    return {event.step for event in log[:begun] if isinstance(event, Opened)}
