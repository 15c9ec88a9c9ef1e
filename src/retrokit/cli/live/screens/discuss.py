"""Discuss: the topic that is on, its notes, and those to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....characters import short
from ....engine.state import Step
from ....phrases import figure
from ....retro import Retro
from ...tables import paragraph, table
from ..outcomes import by_unit, say_note
from .screen import Screen

if TYPE_CHECKING:
    from ..session import Session


class _Discuss(Screen):
    """What is talked about; a line is what is said."""

    kind = "discuss"
    commands = ("next", "topic", "decided", "action", "timer")
    own_commands = ("decided", "action", "undo", "notes", "show")

    def body(self, retro: Retro, step: Step) -> str:
        state, parts = retro.state, []
        topic = state.talking_about(step.id)
        if topic is not None:
            parts.append(paragraph(f"Now: {topic.number} {topic.title}"))
            if topic.number in state.groups:
                notes = [state.notes[each] for each in topic.notes]
                parts.append("\n".join(say_note(note, "  ") for note in notes))
        tables = [
            table(
                [
                    (each.number, short(each.title, 200), figure(got) if got else "")
                    for each in topics
                    for got in [state.votes_for(each.number)]
                ],
                ["no", "next" if place == 0 else "then", counted],
                wide=1,
            )
            for place, (counted, topics) in enumerate(by_unit(state, state.waiting(step.id)))
        ]
        had = state.at[step.id].order
        nothing = "No topic is waiting." if had else "There is nothing to discuss."
        return "\n\n".join([*parts, *(tables or [nothing])])

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        begin = "/topic takes the next one; a" if retro.state.waiting(step.id) else "A"
        return paragraph(
            f"{begin} line notes what is said, /decided … what is decided; "
            "/timer +5 for more time; /next"
        )

    def how_to_take_part(self, session: Session, step: Step) -> str:
        return paragraph("A line notes what is said, /decided … what is decided.")

    def take(self, session: Session, step: Step, line: str) -> str:
        remark = session.retro.remark(line)
        about = "" if remark.topic is None else f" on {remark.topic}"
        return f"  {remark.number} noted{about}: {line}"


DISCUSS = _Discuss()
