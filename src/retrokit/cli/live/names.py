"""Names as people type them: a list of several, the beginning of one, one before a colon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ... import texts
from ...engine.state import State, fold_name
from ...errors import Ambiguous

_BETWEEN = re.compile(r"\s*(?:[,;，；、\n\r]|(?<!\S)and(?!\S)|&(?=\s)|(?<=\s)&)\s*", re.IGNORECASE)

# The colon and those that look like it: full-width, small, presentation form, ratio, modifier
# letter, raised, Armenian and Hebrew full stop.
COLONS = ":：﹕︓∶ː꞉։׃"
_AROUND_COLON = re.compile(rf"\s*[{COLONS}]\s*")


def split_names(text: str) -> list[str]:
    """Return the names in a list such as `Ana, Ben and Chloé`, in order.

    Between them stand commas, semicolons, line breaks, `and` or `&`.
    """
    return [each for each in (part.strip() for part in _BETWEEN.split(text)) if each]


def plain(name: str) -> str:
    """Return what spellings of a name have in common: no case, accents or invisible marks."""
    return _AROUND_COLON.sub(":", texts.plain(fold_name(name))).strip()


def same(typed: str, known: Iterable[str]) -> str | None:
    """Return which of the known names is typed in full, accents aside; None if none is.

    Raises `Ambiguous` where that may be two of them.
    """
    names = list(dict.fromkeys(known))
    wanted = plain(typed)
    for alike in (
        lambda each: each == typed,
        lambda each: fold_name(each) == fold_name(typed),
        lambda each: plain(each) == wanted,
        lambda each: plain(each).rstrip(":") == wanted,  # the colon may be the name's own
    ):
        fits = [each for each in names if wanted and alike(each)]
        if fits:
            return _only(typed, fits)
    return None


def begun(typed: str, known: Sequence[str]) -> str | None:
    """Return which of the known names is typed, or begins so; None if none does.

    Raises `Ambiguous` where that may be two of them.
    """
    if found := same(typed, known):
        return found
    start = plain(typed)
    fits = [each for each in dict.fromkeys(known) if start and plain(each).startswith(start)]
    return _only(typed, fits) if fits else None


def _only(typed: str, fits: list[str]) -> str:
    if len(fits) > 1:
        raise Ambiguous(f"{typed[:40]!r} may be {' or '.join(fits)}; type more of the name")
    return fits[0]


def find_member(state: State, typed: str) -> str:
    """Return the member whom a name, or the beginning of one, means: of those here if it can be.

    Raises `NotFound`, or `Ambiguous` with who it may be.
    """
    typed = typed.strip().removeprefix("@").strip()
    known = state.known(typed) or begun(typed, state.here) or begun(typed, list(state.members))
    return known or state.member(typed)


def find_members(state: State, typed: str) -> tuple[str, ...]:
    """Return the members whom a list of names means; see `find_member`."""
    return tuple(dict.fromkeys(find_member(state, each) for each in split_names(typed)))
