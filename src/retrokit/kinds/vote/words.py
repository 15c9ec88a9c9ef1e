"""What is said of a Vote before it is opened: who will see what, and how many it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...blocks import Block, Form, Option
from ...engine.floors import FLOOR, floor_for, words_floor
from ...engine.kind import Kind
from ...engine.material.topics import title_of
from ...engine.promises import HIDDEN, kept, too_few
from ...engine.seals import BALLOT
from ...engine.state import State, Step
from ...engine.turnout import of_people
from ...engine.withholding import ended, is_short
from ...events import Draft, Event
from ...formats import Attribution, Vote
from .facts import Ballot
from .vote_round import VoteRound

_VOTED = {
    Attribution.NAMED: "Then everyone sees them, with names.",
    Attribution.CONFIDENTIAL: "Then everyone sees the count, and the ballots are erased.",
    Attribution.ANONYMOUS: "Then everyone sees them, sorted. Whose they are is never stored.",
}


class VoteWords(Kind[VoteRound]):
    """The kind of a Vote, as far as it speaks."""

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        """Return who voted, the standings, and how they were counted."""
        from .outline import outline

        return outline(state, log, step) if state.is_opened(step) else ()

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return the ballot, as long as there is something to vote for."""
        terms = state.at[step.id].terms
        if terms.candidates and not state.is_opened(step):
            options = tuple(
                Option(value=each, label=title_of(state, each)) for each in terms.candidates
            )
            ballot = terms.ballot.form(terms, options)
            yield Form(role="ballot", action="vote", fields=(ballot,), submit="Vote", slot=BALLOT)

    def sample(
        self, state: State, step: Step, form: Form, *, member: str, number: int, said: str
    ) -> Mapping[str, Any]:
        """Return a ballot as its kind samples one."""
        terms = state.at[step.id].terms
        chosen = terms.candidates[number % len(terms.candidates)]
        return {"ballot": terms.ballot.sample(terms, [chosen], number, said)}

    def promise(self, state: State, step: Step, attribution: Attribution) -> str:
        """Return who will see a vote and from how many on; once opened, what was kept of that."""
        vote: VoteRound | None = state.at.get(step.id)
        if vote is not None and vote.opened:
            if vote.taken_part is None:
                return "Recorded: everyone sees the totals. Who voted was not recorded."
            authors = [each.author for each in vote.ballots]
            return kept("votes", shown=vote.tally is not None, authors=authors)
        said = f"{HIDDEN} {_VOTED[attribution]}"
        if attribution is Attribution.NAMED:
            return said
        said = f"{said} {too_few('votes')}"
        if _asks_why(state, step):
            many = words_floor(state, step)
            since = f", from {many} votes on" if many > FLOOR else ""
            said = f"{said} Reasons for an objection are shown without a name{since}."
        return said

    def expected(self, activity: Vote, people: int) -> int:
        """Return a vote for everyone."""
        return people

    def turnout(self, step: Step, sealed: int, expected: int) -> str:
        """Return how many have voted."""
        return of_people(sealed, expected, "voted")

    def missed(self, state: State, step: Step) -> str:
        """Return that nobody voted, if there was something to vote for."""
        there = state.at[step.id].terms.candidates
        return f"Nobody voted in {step.activity.title}." if there else ""

    def said(self, state: State, step: Step, draft: Draft) -> str:
        """Return the ballot."""
        assert isinstance(draft, Ballot)
        return f"your vote: {state.at[step.id].terms.ballot.said(draft)}"

    def withheld(
        self, state: State, step: Step, counts: Mapping[str, int], left: int
    ) -> tuple[str, ...]:
        """Return what of the votes too few have given."""
        votes = counts.get(BALLOT, 0)
        if is_short(votes, left, floor := floor_for(state, step)):
            said = f"Too few people have voted to show a result: it takes {floor}."
            return (ended(state, f"{said} The votes would be erased.", floor, left),)
        # Said whether or not anybody objected: that is for the result to tell.
        many = words_floor(state, step)
        if _asks_why(state, step) and is_short(votes, left, many):
            said = f"Reasons for an objection are shown from {many} votes on."
            return (ended(state, f"{said} If there are any, they would be erased.", many, left),)
        return ()


def _asks_why(state: State, step: Step) -> bool:
    """Return whether ballots may hold words of their own."""
    return step.id in state.at and state.at[step.id].terms.ballot.asks_why
