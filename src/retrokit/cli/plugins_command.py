"""`retro plugins`."""

from __future__ import annotations

import click

from .options import json_option


@click.command("plugins")
@json_option
def command(as_json: bool) -> None:
    """List the plugins, what they provide and what failed.

    RETROKIT_PLUGINS chooses them: empty loads none, a,b loads only those, and
    -a leaves that one out.
    """
    from ..plugins import BUILTIN, Plugins
    from .tables import print_json, table

    plugins = Plugins.load()
    provided = plugins.provided()
    plugins.kinds  # noqa: B018  # loads the rules of kinds of activity, which may fail
    if as_json:
        print_json(
            {
                "plugins": [
                    {"name": name, "version": plugins.version(name)} for name in plugins.names
                ],
                "provided": [
                    {"kind": each.kind, "name": each.name, "plugin": each.plugin}
                    for each in provided
                ],
                "failures": [
                    {"plugin": each.plugin, "what": each.sentence} for each in plugins.failures
                ],
            }
        )
        return
    rows = []
    for name in (BUILTIN, *plugins.names):
        own = [each for each in provided if each.plugin == name]
        kinds = dict.fromkeys(each.kind for each in own)
        said = "; ".join(
            f"{kind}: {', '.join(each.name for each in own if each.kind == kind)}" for kind in kinds
        )
        rows.append((name, plugins.version(name), said or "nothing"))
    click.echo(table(rows, ["plugin", "version", "provides"], wide=2))
    if plugins.failures:
        click.echo("\nFailed:")
        failed = [(each.plugin, each.sentence) for each in plugins.failures]
        click.echo(table(failed, ["plugin", "what happened"], wide=1))
