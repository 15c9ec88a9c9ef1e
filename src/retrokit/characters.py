"""What characters do on a page: which are harmless, how wide they are, where lines may break.

Widths are those of a terminal: 2 for the wide characters of East Asian scripts and for emoji, 0
for marks that sit on another character.
"""

from __future__ import annotations

import re

from wcwidth import clip, width
from wcwidth import wrap as _wrap

# What `retrokit.texts` refuses from people; formats, findings and imported logs may still hold it.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` with every control character but newline and tab made visible as U+FFFD."""
    return _HARMFUL.sub("\ufffd", text.replace("\r\n", "\n"))


def wrap(text: str, columns: int) -> list[str]:
    """Return `text` as lines of at most `columns` cells.

    The newlines in it stay. A word that is longer than a line is cut. There is always a line.
    """
    return [
        line
        for paragraph in clean(text).replace("\t", "    ").split("\n")
        for line in _wrap(paragraph.strip(), columns, break_on_hyphens=False) or [""]
    ]


def short(text: str, limit: int = 80) -> str:
    """Return `text` on one line, cut to `limit` cells with an ellipsis if it is longer."""
    line = " ".join(clean(text).split())
    return line if width(line) <= limit else f"{clip(line, 0, limit - 1).rstrip()}…"


__all__ = ["clean", "short", "width", "wrap"]
