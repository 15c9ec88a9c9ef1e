"""Purpose: why a team is there, and whether what it puts first decides anything.

A plugin of retrokit: it registers the formats `purpose` and `compass`, and checks for `compass`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrokit import hookimpl

if TYPE_CHECKING:
    from retrokit import Check, Format


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the formats."""
    from .compass import COMPASS
    from .purpose import PURPOSE

    return [PURPOSE, COMPASS]


@hookimpl
def retrokit_register_checks() -> list[Check]:
    """Return the checks, each for the compass alone."""
    from .checks import CHECKS

    return [*CHECKS]
