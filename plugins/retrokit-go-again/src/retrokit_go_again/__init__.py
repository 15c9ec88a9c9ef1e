"""Would we go again? A retro that holds every decision against two goals.

A plugin of retrokit: it registers the format `go-again` and the checks that go with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrokit import hookimpl

if TYPE_CHECKING:
    from retrokit import Check, Format


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the format."""
    # Imported here, so that whoever loads this plugin for nothing does not make the format.
    from .format import GO_AGAIN

    return [GO_AGAIN]


@hookimpl
def retrokit_register_checks() -> list[Check]:
    """Return the checks, each for this format alone."""
    from .checks import CHECKS

    return list(CHECKS)
