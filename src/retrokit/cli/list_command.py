"""`retro list`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from .options import check_team, json_option, logbook_option, open_logbook

if TYPE_CHECKING:
    from collections import Counter

    from ..engine.digest import Digest


@click.command("list")
@click.option("--team", help="Only this team's.")
@click.option(
    "--all", "everything", is_flag=True, help="Rituals, such as line-ups, and rehearsals too."
)
@json_option
@logbook_option
def command(team: str | None, everything: bool, as_json: bool, where: str | None) -> None:
    """List the retros in the logbook, newest first."""
    from .tables import print_json, table

    with open_logbook(where, write=False) as logbook:
        check_team(team, logbook)
        retros = logbook.retros(team, rehearsals=everything, rituals=everything)
        rituals = not retros and bool(logbook.retros(team, rituals=True))
    if as_json:
        print_json(plain(retros))
    elif not retros:
        click.echo("No retro yet. Start one with: retro start")
        if rituals:
            click.echo("Rituals, such as line-ups, are listed with: retro list --all")
    else:
        still_open = count_open(retros)
        rows = [
            (
                each.id,
                each.started.date(),
                each.team,
                f"{each.format} (rehearsal)" if each.rehearsal else each.format,
                place_of(each),
                still_open[each.id],
            )
            for each in retros
        ]
        click.echo(table(rows, ["id", "date", "team", "format", "where", "open"], wide=2))


def place_of(retro: Digest) -> str:
    """Return where a retro is, in short."""
    return "closed" if retro.closed else f"at {retro.at}"


def count_open(retros: Iterable[Digest]) -> Counter[str]:
    """Return how many action items of each retro are open, as later retros left them."""
    from collections import Counter

    from ..engine.digest import team_actions

    held = [each for each in retros if not each.rehearsal]
    return Counter(each.home for each in team_actions(held) if each.item.status.value == "open")


def plain(retros: list[Digest]) -> list[dict[str, Any]]:
    """Return retros in short as plain data."""
    still_open = count_open(retros)
    return [
        {
            "id": each.id,
            "team": each.team,
            "format": each.format,
            "started": each.started.isoformat(),
            "closed": each.closed and each.closed.isoformat(),
            "at": each.at,
            "members": each.members,
            "open_actions": still_open[each.id],
            "ritual": each.ritual is not None,
            "rehearsal": each.rehearsal,
        }
        for each in retros
    ]
