"""What a team has beside its retros, as a log of events of its own: its name and its charter.

It is kept where retros are, and is none: its id says so. A team has several where two that were
spelled differently became one; what changed last holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from .charter import NO_CHARTER, PARTS, Charter
from .errors import FileError
from .events import Event, MemberRenamed, TeamRenamed

TEAM_LOG = "team-"
"""What the id of a team's own log begins with, and that of no retro."""


def is_team_log(id: str) -> bool:
    """Return whether what is kept under an id is a team's own log, and no retro."""
    return id.startswith(TEAM_LOG)


@frozen(kw_only=True)
class TeamBegun(Event):
    """Something is kept of a team beside its retros from now on."""

    final = "there is nothing to undo yet"

    team: str


@frozen(kw_only=True)
class CharterChanged(Event):
    """Somebody changed these parts of the charter; None is what they left as it was."""

    final = "change the charter again instead"

    by: str | None = None
    purpose: str | None = None
    principle: str | None = None
    values: tuple[str, ...] | None = None
    goals: tuple[str, ...] | None = None
    customers: tuple[str, ...] | None = None
    colleagues: tuple[str, ...] | None = None

    @property
    def parts(self) -> dict[str, Any]:
        """Return what was changed, by the name of the part."""
        found = {name: getattr(self, name) for name in PARTS}
        return {name: value for name, value in found.items() if value is not None}


TEAM_EVENTS: tuple[type[Event], ...] = (TeamBegun, CharterChanged)
"""The facts of a team's own log, besides `TeamRenamed` and `MemberRenamed`."""


@frozen(kw_only=True)
class CharterChange:
    """A version of a charter: who made it, when, and which parts they changed.

    `by` is None where nobody said who it was.
    """

    at: datetime
    by: str | None
    changed: tuple[str, ...]
    charter: Charter


@frozen(kw_only=True)
class TeamNotes:
    """What a team's own log comes to: its name, and what was changed in its charter."""

    team: str
    changes: tuple[CharterChanged, ...] = ()


def notes_of(log: Sequence[Event]) -> TeamNotes:
    """Return what a team's own log comes to. Raises `FileError` if it is none."""
    if not log or not isinstance(log[0], TeamBegun):
        raise FileError("a team's own log begins with TeamBegun")
    notes = TeamNotes(team=log[0].team)
    for event in log[1:]:
        if isinstance(event, TeamRenamed):
            notes = evolve(notes, team=event.to)
        elif isinstance(event, CharterChanged):
            Charter(**event.parts)  # one that is damaged is noticed here
            notes = evolve(notes, changes=(*notes.changes, event))
        elif isinstance(event, MemberRenamed):
            changes = [evolve(each, by=event.called(each.by)) for each in notes.changes]
            notes = evolve(notes, changes=tuple(changes))
        else:
            raise FileError(f"{type(event).__name__} is nothing of a team's own log")
    return notes


def history_of(all_notes: Iterable[TeamNotes]) -> tuple[CharterChange, ...]:
    """Return the versions of a team's charter, oldest first."""
    charter, found = NO_CHARTER, []
    changes = [each for notes in all_notes for each in notes.changes]
    for each in sorted(changes, key=lambda change: change.at):
        charter = evolve(charter, **each.parts)
        changed = tuple(each.parts)
        found.append(CharterChange(at=each.at, by=each.by, changed=changed, charter=charter))
    return tuple(found)


def charter_of(all_notes: Iterable[TeamNotes]) -> Charter:
    """Return a team's charter as it is by now; empty if nothing was agreed on yet."""
    history = history_of(all_notes)
    return history[-1].charter if history else NO_CHARTER
