"""How many have taken part in what is hidden: told before it is revealed, and never who."""

from __future__ import annotations

from .state import State, Step


def turnout(state: State, step: Step, sealed: int) -> str:
    """Return how many have taken part in a step, as a sentence; nothing where none are counted.

    `sealed` is how many contributions to the step everyone is told of. It is all that the
    sentence tells besides how many can take part, so it tells nothing sooner than that count does.

    >>> from retrokit import Retro
    >>> from retrokit.formats import Ask, Format
    >>> from retrokit.questions import Scale
    >>> ask = Ask(title="Pulse", questions=[Scale("safe", "How safe is it?")])
    >>> format = Format(name="pulse", title="Pulse", purpose="Ask.", agenda=[ask])
    >>> retro = Retro.start(format, team="Lander", members=["Ana", "Ben", "Chloe"])
    >>> turnout(retro.state, retro.state.agenda[0], 2)
    '2 of 3 people have answered.'
    """
    return step.kind.turnout(step, sealed, expected(state, step))


def expected(state: State, step: Step) -> int:
    """Return how many votes or answers a step has once all who can have taken part.

    0 for an activity that has neither.
    """
    return step.kind.expected(step.activity, len(state.respondents))


def of_people(number: int, people: int, did: str) -> str:
    """Return how many of the people did something, as in `2 of 3 people have voted.`"""
    # Somebody may have taken part and left.
    people = max(number, people)
    if not number:
        return f"Nobody has {did} yet."
    if number == people:
        return f"Everyone has {did}."
    return f"{number} of {people} people {'has' if number == 1 else 'have'} {did}."
