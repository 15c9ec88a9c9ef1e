"""Commands about votes, and how a ballot is sealed."""

from __future__ import annotations

import re

from ...errors import Invalid, NotNow
from .command import command
from .names import COLONS, find_member
from .numbers import numbers
from .session import ABSTAIN, Session


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
    return f"  {terms.budget} dots each, at most {terms.cap} for one"


@command("tie", "N because WORDS", "say how the group settled a tie in the last vote, and for whom")
def _tie(session: Session, rest: str) -> str:
    typed = re.fullmatch(r"#?(\d{1,9})[:,]?\s+because:?\s+(.+)", rest, re.IGNORECASE | re.DOTALL)
    if typed is None:
        raise Invalid("write it as in /tie 7 because we flipped a coin")
    session.retro.settle_tie(int(typed[1]), typed[2])
    return f"  {typed[1]} of the tie, because: {typed[2]}"


def cast(session: Session, author: str, text: str) -> str:
    """Seal a ballot as it was typed, and return what changed."""
    session.check_shares(author)
    terms = session.terms
    if text.strip() == ABSTAIN:
        session.leave_out("ballot", author)
        if author in session.retro.taken_part():
            raise NotNow(f"{author} has voted already")
        return f"  {author} abstains" + (f": {session.way_out}" if session.holder else "")
    if not text.strip():
        raise Invalid(
            f"say what {author} votes for, as in {terms.ballot.example(terms)}; - abstains"
        )
    ballot = terms.ballot.typed(text, terms)
    whose = session.retro.state.identity(author)
    receipt = session.receipts.get(("ballot", whose))
    if receipt is not None:
        session.retro.change_vote(receipt, ballot)
    else:
        session.receipts["ballot", whose] = session.retro.vote(ballot, author)
    if session.holder is not None:
        said = terms.ballot.said(terms.ballot.read(ballot, terms))
        return f"  hidden: {said}. Type it again to change it.\n  {session.way_out}."
    if session.is_told_late():
        return f"  hidden: {author}'s vote"
    here = session.retro.state.here
    return f"  hidden: {author}'s vote ({len(session.retro.taken_part())} of {len(here)} voted)"
