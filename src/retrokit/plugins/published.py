"""Which plugins are installed, and which of them are wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Set
from contextlib import suppress
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "retrokit"
"""The entry point group under which a plugin is published."""


@frozen
class Wanted:
    """What `RETROKIT_PLUGINS` says: `names` are all to load, None for any, but those `left_out`."""

    names: Set[str] | None
    left_out: Set[str]

    @classmethod
    def read(cls, value: str | None) -> Wanted:
        """Return what a value says: nothing set is all, empty is none, `-a` is all but a."""
        if value is None:
            return cls(None, frozenset())
        said = {each.strip() for each in value.split(",")} - {""}
        left_out = {each[1:].strip() for each in said if each.startswith("-")}
        names = {each for each in said if not each.startswith("-")}
        return cls(None if left_out and not names else names, left_out)

    def has(self, name: str) -> bool:
        """Return whether a plugin of this name is to be loaded."""
        return name not in self.left_out and (self.names is None or name in self.names)


def published() -> list[EntryPoint]:
    """Return what installed distributions publish as plugins, by name."""
    if not _is_mentioned():
        return []
    from importlib.metadata import entry_points

    return sorted(entry_points(group=GROUP), key=lambda point: point.name)


def _is_mentioned() -> bool:
    """Return whether an installed distribution may publish a plugin at all.

    Most often none does, and to import `importlib.metadata` only to learn that would take as long
    as all of retrokit. Where it cannot be told by a look into the folders, the answer is yes.
    """
    if any(
        hasattr(finder, "find_distributions") and finder is not PathFinder
        for finder in sys.meta_path
    ):
        return True
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except FileNotFoundError:
            continue
        except OSError:
            return True  # an archive, or whatever else distributions may lie in
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                with suppress(OSError), open(f"{folder}/{name}/entry_points.txt", "rb") as file:
                    if b"[%s]" % GROUP.encode() in file.read():
                        return True
    return False
