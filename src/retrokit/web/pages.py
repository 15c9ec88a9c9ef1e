"""What plugins bring for the page: for a kind of activity a folder of files in their package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from attrs import frozen

from ..activity import Activity
from .guard import LOG

SCREEN, STYLE = "screen.js", "style.css"


@frozen
class Page:
    """The folder of a kind of activity, and which of the two files the page asks for are in it."""

    folder: Path
    parts: tuple[str, ...]


def pages_of(declarations: Iterable[type[Activity]]) -> Mapping[str, Page]:
    """Return what there is for the page, by the names of the kinds.

    A kind whose folder cannot be used has none, and the log says why: its blocks and forms are
    drawn.
    """
    found = {}
    for declaration in declarations:
        if not declaration.page:
            continue
        package, _, inside = declaration.page.partition(":")
        try:
            folder = Path(str(files(package).joinpath(inside)))
            parts = tuple(name for name in (SCREEN, STYLE) if (folder / name).is_file())
        except Exception as error:
            folder, parts = Path(package), ()
            LOG.debug("%s: %r", declaration.kind, error)
        if parts:
            found[declaration.kind] = Page(folder, parts)
        else:
            LOG.warning(
                "%s has no %s or %s at %s, so the page draws its blocks and forms",
                declaration.kind, SCREEN, STYLE, declaration.page,
            )  # fmt: skip
    return found
