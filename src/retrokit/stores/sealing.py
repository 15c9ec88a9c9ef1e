"""What a write does beside the log, for stores that work it out in Python."""

from __future__ import annotations

from . import MarkRow, SealRow, Write


def touches_seals(write: Write) -> bool:
    """Return whether a write changes anything beside the log, and so counts as a round."""
    return bool(write.put or write.drop or write.mark or write.unmark or write.erase)


def apply_beside(
    write: Write, seals: set[SealRow], marks: set[MarkRow]
) -> tuple[set[SealRow], set[MarkRow]]:
    """Return what is kept beside the log after a write, given what is kept before it.

    Erasing a step comes first; dropping comes before putting, and unmarking before marking.
    """
    by_key = {seal.key: seal for seal in seals if seal.step not in write.erase}
    for key in write.drop:
        by_key.pop(key, None)
    by_key.update((seal.key, seal) for seal in write.put)
    kept = {mark for mark in marks if mark.step not in write.erase}
    return set(by_key.values()), (kept - set(write.unmark)) | set(write.mark)
