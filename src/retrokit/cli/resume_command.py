"""`retro resume`."""

from __future__ import annotations

import click

from .options import logbook_option, open_logbook, retro_argument


@click.command("resume")
@retro_argument
@logbook_option
def command(retro: str, where: str | None) -> None:
    """Go on with a retro at the place where it was left.

    RETRO is an id, the beginning of one, or latest.
    """
    from .live.loop import run
    from .live.session import Session
    from .live.terminal import open_keyboard

    with open_logbook(where) as logbook:
        run(Session(logbook, logbook.load(retro)), open_keyboard())
