"""Candidates: the topics, notes or action items that members vote on, or place somewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Literal, TypeAlias

from ..state import State

On: TypeAlias = Literal["topics", "notes", "actions"]


def candidates(state: State, on: On, columns: Collection[str]) -> tuple[int, ...]:
    """Return the numbers of what stands on the board now, in these columns if there are some."""
    if on == "actions":
        return tuple(item.number for item in state.open_actions)
    if on == "notes":
        notes = state.notes.values()
        return tuple(note.number for note in notes if not columns or note.column in columns)
    return tuple(topic.number for topic in state.topics() if state.touches(topic, columns))


def placing(state: State, candidates: Iterable[int]) -> Callable[[int], int]:
    """Return what says which of the candidates a number given earlier is part of by now.

    What is part of none, since it is gone or was split, stays what it was.
    """
    known = set(candidates)

    def place(number: int) -> int:
        topic = None if number in known else state.topic_of(number)
        return number if topic is None or topic.number not in known else topic.number

    return place


def inside(state: State, candidates: Iterable[int]) -> tuple[int, ...]:
    """Return the candidates with the notes in them, and the groups that went into them.

    What is filled in on a screen from before the notes were grouped names those.
    """
    found: list[int] = []
    for each in candidates:
        topic = state.topic_of(each)
        if topic is not None and topic.number == each:  # a note in a group stands for itself alone
            found += sorted(state.went_into(each))
    return tuple(dict.fromkeys((*candidates, *found)))
