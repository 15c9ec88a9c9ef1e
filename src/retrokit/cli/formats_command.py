"""`retro formats`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .options import complete_format, json_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..formats import Format
    from ..plugins import Plugins


@click.command("formats")
@click.argument("name", required=False, metavar="[NAME|PATH]", shell_complete=complete_format)
@click.option("--all", "every", is_flag=True, help="List all, where they don't fit the screen.")
@json_option
def command(name: str | None, every: bool, as_json: bool) -> None:
    """List the formats: how long each takes, and its columns.

    With a NAME, describe that one. A PATH is a TOML file with a format, or a folder of them.
    """
    from ..plugins import Plugins

    plugins = Plugins.load()
    chosen = find_formats(name, plugins)
    if as_json:
        from ..codec.converter import careful
        from .tables import print_json

        print_json([careful(plugins.kinds).unstructure(each) for each in chosen])
    elif name is None or len(chosen) > 1:
        print_list(chosen, plugins, every=every)
    else:
        describe(chosen[0])


def find_formats(name: str | None, plugins: Plugins) -> list[Format]:
    """Return the formats that an argument means: all, one by name, or those of a path."""
    from pathlib import Path

    if name is None:
        return list(plugins.formats.values())
    path = Path(name)
    if name.endswith(".toml") or "/" in name or path.is_dir():
        from ..format_files import load_format, load_formats

        kinds = plugins.kinds
        if path.is_dir():
            return load_formats(path, kinds=kinds)
        return [load_format(path, kinds=kinds)]
    return [plugins.format(name)]


def print_list(formats: Iterable[Format], plugins: Plugins, *, every: bool) -> None:
    """Print a line for each format, or for as many as the screen holds.

    No table printer is imported for it: this list is the first thing that people see.
    """
    from .format_list import all_of, fitting, grouped, lines, room, whole

    groups = grouped(formats, plugins)
    known = all_of(groups)
    shown = fitting(groups, None if every else room(other=5))
    left = len(known) - len(shown)
    said = lines(shown, known, numbered=False) if left else whole(groups, numbered=False)
    more = [f"{left} more with: retro formats --all"] if left else []
    how = "Describe one with: retro formats NAME. Run one with: retro start NAME."
    click.echo("\n".join([*said, "", *more, how]))


def describe(format: Format) -> None:
    """Print what a format is for and what happens in it, as a team without a charter is told."""
    from ..charter import NO_CHARTER
    from .tables import paragraph

    declared, format = format.agenda, format.told_to(NO_CHARTER)
    click.echo(f"{format.title} ({format.name}), {format.minutes} minutes, "
               f"{format.attribution.value}\n")  # fmt: skip
    click.echo(paragraph(format.purpose))
    if format.when:
        click.echo(paragraph(format.when))
    if format.ritual:
        click.echo(paragraph("A ritual: kept for good, and left out of lists and trends. Sum up a "
                             "week with: retro rituals"))  # fmt: skip
    for number, goal in enumerate(format.goals, 1):
        click.echo(paragraph(goal, "          ", f"  Goal {number}  "))
    for number, (each, before) in enumerate(zip(format.agenda, declared, strict=True), 1):
        click.echo(f"\n{number:>2}. {each.title} ({each.kind}, {each.minutes} min)")
        if each.prompt:
            click.echo(paragraph(each.prompt, "    "))
        if (many := len(before.pool)) > 1:
            click.echo(f"    (The first of {many} questions. Each retro asks the next one.)")
        for line in each.contents:
            click.echo(paragraph(line, "      ", "    - "))
