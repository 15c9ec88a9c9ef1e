"""The voting methods that come with retrokit."""

from __future__ import annotations

from ..hookspecs import hookimpl
from ..tallies import METHODS, TallyMethod


@hookimpl
def retrokit_register_tallies() -> list[TallyMethod]:
    """Return the methods that a `Vote` may name."""
    return list(METHODS.values())
