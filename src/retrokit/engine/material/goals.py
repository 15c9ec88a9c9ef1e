"""Goals: what is decided is held against them; it serves, leaves untouched or costs each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from ...errors import Invalid, NotFound
from ...events import Effects, Held
from ...formats import Format
from ...given import UNCHANGED, Unchanged

Goals: TypeAlias = str | int | Iterable[str | int] | None
"""One goal of the format or several, each by its text or its number from 1; None for none."""


def held(
    format: Format,
    before: Held,
    *,
    serves: Goals | Unchanged = UNCHANGED,
    untouched: Goals | Unchanged = UNCHANGED,
    costs: Goals | Unchanged = UNCHANGED,
) -> Effects:
    """Return what something decided does to the goals of a format, for the fields of `Held`.

    What is not given stays as it was `before`, but for goals that are given in another place now.
    Raises `NotFound`, or `Invalid` for a goal that is given in two places.
    """
    moved: list[str] = []

    def new(goals: Goals | Unchanged) -> tuple[str, ...] | None:
        if isinstance(goals, Unchanged):
            return None
        found = goals_of(format, goals)
        moved.extend(found)
        return found

    said = new(serves), new(untouched), new(costs)
    if twice := [goal for goal in moved if moved.count(goal) > 1]:
        raise Invalid(f"{twice[0]!r} is there twice; a goal is served, untouched or costs, not two")

    def now(goals: tuple[str, ...] | None, before: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in before if each not in moved) if goals is None else goals

    return Effects(
        serves=now(said[0], before.serves),
        untouched=now(said[1], before.untouched),
        costs=now(said[2], before.costs),
    )


def goals_of(format: Format, goals: Goals) -> tuple[str, ...]:
    """Return goals of a format in its words and its order, each once."""
    named = () if goals is None else (goals,) if isinstance(goals, (str, int)) else goals
    found = {_goal(format, each) for each in named}
    return tuple(each for each in format.goals if each in found)


def _goal(format: Format, goal: str | int) -> str:
    wanted = str(goal).strip().casefold()
    known = {str(number): each for number, each in enumerate(format.goals, 1)}
    known |= {each.strip().casefold(): each for each in format.goals}
    if wanted in known:
        return known[wanted]
    raise NotFound.among("goal of this retro", goal, format.goals)
