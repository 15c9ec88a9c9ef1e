"""Practice: skills are practised in pairs, trios or fours, and roles go round.

A plugin of retrokit: it registers the kind of activity `Rounds` and the format `listening-trios`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrokit import hookimpl

if TYPE_CHECKING:
    from retrokit import Activity, Format


@hookimpl
def retrokit_register_activities() -> list[type[Activity]]:
    """Return the kind of activity."""
    from .rounds import Rounds

    return [Rounds]


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the format."""
    from .format import LISTENING_TRIOS

    return [LISTENING_TRIOS]
