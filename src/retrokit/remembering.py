"""What is remembered of members from one retro of a team to the next.

It lies beside one retro at a time: where it was made, and from the start of the next one that asks
such a question beside that one. So it is gone with that retro, and when it is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from random import Random

from .engine.memories import memory_seal
from .engine.seals import NO_STEP, Memory
from .engine.state import State
from .errors import Conflict, FileError
from .keeping import Keeping
from .questions import Question
from .stores import Sealed, Write
from .texts import fold_name


def hand_on(keeping: Keeping, state: State, rng: Random) -> None:
    """Take what a team's other retros remember for the questions of a new one, and put it there."""
    named = (each for step in state.format.agenda for part in step.named.values() for each in part)
    kinds = {each.kind for each in named if isinstance(each, Question) and each.remembers}
    if not kinds:
        return
    found: dict[str, dict[str, int]] = {}  # of retros that ran side by side, as of two questions
    with keeping.store.together():
        for entry in keeping.store.entries(fold_name(state.team)):
            sealed = keeping.store.sealed(entry.id)
            known = _memories(keeping, entry.id, sealed)
            there = {key: each for key, each in known.items() if each.of in kinds}
            for kind, about in _latest(there).items():
                _less(found.setdefault(kind, {}), about.items())
            if there:
                taken = Write(
                    retro=entry.id, version=entry.version, round=sealed.round, drop=tuple(there)
                )
                with suppress(Conflict):  # somebody writes there just now: it stays, and is old
                    keeping.store.write(taken)
        put = tuple(
            keeping.row_of(state.id, memory_seal(kind, memory, rng))
            for kind, about in found.items()
            for memory in (Memory(kind, tuple(sorted(about.items())), earlier=True),)
        )
        if put:
            count = keeping.store.round(state.id)
            write = Write(retro=state.id, version=state.version, round=count, put=put)
            keeping.store.write(write)


def _memories(keeping: Keeping, id: str, sealed: Sealed) -> dict[str, Memory]:
    """Return the memories beside a retro, by key. One that is damaged is left where it is."""
    found = {}
    for row in sealed.seals:
        if row.step == NO_STEP:
            with suppress(FileError):
                draft = keeping.seal_of(id, row).draft
                if isinstance(draft, Memory):
                    found[row.key] = draft
    return found


def _latest(there: dict[str, Memory]) -> dict[str, dict[str, int]]:
    """Return what a retro remembers by kind: what it made itself, else what was handed to it.

    Whom one of two questions reached is reached.
    """
    made = [each for each in there.values() if not each.earlier]
    fresh = {each.of for each in made}
    found: dict[str, dict[str, int]] = {}
    for each in (*made, *(each for each in there.values() if each.of not in fresh)):
        _less(found.setdefault(each.of, {}), each.about)
    return found


def _less(known: dict[str, int], about: Iterable[tuple[str, int]]) -> None:
    """Let what is known of each be the smaller number: too little is said sooner than too much."""
    known.update({who: min(kept, known.get(who, kept)) for who, kept in about})
