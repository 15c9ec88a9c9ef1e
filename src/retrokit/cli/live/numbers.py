"""Numbers of notes, topics and actions, as people type them."""

from __future__ import annotations

from ...errors import Invalid


def numbers(text: str) -> list[int]:
    """Return the numbers in a text such as `3 5, 7` or `#3 #5`."""
    found = text.replace(",", " ").replace("#", " ").split()
    for each in found:
        if not each.isdecimal() or len(each) > 9:
            raise Invalid(f"{each[:40]!r} is no number; give numbers such as 3 5")
    return [int(each) for each in found]


def numbered(text: str, example: str) -> tuple[int, str]:
    """Return the number that a text begins with, and the rest of it."""
    first, _, rest = text.partition(" ")
    found = numbers(first)
    if len(found) != 1 or not rest.strip():
        raise Invalid(f"write it as in {example}")
    return found[0], rest.strip()
