"""`retro show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .options import json_option, logbook_option, open_logbook, retro_argument

if TYPE_CHECKING:
    from ..retro import Retro


@click.command("show")
@retro_argument
@json_option
@logbook_option
def command(retro: str, as_json: bool, where: str | None) -> None:
    """Show where a retro stands: its agenda, the board and its action items.

    RETRO is an id, the beginning of one, or latest.
    """
    with open_logbook(where, write=False) as logbook:
        loaded = logbook.load(retro)
        if as_json:
            from .tables import print_json

            print_json(_in_short(loaded))
        else:
            from .live.outcomes import board
            from .live.screens import agenda, heading
            from .live.screens.decide import actions

            there = board(loaded), actions(loaded)
            parts = heading(loaded), agenda(loaded, loaded.sealed_count), *there
            click.echo("\n\n".join(filter(None, parts)))


def _in_short(loaded: Retro) -> dict[str, object]:
    from attrs import asdict

    from ..codec.converter import careful

    state = loaded.state
    plain = careful().unstructure
    return {
        "id": state.id,
        "team": state.team,
        "format": state.format.name,
        "plugin": state.plugin and plain(state.plugin),
        "attribution": state.attribution.value,
        "started": state.started.isoformat(),
        "closed": state.closed and state.closed.isoformat(),
        "facilitator": state.facilitator,
        "members": [asdict(each) for each in state.members.values()],
        "agenda": [
            {
                "step": step.id,
                "title": step.activity.title,
                "kind": step.activity.kind,
                "status": step.status.value,
                "sealed": loaded.sealed_count(step.id),
            }
            for step in state.agenda
        ],
        "notes": [plain(each) for each in state.notes.values()],
        "topics": [
            {**plain(each), "votes": state.votes_for(each.number)} for each in state.topics()
        ],
        "remarks": [plain(each) for each in state.remarks.values()],
        "actions": [plain(each) for each in state.actions.values()],
        "carried": [plain(each) for each in state.carried.values()],
    }
