"""`retro report`."""

from __future__ import annotations

import sys

import click

from .options import logbook_option, open_logbook, retro_argument, write_file


@click.command("report")
@retro_argument
@click.option(
    "-f", "--format", "name", help="text, markdown, html, summary, csv, json, or a plugin's."
)
@click.option("-o", "--output", metavar="FILE", help="Write to a file; its ending says the format.")
@logbook_option
def command(retro: str, name: str | None, output: str | None, where: str | None) -> None:
    """Print a report on a retro, or write it to a file.

    RETRO is an id, the beginning of one, or latest.
    """
    with open_logbook(where, write=False) as logbook:
        loaded = logbook.load(retro)
        if name is None and output is not None:
            name = logbook.plugins.report_for(output)
        text = logbook.report(loaded, name or "text")
        report = logbook.plugins.reports[name or "text"]
    if output is not None:
        write_file(output, report.document(text))
        click.echo(f"Wrote {output}")
    elif sys.stdout.isatty():
        click.echo(text, nl=not text.endswith("\n"))
    else:
        click.echo(report.document(text), nl=not text.endswith("\n"))
