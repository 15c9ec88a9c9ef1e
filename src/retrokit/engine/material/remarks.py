"""Remarks and decisions: what was said about a topic, or about the retro as a whole."""

from __future__ import annotations

from attrs import evolve

from ... import given, texts
from ...errors import Invalid, NotFound
from ...events import DecisionHeld, Held, Remarked
from ...given import UNCHANGED, Unchanged
from ..log import Log, folds, take_number
from ..marks import action
from ..state import Remark, State
from .goals import Goals, held


class Remarks(Log):
    """Write down what is said and decided, whatever the activity."""

    @action(by="member")
    def remark(
        self,
        text: str,
        *,
        decision: bool = False,
        topic: given.Number | None = None,
        serves: Goals | Unchanged = UNCHANGED,
        untouched: Goals | Unchanged = UNCHANGED,
        costs: Goals | Unchanged = UNCHANGED,
    ) -> Remark:
        """Write down what was said, or with `decision=True` what was decided.

        It is about the topic given, else the one being discussed, else the retro as a whole.
        What a decision does to goals can be said at once, or later with `hold_decision`. Raises
        `NotFound` or `Invalid`.
        """
        self._running()
        goals = held(self._state.format, Held(), serves=serves, untouched=untouched, costs=costs)
        if any(goals.values()) and not decision:
            raise Invalid("only what was decided is held against goals; say decision=True")
        text = texts.check(text, "the remark")
        if topic is not None:
            topic = self._state.topic(given.number(topic)).number
        else:
            step = self._state.current_step
            topic = step.kind.topic_now(self._state.at.get(step.id)) if step else None
        number = self._next_number()
        self._emit(
            Remarked(
                at=self._now(), number=number, topic=topic, text=text, decision=decision, **goals
            )
        )
        return self._state.remarks[number]

    @action(by="member")
    def hold_decision(
        self,
        number: given.Number,
        *,
        serves: Goals | Unchanged = UNCHANGED,
        untouched: Goals | Unchanged = UNCHANGED,
        costs: Goals | Unchanged = UNCHANGED,
    ) -> Remark:
        """Say what a decision does to goals of the format, and return it.

        Goals are given by their text or their numbers from 1. What is not given stays; None empties
        it. A goal that is given for one of the three goes from the other two. Raises `NotFound`,
        or `Invalid` for a goal that is given twice.

        >>> from retrokit import Logbook
        >>> retro = Logbook(":memory:").start("incident-review", team="Lander", members=["Ana"])
        >>> decision = retro.remark("We deploy on Fridays", decision=True)
        >>> retro.hold_decision(decision, serves=3, costs=[1]).costs
        ('Detect sooner',)
        """
        self._running()
        known = {each.number: each for each in self._state.remarks.values() if each.decision}
        number = given.number(number)
        if number not in known:
            raise NotFound.among("decision", number, map(str, known))
        goals = held(
            self._state.format, known[number], serves=serves, untouched=untouched, costs=costs
        )
        self._emit(DecisionHeld(at=self._now(), number=number, **goals))
        return self._state.remarks[number]


@folds(Remarked)
def _remarked(state: State, event: Remarked) -> None:
    take_number(state, event.number)
    state.remarks[event.number] = Remark(
        event.number,
        event.topic,
        event.text,
        event.decision,
        serves=event.serves,
        untouched=event.untouched,
        costs=event.costs,
    )


@folds(DecisionHeld)
def _held(state: State, event: DecisionHeld) -> None:
    state.remarks[event.number] = evolve(
        state.remarks[event.number],
        serves=event.serves,
        untouched=event.untouched,
        costs=event.costs,
    )
