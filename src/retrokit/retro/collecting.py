"""Collect: notes into columns, seen at once or sealed until the activity closes."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from .. import given, texts
from ..errors import NotFound, NotNow
from ..events import (
    Event,
    NoteAdded,
    NoteDeleted,
    NoteEdited,
    NoteMoved,
    NotesOpened,
    OpenedNote,
)
from ..formats import Attribution, Collect, Column
from .log import Log, action, alone, folds, take_number
from .seals import NOTES, Draft, Letter, Mark, NoteDraft, Receipt, Seal
from .state import Note, State, Step


@frozen
class Opening:
    """What opening the seals of a step comes to: an event, and letters that it brings."""

    event: Event
    letters: tuple[Seal, ...] = ()


class Sealing(Log):
    """What every sealed contribution has in common: receipts, authors, one per slot."""

    def _seal(self, step: Step, slot: str, author: str | None, draft: Draft) -> Receipt:
        """Seal a draft and return the receipt for it.

        The author is stored with it unless the step is anonymous; that they have taken part is
        stored apart.
        """
        receipt = Receipt(self._key) if self._key else Receipt.new(self._rng)
        if self._key and receipt.key in self._keeper.seals():
            return receipt
        anonymous = self._state.attribution_of(step) is Attribution.ANONYMOUS
        seal = Seal(
            step=step.id,
            slot=slot,
            key=receipt.key,
            author=None if anonymous else author,
            draft=draft,
        )
        mark = () if author is None else (Mark(step=step.id, slot=slot, member=author),)
        self._emit(put=(seal,), mark=mark)
        return receipt

    def _only_once(self, step: Step, slot: str, author: str, what: str) -> None:
        if Mark(step=step.id, slot=slot, member=author) in self._keeper.marks():
            raise NotNow(f"{author} has {what} already; change it with the receipt for it")

    @alone
    def sealed(self, receipt: Receipt) -> Seal:
        """Return what a receipt was given for, as long as it is sealed."""
        found = self.sealed_under([receipt])
        if receipt not in found:
            raise NotFound("nothing is hidden under this receipt; it may have been revealed")
        return found[receipt]

    @alone
    def sealed_under(self, receipts: Iterable[Receipt]) -> dict[Receipt, Seal]:
        """Return what receipts were given for, of each that is still sealed."""
        seals = self._keeper.seals()
        found = {each: seals[each.key] for each in receipts if each.key in seals}
        return {each: seal for each, seal in found.items() if not isinstance(seal.draft, Letter)}

    @action
    def withdraw(self, receipt: Receipt, *, by: str | None = None) -> None:
        """Take back something sealed.

        Where the step is anonymous nobody knows whose it was. A member who takes back a vote or
        an answer there, and says so (`by`), has not taken part any more; without that its author
        stays among those who have, and cannot answer or vote a second time. Raises `NotFound` for
        a receipt of nothing that is sealed, or for who is no member.
        """
        self._running()
        seal = self.sealed(receipt)
        author = seal.author
        if author is None and by is not None and seal.slot != NOTES:
            author = self._state.member(by)
        unmark: tuple[Mark, ...] = ()
        others = (each for each in self._contributions() if each.key != seal.key)
        if author is not None and not any(
            (each.step, each.slot, each.author) == (seal.step, seal.slot, author) for each in others
        ):
            unmark = (Mark(step=seal.step, slot=seal.slot, member=author),)
        self._emit(drop=(seal,), unmark=unmark)

    def _replace(self, seal: Seal, draft: Draft) -> None:
        self._emit(put=(evolve(seal, draft=draft),))


class Collecting(Sealing):
    """Write, change, move and take away notes."""

    @action
    def add_note(self, column: str, text: str, author: str | None = None) -> Note | Receipt:
        """Add a note to a column of the current Collect.

        `column` is its name, whatever the case. Returns the note where all see it at once, and
        a `Receipt` where it is sealed: hand back either to change the note. Raises `NotFound`
        (column, member), `Invalid` (text) or `NotNow`.
        """
        step, activity = self._here(Collect, doing="a note")
        column = find_column(activity, column)
        text = texts.check(text, "the note")
        author = None if author is None else self._member(author)
        if self._state.sealing(step):
            return self._seal(step, NOTES, author, NoteDraft(column, text))
        number = self._next_number()
        self._emit(
            NoteAdded(
                at=self._now(), step=step.id, number=number, column=column, text=text, author=author
            )
        )
        return self._state.notes[number]

    @action
    def edit_note(self, note: given.Number | Receipt, text: str, *, by: str | None = None) -> None:
        """Give a note another text.

        `note` is the note, its number, or the receipt while it is sealed. `by` is who asks: a
        member may edit only their own; None is whoever runs the retro. Raises `NotNow` otherwise.
        """
        self._running()
        text = texts.check(text, "the note")
        if isinstance(note, Receipt):
            seal, draft = self._sealed_note(note)
            self._replace(seal, evolve(draft, text=text))
            return
        number = self._own(note, by).number
        self._emit(NoteEdited(at=self._now(), number=number, text=text))

    @action
    def move_note(
        self, note: given.Number | Receipt, column: str, *, by: str | None = None
    ) -> None:
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

    @action
    def delete_note(self, note: given.Number | Receipt, *, by: str | None = None) -> None:
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


def find_column(activity: object, name: str) -> str:
    """Return a column's name as the activity spells it."""
    columns = _columns(activity)
    for column in columns:
        if column.name == name or column.name.casefold() == name.strip().casefold():
            return column.name
    raise NotFound.among("column", name, (column.name for column in columns))


def _columns(activity: object) -> tuple[Column, ...]:
    return activity.columns if isinstance(activity, Collect) else ()


def find_note(state: State, number: int) -> Note:
    """Return a note by its number."""
    try:
        return state.notes[number]
    except KeyError:
        raise NotFound.among("note", number, map(str, state.notes)) from None


def open_notes(log: Log, step: Step, seals: list[Seal], marks: list[Mark]) -> Opening:
    """Return the event that opens a Collect: numbers follow the columns, then the text."""
    places = {column.name: place for place, column in enumerate(_columns(step.activity))}
    seals = sorted(seals, key=lambda seal: places.get(getattr(seal.draft, "column", ""), 0))
    named = log.state.attribution_of(step) is Attribution.NAMED
    opened = []
    for number, seal in enumerate(seals, log.state.next_number):
        assert isinstance(seal.draft, NoteDraft)
        opened.append(
            OpenedNote(
                number=number,
                column=seal.draft.column,
                text=seal.draft.text,
                author=seal.author if named else None,
            )
        )
    return Opening(
        NotesOpened(
            at=log._now(),
            step=step.id,
            notes=tuple(opened),
            taken_part=len({mark.member for mark in marks}),
        )
    )


@folds(NoteAdded)
def _added(state: State, event: NoteAdded) -> None:
    take_number(state, event.number)
    state.notes[event.number] = Note(
        event.number, event.step, event.column, event.text, event.author
    )


@folds(NotesOpened)
def _opened(state: State, event: NotesOpened) -> None:
    state.opened.add(event.step)
    for each in event.notes:
        take_number(state, each.number)
        state.notes[each.number] = Note(
            each.number, event.step, each.column, each.text, each.author
        )


@folds(NoteEdited)
def _edited(state: State, event: NoteEdited) -> None:
    state.notes[event.number] = evolve(state.notes[event.number], text=event.text)


@folds(NoteMoved)
def _moved(state: State, event: NoteMoved) -> None:
    state.notes[event.number] = evolve(state.notes[event.number], column=event.column)


@folds(NoteDeleted)
def _deleted(state: State, event: NoteDeleted) -> None:
    take_out(state, (event.number,))
    del state.notes[event.number]


def take_out(state: State, numbers: Iterable[int]) -> None:
    """Take notes out of their groups; a group that holds nothing any more is gone."""
    leaving: dict[int, set[int]] = {}
    for number in numbers:
        note = state.notes[number]
        if note.topic is not None:
            leaving.setdefault(note.topic, set()).add(number)
            state.notes[number] = evolve(note, topic=None)
    for topic, gone in leaving.items():
        group = state.groups[topic]
        left = tuple(each for each in group.notes if each not in gone)
        if left:
            state.groups[topic] = evolve(group, notes=left)
        else:
            state.drop_group(topic)
