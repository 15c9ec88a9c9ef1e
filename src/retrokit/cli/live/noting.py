"""Commands about single notes and columns."""

from __future__ import annotations

from ...engine.material.notes import find_column
from ...errors import Invalid, NotFound, NotNow
from ...formats import column_names
from .acting import edit_action
from .command import command
from .names import begun
from .numbers import numbered, numbers
from .session import Session


@command("column", "NAME", "write the next lines into this column, by its name or number",
         member=True)  # fmt: skip
def _column(session: Session, rest: str) -> str:
    step = session.retro.state.current_step
    names = [each.name for each in session.columns]
    if step is None or not names:
        raise NotNow("columns belong to Collect; the retro is elsewhere")
    if rest.isdecimal() and 1 <= int(rest[:4]) <= len(names):
        session.column = names[int(rest) - 1]
    else:
        session.column = begun(rest, names) or find_column(step.activity, rest)
    return f"  writing into {session.column}"


@command("edit", "N TEXT", "change the text of a note or an action item", member=True)
def _edit(session: Session, rest: str) -> str:
    number, text = numbered(rest, "/edit 3 the new text")
    state = session.retro.state
    if number in state.actions or number in state.carried:
        return edit_action(session, number, text)
    if number in state.remarks:
        raise NotNow(f"{number} is a remark, which stays as it is; write what is right below it")
    _check_shown(session, number)
    session.retro.edit_note(number, text)
    return f"  {number} now reads: {text}"


@command("move", "N COLUMN", "put a note into another column", member=True)
def _move(session: Session, rest: str) -> str:
    number, column = numbered(rest, "/move 3 Stop")
    _check_shown(session, number)
    note = session.retro.state.notes.get(number)
    names = column_names(session.retro.state.step(note.step).activity) if note else []
    session.retro.move_note(number, begun(column, names) or column)
    now = session.retro.state.notes.get(number)  # elsewhere somebody may have taken it away
    return f"  {number} is in {now.column if now else column}"


@command("delete", "N", "delete a note", member=True)
def _delete(session: Session, rest: str) -> str:
    found = numbers(rest)
    if len(found) != 1:
        raise Invalid("say which note, as in /delete 3")
    state = session.retro.state
    if found[0] in state.actions or found[0] in state.carried:
        raise NotNow(f"{found[0]} is an action item; write /drop {found[0]} because …")
    _check_shown(session, found[0])
    session.retro.delete_note(found[0])
    return f"  {found[0]} is gone; /undo brings it back"


def _check_shown(session: Session, number: int) -> None:
    """Raise `NotFound` for a number that no note has, where notes are hidden or may be.

    It says the same whether anything is hidden or not.
    """
    step = session.retro.state.current_step
    if step and session.retro.state.sealing(step) and number not in session.retro.state.notes:
        raise NotFound(
            f"no note {number}; notes have a number once they are revealed. "
            f"Until then {session.way_back}"
        )


@command("undo", "", "take back the last thing that happened", private=True, member=True)
def _undo(session: Session, rest: str) -> str:
    if session.turn is not None and (before := session.turn.back(session)) is not None:
        return before
    # What was sealed last is no event; it is taken back by its receipt.
    last = session.holder is not None or session.sealed_at == session.retro.state.version
    if session.written and last:
        session.retro.withdraw(session.written[-1], by=session.holder)
        session.written.pop()
        return f"  taken back; {session.so_far}" if session.so_far else "  taken back"
    if session.holder is not None:
        raise NotNow("there is nothing of this turn to take back")
    event = session.retro.undo()
    screen = session.arrived() if type(event).__name__ in ("Moved", "Closed") else ""
    return f"  undone: {event.described(session.retro.state.titles)}" + (
        f"\n{screen}" if screen else ""
    )
