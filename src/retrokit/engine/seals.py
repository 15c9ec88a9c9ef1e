"""What is sealed: contributions that nobody but their author may see yet.

Sealed contributions never enter the log before they are opened. They are kept beside it by a
`Keeper`, under a key that only the receipt opens. For each step a second, separate list says
who has taken part; nothing joins the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from random import Random
from threading import RLock
from typing import ClassVar, Protocol

from attrs import define, evolve, field, frozen

from ..errors import Conflict, Invalid
from ..events import Draft, Event, MemberRenamed
from ..said import Said, all_said
from .state import State, fold_name


def _is_text(receipt: object, attribute: object, secret: str) -> None:
    if not isinstance(secret, str) or not secret.isascii():
        raise Invalid("a receipt is the secret of one that was given, as text")


@frozen
class Receipt:
    """The secret that lets its holder, and nobody else, change what they sealed.

    Only a hash of it is stored. Keep it as long as the activity is open; it does not come back.
    """

    secret: str = field(repr=False, validator=_is_text)

    @classmethod
    def new(cls, rng: Random) -> Receipt:
        """Return a fresh receipt of 128 random bits."""
        return cls(f"{rng.getrandbits(128):032x}")

    @property
    def key(self) -> str:
        """Return the key under which the sealed copy is kept: SHA-256 of the secret."""
        return sha256(self.secret.encode()).hexdigest()


@frozen
class NoteDraft(Draft):
    """A sealed note."""

    column: str
    text: str


@frozen
class Letter(Draft):
    """A result about one member, for nobody but them.

    A facilitator may be told of the others as well: such a line begins with a name (`Said.who`).
    """

    given: ClassVar[bool] = False

    to: str
    lines: tuple[Said, ...] = field(converter=all_said)

    def renamed(self, event: MemberRenamed) -> Letter:
        """Return it with the new name of who it is for, and of whom a line is about or by."""
        return Letter(event.called(self.to), [each.renamed(event.called) for each in self.lines])


@frozen
class Lots(Draft):
    """The chance by which members are dealt something in a slot, for each of them alone to know.

    It lies there from the arrival at a step until that is opened; what it comes to is kept nowhere.
    """

    given: ClassVar[bool] = False

    seed: str

    def of(self, member: str) -> float:
        """Return a number from 0 up to 1 that stays a member's; `member` is what stays of them."""
        return Random(f"{self.seed} {member}").random()


def _are_small(memory: object, attribute: object, about: tuple[tuple[str, int], ...]) -> None:
    if any(type(number) is not int or not 0 <= number <= MOST_REMEMBERED for _, number in about):
        raise Invalid(f"what is remembered of a member is a number from 0 to {MOST_REMEMBERED}")


@frozen
class Memory(Draft):
    """What questions of a kind keep of members until the team's next retro that asks one.

    No member reads it, and no front. `about` has a number for each who was here when it was made:
    of one digit, and for everybody, so that how long it is tells nothing. One that is `earlier` was
    made in an earlier retro, and lies beside this one to be read when it asks.
    """

    given: ClassVar[bool] = False

    of: str
    about: tuple[tuple[str, int], ...] = field(validator=_are_small)
    earlier: bool = False

    def renamed(self, event: MemberRenamed) -> Memory:
        """Return it with a member's new name."""
        old = fold_name(event.name)  # who is no member of this retro may be spelled in another case
        called = ((event.to if fold_name(who) == old else who, kept) for who, kept in self.about)
        return evolve(self, about=tuple(called))

    def without(self, is_them: Callable[[str], bool]) -> Memory:
        """Return it with nothing of somebody."""
        return evolve(self, about=tuple(each for each in self.about if not is_them(each[0])))


MOST_REMEMBERED = 9
"""The largest number that is remembered of a member."""
NOTES = "notes"
BALLOT = "ballot"
NO_STEP = 0
"""The step of a seal that belongs to none."""


@frozen(kw_only=True)
class Seal:
    """One sealed contribution. `author` is None where the step is anonymous.

    `slot` is what it answers within its step: a question's name, `NOTES` or `BALLOT`.
    """

    step: int
    slot: str
    key: str
    author: str | None
    draft: Draft

    def renamed(self, event: MemberRenamed) -> Seal:
        """Return it with a member's new name: who wrote it, and whom it is about or for."""
        return evolve(self, author=event.called(self.author), draft=self.draft.renamed(event))


@frozen(kw_only=True)
class Mark:
    """Somebody has taken part in a slot of a step."""

    step: int
    slot: str
    member: str


@frozen(kw_only=True)
class Change:
    """What one action does: events for the log, and what happens beside it, all or nothing.

    `version` is the length of the log that the action was decided on. `erase` names steps whose
    seals and marks go altogether, before all else. `put` replaces a seal of the same key.
    `reads_seals` says that it was decided on what is sealed, even if it changes nothing there.
    """

    version: int
    events: tuple[Event, ...] = ()
    put: tuple[Seal, ...] = ()
    drop: tuple[Seal, ...] = ()
    mark: tuple[Mark, ...] = ()
    unmark: tuple[Mark, ...] = ()
    erase: tuple[int, ...] = ()
    reads_seals: bool = False

    @property
    def touches_seals(self) -> bool:
        """Return whether anything beside the log changes."""
        return bool(self.put or self.drop or self.mark or self.unmark or self.erase)


class Keeper(Protocol):
    """Where a running retro leaves what it did, and finds what others did meanwhile.

    `commit` keeps a change before anybody is told of it. It raises `Conflict` and keeps nothing
    if the log has grown since `change.version`, or if the change touches or reads seals and
    these have changed since this keeper last read them. `after` returns the state that the
    change leads to, for what is kept of that.

    `lock` is reentrant, and held by a thread for as long as it uses a retro. All that share what
    a block of `together` holds up (the retros of one logbook) share the lock: two locks, taken in
    either order, could stop each other for good.
    """

    lock: AbstractContextManager[object]

    def commit(self, change: Change, after: Callable[[], State]) -> None:
        """Keep a change, whole or not at all."""

    def together(self) -> AbstractContextManager[None]:
        """Make several changes durable at once, when it ends, as a store does."""

    def later(self, version: int) -> Sequence[Event] | None:
        """Return the events after the first `version` ones; None if there are fewer than that."""

    def seals(self) -> Mapping[str, Seal]:
        """Return everything that is sealed, by key."""

    def marks(self) -> frozenset[Mark]:
        """Return who has taken part in what is still sealed."""


@define
class MemoryKeeper:
    """A keeper for one retro in one process, for as long as it runs."""

    lock: AbstractContextManager[object] = field(factory=RLock)
    _seals: dict[str, Seal] = field(factory=dict)
    _marks: set[Mark] = field(factory=set)
    _log: list[Event] = field(factory=list)

    def commit(self, change: Change, after: Callable[[], State]) -> None:
        """Keep a change."""
        if change.version != len(self._log):
            raise Conflict("this retro was changed elsewhere; load it again")
        self._log.extend(change.events)
        if change.touches_seals:
            apply_to_seals(change, self._seals, self._marks)

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which nothing is different."""
        return nullcontext()

    def later(self, version: int) -> Sequence[Event]:
        """Return the events after the first `version` ones."""
        return self._log[version:]

    def seals(self) -> Mapping[str, Seal]:
        """Return everything that is sealed, by key."""
        return self._seals

    def marks(self) -> frozenset[Mark]:
        """Return who has taken part in what is still sealed."""
        return frozenset(self._marks)


def apply_to_seals(change: Change, seals: dict[str, Seal], marks: set[Mark]) -> None:
    """Do to `seals` and `marks` in place what a change says."""
    if change.erase:
        for key in [key for key, seal in seals.items() if seal.step in change.erase]:
            del seals[key]
        marks.difference_update([mark for mark in marks if mark.step in change.erase])
    for seal in change.drop:
        seals.pop(seal.key, None)
    seals.update((seal.key, seal) for seal in change.put)
    marks.difference_update(change.unmark)
    marks.update(change.mark)
