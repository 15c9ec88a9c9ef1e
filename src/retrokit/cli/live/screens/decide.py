"""Decide: a line is an action item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....engine.state import State, Step
from ....events import ActionItem, ActionStatus, Held
from ....retro import Retro
from ...tables import paragraph, table
from ..action_line import ActionLine, read_action
from .screen import Screen

if TYPE_CHECKING:
    from ..session import Session


class _Decide(Screen):
    """Action items, decisions without one, and the goals."""

    kind = "decide"
    commands = ("owner", "due", "edit", "adopt", "close")
    own_commands = ("owner", "due", "edit", "adopt", "undo")

    def body(self, retro: Retro, step: Step) -> str:
        listing = actions(retro)
        parts = [listing] if listing else []
        if decided := retro.state.decisions:
            rows = [(each.number, f"{each.text}{say_goals(each)}") for each in decided]
            first = decided[0].number
            parts.append(
                f"{table(rows, ['no', 'decided, and not an action item yet'], wide=1)}\n\n"
                + paragraph(f"/adopt {first} @NAME due friday makes an action item of {first}.")
            )
        if retro.state.format.goals:
            parts.append(goals(retro.state, "goal "))
        return "\n\n".join(parts)

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        here = retro.state.respondents
        return f"Type what will be done: {_example(retro.state, here[0] if here else 'NAME')}"

    def how_to_take_part(self, session: Session, step: Step) -> str:
        who = session.holder or "NAME"
        return paragraph(f"Type what will be done: {_example(session.retro.state, who)}")

    def take(self, session: Session, step: Step, line: str) -> str:
        return add_action(session, line)


DECIDE = _Decide()


def _example(state: State, who: str) -> str:
    return f"Cache the builds @{who} due friday{' goal 1' if state.format.goals else ''}"


def actions(retro: Retro) -> str:
    """Return the action items, this retro's and those from earlier ones; empty if none."""
    state = retro.state
    rows = [
        (
            number,
            item.text,
            item.owner or "nobody",
            item.due or "no date",
            item.status.value,
        )
        for number, item in (
            *((each.number, each.item) for each in state.carried.values()),
            *state.actions.items(),
        )
    ]
    return table(rows, ["no", "what", "who", "due", "status"], wide=1) if rows else ""


def add_action(session: Session, text: str, origin: int | None = None) -> str:
    """Add what a text says, as in `Cache builds @Ben due friday goal 1`; return what changed.

    `origin` is the number of the decision that it is made of.
    """
    said = read_line(session, text)
    item = session.retro.add_action(said.text, origin=origin, **said.details)
    return f"  {say_action(item.number, item)}{unread(item.number, said)}"


def read_line(session: Session, text: str, *, goals: bool = True) -> ActionLine:
    """Return what the line of an action item says in this retro."""
    state = session.retro.state
    return read_action(
        text,
        today=session.retro.today,
        members=list(state.members),
        goals=len(state.format.goals) if goals else 0,
    )


def unread(number: int, said: ActionLine) -> str:
    """Return a hint if some words look like details and were left in the text."""
    if not said.unread:
        return ""
    commands = {
        "@": f"/owner {number} NAME",
        "g": f"/serves {number} N",
    }  # else it begins as a date
    ways = dict.fromkeys(
        commands.get(each[0].lower(), f"/due {number} DATE") for each in said.unread
    )
    return f"\n  (left in the text: {', '.join(said.unread)}; set it with {' or '.join(ways)})"


def say_action(number: int, item: ActionItem) -> str:
    """Return an action item on a line; one from an earlier retro has another number here."""
    status = "" if item.status is ActionStatus.OPEN else f", {item.status.value}"
    return (
        f"{number} {item.text} ({item.owner or 'no owner yet'}, "
        f"{f'due {item.due}' if item.due else 'no due date yet'}{status}){say_goals(item)}"
    )


def say_goals(held: Held) -> str:
    """Return what something decided does to the goals; empty where nobody has said."""
    return "".join(f"; {line}" for line in held.effects)


def goals(state: State, label: str = "") -> str:
    """Return the goals of a retro, numbered, each with what was decided at its cost last time."""
    lines = []
    for number, goal in enumerate(state.format.goals, 1):
        first = f"  {label}{number}{' ' * 2 if label else '. '}"
        lines.append(paragraph(goal, " " * len(first), first))
        for each in state.costs:
            if each.goal == goal:
                rest = " " * len(first)
                lines.append(paragraph(f"at its cost on {each.day}: {each.text}", rest, rest))
    return "\n".join(lines)
