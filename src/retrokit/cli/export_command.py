"""`retro export`."""

from __future__ import annotations

import click

from ..errors import Damaged
from .options import logbook_option, open_logbook, retro_argument, write_file


@click.command("export")
@retro_argument
@click.option("-o", "--output", metavar="FILE", help="Write to a file.")
@logbook_option
@click.pass_context
def command(ctx: click.Context, retro: str, output: str | None, where: str | None) -> None:
    """Write a retro's whole log as JSON, for retro import.

    Nothing is lost but what is hidden: that stays in the logbook. Of a damaged retro all is
    written that can still be read, with exit code 1. RETRO is an id, the beginning of one, or
    latest.
    """
    sealed, lost = 0, tuple[int, ...]()
    with open_logbook(where, write=False) as logbook:
        try:
            loaded = logbook.load(retro)
        except Damaged as error:
            click.echo(f"Error: {error}", err=True)
            text, lost = logbook.salvage(retro)
        else:
            text = logbook.export(loaded)
            sealed = sum(loaded.sealed_count(step.id) for step in loaded.state.agenda)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text, private=True)
        click.echo(f"Wrote {output}")
    if sealed:
        are = "contribution is" if sealed == 1 else "contributions are"
        click.echo(f"{sealed} hidden {are} not in it.", err=True)
    if lost:
        are = "1 event is" if len(lost) == 1 else f"{len(lost)} events are"
        click.echo(f"{are} not in this export; all else is.", err=True)
        ctx.exit(1)
