"""Simulated crews: people who waver around a level of their own, and sometimes don't answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from retrokit import Answer, Format, Retro

CREW = ("Ada", "Ben", "Cy", "Dee", "Eli")
TEAMS = 200
ANSWERS = 0.9
"""How likely each person is to answer a question."""


def revealed(
    format: Format, answers: Mapping[str, Sequence[Answer | None]], members: Sequence[str] = CREW
) -> Retro:
    """Return a retro in which these answers were revealed; None is no answer."""
    retro = Retro.start(format, team="Lander", members=members)
    while retro.state.current_step is None or retro.state.current_step.activity.kind != "ask":
        retro.next()
    for question, values in answers.items():
        for name, value in zip(members, values, strict=False):
            if value is not None:
                retro.answer(question, value, name)
    if any(value is not None for values in answers.values() for value in values):
        retro.open_seals()
    return retro


def around(rng: Random, levels: Sequence[float]) -> list[Answer | None]:
    """Return an answer of each person to a scale: their level, and half a step up or down."""
    return [
        max(1, min(5, round(level + rng.gauss(0, 0.6)))) if rng.random() < ANSWERS else None
        for level in levels
    ]


def persons(rng: Random, *means: float) -> list[float]:
    """Return the level of each person, around a mean of their own."""
    return [mean + rng.gauss(0, 0.6) for mean in means]


def rate(notices: Callable[[Random], bool]) -> float:
    """Return in how many of 100 simulated crews something is noticed."""
    rng = Random(7)
    return 100 * sum(notices(rng) for _ in range(TEAMS)) / TEAMS
