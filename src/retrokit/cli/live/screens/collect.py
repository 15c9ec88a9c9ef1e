"""Collect: a line is a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ....activity import Activity
from ....engine.state import State, Step
from ....errors import Invalid
from ....formats import Attribution, Column
from ....retro import Receipt, Retro
from ...tables import paragraph
from ..outcomes import board
from .screen import Screen

if TYPE_CHECKING:
    from ..session import Session


def reading(state: State) -> bool:
    """Return whether the notes of the current step are revealed, so that "done" means "read"."""
    step = state.current_step
    collects = step is not None and step.activity.kind == "collect"
    return collects and state.closed is None and state.current in state.opened


class _Collect(Screen):
    """The columns, and the notes that can be seen."""

    kind = "collect"
    commands = ("next", "pass", "column", "undo", "timer")
    own_commands = ("column", "mine", "undo", "done", "show")

    def columns(self, step: Step) -> Sequence[Column]:
        what: Any = step.activity
        found: Sequence[Column] = what.columns
        return found

    def body(self, retro: Retro, step: Step) -> str:
        parts = ["\n".join(paragraph(each, "    ", "  - ") for each in step.activity.contents)]
        if any(note.step == step.id for note in retro.state.notes.values()):
            parts.append(board(retro))
        return "\n\n".join(parts)

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        state, first = retro.state, self.columns(step)[-1].name
        who = state.respondents[0] if state.respondents else "NAME"
        how = [
            f"Type a note; {first}: … for a column, {who}: … for an author, /column {first} to stay"
        ]
        if state.sealing(step):
            how.append(
                f"there. /pass {who} hands over the keyboard in private. /next reveals them."
            )
            few = 0 < len(state.respondents) < 3
            if few and state.attribution_of(step) is not Attribution.NAMED:
                how.append("So few are here that it may be guessed who wrote what.")
        else:
            how.append("there; /next")
        return paragraph(" ".join(how))

    def how_to_take_part(self, session: Session, step: Step) -> str:
        first = self.columns(step)[-1].name
        said = f"Type a note; {first}: … for a column, /column {first} to stay there."
        if session.retro.state.sealing(step):
            said += " /mine shows yours, /undo takes the last one back."
        return paragraph(said)

    def take(self, session: Session, step: Step, line: str) -> str:
        found = session.split_prefixes(line)
        text, author = found.text, session.holder or found.author or session.speaker
        column = found.column or session.current_column()
        if author is not None:
            session.check_shares(author)
        note = session.retro.add_note(column, text, author)
        strange = session.stranger(step, found, author)
        if isinstance(note, Receipt):
            session.written.append(note)
            session.sealed_at = session.retro.state.version
            who = f" from {author}" if author and session.holder is None else ""
            so_far = f" ({session.so_far})" if session.so_far else ""
            return f"  hidden in {column}{who}{so_far}{strange}"
        who = f" ({note.author})" if note.author else ""
        return f"  {note.number} {column}: {text}{who}{strange}"

    def private(self, session: Session, step: Step) -> str:
        columns = "\n".join(paragraph(each, "    ", "  - ") for each in step.activity.contents)
        how = "A line is a note, COLUMN: … says which column. /undo takes the last one back."
        return f"{columns}\n\n{paragraph(how)}"

    def can_be_added(self, declaration: type[Activity]) -> bool:
        return True

    def make(self, declaration: type[Activity], words: str) -> Activity:
        names = [name.strip() for name in words.split(",") if name.strip()]
        if not names:
            raise Invalid("name its columns, as in /agenda add collect Risks, Ideas")
        return declaration(columns=[Column(name) for name in names])  # type: ignore[call-arg]


COLLECT = _Collect()
