"""`retro forget`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .options import json_option, logbook_option, make_sure, open_logbook, yes_option

if TYPE_CHECKING:
    from ..forgetting import Traces


@click.command("forget")
@click.argument("name")
@click.option("--team", help="Only in this team; another may have somebody of that name.")
@yes_option
@json_option
@logbook_option
def command(name: str, team: str | None, yes: bool, as_json: bool, where: str | None) -> None:
    """Take a person's name and words out of all retros, for good.

    Former names go, too, and their name in what others wrote. "Someone" stands in their place, and
    what was counted stays. Asks first, and says what it will do. Exports, backups and printed
    reports are yours to delete.
    """
    from attrs import asdict

    from .hosting import no_room
    from .tables import paragraph, print_json

    with open_logbook(where) as logbook:
        found = logbook.traces(name, team=team)
        if not as_json:
            for each in found:
                click.echo(paragraph(_described(each), "  ", ""))
        make_sure(f"Forget {name} for good?", yes=yes)
        with no_room(where, [id for each in found for id in each.retros]) as keys:
            found = logbook.forget(name, team=team)
            for file in keys:
                file.forget({who for each in found for who in each.names})
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        click.echo("Done. Exports, backups and printed reports are yours to delete.")


def _described(traces: Traces) -> str:
    """Return what will be done in a team."""
    from ..phrases import plural

    names, retros = " or ".join(traces.names), plural(len(traces.retros), "retro")
    said = (
        f"{traces.team}: {names}, in {retros}. {plural(traces.words, 'text')} of theirs will be "
        f"removed, and their name replaced in {plural(traces.mentions, 'other text')}."
    )
    if traces.hidden:
        said += f" What they hid, or is hidden for them, will be erased: {traces.hidden}."
    return said
