"""`retro join`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from .live.terminal import Keyboard
    from .remote.connection import Connection
    from .remote.link import Link


@click.command("join")
@click.argument("url")
@click.option("--name", help="Your name.")
@click.option("--hide", is_flag=True, help="Do not show what you type while it is hidden.")
def command(url: str, name: str | None, hide: bool) -> None:
    """Take part in a room from this terminal, as you would in a browser.

    URL is the members' link, or your own one if you are in the room on another device; without
    what follows the # in it, the short code is asked for. What you type is yours: notes, answers,
    votes. /help shows the rest.
    """
    from ..logbook import MEMORY, Logbook
    from .live.loop import run
    from .live.terminal import open_keyboard
    from .remote import own  # noqa: F401  # puts its commands into the table
    from .remote.connection import PATIENCE, Connection
    from .remote.link import Link
    from .remote.replica import Arriving, Replica
    from .remote.seat import Seat

    keyboard = open_keyboard()
    link = Link.read(url)
    connection = Connection(link)
    me = _come_in(connection, link, name, keyboard)
    arriving = Arriving(connection)
    try:
        arriving.wait(1, PATIENCE)
        with Logbook(MEMORY) as shelf:
            run(Seat(shelf, Replica(arriving, connection, me), hide=hide), keyboard)
    finally:
        arriving.listener.close()


def _come_in(connection: Connection, link: Link, name: str | None, keyboard: Keyboard) -> str:
    """Come in, and return the name as the room keeps it."""
    from .remote.connection import Taken
    from .remote.link import Link
    from .tables import paragraph

    if link.own:
        return connection.join(link.secret, None)
    secret = link.secret or keyboard.ask("Code: ")
    answer = name or keyboard.ask("Your name: ")
    while True:
        try:
            if "#me=" in answer:
                return connection.join(Link.read(answer).secret, None)
            return connection.join(secret, answer)
        except Taken as error:
            if not keyboard.interactive:
                raise
            click.echo(paragraph(f"{error}."))
            answer = keyboard.ask("Another name, or your own link: ")
