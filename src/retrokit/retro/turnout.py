"""How many have taken part in what is hidden: told before it is revealed, and never who."""

from __future__ import annotations

from ..formats import Ask, Vote
from .state import State, Step


def turnout(state: State, step: Step, sealed: int) -> str:
    """Return how many have taken part in an Ask or a Vote, as a sentence; else nothing.

    `sealed` is how many contributions to the step everyone is told of. It is all that the
    sentence tells besides how many are here, so it tells nothing sooner than that count does.

    >>> from retrokit import Retro
    >>> from retrokit.formats import Ask, Format
    >>> from retrokit.questions import Scale
    >>> ask = Ask(title="Pulse", questions=[Scale("safe", "How safe is it?")])
    >>> format = Format(name="pulse", title="Pulse", purpose="Ask.", agenda=[ask])
    >>> retro = Retro.start(format, team="Lander", members=["Ana", "Ben", "Chloe"])
    >>> turnout(retro.state, retro.state.agenda[0], 2)
    '2 of 3 people have answered.'
    """
    activity, all_of_them = step.activity, expected(state, step)
    if isinstance(activity, Vote):
        return _of_people(sealed, all_of_them, "voted")
    if not isinstance(activity, Ask):
        return ""
    if len(activity.questions) == 1:
        return _of_people(sealed, all_of_them, "answered")
    return f"{sealed} of {max(sealed, all_of_them)} answers {'is' if sealed == 1 else 'are'} in."


def expected(state: State, step: Step) -> int:
    """Return how many votes or answers a step has once everyone who is here has taken part.

    0 for an activity that has neither.
    """
    if isinstance(step.activity, Ask):
        return len(state.here) * len(step.activity.questions)
    return len(state.here) if isinstance(step.activity, Vote) else 0


def _of_people(number: int, people: int, did: str) -> str:
    # Somebody may have taken part and left.
    people = max(number, people)
    if not number:
        return f"Nobody has {did} yet."
    if number == people:
        return f"Everyone has {did}."
    return f"{number} of {people} people {'has' if number == 1 else 'have'} {did}."
