"""Vote: each member spends dots in private, within limits that hold here."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from attrs import evolve

from ..errors import Invalid, NotFound, NotNow
from ..events import CastBallot, VotesOpened, VoteTerms, VoteTermsSet
from ..formats import Attribution, Vote
from ..tallies import DOTS
from .asking import floor_for, team_of
from .collecting import Opening, Sealing
from .log import Log, action, folds
from .seals import BALLOT, BallotDraft, Mark, Receipt, Seal
from .state import State, Step, VoteRound

MOST_SUGGESTED = 10
"""The largest budget that is suggested; a facilitator may set more."""


class Voting(Sealing):
    """Ballots, sealed until the activity closes. To abstain is not to vote."""

    @action
    def vote(self, author: str, dots: Mapping[int, int]) -> Receipt:
        """Seal a member's ballot: candidates by number, each with one dot or more.

        Raises `Invalid` over the budget or the cap, `NotFound` for what is not a candidate,
        `NotNow` outside a Vote, after it was opened, or for a second ballot.
        """
        step, _ = self._here(Vote, doing="a vote")
        vote = self._unopened(step)
        author = self._member(author)
        draft = _ballot(vote.terms, dots)
        self._only_once(step, BALLOT, author, "voted")
        return self._seal(step, BALLOT, author, draft)

    @action
    def change_vote(self, receipt: Receipt, dots: Mapping[int, int]) -> None:
        """Replace a ballot, as long as it is sealed."""
        self._running()
        seal = self.sealed(receipt)
        if not isinstance(seal.draft, BallotDraft):
            raise NotNow("this receipt is not for a ballot")
        self._replace(seal, _ballot(self._state.votes[seal.step].terms, dots))

    @action
    def set_vote_terms(self, *, budget: int | None = None, cap: int | None = None) -> VoteTerms:
        """Set how many dots each member has, and the most for one candidate; return the terms.

        Only before the first ballot: nobody shall vote under other rules than the rest.
        """
        step, _ = self._here(Vote, doing="a budget")
        terms = self._unopened(step).terms
        if any(seal.step == step.id for seal in self._contributions()):
            raise NotNow("somebody has voted; the budget stands")
        budget = terms.budget if budget is None else budget
        if cap is None:
            cap = budget if terms.cap == terms.budget else min(terms.cap, budget)
        if not 1 <= budget <= 100 or not 1 <= cap <= budget:
            raise Invalid(
                f"a budget of {budget} with at most {cap} for one cannot be; "
                "a budget is 1 to 100 dots, the cap 1 to the budget"
            )
        new = evolve(terms, budget=budget, cap=cap)
        self._emit(VoteTermsSet(at=self._now(), step=step.id, terms=new), reads_seals=True)
        return new

    def _unopened(self, step: Step) -> VoteRound:
        vote = self._state.votes[step.id]
        if vote.opened:
            raise NotNow("these votes have been opened; add another vote to the agenda")
        return vote


def vote_terms(state: State, activity: Vote) -> VoteTerms:
    """Return the terms under which a vote begins.

    The suggested budget is a third of the number of candidates, rounded up: the usual rule of
    thumb for dot voting.
    """
    if activity.on == "actions":
        candidates = [item.number for item in state.open_actions]
    elif activity.on == "notes":
        candidates = [
            note.number
            for note in state.notes.values()
            if not activity.columns or note.column in activity.columns
        ]
    else:
        candidates = [
            topic.number
            for topic in state.topics()
            if not activity.columns
            or any(state.notes[each].column in activity.columns for each in topic.notes)
        ]
    budget = activity.budget or min(max(1, ceil(len(candidates) / 3)), MOST_SUGGESTED)
    return VoteTerms(
        candidates=tuple(candidates), budget=budget, cap=min(activity.cap or budget, budget)
    )


def _ballot(terms: VoteTerms, dots: Mapping[int, int]) -> BallotDraft:
    if not dots:
        raise Invalid("this ballot is empty; to abstain is not to vote")
    for candidate, given in dots.items():
        if candidate not in terms.candidates:
            raise NotFound.among("candidate", candidate, map(str, terms.candidates))
        if not isinstance(given, int) or given < 1:
            raise Invalid(f"{given!r} dots for {candidate} cannot be; give 1 or more")
    spent = sum(dots.values())
    if spent > terms.budget:
        raise Invalid(f"{spent} dots are over the budget of {terms.budget}; take some back")
    for candidate, given in dots.items():
        if given > terms.cap:
            raise Invalid(f"{given} dots for {candidate}; at most {terms.cap} may go to one")
    return BallotDraft(tuple(sorted(dots.items())))


def open_votes(log: Log, step: Step, seals: list[Seal], marks: list[Mark]) -> Opening:
    """Return the event that opens a Vote: the tally, and as much of the ballots as may be told."""
    activity, state = step.activity, log.state
    assert isinstance(activity, Vote)
    drafts = [
        (seal.author, seal.draft.dots) for seal in seals if isinstance(seal.draft, BallotDraft)
    ]
    attribution, floor = state.attribution_of(step), floor_for(state, step)
    common = VotesOpened(
        at=log._now(), step=step.id, taken_part=len(drafts), team=team_of(state, marks), floor=floor
    )
    if len(drafts) < floor:
        return Opening(common)
    candidates = state.votes[step.id].terms.candidates
    method, tally = activity.method, None
    if method in log._tallies:
        tally = log._tallies[method].count(candidates, [dict(dots) for _, dots in drafts])
    if tally is None:
        method = DOTS.name
        tally = DOTS.count(candidates, [dict(dots) for _, dots in drafts])
    named = attribution is Attribution.NAMED
    shown = () if attribution is Attribution.CONFIDENTIAL else drafts
    told = tuple(CastBallot(author=who if named else None, dots=dots) for who, dots in shown)
    return Opening(evolve(common, method=method, tally=tally, ballots=told))


@folds(VoteTermsSet)
def _terms_set(state: State, event: VoteTermsSet) -> None:
    state.votes[event.step].terms = event.terms


@folds(VotesOpened)
def _opened(state: State, event: VotesOpened) -> None:
    vote = state.votes[event.step]
    vote.opened = True
    vote.taken_part, vote.team, vote.floor = event.taken_part, event.team, event.floor
    vote.method, vote.tally, vote.ballots = event.method, event.tally, event.ballots
