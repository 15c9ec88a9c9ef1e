"""`retro list`."""

from __future__ import annotations

import click

from .options import check_team, json_option, logbook_option, open_logbook


@click.command("list")
@click.option("--team", help="Only this team's.")
@json_option
@logbook_option
def command(team: str | None, as_json: bool, where: str | None) -> None:
    """List the retros in the logbook, newest first."""
    from collections import Counter

    from ..engine.digest import team_actions
    from .tables import print_json, table

    with open_logbook(where, write=False) as logbook:
        check_team(team, logbook)
        retros = logbook.retros(team)
    # As they stand by now: a later retro may have looked at them.
    still_open = Counter(
        each.home for each in team_actions(retros) if each.item.status.value == "open"
    )
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "team": each.team,
                    "format": each.format,
                    "started": each.started.isoformat(),
                    "closed": each.closed and each.closed.isoformat(),
                    "at": each.at,
                    "members": each.members,
                    "open_actions": still_open[each.id],
                }
                for each in retros
            ]
        )
    elif not retros:
        click.echo("No retro yet. Start one with: retro start")
    else:
        rows = [
            (
                each.id,
                each.started.date(),
                each.team,
                each.format,
                "closed" if each.closed else f"at {each.at}",
                still_open[each.id],
            )
            for each in retros
        ]
        click.echo(table(rows, ["id", "date", "team", "format", "where", "open"], wide=2))
