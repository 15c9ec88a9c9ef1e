"""What people may write: the stated limits, and nothing else is changed.

Text is kept as it was typed, in any script, but for blanks and line breaks at its end. Refused are
only: text that is empty, text over its limit, and control characters (they move cursors and hide
words on a terminal). Lengths are in code points.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, normalize

from .errors import Invalid

NAME = 80
"""The longest name of a person, team, column or topic."""
NOTE = 2_000
"""The longest note, answer, remark, action item or reason."""
PROSE = 10_000
"""The longest text of a format: a purpose, a prompt."""

# C0 and C1 controls but tab and newline, the line separators, and lone surrogates (which are
# what Python makes of bytes that are not UTF-8, and what no file can hold).
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNWANTED_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

_BARRED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters whose mark is no accent that could be taken off."""


def plain(text: str) -> str:
    """Return what spellings of a text have in common: no case, accents or invisible marks.

    Blanks and line breaks in a row become one blank.

    >>> plain("CHLOÉ  Øre")
    'chloe ore'
    """
    folded = normalize("NFKD", normalize("NFKC", text).casefold()).translate(_BARRED)
    kept = "".join(each for each in folded if category(each) not in ("Mn", "Cf"))
    return " ".join(kept.split())


def fold_name(name: str) -> str:
    """Return what two spellings of one name have in common.

    What is longer than any name is left as it is: it is nobody's, and to fold it may take long.
    """
    if len(name) > NAME:
        return name
    return _folded(name)


@lru_cache(maxsize=4_096)  # a room looks at all its members whenever somebody comes or goes
def _folded(name: str) -> str:
    return normalize("NFKC", name).casefold().strip()


def as_title(text: str) -> str:
    """Return a text as a title: on one line, and cut to fit.

    >>> as_title("Two\\n  lines")
    'Two lines'
    """
    return " ".join(text.split())[:NAME].rstrip()


def check(text: str, what: str, limit: int = NOTE, *, lines: bool = True) -> str:
    """Return `text` as it is kept: as it was typed, without blanks and line breaks at its end.

    `what` names it in the error. `limit` is in code points. With `lines=False` a newline or a
    tab is refused too. Raises `Invalid`.
    """
    if not isinstance(text, str):
        raise Invalid(f"{what} must be text, not {type(text).__name__}")
    text = text.rstrip()
    if len(text) > limit:
        raise Invalid(f"{what} has {len(text):,} characters; the limit is {limit:,}")
    if not text:
        raise Invalid(f"{what} is empty; write something")
    bad = (_UNWANTED if lines else _UNWANTED_IN_LINE).search(text)
    if bad and "\ud800" <= bad[0] <= "\udfff":
        raise Invalid(f"{what} is not UTF-8 text at position {bad.start() + 1}; type it again")
    if bad:
        raise Invalid(
            f"{what} holds the control character U+{ord(bad[0]):04X} "
            f"at position {bad.start() + 1}; take it out"
        )
    return text
