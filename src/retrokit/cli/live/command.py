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
    """A slash command: what follows its name, what it does, and whether a member who has the
    keyboard in private may use it.
    """

    name: str
    usage: str
    meaning: str
    action: Action
    private: bool = False


COMMANDS: dict[str, Command] = {}
"""The commands by name, in the order in which their modules were imported."""

_SUBJECTS = ("moving", "people", "noting", "grouping", "voting", "acting", "reading")


def listed() -> list[Command]:
    """Return the commands in the order in which people read about them."""

    def place(each: Command) -> int:
        return _SUBJECTS.index(each.action.__module__.rpartition(".")[2])

    return sorted(COMMANDS.values(), key=place)


def command(
    name: str, usage: str, meaning: str, *, private: bool = False
) -> Callable[[Action], Action]:
    """Put a function into the table of commands."""

    def register(action: Action) -> Action:
        COMMANDS[name] = Command(name, usage, meaning, action, private)
        return action

    return register


def run_command(session: Session, line: str) -> str:
    """Run a line that begins with a slash; the beginning of a name is enough if it fits one."""
    word, _, rest = line[1:].strip().partition(" ")
    word = word.lower()
    fits = [name for name in COMMANDS if name.startswith(word)] if word else []
    if word not in COMMANDS and len(fits) != 1:
        raise NotFound.among("command", word, fits or COMMANDS)
    found = COMMANDS[word if word in COMMANDS else fits[0]]
    if session.holder is not None and not found.private:
        raise NotNow(f"{session.holder} has the keyboard; /pass gives it back first")
    return found.action(session, rest.strip())
