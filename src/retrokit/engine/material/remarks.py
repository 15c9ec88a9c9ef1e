"""Remarks and decisions: what was said about a topic, or about the retro as a whole."""

from __future__ import annotations

from ... import given, texts
from ...events import Remarked
from ..log import Log, folds, take_number
from ..marks import action
from ..state import Remark, State


class Remarks(Log):
    """Write down what is said and decided, whatever the activity."""

    @action(by="member")
    def remark(
        self, text: str, *, decision: bool = False, topic: given.Number | None = None
    ) -> Remark:
        """Write down what was said, or with `decision=True` what was decided.

        It is about the topic given, else the one being discussed, else the retro as a whole.
        """
        self._running()
        text = texts.check(text, "the remark")
        if topic is not None:
            topic = self._state.topic(given.number(topic)).number
        else:
            step = self._state.current_step
            topic = step.kind.topic_now(self._state.at.get(step.id)) if step else None
        number = self._next_number()
        self._emit(
            Remarked(at=self._now(), number=number, topic=topic, text=text, decision=decision)
        )
        return self._state.remarks[number]


@folds(Remarked)
def _remarked(state: State, event: Remarked) -> None:
    take_number(state, event.number)
    state.remarks[event.number] = Remark(event.number, event.topic, event.text, event.decision)
