"""The slash commands: their table, and how one is found and run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen

from ...errors import NotFound, NotNow
from .session import Session

Action: TypeAlias = Callable[[Session, str], str]


@frozen
class Command:
    """A slash command: what follows its name, what it does, and who it is for.

    A `private` one is also for a member who has the keyboard in private, a `member` one for
    somebody who takes part from a terminal of their own; nearly all are for the `facilitator`.
    """

    name: str
    usage: str
    meaning: str
    action: Action
    private: bool = False
    member: bool = False
    facilitator: bool = True


COMMANDS: dict[str, Command] = {}
"""The commands by name, in the order in which their modules were imported."""

_SUBJECTS = (
    "moving", "people", "hosting", "noting", "grouping", "voting", "acting", "reading", "own",
)  # fmt: skip


def listed(session: Session | None = None) -> list[Command]:
    """Return the commands in the order in which people read about them.

    Those of a session are the ones that whoever has its keyboard may use.
    """

    def place(each: Command) -> int:
        return _SUBJECTS.index(each.action.__module__.rpartition(".")[2])

    found = (each for each in COMMANDS.values() if session is None or session.takes(each))
    return sorted(found, key=place)


def command(
    name: str,
    usage: str,
    meaning: str,
    *,
    private: bool = False,
    member: bool = False,
    facilitator: bool = True,
) -> Callable[[Action], Action]:
    """Put a function into the table of commands."""

    def register(action: Action) -> Action:
        COMMANDS[name] = Command(name, usage, meaning, action, private, member, facilitator)
        return action

    return register


def run_command(session: Session, line: str) -> str:
    """Run a line that begins with a slash; the beginning of a name is enough if it fits one."""
    word, _, rest = line[1:].strip().partition(" ")
    word = word.lower()
    known = [name for name, each in COMMANDS.items() if session.knows(each)]
    fits = [name for name in known if name.startswith(word)] if word else []
    if word not in known and len(fits) != 1:
        raise NotFound.among("command", word, fits or known)
    found = COMMANDS[word if word in known else fits[0]]
    if not session.takes(found):
        raise NotNow(f"{session.holder} has the keyboard; /pass gives it back first")
    return found.action(session, rest.strip())
