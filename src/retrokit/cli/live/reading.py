"""Commands that show something and change nothing in the retro."""

from __future__ import annotations

from collections.abc import Sequence

from ..options import write_file
from ..tables import paragraph
from .command import Command, command, find_command, first_commands, listed
from .outcomes import board
from .screens.decide import actions
from .session import Session


@command("show", "", "show this screen again", private=True, member=True)
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


@command(
    "help", "[COMMAND | all]", "show the commands, those of this screen first", private=True,
    member=True,
)  # fmt: skip
def _help(session: Session, rest: str) -> str:
    shown = listed(session)
    if rest.lower() == "all":
        return _explained(shown)
    if rest:
        known = [each for each in listed() if session.knows(each)]
        each = find_command(rest, known)
        return f"  /{each.name} {each.usage}\n    {each.meaning}"
    first = first_commands(session)
    parts = [_explained(first), _named([each for each in shown if each not in first])]
    parts.append(paragraph("/help all says what each does, /help COMMAND how to write it."))
    return "\n\n".join(filter(None, parts))


def _explained(commands: Sequence[Command]) -> str:
    """Return what each command does, a line each."""
    wide = max(len(each.name) for each in commands) + 1
    return "\n".join(
        paragraph(each.meaning, " " * (wide + 4), f"  /{each.name:<{wide}} ") for each in commands
    )


def _named(commands: Sequence[Command]) -> str:
    """Return the names of commands, a line for each subject."""
    by_subject: dict[str, list[str]] = {}
    for each in commands:
        by_subject.setdefault(each.subject, []).append(f"/{each.name}")
    wide = max(map(len, by_subject), default=0)
    return "\n".join(
        paragraph(" ".join(names), " " * (wide + 4), f"  {subject:<{wide}}  ")
        for subject, names in by_subject.items()
    )
