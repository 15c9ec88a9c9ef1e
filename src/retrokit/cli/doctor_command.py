"""`retro doctor`."""

from __future__ import annotations

import click

from .options import default_place, logbook_option, open_logbook


@click.command("doctor")
@logbook_option
@click.pass_context
def command(ctx: click.Context, where: str | None) -> None:
    """Check that the logbook is sound: the file, every event, every entry.

    Nothing is changed. Exits with 1 if something is wrong.
    """
    with open_logbook(where, write=False) as logbook:
        retros = len(logbook.retros())
        problems = logbook.problems()
    place = where or default_place()
    for each in problems:
        click.echo(each)
    if problems:
        click.echo(f"{place}: {len(problems)} found wrong. Keep the file; restore a backup.")
        ctx.exit(1)
    click.echo(f"{place}: sound, {retros} retro{'' if retros == 1 else 's'}.")
