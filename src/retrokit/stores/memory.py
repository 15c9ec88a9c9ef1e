"""A logbook in memory: for tests, for trying things out, and for whoever keeps it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from threading import Lock

from attrs import define, field

from ..errors import Conflict, LogbookError, NotFound
from . import Entry, MarkRow, Sealed, SealRow, Write
from .sealing import MarkKey, apply_beside, key_of, touches_seals


@define
class _Kept:
    """One retro."""

    entry: Entry
    log: list[bytes] = field(factory=list)
    round: int = 0
    seals: dict[str, SealRow] = field(factory=dict)
    marks: dict[MarkKey, MarkRow] = field(factory=dict)


class MemoryStore:
    """A store that is gone with its process. It can be shared between threads."""

    def __init__(self) -> None:
        self._retros: dict[str, _Kept] = {}
        self._lock = Lock()

    def write(self, write: Write) -> None:
        """Keep a change.

        Raises `Conflict` if `version` or `round` is not the current one, and `NotFound` for a
        retro that was never begun.
        """
        self._keep(write, whole=False)

    def rewrite(self, write: Write) -> None:
        """Keep a change whose `events` are the whole log from now on; raises as `write` does."""
        self._keep(write, whole=True)

    def _keep(self, write: Write, *, whole: bool) -> None:
        with self._lock:
            kept = self._retros.get(write.retro)
            if whole and kept is None:
                raise _unknown(write.retro)
            version, count = (len(kept.log), kept.round) if kept else (0, 0)
            if write.version != version or write.round not in {None, count}:
                raise Conflict("this retro was changed elsewhere; load it again")
            entry = write.entry
            if kept is None:
                if entry is None:
                    raise NotFound(f"no retro {write.retro!r} here; begin it with an entry")
                kept = _Kept(entry)
            # All that can fail comes before the first thing that is changed.
            if touches_seals(write):
                kept.seals, kept.marks = apply_beside(write, kept.seals, kept.marks)
                kept.round += 1
            if whole:
                kept.log.clear()
            kept.log += write.events
            if entry is not None:
                kept.entry = entry
                self._retros[write.retro] = kept

    def remove(self, retro: str) -> None:
        """Take a retro away. Raises `NotFound` for one that was never begun."""
        with self._lock:
            if self._retros.pop(retro, None) is None:
                raise _unknown(retro)

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which nothing is different: memory has nothing to wait for."""
        return nullcontext()

    def events(self, retro: str, after: int = 0) -> Sequence[bytes]:
        """Return the bodies of the events after the first `after` ones, in order."""
        kept = self._retros.get(retro)
        return tuple(kept.log[max(after, 0) :]) if kept else ()

    def remains(self, retro: str) -> Sequence[bytes | None]:
        """Return the bodies of all events: nothing can be missing."""
        return self.events(retro)

    def round(self, retro: str) -> int:
        """Return the count of changes beside the log; 0 for a retro that was never begun."""
        kept = self._retros.get(retro)
        return kept.round if kept else 0

    def sealed(self, retro: str) -> Sealed:
        """Return what is kept beside the log, in an order that says nothing about when."""
        with self._lock:
            kept = self._retros.get(retro)
            if kept is None:
                return Sealed(round=0, seals=(), marks=())
            return Sealed(
                round=kept.round,
                seals=tuple(sorted(kept.seals.values(), key=lambda seal: seal.key)),
                marks=tuple(sorted(kept.marks.values(), key=key_of)),
            )

    def entries(self, team: str | None = None) -> Iterator[Entry]:
        """Yield the retros, of one team or all, newest first (by start, then id)."""
        with self._lock:
            found = [
                Entry(
                    id=id,
                    team=kept.entry.team,
                    started=kept.entry.started,
                    version=len(kept.log),
                    digest=kept.entry.digest,
                )
                for id, kept in self._retros.items()
                if team is None or kept.entry.team == team
            ]
        return iter(sorted(found, key=lambda entry: (entry.started, entry.id), reverse=True))

    def find(self, prefix: str) -> Sequence[str]:
        """Return the ids that begin with a prefix, sorted, at most ten."""
        with self._lock:
            return tuple(sorted(id for id in self._retros if id.startswith(prefix))[:10])

    def problems(self) -> Sequence[str]:
        """Return nothing: there are no stored bytes that could be wrong."""
        return ()

    def backup(self, path: str) -> int:
        """Raise `LogbookError`: there is no file to copy."""
        raise LogbookError(
            f"this logbook is in memory and cannot be copied to {path}; keep it in a file instead"
        )

    def close(self) -> None:
        """Let go of nothing: the retros stay for as long as the store does."""


def _unknown(retro: str) -> NotFound:
    return NotFound(f"no retro {retro!r} here")
