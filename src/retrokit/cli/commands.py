"""The commands by name, and how their errors are told."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..errors import RetrokitError

_COMMANDS = {
    "start": "Start a retro here, or in a room with --web.",
    "resume": "Continue a retro where you left it.",
    "serve": "Open a room without a terminal: everyone on their own device.",
    "join": "Join a room from this terminal.",
    "list": "List your retros.",
    "show": "Show where a retro is now.",
    "actions": "List and change action items from all retros.",
    "team": "Show a team, edit its charter, rename it or a member.",
    "class": "Show a lecturer how the groups of a class are doing.",
    "trends": "Show how a team's answers change from retro to retro.",
    "rituals": "Sum up a week of line-ups and other rituals.",
    "letter": "Show someone the letter written to them alone.",
    "report": "Print or save a report.",
    "remove": "Remove a retro for good.",
    "forget": "Take a person's name and words out of all retros.",
    "export": "Save a whole retro as JSON.",
    "import": "Add a retro that was exported.",
    "formats": "List the formats, or describe one.",
    "plugins": "List the plugins, what they add and what failed.",
    "doctor": "Check that the logbook is sound.",
    "backup": "Copy the logbook to a new file, even while it is in use.",
}


class Commands(click.Group):
    """A group that imports a command when it is called, and none to list them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which people meet them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"{__package__}.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which command was nearly meant."""
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            from ..errors import NotFound

            raise click.UsageError(str(NotFound.among("command", args[0], _COMMANDS)), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Turn what the user can mend into one line and exit code 1."""
        try:
            return super().invoke(ctx)
        except RetrokitError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Exit codes: 0 done, 1 an error you can fix, 2 wrong usage.",
)
@click.version_option(__version__, prog_name="retro", package_name="retrokit-core")
@click.option("--safe", is_flag=True, help="Load no plugins, for when one is in the way.")
@click.pass_context
def retro(ctx: click.Context, safe: bool) -> None:
    """Run team retrospectives that people can trust.

    Start here: retro start, or retro start --web for a room in the browser.
    """
    if safe:
        before = os.environ.get("RETROKIT_PLUGINS")
        os.environ["RETROKIT_PLUGINS"] = ""
        ctx.call_on_close(lambda: _put_back(before))


def _put_back(plugins: str | None) -> None:
    if plugins is None:
        os.environ.pop("RETROKIT_PLUGINS", None)
    else:
        os.environ["RETROKIT_PLUGINS"] = plugins
