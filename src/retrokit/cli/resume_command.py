"""`retro resume`."""

from __future__ import annotations

import click

from .addresses import Address, web_options
from .options import logbook_option, open_logbook, retro_argument


@click.command("resume")
@retro_argument
@web_options
@logbook_option
def command(
    retro: str,
    web: bool,
    host: str,
    port: int | None,
    public_url: str | None,
    no_team: bool,
    where: str | None,
) -> None:
    """Go on with a retro at the place where it was left.

    RETRO is an id, the beginning of one, or latest.
    """
    from .hosting import room_beside, room_to_be
    from .live.loop import run
    from .live.session import Session
    from .live.terminal import open_keyboard

    with open_logbook(where) as logbook:
        loaded = logbook.load(retro)
        listening = room_to_be(
            web, Address(host=host, port=port, public=public_url, team=not no_team)
        )
        with room_beside(listening, where, logbook, loaded) as hosting:
            run(Session(logbook, loaded, hosting), open_keyboard())
