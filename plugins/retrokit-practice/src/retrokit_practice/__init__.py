"""Practice: skills are practised in pairs, trios or fours, and roles go round.

A plugin of retrokit: it registers the kind of activity `Rounds`, six formats made of it, and the
check that goes with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrokit import hookimpl

if TYPE_CHECKING:
    from retrokit import Activity, Check, Format


@hookimpl
def retrokit_register_activities() -> list[type[Activity]]:
    """Return the kind of activity."""
    from .rounds import Rounds

    return [Rounds]


@hookimpl
def retrokit_register_formats() -> list[Format]:
    """Return the formats."""
    from .formats import FORMATS

    return list(FORMATS)


@hookimpl
def retrokit_register_checks() -> list[Check]:
    """Return the check, for these formats alone."""
    from .checks import CHECKS

    return list(CHECKS)
