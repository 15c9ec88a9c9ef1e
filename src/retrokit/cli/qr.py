"""A link as a QR code in the terminal."""

from __future__ import annotations

import os
import shutil
import sys

from .streams import AS_BEFORE, BLACK_ON_WHITE

_QUIET = 2
"""How many light modules stand around the code; readers find it with less than the standard's 4."""
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def picture(link: str) -> str:
    """Return the code of a link, empty where it could not be seen whole or is not wanted.

    Two modules stand above each other in a cell. The colours are said outright, black on white,
    so that a camera can read them whatever the terminal's own are.
    """
    import segno

    made = segno.make(link, error="l", micro=False)
    rows = [[bool(each) for each in row] for row in made.matrix_iter(border=_QUIET)]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    if not _can_show(len(rows[0])):
        return ""
    lines = (
        "".join(_HALVES[pair] for pair in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )
    return "\n".join(f"{BLACK_ON_WHITE}{line}{AS_BEFORE}" for line in lines)


def _can_show(wide: int) -> bool:
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return False
    try:
        "▀▄█".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return shutil.get_terminal_size((80, 24)).columns >= wide
