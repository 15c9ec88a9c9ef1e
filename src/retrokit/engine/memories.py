"""Memories: what lies beside a retro of members, made in it or handed on from an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from .seals import NO_STEP, Memory, Receipt, Seal


def memory_seal(slot: str, memory: Memory, rng: Random) -> Seal:
    """Return a memory as it lies beside a log: of no step, so that no opening erases it."""
    # Nobody holds the secret of this receipt: the key is only to be like all others.
    return Seal(step=NO_STEP, slot=slot, key=Receipt.new(rng).key, author=None, draft=memory)


def earlier(seals: Iterable[Seal]) -> Iterator[Seal]:
    """Yield what was handed on from an earlier retro."""
    return (each for each in seals if isinstance(each.draft, Memory) and each.draft.earlier)


def superseded(seals: Iterable[Seal]) -> Iterator[Seal]:
    """Yield what was handed on, and has been made anew here since."""
    memories = [(each, each.draft) for each in seals if isinstance(each.draft, Memory)]
    made = {memory.of for _, memory in memories if not memory.earlier}
    return (each for each, memory in memories if memory.earlier and memory.of in made)
