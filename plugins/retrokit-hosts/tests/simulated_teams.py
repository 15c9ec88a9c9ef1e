"""Retros in which only what matters to a check was done, and teams that are simulated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from retrokit import Answer, Format, Plugins, Retro
from retrokit_hosts.hands import HANDS

CREW = ("Ada", "Ben", "Cy", "Dee", "Eli", "Fay")
HOST = "Lena"
TALLIES = {**Plugins().tallies, HANDS.name: HANDS}
TEAMS = 200
ANSWERS = 0.9
"""How likely each person is to answer a question."""


def started(
    format: Format, members: Sequence[str] = CREW, observers: Iterable[str] = (HOST,)
) -> Retro:
    """Return a retro that is at its Ask, led by the host."""
    there = [*observers]
    leads = there[0] if there else None
    retro = Retro.start(
        format,
        team="Lander",
        members=members,
        observers=there,
        facilitator=leads,
        tallies=TALLIES,
    )
    while retro.state.current_step is None or retro.state.current_step.activity.kind != "ask":
        retro.next()
    return retro


def answered(retro: Retro, answers: Mapping[str, Sequence[Answer | None]]) -> Retro:
    """Return the retro with these answers revealed, of one member after the other.

    None is no answer.
    """
    given = False
    for question, values in answers.items():
        for name, value in zip(retro.state.respondents, values, strict=False):
            if value is not None:
                retro.answer(question, value, name)
                given = True
    if given:
        retro.open_seals()
    return retro


def around(rng: Random, mean: float, people: int) -> list[Answer | None]:
    """Return answers on a scale: everyone has a level of their own around a mean, and wavers."""
    return [
        max(1, min(5, round(mean + rng.gauss(0, 0.6) + rng.gauss(0, 0.6))))
        if rng.random() < ANSWERS
        else None
        for _ in range(people)
    ]


def rate(notices: Callable[[Random], bool]) -> float:
    """Return in how many of 100 simulated teams something is noticed."""
    rng = Random(7)
    return 100 * sum(notices(rng) for _ in range(TEAMS)) / TEAMS
