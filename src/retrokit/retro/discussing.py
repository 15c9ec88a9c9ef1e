"""Discuss: topics in an order, each with a time box, and what was said about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby, zip_longest

from .. import texts
from ..errors import NotNow
from ..events import Remarked, TopicTaken
from ..formats import Discuss, OrderRule
from .log import Log, action, folds, take_number
from .state import Remark, State, TimeBox, Topic


class Discussing(Log):
    """Take topics one after the other, and write down what is said and decided."""

    @action
    def take_topic(self, number: int | None = None) -> Topic:
        """Begin to talk about a topic, by default the next in order; the one before is done.

        Raises `NotNow` when there is none left.
        """
        step, _ = self._here(Discuss, doing="a topic")
        if number is None:
            waiting = self._state.waiting(step.id)
            if not waiting:
                raise NotNow("every topic has been talked about; go to the next activity")
            number = waiting[0].number
        topic = self._state.topic(number)
        self._emit(TopicTaken(at=self._now(), step=step.id, topic=topic.number))
        return topic

    @action
    def remark(self, text: str, *, decision: bool = False, topic: int | None = None) -> Remark:
        """Write down what was said, or with `decision=True` what was decided.

        It is about the topic given, else the one being discussed, else the retro as a whole.
        """
        self._running()
        texts.check(text, "the remark")
        if topic is not None:
            topic = self._state.topic(topic).number
        elif (step := self._state.current_step) and step.id in self._state.discussions:
            topic = self._state.discussions[step.id].current
        number = self._next_number()
        self._emit(
            Remarked(at=self._now(), number=number, topic=topic, text=text, decision=decision)
        )
        return self._state.remarks[number]


Rule = Callable[[State, list[Topic]], Iterable[list[Topic]]]


def _by(key: Callable[[State, Topic], float]) -> Rule:
    """Return a rule that puts the highest first and leaves equals together."""

    def rule(state: State, topics: list[Topic]) -> Iterable[list[Topic]]:
        ranked = sorted(topics, key=lambda topic: -key(state, topic))
        for _, equals in groupby(ranked, key=lambda topic: key(state, topic)):
            yield list(equals)

    return rule


def _columns_in_turn(state: State, topics: list[Topic]) -> Iterable[list[Topic]]:
    """Take one topic of each column in turn, so that no column waits for all of another."""
    columns: dict[str, list[Topic]] = {}
    for topic in topics:
        columns.setdefault(state.notes[topic.notes[0]].column, []).append(topic)
    for turn in zip_longest(*columns.values()):
        yield from ([topic] for topic in turn if topic is not None)


_RULES: dict[OrderRule, Rule] = {
    "votes": _by(lambda state, topic: state.merit(topic.number)),
    "columns": _columns_in_turn,
    "size": _by(lambda state, topic: len(topic.notes)),
    "number": _by(lambda state, topic: -topic.number),
}


def discussion_order(state: State, activity: Discuss) -> tuple[int, ...]:
    """Return the topics in the order they will be discussed.

    Each rule settles what those before it left equal; what is equal to the end goes by number.
    """
    buckets = [state.topics()]
    for rule in activity.order:
        buckets = [part for bucket in buckets for part in _RULES[rule](state, bucket)]
    order = [topic.number for bucket in buckets for topic in bucket]
    return tuple(order[: activity.top])


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
