"""Vote: what can be voted for, and how a ballot is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....engine.seals import BALLOT
from ....engine.state import State, Step
from ....errors import Invalid, NotNow
from ....retro import Retro
from ...tables import paragraph, table
from ..outcomes import candidates
from .screen import ABSTAIN, Screen, Turn, author_of, how_to_give

if TYPE_CHECKING:
    from ....kinds.vote.facts import VoteTerms
    from ..session import Session

CHANGED = (
    "What you can vote on has changed since this vote began. Votes from before still count; "
    "check yours."
)


class _Vote(Screen):
    """The candidates; a line is a ballot."""

    kind = "vote"
    shows_board = True
    commands = ("next", "pass", "who", "budget", "timer")
    own_commands = ("mine", "done", "notes", "show", "who")

    def body(self, retro: Retro, step: Step) -> str:
        if retro.state.is_opened(step):
            return super().body(retro, step)
        if not _terms(retro.state, step).candidates:
            return "There is nothing to vote for."
        changed = [paragraph(CHANGED)] if retro.state.at[step.id].changed else []
        return "\n\n".join((*changed, _ballot(retro.state, step)))

    def how_to_lead(self, retro: Retro, step: Step) -> str:
        state, terms = retro.state, _terms(retro.state, step)
        if state.is_opened(step) or not terms.candidates:
            return "/next"
        more = ". To vote afresh, /agenda add vote" if state.at[step.id].changed else ""
        return how_to_give(state, terms.ballot.example(terms), more)

    def how_to_take_part(self, session: Session, step: Step) -> str:
        state = session.retro.state
        terms = _terms(state, step)
        said = f"Type your vote, as in {terms.ballot.example(terms)}; type it again to change it."
        return paragraph(said) if terms.candidates and not state.is_opened(step) else ""

    def take(self, session: Session, step: Step, line: str) -> str:
        found, terms = session.split_prefixes(line), _terms(session.retro.state, step)
        author = author_of(session, found.author, f"Ana: {terms.ballot.example(terms)}")
        return cast(session, author, found.text)

    def hand_over(self, session: Session, step: Step, name: str) -> Turn | None:
        if session.has_given(BALLOT, name):
            raise NotNow(f"{name} has voted already")
        return None

    def private(self, session: Session, step: Step) -> str:
        terms = _terms(session.retro.state, step)
        how = f"As in {terms.ballot.example(terms)}; - to abstain."
        return f"{_ballot(session.retro.state, step)}\n{how}"


VOTE = _Vote()


def _terms(state: State, step: Step) -> VoteTerms:
    terms: VoteTerms = state.at[step.id].terms
    return terms


def _ballot(state: State, step: Step) -> str:
    """Return what can be voted for, and what to type."""
    terms = _terms(state, step)
    how = paragraph(terms.ballot.how(terms))
    names = candidates(state, terms.candidates)
    return f"{table(names, ['no', 'what'], wide=1)}\n\n{how}"


def cast(session: Session, author: str, text: str) -> str:
    """Seal a ballot as it was typed, and return what changed."""
    session.check_shares(author)
    state = session.retro.state
    step = state.current_step
    if step is None or step.activity.kind != _Vote.kind:
        place = "not begun" if step is None else f"at {step.activity.title!r}"
        raise NotNow(f"a vote belongs to Vote; the retro is {place}")
    terms = _terms(state, step)
    if text.strip() == ABSTAIN:
        session.leave_out(BALLOT, author)
        if session.has_given(BALLOT, author):
            raise NotNow(f"{author} has voted already")
        return f"  {author} abstains" + (f": {session.way_out}" if session.holder else "")
    if not text.strip():
        raise Invalid(
            f"say what {author} votes for, as in {terms.ballot.example(terms)}; - abstains"
        )
    ballot = terms.ballot.typed(text, terms)
    session.give(
        BALLOT, author,
        lambda: session.retro.vote(ballot, author),
        lambda receipt: session.retro.change_vote(receipt, ballot),
    )  # fmt: skip
    if session.holder is not None:
        said = terms.ballot.said(terms.ballot.read(ballot, terms))
        return f"  hidden: {said}. Type it again to change it.\n  {session.way_out}."
    if session.is_told_late():
        return f"  hidden: {author}'s vote"
    here = session.retro.state.respondents
    return f"  hidden: {author}'s vote ({len(session.retro.taken_part())} of {len(here)} voted)"
