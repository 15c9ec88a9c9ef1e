"""What a write does beside the log, for stores that work it out in Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from . import MarkRow, SealRow, Write

MarkKey: TypeAlias = tuple[int, str, str]


def touches_seals(write: Write) -> bool:
    """Return whether a write changes anything beside the log, and so counts as a round."""
    return bool(write.put or write.drop or write.mark or write.unmark or write.erase)


def apply_beside(
    write: Write, seals: Mapping[str, SealRow], marks: Mapping[MarkKey, MarkRow]
) -> tuple[dict[str, SealRow], dict[MarkKey, MarkRow]]:
    """Return what is kept beside the log after a write, given what is kept before it.

    Seals are found by their key, marks by all that they say. Erasing a step comes first; dropping
    comes before putting, and unmarking before marking.
    """
    new_seals, new_marks = dict(seals), dict(marks)
    if write.erase:
        new_seals = {key: seal for key, seal in seals.items() if seal.step not in write.erase}
        new_marks = {key: mark for key, mark in marks.items() if mark.step not in write.erase}
    for key in write.drop:
        new_seals.pop(key, None)
    new_seals.update((seal.key, seal) for seal in write.put)
    for mark in write.unmark:
        new_marks.pop(key_of(mark), None)
    new_marks.update((key_of(mark), mark) for mark in write.mark)
    return new_seals, new_marks


def key_of(mark: MarkRow) -> MarkKey:
    """Return what a mark is found by, and sorted."""
    return mark.step, mark.slot, mark.member
