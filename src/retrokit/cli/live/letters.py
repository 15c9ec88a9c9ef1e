"""Letters: what was written to one member alone."""

from __future__ import annotations

from collections.abc import Sequence

from ...engine.seals import Letter
from ...retro import Retro
from ..tables import paragraph


def waiting_letters(retro: Retro) -> str:
    """Return that letters wait, empty if none do.

    Not for whom: where nobody else is told who got one, that would tell who got none.
    """
    if not any(map(retro.letters, retro.state.members)):
        return ""
    return paragraph(
        "Letters wait. Each is for one person alone: /letter NAME shows that person theirs, in "
        "private."
    )


def letter(retro: Retro, name: str) -> str:
    """Return the letters to a member as that member reads them, in the order of the agenda."""
    return say_letters(retro, name, retro.letters(name))


def say_letters(retro: Retro, name: str, found: Sequence[tuple[str, Letter]]) -> str:
    """Return letters as the one reads them whom they are to."""
    if not found:
        return paragraph(f"There is no letter for {name}.")
    parts = [paragraph(f"{name}, this is for you alone; make sure that nobody else looks.")]
    steps = [step.activity for step in retro.state.agenda]
    asked = {each.name: each.text for what in steps for each in getattr(what, "questions", ())}
    order = [*asked, *(about for about, _ in found)]  # another kind's are known by their slots
    for about, each in sorted(found, key=lambda one: order.index(one[0])):
        lines = [paragraph(line, "    ", "  - ") for line in each.lines]
        parts.append("\n".join([paragraph(asked.get(about, about.capitalize())), *lines]))
    return "\n\n".join(parts)
