"""Commands about the room that others take part in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ...errors import NotNow
from .command import command
from .names import find_member
from .session import Session

if TYPE_CHECKING:
    from ..hosting import Hosting


@command("room", "", "show the links to join the room, and who is connected")
def _room(session: Session, rest: str) -> str:
    # Not as an answer, which would be wrapped: a link and a picture stay as they are.
    click.echo(_open(session).invitation())
    done = session.done()
    there = [f"{each} (done)" if each in done else each for each in session.connected()]
    return f"  connected: {', '.join(there) or 'nobody yet'}"


@command("link", "", "show the links of the facilitator and of a wall, and clear them again")
def _link(session: Session, rest: str) -> str:
    click.echo(_open(session).leading())
    click.echo(_open(session).wall())
    if session.ask is None:
        return ""
    try:
        session.ask("Enter clears them from the screen. ")
    except click.Abort:
        pass  # Ctrl-C as well: it must not stay
    finally:
        session.clear()
    return session.screen()


@command("readmit", "NAME", "let somebody back in who lost their device")
def _readmit(session: Session, rest: str) -> str:
    name = find_member(session.retro.state, rest)
    _open(session).readmit(name)
    return f"  the next person to join as {name} becomes {name}; their old device is signed out"


def _open(session: Session) -> Hosting:
    if session.hosting is None:
        raise NotNow("no room is open; begin with: retro resume --web")
    return session.hosting
