"""Decide: action items, which are the retro's own. All it has besides is their form."""

from __future__ import annotations

from collections.abc import Iterable

from ...blocks import Field, Form, Option
from ...engine.kind import Kind
from ...engine.state import State, Step


class _Kind(Kind[None]):
    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return an action item: what, who, by when, and which goal it serves if there are some."""
        fields = [
            Field(name="text", label="What will we do?", kind="text"),
            Field(name="owner", label="Who owns it?", kind="person", optional=True),
            Field(name="due", label="By when?", kind="date", optional=True),
        ]
        if state.format.goals:
            goals = (
                Option(value=number, label=goal)
                for number, goal in enumerate(state.format.goals, 1)
            )
            fields.append(
                Field(
                    name="goal", label="Which goal does it serve?", kind="choice",
                    options=tuple(goals), optional=True,
                )
            )  # fmt: skip
        yield Form(
            role="action item", action="add_action", submit="Add action item", fields=tuple(fields)
        )


DECIDE = _Kind()
