"""Collect: notes into columns, seen at once or sealed until the activity closes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from ... import texts
from ...blocks import Block, Field, Form, Option
from ...engine.kind import Kind, Opening
from ...engine.log import Log
from ...engine.marks import Seen, Signed, action
from ...engine.material.notes import Notes, find_column
from ...engine.promises import HIDDEN
from ...engine.seals import NOTES, Mark, NoteDraft, Receipt, Seal
from ...engine.state import Note, State, Step
from ...errors import NotNow
from ...events import Draft, Event, NoteAdded, Opened, OpenedNote
from ...formats import Attribution, Collect, column_names

_WRITTEN = {
    Attribution.NAMED: "Then everyone sees them, with names.",
    Attribution.CONFIDENTIAL: "Then everyone sees them, and who wrote what is erased.",
    Attribution.ANONYMOUS: "Then everyone sees them. Who wrote what is never stored.",
}


class Collecting(Notes):
    """Write notes."""

    @action(by="member", here=True)
    def add_note(
        self, column: str, text: str, author: Signed = None, *, version: Seen = None
    ) -> Note | Receipt:
        """Add a note to a column of the current Collect.

        `column` is its name, whatever the case. Returns the note where all see it at once, and
        a `Receipt` where it is sealed: hand back either to change the note. With the `version` of
        the log that its writer saw, only if it neither would be seen at once though it was to be
        sealed, nor may be among those that were opened since. Raises `NotFound` (column, member),
        `Invalid` (text) or `NotNow`.
        """
        if version is not None and self._is_late(text, max(version, 0)):
            raise NotNow(
                "the notes were revealed while yours was on its way; see whether it is among them, "
                "and write it again if not"
            )
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

    def _is_late(self, text: str, version: int) -> bool:
        """Return whether a note may not be what its writer wanted who saw a version of the log."""
        step = self._state.current_step
        opened = (each for each in self.since(version) if isinstance(each, Opened) and each.notes)
        # What was sealed leaves no trace of its own once it is open, but for its words: a note that
        # is sent again, since no answer came, would be a second one.
        return any(
            step is None
            or step.id != each.step
            or not self._state.sealing(step)
            or any(note.text == text.rstrip() for note in each.notes)
            for each in opened
        )


class _Kind(Kind[None]):
    drafts: ClassVar = {"note": NoteDraft}

    def seals(self, state: State, step: Step) -> bool:
        """Return whether new notes are sealed.

        Named notes written after an opening are seen at once; all others are always sealed.
        """
        assert isinstance(step.activity, Collect)
        return state.attribution_of(step) is not Attribution.NAMED or (
            step.activity.sealed and step.id not in state.opened
        )

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        """Return the notes: their numbers follow the columns, then the text."""
        places = {name: place for place, name in enumerate(column_names(step.activity))}
        named = log.state.attribution_of(step) is Attribution.NAMED
        drafts = [(seal.draft, seal.author) for seal in seals if isinstance(seal.draft, NoteDraft)]
        drafts.sort(key=lambda each: places.get(each[0].column, 0))
        notes = (
            OpenedNote(
                number=number,
                column=draft.column,
                text=draft.text,
                author=author if named else None,
            )
            for number, (draft, author) in enumerate(drafts, log.state.next_number)
        )
        return Opening(taken_part=len({mark.member for mark in marks}), notes=tuple(notes))

    def promise(self, state: State, step: Step, attribution: Attribution) -> str:
        """Return who will see a note, and when."""
        if not self.seals(state, step):
            return "Everyone sees a note as soon as you add it, and who wrote it."
        late = "New notes are hidden until we reveal them."
        return f"{late if step.id in state.opened else HIDDEN} {_WRITTEN[attribution]}"

    def missed(self, state: State, step: Step) -> str:
        """Return that no notes came in."""
        there = any(each.step == step.id for each in state.notes.values())
        return "" if there else f"{step.activity.title} has no notes."

    def said(self, state: State, step: Step, draft: Draft) -> str:
        """Return the note with its column."""
        assert isinstance(draft, NoteDraft)
        return f"{draft.column}: {draft.text}"

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        """Return the groups and the notes that were written here."""
        from .outline import outline

        return outline(state, log, step)

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return a note: its column, and what it says."""
        columns = (Option(value=each, label=each) for each in column_names(step.activity))
        column = Field(name="column", label="Column", kind="choice", options=tuple(columns))
        text = Field(name="text", label="Your note", kind="text")
        yield Form(role="note", action="add_note", submit="Add note", fields=(column, text))


COLLECT = _Kind()
