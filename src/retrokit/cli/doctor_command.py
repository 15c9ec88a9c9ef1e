"""`retro doctor`."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import click

from .options import default_place, logbook_option, open_logbook


@click.command("doctor")
@logbook_option
@click.pass_context
def command(ctx: click.Context, where: str | None) -> None:
    """Check that the logbook is sound: the file, every event, every entry.

    Says too if others on this computer can read it. Nothing is changed. Exits with 1 if something
    is wrong.
    """
    with open_logbook(where, write=False) as logbook:
        retros = len(logbook.retros(rituals=True))
        problems = logbook.problems()
    place = where or default_place()
    for each in problems:
        click.echo(each)
    for readable, mode in _readable(Path(place)):
        click.echo(
            f"{readable} can be read by others on this computer. To keep it to yourself: "
            f"chmod {mode} '{readable}'"
        )
    if problems:
        click.echo(f"{place}: {len(problems)} found wrong. Keep the file; restore a backup.")
        ctx.exit(1)
    click.echo(f"{place}: sound, {retros} retro{'' if retros == 1 else 's'}.")


def _readable(place: Path) -> Iterator[tuple[Path, str]]:
    """Yield what of a logbook others on this computer can read, and the mode that it should have.

    A logbook that is no file yields nothing, and nor does Windows, which has no such modes.
    """
    keys, wal = (place.with_name(f"{place.name}{end}") for end in (".rooms", "-wal"))
    held = [wal] if wal.exists() and wal.stat().st_size else []  # an empty one is made by reading
    for each in (place, *held, keys, *sorted(keys.glob("*"))):
        if os.name != "nt" and each.exists():
            mode = each.stat().st_mode
            if mode & 0o077:
                yield each, "700" if stat.S_ISDIR(mode) else "600"
