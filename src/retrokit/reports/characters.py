"""What characters do on a page: which are harmless, how wide they are, where lines may break.

Widths are those of a terminal: 2 for the wide characters of East Asian scripts and for emoji, 0
for marks that sit on another character. Where terminals disagree the larger width is taken, so
that a wrapped line is rather too short than too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from unicodedata import category, east_asian_width

# What `retrokit.texts` refuses from people; formats, findings and imported logs may still hold it.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NO_BREAK = "\u00a0\u2007\u202f"
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
# Wide since Unicode 16, which the `unicodedata` of most Pythons does not know yet.
_WIDE = re.compile("[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d376]")
# Format characters that are seen all the same: the soft hyphen, and signs around a number.
_SEEN = re.compile("[\u00ad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")


def clean(text: str) -> str:
    """Return `text` with every control character but newline and tab made visible as U+FFFD."""
    return _HARMFUL.sub("\ufffd", text.replace("\r\n", "\n"))


@lru_cache(4096)
def _width(char: str) -> int:
    if char == _EMOJI_STYLE:
        return 1  # it makes the character before it a wide one
    if category(char) in ("Mn", "Me", "Cf") and not _SEEN.match(char):
        return 0
    wide = east_asian_width(char) in "WF" or _WIDE.match(char) or _FLAG.match(char)
    return 2 if wide else 1


def width(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    return sum(map(_width, text))


def clusters(text: str) -> Iterator[str]:
    """Split `text` into what a reader sees as single characters, near enough."""
    cluster = ""
    for char in text:
        if cluster and _belongs(cluster, char):
            cluster += char
        else:
            if cluster:
                yield cluster
            cluster = char
    if cluster:
        yield cluster


def _belongs(cluster: str, char: str) -> bool:
    if cluster.isspace() or char.isspace():
        return False
    if category(char) in ("Mn", "Me", "Mc", "Cf") or cluster.endswith(_JOINER):
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\u1160" <= char <= "\u11ff":
        return True  # the colour of a skin, the later parts of a Korean syllable
    return len(cluster) == 1 and bool(_FLAG.match(cluster) and _FLAG.match(char))


def wrap(text: str, columns: int) -> list[str]:
    """Return `text` as lines of at most `columns`, broken at spaces or between wide characters.

    The newlines in it stay. A word that is longer than a line is cut. There is always a line.
    """
    return [
        line
        for paragraph in clean(text).replace("\t", "    ").split("\n")
        for line in _fill(paragraph, columns)
    ]


def _fill(paragraph: str, columns: int) -> Iterator[str]:
    if width(paragraph) <= columns and paragraph == paragraph.strip():
        yield paragraph  # as most are
        return
    line = gap = ""
    used = 0
    for piece in _pieces(paragraph):
        if _is_space(piece):
            gap += piece
            continue
        if line and used + width(gap) + width(piece) > columns:
            yield line
            line, used = "", 0
        if line:
            line, used = line + gap, used + width(gap)
        gap = ""
        for cluster in clusters(piece):
            if line and used + width(cluster) > columns:
                yield line
                line, used = "", 0
            line, used = line + cluster, used + width(cluster)
    yield line


def _is_space(piece: str) -> bool:
    return piece.isspace() and piece not in _NO_BREAK


def _pieces(paragraph: str) -> Iterator[str]:
    """Split into what may not be broken, and the spaces between."""
    word = ""
    for cluster in clusters(paragraph):
        wide = east_asian_width(cluster[0]) in "WF" and category(cluster[0])[0] != "P"
        if word and (wide or _is_space(cluster)):
            yield word
            word = ""
        if _is_space(cluster):
            yield cluster
        else:
            word += cluster
    if word:
        yield word


def short(text: str, limit: int = 80) -> str:
    """Return `text` on one line, cut to `limit` columns with an ellipsis if it is longer."""
    line = " ".join(clean(text).split())
    if width(line) <= limit:
        return line
    parts = list(clusters(line))
    ends = accumulate(map(width, parts))
    kept = "".join(part for part, end in zip(parts, ends, strict=True) if end < limit)
    return f"{kept.rstrip()}…"
