"""How many must stand behind what is shown, and how many could have."""

from __future__ import annotations

from collections.abc import Iterable

from ..formats import Attribution
from .seals import Mark
from .state import State, Step

FLOOR = 3
"""How many people must stand behind a result that is not named."""


def floor_for(state: State, step: Step) -> int:
    """Return how many must take part before a result is shown: 0 where it is named."""
    return 0 if state.attribution_of(step) is Attribution.NAMED else FLOOR


def words_floor(state: State, step: Step) -> int:
    """Return how many must give words before any are shown: 0 where they are named.

    All but one of the team, so that in every team one may stay silent, and no more than the format
    says. The team is the largest it was while the retro was at this step: what was promised then
    still holds.
    """
    floor = floor_for(state, step)
    return floor and min(state.format.comment_floor, max(floor, team_at(state, step) - 1))


def team_at(state: State, step: Step) -> int:
    """Return the most members who could take part at any time while the retro was at this step."""
    return max(len(state.respondents), state.most_respondents.get(step.id, 0))


def team_of(state: State, step: Step, taken_part: int) -> int:
    """Return how many could take part in a step, or did.

    It follows from what everyone knows. To add to those who are here the ones who took part and
    left would tell of somebody who left whether they had.
    """
    return max(team_at(state, step), taken_part)


def gone_since(state: State, slot: str, marks: Iterable[Mark]) -> int:
    """Return how many took part in a slot of a step, and have left or observe since.

    What they gave counts in the result, and not towards the floor: at least so many of those who
    are here must stand behind a result as the floor says. Whose a contribution is may not be
    known, so of the contributions as many are taken off as people have left.
    """
    here = {*state.respondents}
    return sum(mark.slot == slot and mark.member not in here for mark in marks)
