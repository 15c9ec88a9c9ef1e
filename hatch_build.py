"""Makes the room's page small in the wheel: its script and style go in minified.

In a checkout the files are served as they stand, so a change shows with a reload of the page.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import minify
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = Path("src/retrokit/web/static")
KINDS = {".js": "application/javascript", ".css": "text/css"}


class SmallPage(BuildHookInterface[Any]):
    """Puts minified copies of the page's script and style in the place of the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the copies, unless the package is installed to be worked on."""
        if version == "editable":
            return
        root = Path(self.root)
        self.copies = TemporaryDirectory()
        for number, path in enumerate(sorted((root / STATIC).rglob("*"))):
            if kind := KINDS.get(path.suffix):
                copy = Path(self.copies.name, str(number))
                copy.write_text(minify.string(kind, path.read_text("utf-8")), "utf-8")
                inside = path.relative_to(root / "src").as_posix()
                build_data["force_include"][str(copy)] = inside
