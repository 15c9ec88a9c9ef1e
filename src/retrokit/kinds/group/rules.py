"""Group: notes that belong together become a named topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...blocks import Field, Form, Option
from ...engine.kind import Kind
from ...engine.state import State, Step
from ...formats import Group


class _Kind(Kind[None]):
    def grouped(self, activity: Any) -> Sequence[str]:
        """Return the columns that it is narrowed to."""
        columns: Sequence[str] = activity.columns
        return columns

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return which notes and topics to group, and under which title."""
        assert isinstance(step.activity, Group)
        topics = [each for each in state.topics() if state.touches(each, step.activity.columns)]
        if len(topics) > 1:
            options = tuple(Option(value=each.number, label=each.title) for each in topics)
            numbers = Field(name="numbers", label="Which?", kind="several", options=options)
            title = Field(name="title", label="What are they about?", kind="text", optional=True)
            yield Form(role="group", action="group", submit="Group", fields=(numbers, title))


GROUP = _Kind()
