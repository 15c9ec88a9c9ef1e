"""What a line is: a command if it begins with a slash, a contribution otherwise.

The modules that are imported and not named again put their commands into the table.
"""

from __future__ import annotations

from ...errors import NotNow
from ...phrases import plural
from . import acting, grouping, hosting, moving, noting, people, reacting, reading, voting  # noqa: F401
from .command import run_command
from .elsewhere import elsewhere
from .screens import screen_of
from .session import Session


def handle(session: Session, line: str) -> str:
    """Do what a line says, and return what changed. Raises `RetrokitError`.

    What others wrote meanwhile is folded in first. Two slashes begin a contribution with one.
    """
    watches = session.watches
    try:
        return _handled(session, line)
    finally:
        session.meanwhile.settle(session, all=watches)  # who typed it knows what it did


def _handled(session: Session, line: str) -> str:
    version = session.retro.state.version
    said = elsewhere(session, at_once=True)
    news, version = session.retro.state.version - version, session.retro.state.version
    state = session.retro.state
    if session.at not in (None, state.current) and line.strip():
        # What was meant for a sealed activity must not be said aloud in the next one.
        session.at = state.current
        more = f", nor with the {left} pasted after it" if (left := session.drop_pasted()) else ""
        return f"{said}\n! The retro moved while you typed; nothing was done with this line{more}."
    if line.startswith("/") and not line.startswith("//"):
        answer = run_command(session, line)
    else:
        answer = _contribute(session, line.removeprefix("/") if line.startswith("//") else line)
    if session.at is not None:
        session.at = session.retro.state.current  # what is pasted after a command is meant for it
    if session.retro.state.version != version:
        session.sealed_at = None
    head = f"({plural(news, 'change')} came from elsewhere)" if news else ""
    return "\n".join(filter(None, (head, said, answer)))


def _contribute(session: Session, line: str) -> str:
    """Take a line as a contribution to the current activity, and return what changed."""
    step = session.retro.state.current_step
    if not line.strip():
        return session.hand_to(None) if session.holder is not None else ""
    if step is None:
        raise NotNow("the retro has not begun; /next begins it")
    if session.holder is not None:
        session.retro.state.respondent(session.holder)
    return screen_of(step.activity.kind).take(session, step, line)
