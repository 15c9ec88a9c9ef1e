"""The scoring that comes with retrokit."""

from __future__ import annotations

from ..hookspecs import hookimpl
from ..scoring import RECEIVED, Scoring


@hookimpl
def retrokit_register_scorings() -> list[Scoring]:
    """Return the scorings that a question about teammates may name."""
    return [RECEIVED]
