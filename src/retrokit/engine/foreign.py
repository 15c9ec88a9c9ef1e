"""What this installation does not know, kept whole: a kind of activity whose plugin is missing.

It reads, reports and exports as it is, and encodes to the bytes that it came from. What is sealed
in it waits for the plugin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from ..events import Draft, StepFact, Value
from ..formats import Activity
from .counting import AtHand
from .kind import Kind
from .state import State, Step


@frozen(kw_only=True)
class ForeignActivity(Activity):
    """An activity of a kind that is not installed; `data` is all that is stored of it."""

    rules = "retrokit.engine.foreign:FOREIGN"

    kind: str  # type: ignore[misc]  # what it is called here, since there is no class for it
    data: Mapping[str, Any] = field(repr=False)


@frozen(kw_only=True)
class ForeignFact(StepFact):
    """A fact of a kind that is not installed; `data` is all that is stored of it."""

    name: str
    data: Mapping[str, Any] = field(repr=False)


@frozen
class ForeignValue(Value):
    """What a kind that is not installed put into a fact of the engine."""

    data: Mapping[str, Any] = field(repr=False)


@frozen
class ForeignDraft(Draft):
    """What is sealed of a kind that is not installed."""

    data: Mapping[str, Any] = field(repr=False)


class _Kind(Kind[None]):
    def counted_by(
        self, activity: ForeignActivity, at_hand: AtHand, own: None = None
    ) -> Iterable[tuple[str, str, Mapping[str, object]]]:
        """Yield the kind itself, which is not there: what is sealed waits for it."""
        yield "kind of activity", activity.kind, {}

    def seals(self, state: State, step: Step) -> bool:
        """Return whether something may be sealed there: as long as it is not opened."""
        return step.id not in state.opened

    def is_over(self, own: None) -> bool:
        """Return whether it is opened; that is not known of its state."""
        return False


FOREIGN = _Kind()
