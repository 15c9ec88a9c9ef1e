"""Welcome: words to read aloud."""

from __future__ import annotations

from typing import Any

from ....engine.state import Step
from ....retro import Retro
from ...tables import paragraph
from .decide import goals
from .screen import Screen


class _Welcome(Screen):
    """The purpose, the goals, the agreement."""

    kind = "welcome"
    commands = ("next", "join", "agenda", "timer", "quit")
    own_commands = ("done", "who", "show", "device", "quit")

    def body(self, retro: Retro, step: Step) -> str:
        what: Any = step.activity
        format = retro.state.format
        parts = [paragraph(format.purpose)]
        if format.goals:
            held = "Every decision is held against these goals:"
            parts.append(f"{held}\n{goals(retro.state)}")
        if what.agreement:
            parts.append("\n".join(paragraph(each, "    ", "  - ") for each in what.agreement))
        if what.directive:
            parts.append(paragraph(what.directive))
        return "\n\n".join(parts)

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        nobody = "" if retro.state.members else "Nobody is here yet: /join NAME adds somebody.\n\n"
        return f"{nobody}Read this aloud, then /next"


WELCOME = _Welcome()
