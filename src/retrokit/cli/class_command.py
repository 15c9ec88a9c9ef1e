"""`retro class`, and how `retro start --class` starts the groups of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import json_option, logbook_option, open_logbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..builtin.class_table import GroupRow
    from ..formats import Format
    from ..logbook import Logbook

_TOLD = (
    "Each group reads the same about itself, and was told beforehand that you see this. A flag is "
    "a question to the group and not a mark."
)


@click.command("class")
@click.argument("roster", required=False, metavar="[FILE]", type=click.Path())
@json_option
@logbook_option
def command(roster: str | None, as_json: bool, where: str | None) -> None:
    """Show how far each group of a class is, and what was noticed in it.

    FILE is the CSV file that the class was started from (retro start --class FILE). Without it you
    see all groups in the logbook. No share, no mark and no name is shown; a number that stands
    after n is how many answers a flag rests on.
    """
    from ..roster import read_roster
    from .tables import paragraph, print_json

    groups = None if roster is None else read_roster(roster)
    with open_logbook(where, write=False) as logbook:
        rows = logbook.class_table(groups)
    if as_json:
        print_json([_plain(each) for each in rows])
    elif not rows:
        click.echo("No class yet. Start one with: retro start FORMAT --class FILE")
    else:
        click.echo(_table(rows))
        if any(each.flags for each in rows):
            click.echo(f"\n{paragraph(_TOLD)}")


def _table(rows: Sequence[GroupRow]) -> str:
    from .tables import table

    cells = [
        (
            each.group,
            each.people,
            None if each.answered is None else f"{each.answered} of {each.of}",
            each.at or "not started",
            "\n".join(f"{flag.title.rstrip('.')} (n = {flag.answered})" for flag in each.flags),
        )
        for each in rows
    ]
    return table(cells, ["group", "people", "answered", "at", "flags"], wide=4)


def _plain(row: GroupRow) -> dict[str, Any]:
    """Return a row as plain data."""
    return {
        "group": row.group,
        "retro": row.retro or None,
        "people": row.people,
        "answered": row.answered,
        "of": row.of,
        "at": row.at or None,
        "flags": [
            {
                "title": each.title,
                "name": each.name,
                "severity": each.severity.value,
                "answered": each.answered,
            }
            for each in row.flags
        ],
    }


def check_alone(**given: object) -> None:
    """Raise `UsageError` for options that say what the file of a class says, or run one retro."""
    for name, value in given.items():
        if value:
            raise click.UsageError(f"--class starts a retro for each group; leave out --{name}")


def start_class(
    logbook: Logbook,
    format: Format,
    roster: str,
    host: str,
    attribution: str | None,
    *,
    again: bool,
) -> None:
    """Start a retro for each group in a file, and say how to hold it."""
    from ..phrases import listing, plural
    from ..roster import read_roster
    from .tables import paragraph, table

    groups = read_roster(roster)
    started = logbook.start_groups(
        format, groups, host=host.strip(), attribution=attribution, again=again
    )
    if started:
        click.echo(f"Started {format.name} for {plural(len(started), 'group')}.")
    if there := [each for each in groups if each not in started]:
        click.echo(
            paragraph(
                f"Left alone, since they have started it before: {listing(there)}. Start another "
                "one for all groups with --again."
            )
        )
    rows = [(each.group, each.people, each.retro, each.at) for each in logbook.class_table(groups)]
    click.echo(f"\n{table(rows, ['group', 'people', 'retro', 'at'], wide=0)}\n")
    click.echo("Hold one at a keyboard:        retro resume RETRO")
    click.echo("Or everyone on their device:   retro serve RETRO")
    click.echo(f"See how all groups are doing:  retro class {roster}")
