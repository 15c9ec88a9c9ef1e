"""Notes: they are the retro's own, whatever the activity that they were written in."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from ... import given, texts
from ...errors import NotFound, NotNow
from ...events import NoteAdded, NoteDeleted, NoteEdited, NoteMoved, OpenedNote
from ...formats import Activity, column_names
from ..log import folds, take_number
from ..marks import Asker, action
from ..sealing import Sealing
from ..seals import NoteDraft, Receipt, Seal
from ..state import Note, State, Topic


class Notes(Sealing):
    """Change, move and take away notes, those that all can see and one's own sealed ones."""

    @action(by="member")
    def edit_note(self, note: given.Number | Receipt, text: str, *, by: Asker = None) -> None:
        """Give a note another text.

        `note` is the note, its number, or the receipt while it is sealed. `by` is who asks: a
        member may edit only their own; None is who runs the retro. Raises `NotNow` otherwise.
        """
        self._running()
        text = texts.check(text, "the note")
        if isinstance(note, Receipt):
            seal, draft = self._sealed_note(note)
            self._replace(seal, evolve(draft, text=text))
            return
        number = self._own(note, by).number
        self._emit(NoteEdited(at=self._now(), number=number, text=text))

    @action(by="member")
    def move_note(self, note: given.Number | Receipt, column: str, *, by: Asker = None) -> None:
        """Put a note into another column of the activity it was written in. See `edit_note`."""
        self._running()
        if isinstance(note, Receipt):
            seal, draft = self._sealed_note(note)
            activity = self._state.step(seal.step).activity
            self._replace(seal, evolve(draft, column=find_column(activity, column)))
            return
        kept = self._own(note, by)
        column = find_column(self._state.step(kept.step).activity, column)
        self._emit(NoteMoved(at=self._now(), number=kept.number, column=column))

    @action(by="member")
    def delete_note(self, note: given.Number | Receipt, *, by: Asker = None) -> None:
        """Take a note away. See `edit_note`."""
        if isinstance(note, Receipt):
            self._sealed_note(note)
            self.withdraw(note)
            return
        self._running()
        self._emit(NoteDeleted(at=self._now(), number=self._own(note, by).number))

    def _sealed_note(self, receipt: Receipt) -> tuple[Seal, NoteDraft]:
        seal = self.sealed(receipt)
        if not isinstance(seal.draft, NoteDraft):
            raise NotNow("this receipt is not for a note")
        return seal, seal.draft

    def _own(self, noted: given.Number, by: str | None) -> Note:
        number = given.number(noted)
        note = find_note(self._state, number)
        if by is not None and note.author != self._member(by):
            raise NotNow(f"note {number} is not {by}'s; members change their own notes")
        return note


def find_column(activity: Activity, name: str) -> str:
    """Return a column's name as the activity spells it."""
    known = column_names(activity)
    for column in known:
        if column == name or column.casefold() == name.strip().casefold():
            return column
    raise NotFound.among("column", name, known)


def find_note(state: State, number: int) -> Note:
    """Return a note by its number."""
    try:
        return state.notes[number]
    except KeyError:
        raise NotFound.among("note", number, map(str, state.notes)) from None


@folds(NoteAdded)
def _added(state: State, event: NoteAdded) -> None:
    put_note(state, event.step, event)


def put_note(state: State, step: int, given: NoteAdded | OpenedNote) -> None:
    """Keep a note that was written in a step."""
    take_number(state, given.number)
    state.notes[given.number] = Note(given.number, step, given.column, given.text, given.author)


@folds(NoteEdited)
def _edited(state: State, event: NoteEdited) -> None:
    state.notes[event.number] = evolve(state.notes[event.number], text=event.text)


@folds(NoteMoved)
def _moved(state: State, event: NoteMoved) -> None:
    state.notes[event.number] = evolve(state.notes[event.number], column=event.column)


@folds(NoteDeleted)
def _deleted(state: State, event: NoteDeleted) -> None:
    take_out(state, (event.number,))
    state.drop_note(event.number)


def take_out(state: State, numbers: Iterable[int]) -> list[Topic]:
    """Take notes out of their groups, and return the groups that hold nothing any more.

    These are gone, and so is a group that nobody named once a single note is left in it.
    """
    leaving: dict[int, set[int]] = {}
    for number in numbers:
        note = state.notes[number]
        if note.topic is not None:
            leaving.setdefault(note.topic, set()).add(number)
            state.notes[number] = evolve(note, topic=None)
    emptied = []
    for topic, gone in sorted(leaving.items()):
        group = state.groups[topic]
        left = tuple(each for each in group.notes if each not in gone)
        if not left:
            state.drop_group(topic)
            emptied.append(group)
        elif len(left) == 1 and group.unnamed:
            state.dissolve(topic, left[0])
        else:
            state.groups[topic] = evolve(group, notes=left)
    return emptied
