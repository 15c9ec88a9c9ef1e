"""`retro actions`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .options import check_team, json_option, logbook_option, open_logbook

if TYPE_CHECKING:
    from ..engine.digest import TeamAction
    from ..logbook import Logbook


@click.group("actions", invoke_without_command=True)
@click.option("--team", help="Only this team's.")
@click.option("--owner", metavar="NAME", help="Only this person's.")
@click.option("--all", "everything", is_flag=True, help="Done and dropped ones too.")
@json_option
@logbook_option
@click.pass_context
def command(
    ctx: click.Context,
    team: str | None,
    owner: str | None,
    everything: bool,
    as_json: bool,
    where: str | None,
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
        check_team(team, logbook)
        items = logbook.actions(
            team,
            owner=None if owner is None else _known(owner, team, logbook),
            status=None if everything else ActionStatus.OPEN,
        )
    if as_json:
        print_json([plain(each) for each in items])
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
            *((_status(each),) if everything else ()),
        )
        for each in items
    ]
    headers = ["action", "team", "what", "who", "due", *(["status"] if everything else [])]
    click.echo(table(rows, headers, wide=2))


def _known(name: str, team: str | None, logbook: Logbook) -> str:
    """Return the person whom a name, or the beginning of one, means; else raise `NotFound`."""
    from ..engine.state import fold_name
    from ..errors import NotFound
    from .live.names import begun

    names = [who for each in logbook.actions(team) for who in each.item.owners]
    names += [who for each in logbook.retros(team, rituals=True) for who in each.members]
    people = list({fold_name(who): who for who in names}.values())
    if found := begun(name, people):
        return found
    raise NotFound.among("person", name, people)


def _status(each: TeamAction) -> str:
    item = each.item
    return f"{item.status.value} {item.done.date()}" if item.done else item.status.value


def plain(each: TeamAction) -> dict[str, Any]:
    """Return an action item as plain data."""
    from ..reports.results import held_data

    item = each.item
    return {
        "action": each.ref,
        "team": each.team,
        "text": item.text,
        "owners": list(item.owners),
        "due": item.due and item.due.isoformat(),
        **held_data(item),
        "status": item.status.value,
        "reason": item.reason,
        "decided": item.decided.isoformat(),
        "done": item.done and item.done.isoformat(),
        "since": each.since.isoformat(),
        "changed": item.changed.isoformat(),
        "reviews": each.met,
    }


def _action_command(function: Callable[..., Any]) -> click.Command:
    """Make a function a subcommand that takes an action item and where the logbook is."""
    with_logbook = logbook_option(click.pass_context(function))
    return command.command()(click.argument("action")(with_logbook))


def _change(ctx: click.Context, where: str | None, change: Callable[[Logbook], TeamAction]) -> None:
    with open_logbook(where or ctx.obj) as logbook:
        each = change(logbook)
    item = each.item
    click.echo(
        f"{each.ref}: {item.text} ({item.owner or 'nobody'}, "
        f"{item.due or 'no date'}, {item.status.value})"
    )


@_action_command
def done(ctx: click.Context, action: str, where: str | None) -> None:
    """Mark an action item as done."""
    from ..events import ActionStatus

    _change(ctx, where, lambda log: log.change_action(action, status=ActionStatus.DONE))


@_action_command
@click.argument("reason")
def drop(ctx: click.Context, action: str, reason: str, where: str | None) -> None:
    """Drop an action item, and say why."""
    from ..events import ActionStatus

    _change(
        ctx,
        where,
        lambda log: log.change_action(action, status=ActionStatus.DROPPED, reason=reason),
    )


@_action_command
def reopen(ctx: click.Context, action: str, where: str | None) -> None:
    """Open an action item again."""
    from ..events import ActionStatus

    _change(ctx, where, lambda log: log.change_action(action, status=ActionStatus.OPEN))


@_action_command
@click.argument("text")
def edit(ctx: click.Context, action: str, text: str, where: str | None) -> None:
    """Give an action item another text."""
    _change(ctx, where, lambda log: log.change_action(action, text=text))


@_action_command
@click.argument("owner")
def assign(ctx: click.Context, action: str, owner: str, where: str | None) -> None:
    """Give an action item to somebody, or to several: "Ana, Ben" (to nobody with "-")."""
    from .live.names import split_names

    who = None if owner == "-" else split_names(owner)
    _change(ctx, where, lambda log: log.change_action(action, owner=who))


@_action_command
@click.argument("date")
def due(ctx: click.Context, action: str, date: str, where: str | None) -> None:
    """Give an action item a date: 2026-12-01, Dec 15, friday, in 2 weeks (none with "-")."""
    from .live.dates import read_date

    def change(logbook: Logbook) -> TeamAction:
        day = None if date == "-" else read_date(date, logbook.today)
        return logbook.change_action(action, due=day)

    _change(ctx, where, change)
