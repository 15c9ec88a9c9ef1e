"""What several commands take: the logbook, a retro, and how to complete them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import LogbookError, NotFound

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from ..logbook import Logbook

F = TypeVar("F", bound=Callable[..., Any])


def logbook_option(function: F) -> F:
    """Add `--logbook`."""
    return click.option(
        "--logbook",
        "where",
        envvar="RETROKIT_LOGBOOK",
        metavar="PATH",
        help="The logbook file, or its URL.  [env: RETROKIT_LOGBOOK; default: "
        "retrokit/logbook.db in your application folder]",
    )(function)


def json_option(function: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def retro_argument(function: F) -> F:
    """Add an argument that names a retro, by default the latest."""
    return click.argument("retro", default="latest", shell_complete=complete_retro)(function)


def yes_option(function: F) -> F:
    """Add `--yes`, for `make_sure`."""
    return click.option("--yes", is_flag=True, help="Do it without asking.")(function)


def make_sure(question: str, *, yes: bool) -> None:
    """Ask before something that can't be taken back, unless `--yes` was given. No is an error."""
    from ..errors import NotNow

    if not yes and not click.confirm(question, err=True):
        raise NotNow("nothing was changed")


def default_place() -> Path:
    """Return where the logbook is kept unless somebody says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("retrokit", appauthor=False) / "logbook.db"


def open_logbook(where: str | None, *, write: bool = True, timeout: float = 10.0) -> Logbook:
    """Open the logbook that a command is to use.

    The default one is made on the way; a path that was given has its file made, but no folder.
    To read is not to make: with `write=False` a logbook that is not there is an error. `timeout`
    is how many seconds to wait while another program holds it.
    """
    from ..logbook import Logbook

    if not where:
        place = default_place()
        if write:
            try:
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise LogbookError(
                    f"{place.parent} cannot be made ({error.strerror}); name a file with --logbook"
                ) from error
        where = os.fspath(place)
    if not write and "://" not in where and not os.path.lexists(where):
        raise LogbookError(f"there is no logbook at {where} yet; begin one with: retro start")
    return Logbook(where, read_only=not write, timeout=timeout)


def check_team(team: str | None, logbook: Logbook) -> None:
    """Raise `NotFound`, with the nearest names, for a team that has no retro and no ritual."""
    if team is not None and not logbook.retros(team, rituals=True):
        raise NotFound.among("team", team, logbook.teams())


def complete_retro(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the id of a retro."""
    from click.shell_completion import CompletionItem

    try:
        with open_logbook(ctx.params.get("where"), write=False) as logbook:
            known = [(each.id, f"{each.title}, {each.team}") for each in logbook.retros()]
    except Exception:
        # A shell that is completing has no place to say what is wrong.
        return []
    known.insert(0, ("latest", "the retro started last"))
    return [CompletionItem(id, help=said) for id, said in known if id.startswith(incomplete)]


def complete_format(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a format, or a path to one."""
    from click.shell_completion import CompletionItem

    from ..plugins import Plugins

    if "/" in incomplete or incomplete.startswith("."):
        return [CompletionItem(incomplete, type="file")]
    return [
        CompletionItem(name, help=each.purpose)
        for name, each in Plugins.load().formats.items()
        if name.startswith(incomplete)
    ]


def write_file(path: str, text: str, *, private: bool = False) -> None:
    """Write text to a file; an existing one is replaced whole or left as it is.

    A `private` one can be read by its owner alone.
    """
    from pathlib import Path

    target = Path(path)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT, 0o600 if private else 0o666)
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(beside, target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise LogbookError(f"{path} cannot be written: {error.strerror}") from error
