"""Names that look alike, and so would let one member pass for another."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

from .. import texts
from ..engine.state import State, fold_name
from ..errors import Invalid

# What is seen of no font, beside the characters of the category Cf: joiners, fillers, selectors.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")


def member_like(state: State, name: str) -> str | None:
    """Return the member whose name looks like this one, or did before; None if there is none.

    Raises `Invalid` for a name that is too long, or of which nothing would be seen.
    """
    texts.check(name, "the name", texts.NAME, lines=False)
    wanted = look_of(name)
    if not wanted:
        raise Invalid("a name needs something that can be seen")
    known = {look_of(old): now for old, now in state.former.items()}
    return (known | {look_of(each): each for each in state.members}).get(wanted)


def check_look(state: State, name: str, own: str | None) -> None:
    """Raise `Invalid` for a name that looks like somebody else's than the member's own."""
    like = member_like(state, name)
    if like not in (None, own):
        raise Invalid(f"that name looks like the one that {like} has or had; give another one")


@lru_cache(maxsize=16_384)  # each new name is held against those of all members
def look_of(name: str) -> str:
    """Return what two names that look alike have in common: what is not seen is left out."""
    seen = "".join(each for each in fold_name(name) if category(each) != "Cf")
    return " ".join(_UNSEEN.sub("", seen).split())
