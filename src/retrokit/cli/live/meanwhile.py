"""What others do on their devices, summed up in a line now and then.

The toolbar counts all of it at any time. A line is for what somebody who looks up should find: who
is connected or done, how much is hidden, what was added. It tells no more than the room tells
everyone, and no sooner: how much is hidden is what `Session.sealed` says.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, frozen

from ...engine.state import Remark, Topic
from ...engine.turnout import turnout
from ...phrases import listing, plural
from ..tables import paragraph
from .screens.collect import reading

if TYPE_CHECKING:
    from ...events import ActionItem, CarriedAction
    from .session import Session

EVERY = 15.0
"""How many seconds lie between two such lines: eighty notes would push the screen away."""

_NAMED = 3
"""So many people are named at once, more are counted."""


@frozen
class _Standing:
    """How things stand; people by `State.identity`."""

    step: int | None
    connected: frozenset[str]
    done: frozenset[str]
    hidden: int
    notes: Mapping[int, tuple[str, str, int | None]]
    groups: Mapping[int, Topic]
    remarks: Mapping[int, Remark]
    actions: Mapping[int, ActionItem]
    carried: Mapping[int, CarriedAction]

    @classmethod
    def of(cls, session: Session) -> _Standing:
        state = session.retro.state
        return cls(
            step=None if state.closed is not None else state.current,
            connected=frozenset(map(state.identity, session.connected())),
            done=frozenset(map(state.identity, session.done())),
            hidden=session.sealed(),
            # As it is now: the fold goes on in the same tables.
            notes={
                number: (each.text, each.column, each.topic) for number, each in state.notes.items()
            },
            groups=state.groups.copy(),
            remarks=state.remarks.copy(),
            actions=state.actions.copy(),
            carried=state.carried.copy(),
        )


@define
class Meanwhile:
    """What was told of what others do, and when."""

    _known: _Standing | None = None
    _greeted: set[str] = Factory(set)
    _told: float = -EVERY

    def greet(self, identity: str) -> None:
        """Take note that somebody was said to be here: to be connected is no news then."""
        self._greeted.add(identity)

    def settle(self, session: Session, *, all: bool = True) -> None:
        """Take what was done at this keyboard, and what a new screen shows, for known.

        If not `all`, that is how much is hidden: nothing else was said while somebody had the
        keyboard in private, so it is said after that.
        """
        now = _Standing.of(session)
        if all or self._known is None:
            self._known = now
        else:
            self._known = evolve(self._known, hidden=now.hidden)

    def said(self, session: Session, *, at_once: bool = False) -> str:
        """Return what changed since this was last asked; nothing if that was a moment ago."""
        before, now = self._known, _Standing.of(session)
        if before is None or before.step != now.step:
            self._known = now
            return ""
        if now == before or not (at_once or time.monotonic() - self._told >= EVERY):
            return ""
        self._known = now
        found = [
            self._connected(session, now.connected - before.connected),
            _done(session, now, before) if now.done - before.done else "",
            _hidden(session, now.hidden) if now.hidden != before.hidden else "",
            _board(now, before),
        ]
        if not any(found):
            return ""
        self._told = time.monotonic()
        return paragraph(" ".join(filter(None, found)), "  ", "  ")

    def _connected(self, session: Session, new: Collection[str]) -> str:
        strangers = {*new} - self._greeted
        self._greeted |= strangers
        return _people(session, strangers, "connected")


def _people(
    session: Session, identities: Collection[str], what: str, one: str = "is", many: str = "are"
) -> str:
    """Return that some people are something now, without the person at this keyboard."""
    state, own = session.retro.state, session.holder
    known = [each for each in state.members if state.identity(each) in identities and each != own]
    if len(known) > _NAMED:
        return f"{len(known)} more people {many} {what}."
    return f"{listing(known)} {one if len(known) == 1 else many} {what}." if known else ""


def _done(session: Session, now: _Standing, before: _Standing) -> str:
    """Return who is done now, or has read, and how many of those connected that makes."""
    new = now.done - before.done
    if reading(session.retro.state):
        said = _people(session, new, "read the notes", "has", "have")
    else:
        said = _people(session, new, "done")
    here = {*map(session.retro.state.identity, session.retro.state.respondents)} & now.connected
    ready = len(here & now.done)
    if not said or len(here) < 2 or not ready:
        return said
    return (
        f"{said[:-1]}: all {ready}."
        if ready == len(here)
        else f"{said[:-1]}: {ready} of {len(here)}."
    )


def _hidden(session: Session, number: int) -> str:
    """Return how many have taken part, or how much is hidden, as far as everyone is told."""
    state, step = session.retro.state, session.retro.state.current_step
    if step is None or not number:
        return ""
    return turnout(state, step, number) or f"{number} hidden so far."


def _board(now: _Standing, before: _Standing) -> str:
    """Return what everyone can see that is new, and what of it has changed."""
    new = [each for number, each in now.remarks.items() if number not in before.remarks]
    counted = (
        (len(now.notes.keys() - before.notes.keys()), "note"),
        (sum(not each.decision for each in new), "remark"),
        (sum(each.decision for each in new), "decision"),
        (len(now.actions.keys() - before.actions.keys()), "action item"),
    )
    added = [plural(number, what) for number, what in counted if number]
    board = _changed(now.notes, before.notes) or now.groups != before.groups
    items = _changed(now.actions, before.actions) or now.carried != before.carried
    changed = (
        f"{listing(added)} added." if added else "",
        "The board has changed." if board else "",
        "Action items have changed." if items else "",
    )
    said = [*filter(None, changed)]
    return " ".join([*said, "/show shows it."]) if said else ""


def _changed(now: Mapping[int, object], before: Mapping[int, object]) -> bool:
    """Return whether something is not as it was, or is gone; what is new does not count."""
    return any(now.get(number) != each for number, each in before.items())
