"""`retro remove`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .options import json_option, logbook_option, make_sure, open_logbook, yes_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..engine.digest import Digest, TeamAction
    from ..events import ActionItem


@click.command("remove")
@click.argument("retro")
@yes_option
@json_option
@logbook_option
def command(retro: str, yes: bool, as_json: bool, where: str | None) -> None:
    """Remove a retro for good, with all that is hidden in it.

    Open action items that a later retro has brought along stay. Asks first, and says which. RETRO
    is an id, the beginning of one, or latest. Exports and backups are yours to delete.
    """
    from .hosting import no_room
    from .tables import print_json

    with open_logbook(where) as logbook:
        id = logbook.find(retro)
        known = logbook.retros(rehearsals=True, rituals=True)
        digest = next(each for each in known if each.id == id)
        stays = logbook.staying(id)
        if not as_json:
            _describe(digest, stays)
        make_sure(f"Remove retro {id} for good?", yes=yes)
        with no_room(where, [id]) as keys:
            logbook.remove(id)
            for each in keys:
                each.remove()
    if as_json:
        print_json({**_plain(digest), "stays": [each.ref for each in stays]})
    else:
        click.echo(f"Removed retro {id}.")


def _describe(digest: Digest, stays: Sequence[TeamAction]) -> None:
    from .tables import paragraph

    members = ", ".join(digest.members) or "nobody"
    click.echo(f"{digest.title}, {digest.team}, {digest.started.date()} (retro {digest.id})")
    click.echo(paragraph(f"Members: {members}", "  ", ""))
    staying = {each.item.number for each in stays}
    going = [each for each in digest.actions if _is_open(each) and each.number not in staying]
    _list("stay, since a later retro brought them along", [each.item for each in stays], digest)
    _list("go with it", going, digest)


def _is_open(item: ActionItem) -> bool:
    return item.status.value == "open"


def _list(what: str, items: Sequence[ActionItem], digest: Digest) -> None:
    from .tables import paragraph

    if items:
        click.echo(f"Open action items that {what}:")
    for each in items:
        lead = f"  {digest.id}-{each.number}  "
        said = f"{each.text} ({each.owner or 'nobody'})"
        click.echo(paragraph(said, " " * len(lead), lead))


def _plain(digest: Digest) -> dict[str, object]:
    return {
        "id": digest.id,
        "team": digest.team,
        "format": digest.format,
        "started": digest.started.isoformat(),
        "members": digest.members,
    }
