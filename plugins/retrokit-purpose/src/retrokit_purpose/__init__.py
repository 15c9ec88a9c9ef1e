"""Purpose: why a team is there, and whether what it puts first decides anything.

A plugin of retrokit: it registers the formats `purpose`, `compass` and `line-up`, and checks for
the last two.
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
    from .line_up import LINE_UP
    from .purpose import PURPOSE

    return [PURPOSE, COMPASS, LINE_UP]


@hookimpl
def retrokit_register_checks() -> list[Check]:
    """Return the checks, each for one format alone."""
    from . import checks, line_up_checks

    return [*checks.CHECKS, *line_up_checks.CHECKS]
