"""`retro backup`."""

from __future__ import annotations

import click

from .options import logbook_option, open_logbook


@click.command("backup")
@click.argument("file")
@logbook_option
def command(file: str, where: str | None) -> None:
    """Copy the logbook to a new FILE, while it is in use.

    What is hidden stays out of the copy, so that it is gone once it is revealed.
    """
    with open_logbook(where) as logbook:
        left_out = logbook.backup(file)
    click.echo(f"Wrote {file}.")
    if left_out:
        are = "contribution or letter is" if left_out == 1 else "contributions or letters are"
        click.echo(f"{left_out} hidden {are} not in it.")
