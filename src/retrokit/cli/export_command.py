"""`retro export`."""

from __future__ import annotations

import click

from .options import logbook_option, open_logbook, retro_argument, write_file


@click.command("export")
@retro_argument
@click.option("-o", "--output", metavar="FILE", help="Write to a file.")
@logbook_option
def command(retro: str, output: str | None, where: str | None) -> None:
    """Write a retro's whole log as JSON, for retro import.

    Nothing is lost but what is sealed: that stays in the logbook. RETRO is an id, the
    beginning of one, or latest.
    """
    with open_logbook(where, write=False) as logbook:
        loaded = logbook.load(retro)
        text = logbook.export(loaded)
        sealed = sum(loaded.sealed_count(step.id) for step in loaded.state.agenda)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text)
        click.echo(f"Wrote {output}")
    if sealed:
        are = "contribution is" if sealed == 1 else "contributions are"
        click.echo(f"{sealed} sealed {are} not in it.", err=True)
