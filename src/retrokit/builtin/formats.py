"""The fourteen classic formats, registered through the hook that anybody's formats go through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hookspecs import hookimpl

if TYPE_CHECKING:
    from ..formats import Format


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the classic formats, those that a newcomer is best served by first."""
    # Imported here, so that whoever loads this plugin for nothing does not make the formats.
    from .columns import DAKI, FOUR_LS, KALM, MAD_SAD_GLAD, START_STOP_CONTINUE, WENT_WELL, WRAP
    from .lean_coffee import LEAN_COFFEE
    from .pictures import ROSE_THORN_BUD, SAILBOAT, STARFISH
    from .stories import INCIDENT_REVIEW, PRE_MORTEM, TIMELINE

    return [
        START_STOP_CONTINUE,
        WENT_WELL,
        MAD_SAD_GLAD,
        FOUR_LS,
        SAILBOAT,
        STARFISH,
        LEAN_COFFEE,
        ROSE_THORN_BUD,
        DAKI,
        KALM,
        WRAP,
        TIMELINE,
        INCIDENT_REVIEW,
        PRE_MORTEM,
    ]
