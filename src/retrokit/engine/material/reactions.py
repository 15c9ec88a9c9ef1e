"""Reactions and comments: what people say to a note that everyone sees, with their names."""

from __future__ import annotations

from attrs import evolve

from ... import given, texts
from ...errors import NotFound, NotNow, NotYours
from ...events import CommentAdded, CommentDeleted, CommentEdited, Emoji, NoteReacted
from ..discretion import takes_reactions
from ..log import Log, folds, take_number
from ..marks import Asker, Oneself, action
from ..state import Comment, Note, State
from .notes import find_note


class Reactions(Log):
    """React to notes and comment on them, whatever the activity.

    A note that is deleted takes its reactions and comments along, a grouped one keeps them.
    """

    @action(by="member")
    def react(
        self,
        note: given.Number,
        emoji: Emoji | str,
        author: Oneself,
        *,
        taken_back: bool = False,
    ) -> Note:
        """React to a note that everyone sees, or take that back, and return the note.

        `emoji` may be given as its word: `"agree"`. One reacts once with each; to do so again
        changes nothing. Raises `NotFound` (note, member), `Invalid` (emoji), or `NotNow` where no
        names are kept.

        >>> from retrokit import Logbook
        >>> retro = Logbook(":memory:").start("daki", team="Lander", members=["Ana", "Ben"])
        >>> _ = retro.go("collect")
        >>> _ = retro.add_note("Drop", "The old wiki", "Ana")
        >>> _ = retro.open_seals()
        >>> note = retro.react(1, "agree", "Ben")
        >>> {emoji.value: names for emoji, names in note.reactions.items()}
        {'👍': ('Ben',)}
        """
        self._running()
        emoji, author = Emoji(emoji), self._member(author)
        found = find_note(self._state, given.number(note))
        if not taken_back:
            self._check_signed(found)
        if (author in found.reactions.get(emoji, ())) is taken_back:
            self._emit(
                NoteReacted(
                    at=self._now(),
                    number=found.number,
                    emoji=emoji,
                    author=author,
                    taken_back=taken_back,
                )
            )
        return self._state.notes[found.number]

    @action(by="member")
    def comment(self, note: given.Number, text: str, author: Oneself) -> Comment:
        """Comment on a note that everyone sees, and return the comment.

        Raises `NotFound` (note, member), `Invalid` (text), or `NotNow` where no names are kept.
        """
        self._running()
        author = self._member(author)
        found = find_note(self._state, given.number(note))
        self._check_signed(found)
        text = texts.check(text, "the comment")
        number = self._next_number()
        self._emit(
            CommentAdded(at=self._now(), number=number, note=found.number, text=text, author=author)
        )
        return self._state.notes[found.number].comments[number]

    @action(by="member")
    def edit_comment(self, comment: given.Number, text: str, *, by: Asker = None) -> Comment:
        """Give a comment another text, and return it.

        `by` is who asks: a member may edit only their own; None is who runs the retro. Raises
        `NotFound`, `NotYours`, `Invalid` (text), or `NotNow` where no names are kept any more.
        """
        self._running()
        note, found = self._own_comment(comment, by)
        self._check_signed(note)
        text = texts.check(text, "the comment")
        self._emit(
            CommentEdited(
                at=self._now(),
                number=found.number,
                note=note.number,
                text=text,
                author=found.author,
            )
        )
        return self._state.notes[note.number].comments[found.number]

    @action(by="member")
    def delete_comment(self, comment: given.Number, *, by: Asker = None) -> None:
        """Take a comment away. See `edit_comment`."""
        self._running()
        note, found = self._own_comment(comment, by)
        self._emit(CommentDeleted(at=self._now(), number=found.number, note=note.number))

    def _check_signed(self, note: Note) -> None:
        if not takes_reactions(self._state, note):
            raise NotNow(
                "reactions and comments show who they are from, and no names are kept here; "
                "say it when you talk about the note"
            )

    def _own_comment(self, comment: given.Number, by: str | None) -> tuple[Note, Comment]:
        note, found = find_comment(self._state, given.number(comment))
        if by is not None and found.author != self._member(by):
            raise NotYours(
                f"comment {found.number} is {found.author}'s; members change their own comments"
            )
        return note, found


def find_comment(state: State, number: int) -> tuple[Note, Comment]:
    """Return a comment by its number, with the note that it is on. Raises `NotFound`."""
    for note in state.notes.values():
        if number in note.comments:
            return note, note.comments[number]
    known = (str(each) for note in state.notes.values() for each in note.comments)
    raise NotFound.among("comment", number, known)


@folds(NoteReacted)
def _reacted(state: State, event: NoteReacted) -> None:
    note = state.notes[event.number]
    others = [each for each in note.reactions.get(event.emoji, ()) if each != event.author]
    now = (*others, *(() if event.taken_back else (event.author,)))
    found = {**note.reactions, event.emoji: now}
    reactions = {each: found[each] for each in Emoji if found.get(each)}
    state.notes[event.number] = evolve(note, reactions=reactions)


@folds(CommentAdded)
def _commented(state: State, event: CommentAdded) -> None:
    take_number(state, event.number)
    _put(state, event.note, Comment(event.number, event.text, event.author))


@folds(CommentEdited)
def _edited(state: State, event: CommentEdited) -> None:
    known = state.notes[event.note].comments[event.number]
    _put(state, event.note, evolve(known, text=event.text))


def _put(state: State, number: int, comment: Comment) -> None:
    note = state.notes[number]
    state.notes[number] = evolve(note, comments={**note.comments, comment.number: comment})


@folds(CommentDeleted)
def _deleted(state: State, event: CommentDeleted) -> None:
    note = state.notes[event.note]
    comments = dict(note.comments)
    del comments[event.number]
    state.notes[event.note] = evolve(note, comments=comments)
