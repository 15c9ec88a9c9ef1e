"""Review: earlier action items, which are the retro's own. All it has besides is their form."""

from __future__ import annotations

from collections.abc import Iterable

from ...blocks import Field, Form, Option
from ...engine.kind import Kind
from ...engine.state import State, Step

_OUTCOMES = (
    Option(value="done", label="Done"),
    Option(value="carried", label="Keep open"),
    Option(value="dropped", label="Won't do"),
)


class _Kind(Kind[None]):
    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return what became of an earlier action item, as long as one waits to be reviewed."""
        items = tuple(
            Option(value=each.number, label=each.item.text)
            for each in state.carried.values()
            if not each.reviewed
        )
        if items:
            fields = (
                Field(name="number", label="Which action item?", kind="choice", options=items),
                Field(name="outcome", label="What became of it?", kind="choice", options=_OUTCOMES),
                Field(name="reason", label="Why won't you do it?", kind="text", optional=True),
                Field(name="owner", label="Who owns it now?", kind="person", optional=True),
                Field(name="due", label="By when?", kind="date", optional=True),
            )
            yield Form(role="review", action="review", submit="Review", fields=fields)


REVIEW = _Kind()
