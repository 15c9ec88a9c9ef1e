"""Discuss: topics in an order, each with a time box, and what was said about them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, takewhile, zip_longest
from typing import TypeAlias

from .. import given, texts
from ..errors import NotNow
from ..events import Remarked, TopicTaken
from ..formats import Discuss, OrderRule
from .log import Log, action, folds, follows, take_number
from .state import Discussion, Remark, State, Step, TimeBox, Topic


class Discussing(Log):
    """Take topics one after the other, and write down what is said and decided."""

    @action
    def take_topic(self, number: given.Number | None = None) -> Topic:
        """Begin to talk about a topic, by default the next in order; the one before is done.

        Raises `NotNow` when there is none left.
        """
        step, _ = self._here(Discuss, doing="a topic")
        if number is None:
            waiting = self._state.waiting(step.id)
            if not waiting:
                raise NotNow("every topic has been talked about; go to the next activity")
            number = waiting[0]
        topic = self._state.topic(given.number(number))
        self._emit(TopicTaken(at=self._now(), step=step.id, topic=topic.number))
        return topic

    @action
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
        elif (step := self._state.current_step) and step.id in self._state.discussions:
            topic = self._state.discussions[step.id].current
        number = self._next_number()
        self._emit(
            Remarked(at=self._now(), number=number, topic=topic, text=text, decision=decision)
        )
        return self._state.remarks[number]


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


@follows(Discuss)
def _followed(state: State, step: Step) -> None:
    assert isinstance(step.activity, Discuss)
    put_order(state, step.id, discussion_order(state, step.activity))


def put_order(state: State, step: int, order: tuple[int, ...]) -> None:
    """Keep the order in which a Discuss goes on; what was talked about already stays so."""
    if step in state.discussions:
        state.discussions[step].order = order
    else:
        state.discussions[step] = Discussion(order)


@folds(TopicTaken)
def _taken(state: State, event: TopicTaken) -> None:
    discussion = state.discussions[event.step]
    if discussion.current is not None:
        discussion.done = (*discussion.done, discussion.current)
    discussion.done = tuple(each for each in discussion.done if each != event.topic)
    discussion.current = event.topic
    activity = state.step(event.step).activity
    seconds = activity.topic_minutes * 60 if isinstance(activity, Discuss) else 0
    state.timebox = TimeBox(event.at, seconds) if seconds else None


@folds(Remarked)
def _remarked(state: State, event: Remarked) -> None:
    take_number(state, event.number)
    state.remarks[event.number] = Remark(event.number, event.topic, event.text, event.decision)
