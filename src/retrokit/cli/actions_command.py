"""`retro actions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import json_option, logbook_option, open_logbook

if TYPE_CHECKING:
    from ..retro.digest import TeamAction


@click.group("actions", invoke_without_command=True)
@click.option("--team", help="Only this team's.")
@click.option("--all", "everything", is_flag=True, help="Done and dropped ones too.")
@json_option
@logbook_option
@click.pass_context
def command(
    ctx: click.Context, team: str | None, everything: bool, as_json: bool, where: str | None
) -> None:
    """List open action items across retros, or change one.

    An ACTION is the retro's id and its number, as listed: k3f9x2bc-7. The beginning of the id
    is enough.
    """
    ctx.obj = where
    if ctx.invoked_subcommand is not None:
        return
    from ..events import ActionStatus
    from .tables import print_json, table

    with open_logbook(where, write=False) as logbook:
        items = [
            each
            for each in logbook.actions(team)
            if everything or each.item.status is ActionStatus.OPEN
        ]
    if as_json:
        print_json([_plain(each) for each in items])
        return
    if not items:
        click.echo("No open action items." if not everything else "No action items.")
        return
    rows = [
        (
            each.ref,
            each.team,
            each.item.text,
            each.item.owner or "nobody",
            each.item.due or "no date",
            *((each.item.status.value,) if everything else ()),
        )
        for each in items
    ]
    headers = ["action", "team", "what", "who", "due", *(["status"] if everything else [])]
    click.echo(table(rows, headers, wide=2))


def _plain(each: TeamAction) -> dict[str, Any]:
    item = each.item
    return {
        "action": each.ref,
        "team": each.team,
        "text": item.text,
        "owner": item.owner,
        "due": item.due and item.due.isoformat(),
        "goal": item.goal,
        "status": item.status.value,
        "reason": item.reason,
        "since": each.since.isoformat(),
        "changed": item.changed.isoformat(),
        "reviews": each.met,
    }


def _change(ctx: click.Context, ref: str, **changes: Any) -> None:
    with open_logbook(ctx.obj) as logbook:
        each = logbook.change_action(ref, **changes)
    item = each.item
    click.echo(
        f"{each.ref}: {item.text} ({item.owner or 'nobody'}, "
        f"{item.due or 'no date'}, {item.status.value})"
    )


@command.command()
@click.argument("action")
@click.pass_context
def done(ctx: click.Context, action: str) -> None:
    """Mark an action item as done."""
    from ..events import ActionStatus

    _change(ctx, action, status=ActionStatus.DONE)


@command.command()
@click.argument("action")
@click.argument("reason")
@click.pass_context
def drop(ctx: click.Context, action: str, reason: str) -> None:
    """Drop an action item, and say why."""
    from ..events import ActionStatus

    _change(ctx, action, status=ActionStatus.DROPPED, reason=reason)


@command.command()
@click.argument("action")
@click.pass_context
def reopen(ctx: click.Context, action: str) -> None:
    """Open an action item again."""
    from ..events import ActionStatus

    _change(ctx, action, status=ActionStatus.OPEN)


@command.command()
@click.argument("action")
@click.argument("owner")
@click.pass_context
def assign(ctx: click.Context, action: str, owner: str) -> None:
    """Give an action item to somebody (to nobody with "-")."""
    _change(ctx, action, owner=None if owner == "-" else owner)


@command.command()
@click.argument("action")
@click.argument("date")
@click.pass_context
def due(ctx: click.Context, action: str, date: str) -> None:
    """Give an action item a date: 2026-12-01, friday, +2w (none with "-")."""
    from datetime import datetime

    from .live.dates import read_date

    today = datetime.now().astimezone().date()
    _change(ctx, action, due=None if date == "-" else read_date(date, today))
