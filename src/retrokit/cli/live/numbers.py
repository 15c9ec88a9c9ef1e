"""Numbers of notes, topics and actions, as people type them."""

from __future__ import annotations

from ...errors import Invalid
from ...figures import in_text as numbers

__all__ = ["numbered", "numbers"]


def numbered(text: str, example: str) -> tuple[int, str]:
    """Return the number that a text begins with, and the rest of it."""
    first, _, rest = text.partition(" ")
    found = numbers(first)
    if len(found) != 1 or not rest.strip():
        raise Invalid(f"write it as in {example}")
    return found[0], rest.strip()
