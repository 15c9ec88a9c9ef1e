"""Commands that show something and change nothing in the retro."""

from __future__ import annotations

from ..options import write_file
from ..tables import paragraph
from .command import command, find_command, listed
from .outcomes import board
from .screens.decide import actions
from .session import Session


@command("show", "", "show this screen again", member=True)
def _show(session: Session, rest: str) -> str:
    return session.screen()


@command("notes", "", "show all notes, by topic and column", member=True)
def _notes(session: Session, rest: str) -> str:
    return board(session.retro) or "  No notes yet."


@command("actions", "", "show the action items", member=True)
def _actions(session: Session, rest: str) -> str:
    return actions(session.retro) or "  No action items yet."


@command(
    "report", "[FILE]", "show the report, or write it to a file (.md .html .csv .json .txt)",
    member=True,
)  # fmt: skip
def _report(session: Session, rest: str) -> str:
    if not rest:
        return session.report()
    name = session.logbook.plugins.report_for(rest)
    write_file(rest, session.report(name))
    return f"  wrote {rest}"


@command("help", "[COMMAND]", "show the commands", private=True, member=True)
def _help(session: Session, rest: str) -> str:
    if rest:
        known = [each for each in listed() if session.knows(each)]
        each = find_command(rest, known)
        return f"  /{each.name} {each.usage}\n    {each.meaning}"
    shown = listed(session)
    wide = max(len(each.name) for each in shown) + 1
    lines = [
        paragraph(each.meaning, " " * (wide + 4), f"  /{each.name:<{wide}} ") for each in shown
    ]
    lines.append("  The beginning of a command is enough. /help COMMAND shows how to write it.")
    return "\n".join(lines)
