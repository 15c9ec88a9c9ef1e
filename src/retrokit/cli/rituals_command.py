"""`retro rituals`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import check_team, json_option, logbook_option, open_logbook

if TYPE_CHECKING:
    from ..logbook import Logbook
    from ..rituals import RitualNote, RitualRecord


@click.command("rituals")
@click.argument("team", required=False)
@click.option("--since", metavar="DATE",
              help="The first day, as in 2026-12-01. By default six days ago.")  # fmt: skip
@json_option
@logbook_option
def command(team: str | None, since: str | None, as_json: bool, where: str | None) -> None:
    """Sum up the line-ups, and other rituals, of a week or more.

    How often each was held, the values of the day, what was written, and what became of action
    items. TEAM is by default that of the latest ritual.
    """
    from .tables import print_json

    with open_logbook(where, write=False) as logbook:
        check_team(team, logbook)
        team = team or _latest_team(logbook)
        records = logbook.rituals(team, since=since) if team else []
    if as_json:
        print_json([_plain(each) for each in records])
    elif not records:
        click.echo(_none(team, since))
    else:
        click.echo("\n\n".join(map(_told, records)))


def _latest_team(logbook: Logbook) -> str | None:
    return next((each.team for each in logbook.retros(rituals=True) if each.ritual), None)


def _none(team: str | None, since: str | None) -> str:
    if team is None:
        return "No rituals yet. Start one with: retro start line-up"
    when = f"since {since}" if since else "in the last week. Look further back with: --since DATE"
    return f"{team}: no rituals {when}"


def _told(record: RitualRecord) -> str:
    from ..phrases import plural
    from .tables import paragraph, table

    days, times = record.days, plural(len(record.held), "time")
    when = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
    head = [f"{record.title}, {record.team}: {times} on {plural(len(days), 'day')}, {when}"]
    if values := record.values:
        said = ", ".join(f"{each} ({times})" for each, times in values.items())
        head.append(paragraph(f"Values of the day: {said}", "  ", ""))
    parts = ["\n".join(head)]
    for column, notes in record.notes.items():
        lines = [_line(each) for each in notes] or ["  none"]
        parts.append("\n".join([f"{column}: {len(notes)}" if notes else column, *lines]))
    if items := record.actions:
        rows = [
            (each.ref, each.item.text, each.item.owner or "nobody", each.item.status.value)
            for each in items
        ]
        done = sum(each.item.done is not None for each in items)
        said = table(rows, ["action", "what", "who", "status"], wide=1)
        parts.append(f"Action items: {done} of {len(items)} done\n\n{said}")
    return "\n\n".join(parts)


def _line(note: RitualNote) -> str:
    from .tables import paragraph

    lead = f"  {note.day}  "
    said = note.text if note.author is None else f"{note.text} ({note.author})"
    return paragraph(said, " " * len(lead), lead)


def _plain(record: RitualRecord) -> dict[str, Any]:
    from .actions_command import plain

    return {
        "team": record.team,
        "format": record.format,
        "title": record.title,
        "held": [each.id for each in record.held],
        "days": [each.isoformat() for each in record.days],
        "values": dict(record.values),
        "notes": {
            column: [
                {"day": each.day.isoformat(), "retro": each.retro, "author": each.author,
                 "text": each.text}
                for each in notes
            ]
            for column, notes in record.notes.items()
        },
        "actions": [plain(each) for each in record.actions],
    }  # fmt: skip
