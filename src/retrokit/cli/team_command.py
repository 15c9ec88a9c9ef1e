"""`retro team`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from ..errors import Invalid, NotFound
from .options import json_option, logbook_option, make_sure, open_logbook, yes_option

if TYPE_CHECKING:
    from ..charter import Charter
    from ..logbook import Logbook
    from ..team import Team
    from ..team_log import CharterChange

_ASKED = {
    "purpose": "Why is this team there? One sentence.",
    "principle": "What comes first where two good things collide?",
    "values": "What do we want to see every day?",
    "goals": "What is every decision held against?",
    "customers": "Whom do we work for outside?",
    "colleagues": "Who inside lives on our work?",
}
"""What is asked for each part of a charter."""
_SHOWN = 10
"""How many retros are listed."""


class _Commands(click.Group):
    """A group that shows a team where no other command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command in that is meant."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group("team", cls=_Commands, subcommand_metavar="[TEAM] | COMMAND [ARGS]...")
def command() -> None:
    """Show a team: its members, charter, open action items and retros.

    TEAM is by default that of the latest retro. New names reach every retro of a team, closed ones
    and open rooms too.
    """


@command.command()
@click.argument("team", required=False)
@json_option
@logbook_option
def show(team: str | None, as_json: bool, where: str | None) -> None:
    """Show a team; the same as: retro team TEAM."""
    from .tables import print_json

    with open_logbook(where, write=False) as logbook:
        shown = _team(logbook, team)
        if as_json:
            print_json(_plain(shown))
        else:
            click.echo(_told(shown))
            if others := [each for each in logbook.teams() if each != shown.name]:
                click.echo(f"\nOther teams: {', '.join(others)}. See one with: retro team TEAM")


def _team(logbook: Logbook, name: str | None, *, new: bool = False) -> Team:
    """Return the team that is meant, by default that of the latest retro."""
    if name is not None:
        return logbook.team(name, new=new)
    if not (known := logbook.teams()):
        raise NotFound("this logbook holds no team yet; start a retro with: retro start")
    return logbook.team(known[0])


def _plain(team: Team) -> dict[str, Any]:
    from . import actions_command, list_command

    return {
        "team": team.name,
        "members": [{"name": each.name, "identity": each.identity} for each in team.members],
        **_plain_charter(team),
        "open_actions": [actions_command.plain(each) for each in team.open_actions],
        "retros": list_command.plain(team.retros),
    }


def _plain_charter(team: Team) -> dict[str, Any]:
    from attrs import asdict

    return {
        "charter": asdict(team.charter),
        "charter_history": [
            {"at": each.at.isoformat(), "by": each.by, "changed": each.changed,
             "charter": asdict(each.charter)}
            for each in team.charter_history
        ],
    }  # fmt: skip


def _told(team: Team) -> str:
    from ..phrases import listing, plural
    from .list_command import count_open, place_of
    from .tables import paragraph, table

    retros, members, items = team.retros, team.members, team.open_actions
    parts = [f"{team.name}: {plural(len(members), 'member')}, {plural(len(retros), 'retro')}"]
    if members:
        parts[0] += "\n" + paragraph(listing(each.name for each in members))
    parts.append(_charter_told(team))
    if items:
        rows = [
            (each.ref, each.item.text, each.item.owner or "nobody", each.item.due or "no date")
            for each in items
        ]
        parts.append(
            f"Open action items\n\n{table(rows, ['action', 'what', 'who', 'due'], wide=1)}"
        )
    if retros:
        still_open = count_open(retros)
        listed = [
            (each.id, each.started.date(), each.title, place_of(each), still_open[each.id])
            for each in retros[:_SHOWN]
        ]
        said = table(listed, ["id", "date", "format", "where", "open"], wide=2)
        parts.append(f"Retros\n\n{said}")
    if len(retros) > _SHOWN:
        parts.append(f"{len(retros) - _SHOWN} more: retro list --team {_quoted(team.name)}")
    return "\n\n".join(parts)


def _charter_told(team: Team) -> str:
    if not (history := team.charter_history):
        return "No charter yet. Write one with: retro team charter"
    latest = history[-1]
    return f"Charter, changed on {_when(latest)}\n\n{_parts_told(latest.charter)}"


def _when(change: CharterChange) -> str:
    return f"{change.at.date()}" + (f" by {change.by}" if change.by else "")


def _parts_told(charter: Charter, names: Iterable[str] = _ASKED) -> str:
    from .tables import paragraph

    lines = []
    for name in names:
        said = _said(charter, name)
        if said or names is not _ASKED:
            lead = f"  {name.capitalize():<11} "
            lines.append(paragraph(said or "-", " " * len(lead), lead))
    return "\n".join(lines) or "  (empty)"


def _said(charter: Charter, part: str) -> str:
    held = getattr(charter, part)
    return held if isinstance(held, str) else "; ".join(held)


def _quoted(name: str) -> str:
    from shlex import quote

    return quote(name)


def _charter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each part of a charter."""
    for name in reversed(_ASKED):
        several = name not in ("purpose", "principle")
        one = {"colleagues": "colleague"}.get(name, name.removesuffix("s")) if several else name
        more = " Repeat it for more." if several else ""
        function = click.option(
            f"--{one}", name, metavar="TEXT", multiple=several, help=f"{_ASKED[name]}{more}"
        )(function)
    return function


@command.command()
@click.argument("team", required=False)
@_charter_options
@click.option("--by", metavar="NAME", help="Who changes it.")
@click.option("--new", is_flag=True, help="The team has no retro yet.")
@click.option("--history", is_flag=True, help="Show who changed what, and when.")
@json_option
@logbook_option
def charter(
    team: str | None,
    by: str | None,
    new: bool,
    history: bool,
    as_json: bool,
    where: str | None,
    **parts: Any,
) -> None:
    """Change what a team has agreed on.

    Without options it asks, part by part. A list that you give takes the place of the one that is
    there; "-" empties a part. Retros that have started keep what they began with.
    """
    from .tables import print_json

    wanted: dict[str, Any] = {
        name: _given(value) for name, value in parts.items() if value not in (None, ())
    }
    with open_logbook(where, write=not history) as logbook:
        changed = _team(logbook, team, new=new)
        if not history:
            if not wanted:
                wanted, by = _ask(changed, by)
            changed.change_charter(by=by, **wanted)
        if as_json:
            print_json(_plain_charter(changed))
        elif history:
            click.echo(_history_told(changed))
        else:
            click.echo(f"{changed.name}\n\n{_charter_told(changed)}")


def _given(value: str | tuple[str, ...]) -> str | tuple[str, ...] | None:
    """Return a part as it was given; None, which empties it, for a dash."""
    return None if value in ("-", ("-",)) else value


def _history_told(team: Team) -> str:
    if not (history := team.charter_history):
        return _charter_told(team)
    return "\n\n".join(
        f"{_when(each)}\n{_parts_told(each.charter, each.changed)}" for each in history
    )


def _ask(team: Team, by: str | None) -> tuple[dict[str, Any], str | None]:
    """Ask for each part of a charter, and who changes it if something is changed."""
    from .tables import paragraph

    click.echo(f"The charter of {team.name}")
    click.echo(paragraph("Enter keeps what is there, - empties it. Put a ; between the entries of "
                         "a list."))  # fmt: skip
    charter = team.charter
    found = {}
    for name, question in _ASKED.items():
        click.echo(f"\n{question}")
        if now := _said(charter, name):
            click.echo(paragraph(now, "       ", "  now: "))
        answer = _answer(name, charter)
        if answer is not _KEPT:
            found[name] = answer
    if found and by is None:
        by = click.prompt("\nYour name", default="", show_default=False).strip() or None
    return found, by


_KEPT = ("",)
"""Stands for a part that is left as it is."""


def _answer(name: str, charter: Charter) -> str | tuple[str, ...] | None:
    """Return what is answered for a part of a charter; what cannot be kept is asked again."""
    from attrs import evolve

    from ..phrases import sentence

    while True:
        line = click.prompt(name.capitalize(), default="", show_default=False).strip()
        if not line:
            return _KEPT
        if isinstance(getattr(charter, name), str):
            answer = _given(line)
        else:
            answer = _given(tuple(filter(None, map(str.strip, line.split(";")))))
        try:
            changed: dict[str, Any] = {} if answer is None else {name: answer}
            evolve(charter, **changed)
        except Invalid as error:
            click.echo(f"{sentence(str(error))} Try again.")
        else:
            return answer


def _renamed(team: Team, ids: Iterable[str], said: str, *, as_json: bool) -> None:
    from ..phrases import plural
    from .tables import print_json

    ids = [*ids]
    if as_json:
        print_json({"team": team.name, "retros": ids})
    else:
        click.echo(f"{said} in {plural(len(ids), 'retro')}.")


@command.command()
@click.argument("team")
@click.argument("new_name", metavar="NEW")
@json_option
@logbook_option
def rename(team: str, new_name: str, as_json: bool, where: str | None) -> None:
    """Rename a team in all its retros."""
    with open_logbook(where) as logbook:
        found = logbook.team(team)
        before = found.name
        ids = found.rename(new_name)
    _renamed(found, ids, f"{before} is now {found.name}", as_json=as_json)


@command.command()
@click.argument("team")
@click.argument("into")
@yes_option
@json_option
@logbook_option
def merge(team: str, into: str, yes: bool, as_json: bool, where: str | None) -> None:
    """Merge a misspelt team into the right one. Asks first.

    All retros and action items are then INTO's. Of each part of their charters the later change
    holds.
    """
    from ..phrases import plural

    with open_logbook(where) as logbook:
        wrong, right = logbook.team(team), logbook.team(into)
        before, moved, there = wrong.name, len(wrong.retros), len(right.retros)
        make_sure(
            f"Merge {before} ({plural(moved, 'retro')}) into {right.name} "
            f"({plural(there, 'retro')})? You cannot split them again.",
            yes=yes,
        )
        ids = wrong.rename(right.name, merge=True)
    _renamed(wrong, ids, f"{before} is now {wrong.name}", as_json=as_json)


@command.command("rename-member")
@click.argument("name")
@click.argument("new_name", metavar="NEW")
@click.option("--team", help="Whose member; by default the team of the latest retro.")
@json_option
@logbook_option
def rename_member(
    name: str, new_name: str, team: str | None, as_json: bool, where: str | None
) -> None:
    """Rename somebody in all retros of a team.

    Action items follow, also those of closed retros.
    """
    with open_logbook(where) as logbook:
        found = _team(logbook, team)
        ids = found.rename_member(name, new_name)
    _renamed(found, ids, f"{name} is now {new_name}", as_json=as_json)
