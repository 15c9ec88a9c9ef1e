"""What there is to see of activities, for the page and the wall, in the words of a report."""

from __future__ import annotations

from typing import Any

from ..blocks import as_data
from ..engine.showing import shown
from ..retro import Retro


def told(retro: Retro) -> dict[str, Any]:
    """Return the blocks of each opened activity, by the step's id as text."""
    state = retro.state
    return {
        str(step.id): as_data(shown(retro, step).blocks)
        for step in state.agenda
        if state.is_opened(step)
    }


def shown_to_all(retro: Retro) -> dict[str, Any]:
    """Return the current step and its blocks, but for those for single members."""
    seen = retro.outline().seen_by(None)
    return {"step": seen.step, "blocks": as_data(seen.blocks)}
