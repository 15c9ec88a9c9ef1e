"""Discuss: topics in an order, each with a time box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, takewhile, zip_longest
from typing import ClassVar, TypeAlias

from attrs import evolve, frozen

from ... import given
from ...blocks import Block, Field, Form, Option
from ...engine.counting import AtHand
from ...engine.kind import Kind
from ...engine.log import Log
from ...engine.marks import action
from ...engine.state import State, Step, Topic
from ...errors import NotNow
from ...events import Event, StepFact, Value
from ...formats import Discuss, OrderRule


@frozen(kw_only=True)
class TopicOrder(Value):
    """The topics of a Discuss, by number, in the order in which they will be talked about."""

    topics: tuple[int, ...] = ()


@frozen(kw_only=True)
class TopicTaken(StepFact):
    """The group talks about this topic now; the one before is done."""

    undo_words = "the taking of a topic"

    topic: int


@frozen
class Discussion:
    """The order of topics, the one being talked about, and those that were before."""

    order: tuple[int, ...]
    current: int | None = None
    done: tuple[int, ...] = ()


@frozen(kw_only=True)
class DiscussionView:
    """What screens read of a discussion: topics by number, those `to_come` in their order."""

    current: int | None = None
    done: tuple[int, ...] = ()
    to_come: tuple[int, ...] = ()


class Discussing(Log):
    """Take topics one after the other."""

    @action(by="facilitator")
    def take_topic(self, number: given.Number | None = None) -> Topic:
        """Begin to talk about a topic, by default the next in order; the one before is done.

        Raises `NotNow` when there is none left.
        """
        step, activity = self._here(Discuss, doing="a topic")
        if number is None:
            waiting = self._state.waiting(step.id)
            if not waiting:
                raise NotNow("every topic has been talked about; go to the next activity")
            number = waiting[0]
        topic = self._state.topic(given.number(number))
        seconds = activity.topic_minutes * 60
        self._emit(TopicTaken(at=self._now(), step=step.id, topic=topic.number, seconds=seconds))
        return topic


Figure: TypeAlias = tuple[float, ...]
"""What a rule sorts a topic by, highest first; empty where there is nothing to go by."""


def _votes(state: State, topics: list[Topic]) -> dict[int, Figure]:
    ranks = state.ranks(topic.number for topic in topics)
    return {topic.number: ranks.get(topic.number, ()) for topic in topics}


def _size(state: State, topics: list[Topic]) -> dict[int, Figure]:
    return {topic.number: (len(topic.notes),) for topic in topics}


def _columns_in_turn(state: State, topics: list[Topic]) -> list[Topic]:
    """Take one topic of each column in turn, so that no column waits for all of another."""
    columns: dict[str, list[Topic]] = {}
    for topic in topics:
        columns.setdefault(state.notes[topic.notes[0]].column, []).append(topic)
    return [each for turn in zip_longest(*columns.values()) for each in turn if each is not None]


_RANKS: dict[OrderRule, Callable[[State, list[Topic]], dict[int, Figure]]] = {
    "votes": _votes,
    "size": _size,
}
_TURNS: dict[OrderRule, Callable[[State, list[Topic]], list[Topic]]] = {
    "columns": _columns_in_turn,
    "number": lambda state, topics: topics,
}


def discussion_order(state: State, activity: Discuss) -> tuple[int, ...]:
    """Return the topics in the order they will be discussed.

    Votes and sizes rank them; what is ranked equal comes in turns, by column or number. Where `top`
    would cut through equals, all of them are in. Only what nothing ranks, since no vote was opened
    on it, is cut as the turns come.
    """
    topics = [each for each in state.topics() if state.touches(each, activity.columns)]
    ranking = list(takewhile(lambda rule: rule in _RANKS, activity.order))
    figures = [_RANKS[rule](state, topics) for rule in ranking]
    turns = _TURNS[next((rule for rule in activity.order if rule in _TURNS), "number")]

    def rank(topic: Topic) -> tuple[Figure, ...]:
        return tuple(figure[topic.number] for figure in figures)

    order: list[int] = []
    for ranked, equals in groupby(sorted(topics, key=rank, reverse=True), key=rank):
        left = len(topics) if activity.top is None else activity.top - len(order)
        if left <= 0:
            break
        taken = [topic.number for topic in turns(state, list(equals))]
        order += taken if any(ranked) else taken[:left]
    return tuple(order)


def _left_of(state: State, topic: int) -> int:
    """Return the note that alone is left of a group; any other topic as it is."""
    left = state.joined.get(topic, topic)
    return left if left in state.notes else topic


def _taken(own: Discussion, event: TopicTaken) -> Discussion:
    behind = own.done if own.current is None else (*own.done, own.current)
    return evolve(
        own, current=event.topic, done=tuple(each for each in behind if each != event.topic)
    )


class _Kind(Kind[Discussion]):
    facts: ClassVar = {TopicTaken: _taken}
    values: ClassVar = {"topics": TopicOrder}
    views: ClassVar = DiscussionView

    def settle(self, state: State, step: Step, at_hand: AtHand) -> TopicOrder:
        """Return the order of the topics as the board stands."""
        assert isinstance(step.activity, Discuss)
        return TopicOrder(topics=discussion_order(state, step.activity))

    def arrived(self, own: Discussion | None, settled: Value | None) -> Discussion | None:
        """Return the discussion in this order; what was talked about already stays so."""
        order = settled.topics if isinstance(settled, TopicOrder) else ()
        return Discussion(order) if own is None else evolve(own, order=order)

    def follow(self, state: State, step: Step, own: Discussion) -> Discussion:
        """Return the discussion in the order of the board as it is now.

        What was talked about stays so when it is no group any more and a note of it is left.
        """
        assert isinstance(step.activity, Discuss)
        order = discussion_order(state, step.activity)
        current = None if own.current is None else _left_of(state, own.current)
        behind = dict.fromkeys(_left_of(state, each) for each in own.done)
        done = tuple(each for each in behind if each != current)
        return evolve(own, order=order, current=current, done=done)

    def topic_now(self, own: Discussion | None) -> int | None:
        """Return the topic that is talked about."""
        return None if own is None else own.current

    def more_minutes(self, activity: Discuss) -> int:
        """Return what the format says."""
        return activity.more_minutes

    def talked(self, own: Discussion) -> Sequence[int]:
        """Return the topics that were talked about, in the order they were taken."""
        return own.done if own.current is None else (*own.done, own.current)

    def to_come(self, own: Discussion) -> Sequence[int]:
        """Return the topics that are still to be talked about, in order."""
        behind = {own.current, *own.done}
        return [each for each in own.order if each not in behind]

    def view(self, own: Discussion) -> DiscussionView:
        """Return the topic that is talked about, those before it, and those to come."""
        return DiscussionView(current=own.current, done=own.done, to_come=tuple(self.to_come(own)))

    def seen(self, view: DiscussionView) -> Discussion:
        """Return the discussion as far as it is told."""
        return Discussion(view.to_come, view.current, view.done)

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        """Return the topics that were talked about, with what was said."""
        from .outline import outline

        return outline(state, log, step) if step.id in state.at else ()

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return the topics to take up, as long as some wait, and what was said or decided."""
        if waiting := state.waiting(step.id):
            options = tuple(Option(value=each.number, label=each.title) for each in waiting)
            topic = Field(name="number", label="Which topic?", kind="choice", options=options)
            yield Form(action="take_topic", submit="Discuss topic", fields=(topic,), leads=True)
        text = Field(name="text", label="What was said, or decided?", kind="text")
        decision = Field(name="decision", label="Is it a decision?", kind="toggle")
        yield Form(action="remark", submit="Add a point or a decision", fields=(text, decision))


DISCUSS = _Kind()
