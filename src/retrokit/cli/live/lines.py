"""What a line is: a command if it begins with a slash, a contribution otherwise.

The modules that are imported and not named again put their commands into the table.
"""

from __future__ import annotations

from . import acting, grouping, moving, noting, people, reading, voting  # noqa: F401
from .command import run_command
from .contributions import contribute
from .session import Session


def handle(session: Session, line: str) -> str:
    """Do what a line says, and return what changed. Raises `RetrokitError`.

    What others wrote meanwhile is folded in first. Two slashes begin a contribution with one.
    """
    news = session.retro.refresh()
    version = session.retro.state.version
    if line.startswith("/") and not line.startswith("//"):
        answer = run_command(session, line)
    else:
        answer = contribute(session, line.removeprefix("/") if line.startswith("//") else line)
    if session.retro.state.version != version:
        session.sealed_at = None
    return f"({news} changes came from elsewhere)\n{answer}" if news else answer
