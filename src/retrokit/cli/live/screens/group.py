"""Group: notes that belong together are joined by their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....engine.state import State, Step
from ....retro import Retro
from ...tables import paragraph
from ..numbers import numbers
from ..outcomes import board
from .screen import Screen

if TYPE_CHECKING:
    from ..session import Session


class _Group(Screen):
    """The board, with what joins notes."""

    kind = "group"
    shows_board = True
    commands = ("next", "group", "split", "rename", "undo")
    own_commands = ("group", "split", "rename", "undo", "show")

    def body(self, retro: Retro, step: Step) -> str:
        return board(retro, columns=step.kind.grouped(step.activity)) or "No notes."

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        split = ", ".join((*_split(retro.state), "/next"))
        return "; ".join(filter(None, (_join(retro.state), split)))

    def how_to_take_part(self, session: Session, step: Step) -> str:
        state = session.retro.state
        join = _join(state)
        return paragraph(f"{join}; {''.join(_split(state))} undoes it." if join else "")

    def take(self, session: Session, step: Step, line: str) -> str:
        return group(session, line)


GROUP = _Group()


def group(session: Session, text: str) -> str:
    """Join what a text such as `3 5 as Slow builds` says, and return what changed."""
    which, _, title = f" {text} ".partition(" as ")
    topic = session.retro.group(numbers(which), title.strip() or None)
    return f"  {topic.number} {topic.title}: {', '.join(map(str, topic.notes))}"


def _join(state: State) -> str:
    """Return how notes are joined, with numbers that are there; empty if too few are."""
    first = [each.number for each in state.topics()[:2]]
    return f"Type {first[0]} {first[1]} as Name to join notes" if len(first) == 2 else ""


def _split(state: State) -> list[str]:
    """Return how they are split, if any are there."""
    joined = [each.number for each in state.notes.values() if each.topic is not None]
    there = joined[:1] or [each.number for each in state.topics()[1:2]]
    return [f"/split {each}" for each in there]
