"""Three formats for a crew with two goals above all tasks: before, underway and after.

A plugin of retrokit: it registers the formats `crew-brief`, `underway` and `go-again`, and the
checks that go with each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrokit import hookimpl

if TYPE_CHECKING:
    from retrokit import Check, Format


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the formats, in the order in which a crew needs them."""
    # Imported here, so that loading this plugin for nothing makes no format.
    from .crew_brief import CREW_BRIEF
    from .format import GO_AGAIN
    from .underway import UNDERWAY

    return [CREW_BRIEF, UNDERWAY, GO_AGAIN]


@hookimpl
def retrokit_register_checks() -> list[Check]:
    """Return the checks, each for one format alone."""
    from . import checks, crew_brief_checks, underway_checks

    return [*crew_brief_checks.CHECKS, *underway_checks.CHECKS, *checks.CHECKS]
