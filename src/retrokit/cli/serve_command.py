"""`retro serve`."""

from __future__ import annotations

import click

from .addresses import Address, place_options
from .options import logbook_option, open_logbook, retro_argument


@click.command("serve")
@retro_argument
@place_options
@logbook_option
def command(
    retro: str,
    host: str,
    port: int | None,
    public_url: str | None,
    no_team: bool,
    where: str | None,
) -> None:
    """Open a room for a retro: everyone takes part on a device of their own.

    RETRO is an id, the beginning of one, or latest. The facilitator leads it in a browser. Ctrl-C
    closes the room; what was written is kept, and the links stay good for the next time.
    """
    import signal

    from .hosting import Hosting, listen

    address = Address(host=host, port=port, public=public_url, team=not no_team)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with open_logbook(where) as logbook:
        loaded = logbook.load(retro)
        listening = listen(address)
        state = loaded.state
        with Hosting(listening, where, logbook, state.id) as hosting:
            try:
                click.echo(f"{state.format.title}, {state.team} (retro {state.id})")
                click.echo(hosting.invitation())
                click.echo(hosting.leading())  # nobody leads from here
                if state.closed is not None:
                    click.echo("This retro is closed: its members can read it, nobody comes in.")
                click.echo("Ctrl-C closes the room.")
                while hosting.wait(1):
                    pass
            except KeyboardInterrupt:
                click.echo("")
            else:
                raise click.ClickException("the room has ended by itself; start it again")
        loaded.refresh()
        if loaded.state.closed is not None:
            click.echo(f"Closed and kept. Its report: retro report {state.id}")
        else:
            again = f"retro serve {state.id}{address.options}"
            click.echo(f"The room is closed; all is kept. Open it again: {again}")
