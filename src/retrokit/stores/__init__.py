"""Stores keep logbooks. They know bytes and versions, and never what an event means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class SealRow:
    """One sealed contribution: the step and the key it is found by, and its body.

    What belongs to no step, and is nobody's contribution, has the step 0.
    """

    step: int
    key: str
    body: bytes


@frozen(kw_only=True)
class MarkRow:
    """Somebody has taken part in a slot of a step."""

    step: int
    slot: str
    member: str


@frozen(kw_only=True)
class Entry:
    """What is listed of a retro without reading its log."""

    id: str
    team: str
    started: datetime
    version: int
    digest: bytes


@frozen(kw_only=True)
class Write:
    """One change to one retro, kept whole or not at all.

    `version` is the length of the log that the change was decided on. `round` is the count of
    changes beside the log that it was decided on, None if it touches nothing there. `entry`
    replaces what is listed of the retro; None leaves it. `erase` names steps whose seals and
    marks go altogether, before all else; `drop` names keys of seals; `put` replaces a seal with
    the same key.
    """

    retro: str
    version: int
    round: int | None = None
    events: tuple[bytes, ...] = ()
    entry: Entry | None = None
    put: tuple[SealRow, ...] = ()
    drop: tuple[str, ...] = ()
    mark: tuple[MarkRow, ...] = ()
    unmark: tuple[MarkRow, ...] = ()
    erase: tuple[int, ...] = ()


@frozen(kw_only=True)
class Sealed:
    """Everything beside the log of one retro, and the count of changes that made it so."""

    round: int
    seals: tuple[SealRow, ...]
    marks: tuple[MarkRow, ...]


class Store(Protocol):
    """Where logbooks are kept.

    Any number of threads may share one. What `write` returns from is durable. A write with an
    `entry` for a retro that the store does not have yet begins it (`version` is 0 then). What is
    erased, dropped, rewritten or removed is gone from the bytes of the store too, as far as the
    store can see to that.
    """

    def write(self, write: Write) -> None:
        """Keep a change. Raises `Conflict` if `version` or `round` is not the current one."""

    def rewrite(self, write: Write) -> None:
        """Keep a change whose `events` are the whole log from now on, in place of those before.

        Raises `Conflict` as `write` does, and `NotFound` for a retro that was never begun.
        """

    def remove(self, retro: str) -> None:
        """Take a retro away, with what is kept beside its log. Raises `NotFound`."""

    def together(self) -> AbstractContextManager[None]:
        """Make several writes durable at once, when it ends and not before.

        An error inside takes nothing back of what was written before it. Raises `LogbookError`
        at its end if the writes cannot be kept; nothing of them is, then. Inside another such
        block it ends with that.
        """

    def events(self, retro: str, after: int = 0) -> Sequence[bytes]:
        """Return the bodies of the events after the first `after` ones, in order.

        Raises `Damaged` if one of them is not there.
        """

    def remains(self, retro: str) -> Sequence[bytes | None]:
        """Return the bodies of all events, None for each that is not there or cannot be read."""

    def round(self, retro: str) -> int:
        """Return the count of changes beside the log, as `sealed` does, without reading them."""

    def sealed(self, retro: str) -> Sealed:
        """Return what is kept beside the log."""

    def entries(self, team: str | None = None) -> Iterator[Entry]:
        """Yield the retros, of one team or all, newest first (by start, then id)."""

    def find(self, prefix: str) -> Sequence[str]:
        """Return the ids that begin with a prefix, sorted, at most ten."""

    def problems(self) -> Sequence[str]:
        """Return what is wrong with the stored bytes, a sentence each; none if all is well."""

    def backup(self, path: str) -> int:
        """Copy everything but what is sealed to a new file; return how many seals of steps that
        leaves out.

        Raises `LogbookError` if the file exists or cannot be written.
        """

    def close(self) -> None:
        """Let go of the store. Closing twice is fine."""


@frozen(kw_only=True)
class StoreKind:
    """A store as a plugin registers it: `open` takes the whole URL that begins with `scheme://`."""

    scheme: str
    title: str
    open: Callable[[str], Store]
