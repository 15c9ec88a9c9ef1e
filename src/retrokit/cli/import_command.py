"""`retro import`."""

from __future__ import annotations

from typing import BinaryIO

import click

from .options import logbook_option, open_logbook


@click.command("import")
@click.argument("file", type=click.File("rb"))
@logbook_option
def command(file: BinaryIO, where: str | None) -> None:
    """Take in a retro that retro export wrote ("-" reads what is piped in)."""
    from ..errors import FileError

    try:
        text = file.read().decode()
    except UnicodeDecodeError:
        raise FileError("this file is not UTF-8 text, and so no export") from None
    with open_logbook(where) as logbook:
        state = logbook.import_(text).state
    click.echo(f"Retro {state.id} ({state.format.title}, {state.team}) is in the logbook.")
