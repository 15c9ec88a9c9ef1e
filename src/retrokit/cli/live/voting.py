"""Commands about votes, and how dots are typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ...errors import Invalid
from .command import command
from .session import ABSTAIN, Session, numbers


@command("vote", "NAME 3 3 7", "seal somebody's votes: a number for each dot")
def _vote(session: Session, rest: str) -> str:
    known = sorted(session.retro.state.members, key=len, reverse=True)
    for name in known:
        if rest.casefold().startswith(f"{name.casefold()} "):
            return cast(session, name, rest[len(name) :])
    name, _, dots = rest.partition(" ")
    return cast(session, session.retro.state.member(name.rstrip(":")), dots)


@command("budget", "N [cap M]", "how many dots each has, and the most for one")
def _budget(session: Session, rest: str) -> str:
    budget, _, cap = rest.partition("cap")
    given, most = numbers(budget), numbers(cap)
    if len(given) != 1 or len(most) > 1:
        raise Invalid("write it as in /budget 5, or /budget 5 cap 2")
    terms = session.retro.set_vote_terms(budget=given[0], cap=most[0] if most else None)
    return f"  {terms.budget} dots each, at most {terms.cap} for one"


def cast(session: Session, author: str, text: str) -> str:
    """Seal a ballot typed as the numbers of its dots, and return what changed."""
    if text.strip() == ABSTAIN:
        return f"  {author} abstains" + (": Enter hands the keyboard back" * session.hidden)
    dots = _read_dots(text)
    receipt = session.receipts.get(("ballot", author))
    if receipt is not None:
        session.retro.change_vote(receipt, dots)
    else:
        session.receipts["ballot", author] = session.retro.vote(author, dots)
    if session.hidden:
        return f"  sealed: {_say_dots(dots)}. Type it anew to change it; Enter hands back."
    here = session.retro.state.here
    return f"  sealed: {author}'s vote ({len(session.retro.taken_part())} of {len(here)} voted)"


def _read_dots(text: str) -> Mapping[int, int]:
    """Return how many dots each candidate gets: `3 3 7` is two for 3 and one for 7."""
    return Counter(numbers(text))


def _say_dots(dots: Mapping[int, int]) -> str:
    """Return dots in words, as in `2 for 3, 1 for 7`."""
    return ", ".join(f"{given} for {candidate}" for candidate, given in dots.items())
