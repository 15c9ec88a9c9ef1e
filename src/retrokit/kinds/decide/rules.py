"""Decide: action items, which are the retro's own. All it has besides is their form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...blocks import Field, Form, Option
from ...engine.kind import Kind
from ...engine.state import State, Step


class _Kind(Kind[None]):
    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return an action item: what, who, by when, and what it does to goals if there are any."""
        fields = [
            Field(name="text", label="What will we do?", kind="text"),
            Field(name="owner", label="Who owns it?", kind="person", optional=True),
            Field(name="due", label="By when?", kind="date", optional=True),
        ]
        if state.format.goals:
            goals = tuple(
                Option(value=number, label=goal)
                for number, goal in enumerate(state.format.goals, 1)
            )
            fields += [
                Field(name=name, label=label, kind="several", options=goals, optional=True)
                for name, label in (
                    ("serves", "Which goals does it serve?"),
                    ("untouched", "Which goals does it leave untouched?"),
                    ("costs", "Which goals does it cost?"),
                )
            ]
        yield Form(
            role="action item", action="add_action", submit="Add action item", fields=tuple(fields)
        )

    def sample(
        self, state: State, step: Step, form: Form, *, member: str, number: int, said: str
    ) -> Mapping[str, Any]:
        """Return an action item; every other one says all there is to say."""
        if number % 2:
            return {"text": said}
        goals = {"serves": [1], "costs": [*range(2, len(state.format.goals) + 1)]}
        return {
            "text": said,
            "owner": state.respondents[number % len(state.respondents)],
            "due": "2031-03-01",
            **(goals if state.format.goals else {}),
        }


DECIDE = _Kind()
