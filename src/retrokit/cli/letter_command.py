"""`retro letter`."""

from __future__ import annotations

import sys

import click

from .options import logbook_option, open_logbook, retro_argument


@click.command("letter")
@click.argument("name")
@retro_argument
@click.option("--discard", is_flag=True, help="Erase what was written to NAME, after showing it.")
@logbook_option
def command(name: str, retro: str, discard: bool, where: str | None) -> None:
    """Show what was written to one member alone: a result about them.

    It is for NAME to call, with nobody else at the screen. RETRO is an id, the beginning of one,
    or latest. At a terminal it is cleared again when Enter is pressed.
    """
    from .live.letters import letter

    with open_logbook(where, write=discard) as logbook:
        loaded = logbook.load(retro)
        name = loaded.state.member(name)
        click.echo(letter(loaded, name))
        if discard and (number := loaded.discard_letters(name)):
            click.echo(f"{number} erased; {'it' if number == 1 else 'they'} cannot be shown again.")
    if sys.stdin.isatty() and sys.stdout.isatty():
        from .live.terminal import clear

        click.prompt("Enter clears the screen", default="", show_default=False)
        clear()
