"""`retro start`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .addresses import Address, web_options
from .options import complete_format, logbook_option, open_logbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..formats import Format
    from ..logbook import Logbook
    from .live.terminal import Keyboard

_WHICH = "Which format? (number or name; ?3 describes one, ? lists all) "


@click.command("start")
@click.argument("format", required=False, shell_complete=complete_format)
@click.option("--team", help="The team's name.")
@click.option("-m", "--member", "members", multiple=True, metavar="NAME",
              help="Who takes part; several with commas, or once for each.")  # fmt: skip
@click.option("--observer", "observers", multiple=True, metavar="NAME",
              help="Who only follows along; the facilitator can be one.")  # fmt: skip
@click.option("--facilitator", metavar="NAME", help="Who facilitates.")
@click.option(
    "--attribution",
    type=click.Choice(["named", "confidential", "anonymous"]),
    help="Who will be known to have said what. Only stricter than the format.",
)
@click.option("--with", "extras", multiple=True, metavar="FORMAT",
              help="Add what another format asks, as in --with kudos.")  # fmt: skip
@click.option("--rehearse", is_flag=True,
              help="Try it out: it is in no list and no trend, and gone after a day.")  # fmt: skip
@click.option("--class", "roster", metavar="FILE",
              help="Start one for each group in a CSV file, for a lecturer to host.")  # fmt: skip
@click.option("--again", is_flag=True,
              help="With --class: for groups that have held it before, too.")  # fmt: skip
@web_options
@logbook_option
def command(
    format: str | None,
    team: str | None,
    members: tuple[str, ...],
    observers: tuple[str, ...],
    facilitator: str | None,
    attribution: str | None,
    extras: tuple[str, ...],
    rehearse: bool,
    roster: str | None,
    again: bool,
    web: bool,
    host: str,
    port: int | None,
    public_url: str | None,
    no_team: bool,
    where: str | None,
) -> None:
    """Start a retro and run it here, or in a room with --web.

    FORMAT is a name (see: retro formats), a TOML file, or a folder of them. You are asked for
    whatever you leave out. A file on standard input is read as if you typed its lines:

        retro start daki --team Lander -m Ana -m Ben < session.txt

    A ritual, such as a line-up, asks a known team nothing. Left out are then the team that held the
    latest one, its members, and as facilitator who led it longest ago.

    With --class a retro is started for each group, and none is run here.
    """
    from functools import reduce

    from ..formats import Attribution, Format
    from .class_command import check_alone, start_class
    from .hosting import room_beside, room_to_be
    from .live.loop import run
    from .live.names import split_names
    from .live.session import Session
    from .live.terminal import open_keyboard

    if roster is not None:
        check_alone(team=team, member=members, observer=observers, rehearse=rehearse, web=web)
    elif again:
        raise click.UsageError("--again goes with --class FILE")
    keyboard = open_keyboard()
    listening = room_to_be(
        web, Address(host=host, port=port, public=public_url, team=not no_team), new=True
    )
    with open_logbook(where) as logbook:
        more = [logbook.plugins.format(each) for each in extras]
        chosen = reduce(Format.extended, more, _choose_format(format, logbook, keyboard))
        if roster is not None:
            host_name = facilitator or keyboard.ask("Who hosts it? (the lecturer) ")
            start_class(logbook, chosen, roster, host_name, attribution, again=again)
            return
        if team is None:
            team = _latest_team(chosen, logbook) or _ask_team(keyboard)
        team = _find_team(team, logbook, keyboard)
        names = [name for each in members for name in split_names(each)]
        observing = [name for each in observers for name in split_names(each)]
        retro = logbook.start(
            chosen,
            team=team,
            members=names if members else _who_is_here(chosen, team, logbook, keyboard),
            observers=observing,
            facilitator=facilitator,
            attribution=None if attribution is None else Attribution(attribution),
            rehearsal=rehearse,
        )
        if chosen.ritual and facilitator is None and (leads := retro.state.facilitator):
            click.echo(f"{leads} facilitates today. To hand over: /facilitator NAME")
        with room_beside(listening, where, logbook, retro) as hosting:
            run(Session(logbook, retro, hosting), keyboard)


def _ask_team(keyboard: Keyboard) -> str:
    while not (team := keyboard.ask("Team: ").strip()) and keyboard.interactive:
        click.echo("Give your team a name. Its next retro starts with the same people.")
    return team


def _find_team(team: str, logbook: Logbook, keyboard: Keyboard) -> str:
    """Return the team that is meant. Where it is nearly one that is known, ask."""
    from difflib import get_close_matches

    from ..texts import fold_name
    from .live.names import plain

    teams = logbook.teams()
    if not keyboard.interactive or fold_name(team) in map(fold_name, teams):
        return team
    known = {plain(each): each for each in teams}
    near = get_close_matches(plain(team), known, n=1, cutoff=0.8)
    if near and keyboard.ask(f"Did you mean {known[near[0]]}? [Y/n] ").strip().lower() != "n":
        return known[near[0]]
    return team


def _latest_team(format: Format, logbook: Logbook) -> str | None:
    """Return the team that held a ritual last, else the latest one; None where it is asked for."""
    if not format.ritual:
        return None
    held = (each.team for each in logbook.retros(rituals=True) if each.format == format.name)
    return next(iter((*held, *logbook.teams())), None)


def _who_is_here(format: Format, team: str, logbook: Logbook, keyboard: Keyboard) -> Sequence[str]:
    """Return who takes part. Enter takes those whom the team met with last; a ritual takes them."""
    from .live.names import split_names

    last = next((each.members for each in logbook.retros(team, rituals=True) if each.members), ())
    if format.ritual and last:
        return last
    offered = f"[{', '.join(last)}]" if last else "(names, such as Ana, Ben, Chloé)"
    return split_names(keyboard.ask(f"Who is here? {offered} ")) or last


def _choose_format(name: str | None, logbook: Logbook, keyboard: Keyboard) -> Format:
    """Return the format that was named, or ask which one. What was held before is listed first."""
    from ..errors import Ambiguous, NotFound
    from .format_list import all_of, fitting, grouped, lines, meant, room, whole
    from .formats_command import describe, find_formats
    from .tables import paragraph

    formats = find_formats(name, logbook.plugins)
    if len(formats) == 1:
        return formats[0]
    held: list[str] = []
    if keyboard.interactive:  # what is read from a file means the same whatever was held
        held = [each.format for each in logbook.retros(rituals=True)]
    groups = grouped(formats, logbook.plugins, held)
    known = all_of(groups)
    if keyboard.interactive:
        shown = fitting(groups, room(other=3))
        left = len(known) - len(shown)
        more = [f"{left} more: type ? for all."] if left else []
        click.echo("\n".join([*lines(shown, known, numbered=True), *more]))
    while True:
        answer = keyboard.ask(_WHICH).strip()
        try:
            asks = answer.startswith("?") or (keyboard.interactive and not answer)
            if not asks:
                return meant(answer, known)
            if typed := answer.removeprefix("?").strip():
                describe(meant(typed, known))
            else:
                click.echo("\n".join(whole(groups, numbered=True)))
        except (Ambiguous, NotFound) as error:
            if not keyboard.interactive:
                raise
            click.echo(paragraph(str(error)))
