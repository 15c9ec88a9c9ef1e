"""Commands by which people react to notes, and comment on them, with their names."""

from __future__ import annotations

from ...errors import Invalid
from ...events import Emoji
from .command import command
from .names import find_member
from .numbers import numbered
from .prefixes import split
from .session import Session


@command(
    "react", "N WORD [NAME]",
    "react to a note: agree, thanks, celebrate, idea or unsure; again takes it back", member=True,
)  # fmt: skip
def _react(session: Session, rest: str) -> str:
    number, said = numbered(rest, "/react 3 agree")
    word, _, name = said.partition(" ")
    emoji, author = Emoji(word), _author(session, name or None)
    note = session.retro.state.notes.get(number)
    back = note is not None and author in note.reactions.get(emoji, ())
    session.retro.react(number, emoji, author, taken_back=back)
    return f"  {number}: {author} {'takes back ' * back}{emoji.value}"


@command("comment", "N TEXT", "comment on a note; NAME: … says who does", member=True)
def _comment(session: Session, rest: str) -> str:
    number, said = numbered(rest, "/comment 3 Which one?")
    state = session.retro.state
    found = split(said, [*state.members, *state.former], ())
    author = _author(session, found.author)
    comment = session.retro.comment(number, found.text, author)
    return f"  {comment.number} on {number}: {comment.text} ({author})"


def _author(session: Session, name: str | None) -> str:
    """Return who says it: a member who shares this keyboard."""
    author = find_member(session.retro.state, name) if name else session.holder or session.speaker
    if author is None:
        raise Invalid("say who does, as in /react 3 agree Ana or /comment 3 Ana: …, or /as Ana")
    session.check_shares(author)
    return author
