"""Vote: each member fills in a ballot in private, within limits that hold here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from attrs import evolve

from .. import texts
from ..errors import Invalid, NotFound, NotNow
from ..events import Ballot, CastBallot, TieSettled, VotesOpened, VoteTerms, VoteTermsSet
from ..formats import Attribution, Vote
from ..questions import FreeText
from ..tallies import FALLBACKS, Tally, TallyMethod
from .asking import floor_for, team_of
from .ballots import filled_in, for_counting
from .collecting import Opening, Sealing
from .log import Log, action, folds
from .seals import BALLOT, Mark, Receipt, Seal
from .state import State, Step, VoteRound

MOST_SUGGESTED = 10
"""The largest budget that is suggested; a facilitator may set more."""
BEST_SCORE = 5
"""The highest score, and the fingers of a hand."""


class Voting(Sealing):
    """Ballots, sealed until the activity closes. To abstain is not to vote."""

    @action
    def vote(self, ballot: Any, author: str) -> Receipt:
        """Seal a member's ballot, filled in as `retro.state.votes[step].terms.ballot` says.

        `dots`: a mapping of candidates, by number, to one dot or more; `one`: the number of a
        candidate; `several`: a list or set of them; `scores`: a mapping to 0..5; `ranking`: a
        list, best first, equals as a tuple within it; `consent`: a mapping to 0..5, or to
        `(0, why)`. Raises `Invalid` for another shape or over a limit, `NotFound` for what is
        not a candidate, `NotNow` outside a Vote, after it was opened, or for a second ballot.
        """
        step, _ = self._here(Vote, doing="a vote")
        vote = self._unopened(step)
        author = self._member(author)
        draft = filled_in(vote.terms, ballot)
        self._only_once(step, BALLOT, author, "voted")
        return self._seal(step, BALLOT, author, draft)

    @action
    def change_vote(self, receipt: Receipt, ballot: Any) -> None:
        """Replace a ballot, as long as it is sealed."""
        self._running()
        seal = self.sealed(receipt)
        if not isinstance(seal.draft, Ballot):
            raise NotNow("this receipt is not for a ballot")
        self._replace(seal, filled_in(self._state.votes[seal.step].terms, ballot))

    @action
    def set_vote_terms(self, *, budget: int | None = None, cap: int | None = None) -> VoteTerms:
        """Set how many dots each member has, and the most for one candidate; return the terms.

        Only in a vote by dots, and only before the first ballot: nobody shall vote under other
        rules than the rest.
        """
        step, _ = self._here(Vote, doing="a budget")
        terms = self._unopened(step).terms
        if terms.ballot != "dots":
            raise NotNow("nobody has dots in this vote; a budget is for votes by dots")
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

    @action
    def settle_tie(self, winner: int, how: str, *, step: int | None = None) -> None:
        """Record how the group settled a tie among several winners, and who won by that.

        `how` are words such as "we flipped a coin". `step` is by default the vote that was
        opened last. Raises `NotNow` without a tie or for one that is settled, `NotFound` for who
        is not among the winners, `Invalid` for words that cannot be kept.
        """
        self._running()
        opened = [id for id, vote in self._state.votes.items() if vote.opened]
        if step is None and opened:
            step = opened[-1]
        if step not in opened:
            raise NotNow("this vote has not been opened; a tie shows when it is")
        vote = self._state.votes[step]
        if vote.settled is not None:
            raise NotNow("this tie is settled; what was settled can be undone")
        if len(vote.winners) < 2:
            title = self._state.step(step).activity.title
            raise NotNow(f"{title} was opened and has no tie; only a tie can be settled")
        if winner not in vote.winners:
            raise NotFound.among("winner", winner, map(str, vote.winners))
        texts.check(how, "how the tie was settled")
        self._emit(TieSettled(at=self._now(), step=step, winner=winner, how=how))

    def _unopened(self, step: Step) -> VoteRound:
        vote = self._state.votes[step.id]
        if vote.opened:
            raise NotNow("these votes have been opened; add another vote to the agenda")
        return vote


def vote_terms(state: State, activity: Vote, tallies: Mapping[str, TallyMethod]) -> VoteTerms:
    """Return the terms under which a vote begins.

    Ballots are filled in as its method wants them, with dots if there is no such method. The
    suggested budget of dots is a third of the number of candidates, rounded up: the usual rule of
    thumb for dot voting.
    """
    candidates = _candidates(state, activity)
    ballot = tallies[activity.method].ballot if activity.method in tallies else "dots"
    budget, cap = len(candidates), 1
    if ballot == "dots":
        budget = activity.budget or min(max(1, ceil(len(candidates) / 3)), MOST_SUGGESTED)
        cap = min(activity.cap or budget, budget)
    elif ballot == "one":
        budget = 1
    elif ballot in ("scores", "consent"):
        budget, cap = len(candidates) * BEST_SCORE, BEST_SCORE
    return VoteTerms(candidates=candidates, budget=budget, cap=cap, ballot=ballot)


def _candidates(state: State, activity: Vote) -> tuple[int, ...]:
    if activity.on == "actions":
        return tuple(item.number for item in state.open_actions)
    if activity.on == "notes":
        return tuple(
            note.number
            for note in state.notes.values()
            if not activity.columns or note.column in activity.columns
        )
    return tuple(
        topic.number
        for topic in state.topics()
        if not activity.columns
        or any(state.notes[each].column in activity.columns for each in topic.notes)
    )


def asks_why(state: State, step: Step) -> bool:
    """Return whether ballots of a Vote may hold words of their own."""
    return step.id in state.votes and state.votes[step.id].terms.ballot == "consent"


def words_floor(state: State, step: Step) -> int:
    """Return how many must vote before words of an objection are shown: as with free answers."""
    return floor_for(state, step, _WHY)


_WHY = FreeText("why", "What speaks against it?")


def open_votes(log: Log, step: Step, seals: list[Seal], marks: list[Mark]) -> Opening:
    """Return the event that opens a Vote: the tally, and as much of the ballots as may be told.

    Ballots without a name are told without the words of their objections: these stand in the
    tally, by candidate, so that nothing joins what one person wrote about several.
    """
    activity, state = step.activity, log.state
    assert isinstance(activity, Vote)
    drafts = [(seal.author, seal.draft) for seal in seals if isinstance(seal.draft, Ballot)]
    attribution, floor = state.attribution_of(step), floor_for(state, step)
    common = VotesOpened(
        at=log._now(), step=step.id, taken_part=len(drafts), team=team_of(state, marks), floor=floor
    )
    if len(drafts) < floor:
        return Opening(common)
    few = len(drafts) < words_floor(state, step)
    ballots = [ballot for _, ballot in drafts]
    method, tally = _counted(
        log._tallies.get(activity.method), state.votes[step.id].terms, ballots, words=not few
    )
    named = attribution is Attribution.NAMED
    shown = () if attribution is Attribution.CONFIDENTIAL else drafts
    told = tuple(
        CastBallot(author=who, ballot=ballot)
        if named
        else CastBallot(ballot=evolve(ballot, objections=()))
        for who, ballot in shown
    )
    withheld = few and any(ballot.objections for ballot in ballots)
    return Opening(
        evolve(
            common,
            method=method.name,
            unit=method.unit,
            tally=tally,
            ballots=told,
            words_floor=words_floor(state, step) if withheld else 0,
        )
    )


def _counted(
    method: TallyMethod | None, terms: VoteTerms, ballots: Sequence[Ballot], *, words: bool
) -> tuple[TallyMethod, Tally[int] | None]:
    """Count ballots by a method, or by the built-in one for such ballots where it cannot."""

    def count(by: TallyMethod) -> Tally[int] | None:
        values = [for_counting(terms.ballot, each, words=words) for each in ballots]
        return by.count(values, candidates=terms.candidates)

    if method is not None and method.ballot == terms.ballot:
        tally = count(method)
        if tally is not None:
            return method, tally
    method = FALLBACKS[terms.ballot]
    return method, count(method)


@folds(VoteTermsSet)
def _terms_set(state: State, event: VoteTermsSet) -> None:
    state.votes[event.step].terms = event.terms


@folds(VotesOpened)
def _opened(state: State, event: VotesOpened) -> None:
    vote = state.votes[event.step] = state.votes.pop(event.step)  # the one opened last stands last
    vote.opened = True
    vote.taken_part, vote.team, vote.floor = event.taken_part, event.team, event.floor
    vote.method, vote.unit, vote.words_floor = event.method, event.unit, event.words_floor
    vote.tally, vote.ballots = event.tally, event.ballots


@folds(TieSettled)
def _settled(state: State, event: TieSettled) -> None:
    state.votes[event.step].settled = event
