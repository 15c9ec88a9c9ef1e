"""No request costs the square of anything: calls are counted at one size and at four times that."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from crew import start

from retrokit.blocks import Block
from retrokit.engine.state import Step
from retrokit.events import Opened, OpenedNote
from retrokit.formats import Collect, Column, Decide, Discuss, Group, Vote
from retrokit.retro import Retro

SMALL, TIMES = 100, 4
MOST = TIMES * 1.8
"""What four times as much may cost: a sort costs a little more than four times as many calls."""


class Number(int):
    """The number of a note. Comparing it or looking it up is a call, and so is counted."""

    def __eq__(self, other: object) -> bool:
        return int.__eq__(self, other)  # type: ignore[arg-type]

    def __hash__(self) -> int:
        return int.__hash__(self)


def steps_of(act: Callable[[], object]) -> int:
    """Return how many calls an act makes and how many lines it runs."""
    count = 0

    def counted(frame: Any, event: str, arg: Any) -> Any:
        nonlocal count
        count += 1
        return counted

    before = sys.getprofile(), sys.gettrace()  # which may be what measures coverage
    sys.setprofile(counted)
    sys.settrace(counted)
    try:
        act()
    finally:
        sys.settrace(before[1])
        sys.setprofile(before[0])
    return count


def crowd(size: int, *agenda: Any) -> Retro:
    """Return a retro with so many notes in one column, at the step after that."""
    collect = Collect(columns=[Column("Many")], sealed=False)
    retro = start(collect, *agenda, Decide())
    notes = tuple(
        OpenedNote(number=Number(n), column="Many", text=f"note {n}") for n in range(1, size + 1)
    )
    retro._emit(Opened(at=retro._now(), step=1, notes=notes, taken_part=3))
    retro.next()
    return retro


def numbers(size: int) -> list[int]:
    return list(range(1, size + 1))


def voted(size: int, method: str = "dots") -> Retro:
    retro = crowd(size, Vote(method=method, budget=100), Discuss())
    ballot: Any = dict.fromkeys(numbers(min(size, 100)), 1)
    retro.vote(ballot, "Ana")
    retro.open_seals()
    return retro


Prepared: TypeAlias = Callable[[int], Callable[[], object]]

BALLOTS: dict[str, Callable[[int], Any]] = {
    "dots": lambda size: dict.fromkeys(numbers(size), 1),
    "plurality": lambda size: size,
    "approval": numbers,
    "score": lambda size: dict.fromkeys(numbers(size), 3),
    "borda": numbers,
    "consent": lambda size: dict.fromkeys(numbers(size), 4),
}


def ballot(method: str) -> Prepared:
    def prepared(size: int) -> Callable[[], object]:
        retro = crowd(size, Vote(method=method, budget=100))
        given = BALLOTS[method](min(size, 100) if method == "dots" else size)
        return lambda: retro.vote(given, "Ana")

    return prepared


def opening(method: str) -> Prepared:
    def prepared(size: int) -> Callable[[], object]:
        retro = crowd(size, Vote(method=method, budget=100))
        retro.vote(BALLOTS[method](min(size, 100) if method == "dots" else size), "Ana")
        retro.group([1, 2, 3])
        return retro.open_seals

    return prepared


def grouped(size: int) -> Retro:
    """Return a retro in which all notes are in pairs, and every pair has taken one in."""
    retro = crowd(size, Group(), Discuss())
    for first in range(1, size, 4):
        pair = retro.group([first, first + 1]).number
        other = retro.group([first + 2, first + 3]).number
        retro.group([pair, other])
    return retro


def split_up(size: int) -> Retro:
    retro = crowd(size, Group())
    retro.group(numbers(size), "All")
    return retro


def talking(size: int) -> Retro:
    retro = voted(size)
    retro.next()
    return retro


def on(prepared: Callable[[int], Retro], act: Callable[[Retro, int], object]) -> Prepared:
    """Return what prepares a retro of a size, and then does something in it that is counted."""

    def ready(size: int) -> Callable[[], object]:
        retro = prepared(size)
        return lambda: act(retro, size)

    return ready


def waiting(retro: Retro, size: int) -> object:
    state = retro.state
    return [state.votes_for(topic.number) for topic in state.waiting(3)]


ACTS: dict[str, Prepared] = {
    **{f"a ballot of {method}": ballot(method) for method in BALLOTS},
    **{f"opening {method}": opening(method) for method in ("dots", "approval", "score", "consent")},
    "grouping all": on(
        lambda size: crowd(size, Group()), lambda retro, size: retro.group(numbers(size), "A")
    ),
    "splitting all": on(split_up, lambda retro, size: retro.split(numbers(size))),
    "joining all groups": on(grouped, lambda retro, size: retro.group(list(retro.state.groups))),
    "arriving at a discussion": on(voted, lambda retro, size: retro.next()),
    "arriving after scores": on(
        lambda size: voted(size, "score"), lambda retro, size: retro.next()
    ),
    "arriving at groups": on(grouped, lambda retro, size: retro.next()),
    "what waits": on(talking, waiting),
    "all topics": on(
        grouped, lambda retro, size: [retro.state.topic(number) for number in numbers(size)]
    ),
    "taking a topic": on(talking, lambda retro, size: retro.take_topic()),
    "grouping in a discussion": on(talking, lambda retro, size: retro.group([1, 2])),
    "a new name": on(voted, lambda retro, size: retro.rename("Ana", "Anna")),
    "the report": on(talking, lambda retro, size: outline(retro, discuss(retro))),
}


def outline(retro: Retro, step: Step) -> list[Block]:
    return [*step.kind.outline(retro.state, retro.log, step)]


def discuss(retro: Retro) -> Step:
    return retro.state.step(3)


@pytest.mark.parametrize("act", ACTS)
def test_four_times_as_much_costs_about_four_times_as_much(act: str) -> None:
    small, large = (steps_of(ACTS[act](size)) for size in (SMALL, SMALL * TIMES))
    assert large <= MOST * small, f"{small} steps became {large}"
