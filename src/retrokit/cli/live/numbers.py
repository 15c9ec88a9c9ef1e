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
