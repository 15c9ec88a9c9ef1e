"""The slash commands: their table, and how one is found and run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeAlias

from attrs import frozen

from ...errors import Ambiguous, Invalid, NotFound, NotNow
from .screens import screen_of
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

    @property
    def subject(self) -> str:
        """Return what it is about, in a word."""
        return _SUBJECTS[self.action.__module__.rpartition(".")[2]]


COMMANDS: dict[str, Command] = {}
"""The commands by name, in the order in which their modules were imported."""

_COMMON = ("next", "back", "undo", "help")
"""What a beginning means that would fit others too: what is typed most, and does no harm."""

_SUBJECTS = {
    "moving": "Moving", "people": "People", "hosting": "Room", "noting": "Notes",
    "reacting": "Notes", "grouping": "Groups", "voting": "Votes", "acting": "Actions",
    "reading": "Looking", "own": "Yours",
}  # fmt: skip
"""What the commands of a module are about."""

_CLOSED = ("report", "actions", "letter", "letters", "reopen", "quit")
_NOT_BEGUN = ("next", "join", "observer", "agenda", "quit")


def listed(session: Session | None = None) -> list[Command]:
    """Return the commands in the order in which people read about them.

    Those of a session are the ones that whoever has its keyboard may use.
    """

    subjects = list(_SUBJECTS.values())
    found = (each for each in COMMANDS.values() if session is None or session.takes(each))
    return sorted(found, key=lambda each: subjects.index(each.subject))


def first_commands(session: Session) -> list[Command]:
    """Return the five commands that are of most use where the retro is, the likeliest first."""
    state, step = session.retro.state, session.retro.state.current_step
    names: Sequence[str]
    if state.closed is not None:
        names = _CLOSED
    elif step is None:
        names = _NOT_BEGUN
    else:
        names = session.commands_of(screen_of(step.activity.kind))
    usual = ("pass", "undo", "show", "next", "done", "who", "report", "quit", "discard")
    known = (COMMANDS[name] for name in dict.fromkeys((*names, *usual)) if name in COMMANDS)
    return [*islice(filter(session.takes, known), 5)]


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
    found = find_command(word, [each for each in COMMANDS.values() if session.knows(each)])
    rest = rest.strip()
    if not session.takes(found):
        raise NotNow(f"{session.holder} has the keyboard; /pass gives it back first")
    if rest and not found.usage:
        raise Invalid(f"/{found.name} takes nothing after it; {rest[:40]!r} was not understood")
    return found.action(session, rest)


def find_command(word: str, commands: Sequence[Command]) -> Command:
    """Return the command of this name, or the one whose name begins so.

    Raises `Ambiguous` where several do, and `NotFound` with the nearest names.
    """
    known = {each.name: each for each in commands}
    word = word.removeprefix("/").lower()
    fits = [name for name in known if word and name.startswith(word)]
    for name in (word, *(each for each in _COMMON if each in fits)):
        if name in known:
            return known[name]
    if len(fits) > 1:
        *first, last = (f"/{each}" for each in fits)
        raise Ambiguous(f"/{word} may be {', '.join(first)} or {last}; type more of it")
    if not fits:
        raise NotFound.among("command", word, known)
    return known[fits[0]]
