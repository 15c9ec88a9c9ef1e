"""Commands about votes, and how a ballot is sealed."""

from __future__ import annotations

import re

from ...errors import Invalid
from .command import command
from .names import COLONS, find_member
from .numbers import numbers
from .screens.vote import cast
from .session import Session


@command("vote", "NAME 3 3 7", "cast somebody's vote, typed as the screen says")
def _vote(session: Session, rest: str) -> str:
    known = sorted(session.retro.state.members, key=len, reverse=True)
    for name in known:
        if rest.casefold().startswith(f"{name.casefold()} "):
            return cast(session, name, rest[len(name) :])
    name, _, ballot = rest.partition(" ")
    return cast(session, find_member(session.retro.state, name.rstrip(COLONS)), ballot)


@command("budget", "N [cap M]", "how many dots each has, and the most for one")
def _budget(session: Session, rest: str) -> str:
    budget, _, cap = rest.partition("cap")
    given, most = numbers(budget), numbers(cap)
    if len(given) != 1 or len(most) > 1:
        raise Invalid("write it as in /budget 5, or /budget 5 cap 2")
    terms = session.retro.set_vote_terms(budget=given[0], cap=most[0] if most else None)
    return f"  {terms.budget} {terms.ballot.counts}s each, at most {terms.cap} for one"


@command("tie", "N because WORDS", "say how the group settled a tie in the last vote, and for whom")
def _tie(session: Session, rest: str) -> str:
    typed = re.fullmatch(r"#?(\d{1,9})[:,]?\s+because:?\s+(.+)", rest, re.IGNORECASE | re.DOTALL)
    if typed is None:
        raise Invalid("write it as in /tie 7 because we flipped a coin")
    session.retro.settle_tie(int(typed[1]), typed[2])
    return f"  {typed[1]} of the tie, because: {typed[2]}"
