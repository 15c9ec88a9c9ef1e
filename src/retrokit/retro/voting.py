"""Vote: each member fills in a ballot in private, within limits that hold here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any

from attrs import evolve

from .. import given, texts
from ..errors import Invalid, NotFound, NotNow
from ..events import (
    Ballot,
    CastBallot,
    TieSettled,
    VotesCounted,
    VotesOpened,
    VoteTerms,
    VoteTermsSet,
)
from ..formats import Attribution, Vote
from ..questions import FreeText
from ..tallies import FALLBACKS, UNLIMITED, Tally, TallyMethod
from ..tallies.tally import outcome
from .asking import floor_for, gone_since, team_of
from .ballots import BallotValue, filled_in, for_counting, moved, named_in
from .collecting import Opening, Sealing
from .log import Log, action, folds, follows
from .seals import BALLOT, Mark, Receipt, Seal
from .state import State, Step, VoteRound

MOST_SUGGESTED = 10
"""The largest budget that is suggested; a facilitator may set more."""
BEST_SCORE = 5
"""The highest score, and the fingers of a hand."""


class Voting(Sealing):
    """Ballots, sealed until the activity closes. To abstain is not to vote."""

    @action
    def vote(self, ballot: BallotValue, author: str) -> Receipt:
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
        draft = self._ballot(vote.terms, ballot)
        self._only_once(step, BALLOT, author, "voted")
        return self._seal(step, BALLOT, author, draft)

    @action
    def change_vote(self, receipt: Receipt, ballot: BallotValue) -> None:
        """Replace a ballot, as long as it is sealed."""
        self._running()
        seal = self.sealed(receipt)
        if not isinstance(seal.draft, Ballot):
            raise NotNow("this receipt is not for a ballot")
        self._replace(seal, self._ballot(self._state.votes[seal.step].terms, ballot))

    @action
    def set_vote_terms(self, *, budget: int | None = None, cap: int | None = None) -> VoteTerms:
        """Set how many dots each member has, and the most for one candidate; return the terms.

        Only in a vote by dots, and only before the first ballot: nobody shall vote under other
        rules than the rest. Where names are not kept nobody may learn whether there is a ballot;
        there it can be raised at any time and never lowered, so every ballot stays within it.
        """
        step, _ = self._here(Vote, doing="a budget")
        terms = self._unopened(step).terms
        if terms.ballot != "dots":
            raise NotNow("nobody has dots in this vote; a budget is for votes by dots")
        secret = self._state.may_hide(step)
        if not secret and any(seal.step == step.id for seal in self._contributions()):
            raise NotNow("somebody has voted; the budget stands")
        budget = terms.budget if budget is None else budget
        if cap is None:
            cap = budget if terms.cap == terms.budget else min(terms.cap, budget)
        if not 1 <= budget <= 100 or not 1 <= cap <= budget:
            raise Invalid(
                f"a budget of {budget} with at most {cap} for one does not work; "
                "a budget is 1 to 100 dots, the cap 1 to the budget"
            )
        if secret and (budget < terms.budget or cap < terms.cap):
            raise NotNow(
                f"somebody may have voted with {terms.budget} dots, at most {terms.cap} for one; "
                "give as many or more, or add a new vote"
            )
        new = evolve(terms, budget=budget, cap=cap)
        self._emit(VoteTermsSet(at=self._now(), step=step.id, terms=new), reads_seals=not secret)
        return new

    @action
    def settle_tie(self, winner: given.Number, how: str, *, step: Step | int | None = None) -> None:
        """Record how the group settled a tie among several winners, and who won by that.

        `how` are words such as "we flipped a coin". `step` is by default the vote that was
        opened last. Raises `NotNow` without a tie or for one that is settled, `NotFound` for who
        is not among the winners, `Invalid` for words that cannot be kept.
        """
        self._running()
        winner = given.number(winner)
        step = step.id if isinstance(step, Step) else step
        opened = [id for id, vote in self._state.votes.items() if vote.opened]
        if step is None and opened:
            step = opened[-1]
        if step not in opened:
            raise NotNow("this vote is still hidden; a tie shows once it is revealed")
        vote = self._state.votes[step]
        if vote.settled is not None:
            raise NotNow("this tie is settled; what was settled can be undone")
        if len(vote.winners) < 2:
            title = self._state.step(step).activity.title
            raise NotNow(f"{title} has no tie; only a tie can be settled")
        if winner not in vote.winners:
            raise NotFound.among("winner", winner, map(str, vote.winners))
        how = texts.check(how, "how the tie was settled")
        self._emit(TieSettled(at=self._now(), step=step, winner=winner, how=how))

    def _ballot(self, terms: VoteTerms, value: Any) -> Ballot:
        """Return the ballot that a value means; a note that was grouped stands for its group.

        So a ballot counts that was filled in on a screen from before the notes were grouped.
        """
        there = [
            self._state.groups[each] for each in terms.candidates if each in self._state.groups
        ]
        inside = [each for group in there for each in (*group.notes, *group.absorbed)]
        known = evolve(terms, candidates=tuple(dict.fromkeys((*terms.candidates, *inside))))
        ballot = moved(terms.ballot, filled_in(known, value), placing(self._state, terms))
        for candidate, dots in ballot.scores:
            if dots > terms.cap:
                raise Invalid(f"{dots} dots for {candidate}; at most {terms.cap} may go to one")
        return ballot

    def _unopened(self, step: Step) -> VoteRound:
        vote = self._state.votes[step.id]
        if vote.opened:
            raise NotNow("these votes have been revealed; add another vote to the agenda")
        return vote


def arriving_at_vote(
    state: State, step: Step, activity: Vote, tallies: Mapping[str, TallyMethod]
) -> VoteTerms | None:
    """Return the terms that an arrival at a Vote settles, None where it is opened.

    Ballots are filled in as its method wants them, with dots if there is no such method; at a
    later arrival as they were before, for some may be sealed.
    """
    known = state.votes.get(step.id)
    if known is not None:
        return None if known.opened else _following(state, activity, known)
    ballot = tallies[activity.method].ballot if activity.method in tallies else "dots"
    terms = VoteTerms(candidates=(), budget=1, cap=1, ballot=ballot)
    return _following(state, activity, VoteRound(terms))


def _following(state: State, activity: Vote, vote: VoteRound) -> VoteTerms:
    """Return the terms of a vote as the board stands; a budget set by hand stays.

    The suggested budget of dots is a third of the number of candidates, rounded up: the usual
    rule of thumb for dot voting.
    """
    candidates, terms = _candidates(state, activity), vote.terms
    budget, cap = len(candidates), 1
    if vote.by_hand:
        budget, cap = terms.budget, terms.cap
    elif terms.ballot == "dots":
        budget = activity.budget or min(max(1, ceil(len(candidates) / 3)), MOST_SUGGESTED)
        cap = min(activity.cap or budget, budget)
    elif terms.ballot == "one":
        budget = 1
    elif terms.ballot in ("scores", "consent"):
        budget, cap = len(candidates) * BEST_SCORE, BEST_SCORE
    return evolve(terms, candidates=candidates, budget=budget, cap=cap)


def _candidates(state: State, activity: Vote) -> tuple[int, ...]:
    if activity.on == "actions":
        return tuple(item.number for item in state.open_actions)
    if activity.on == "notes":
        return tuple(
            note.number
            for note in state.notes.values()
            if not activity.columns or note.column in activity.columns
        )
    topics = state.topics()
    return tuple(topic.number for topic in topics if state.touches(topic, activity.columns))


def asks_why(state: State, step: Step) -> bool:
    """Return whether ballots of a Vote may hold words of their own."""
    return step.id in state.votes and state.votes[step.id].terms.ballot == "consent"


def words_floor(state: State, step: Step) -> int:
    """Return how many must vote before words of an objection are shown: as with free answers."""
    return floor_for(state, step, _WHY)


_WHY = FreeText("why", "What speaks against it?")


def open_votes(log: Log, step: Step, seals: list[Seal], marks: list[Mark]) -> Opening:
    """Return the event that opens a Vote: the tally, and as much of the ballots as may be told.

    The board may have changed since a ballot was sealed. It counts for the topic that a candidate
    has gone into. What is gone, or was split, stands in the vote as it did when it was named.

    Ballots without a name are told without the words of their objections: these stand in the
    tally, by candidate, so that nothing joins what one person wrote about several.
    """
    activity, state = step.activity, log.state
    assert isinstance(activity, Vote)
    terms = state.votes[step.id].terms
    place = placing(state, terms)
    drafts = [
        (seal.author, moved(terms.ballot, seal.draft, place))
        for seal in seals
        if isinstance(seal.draft, Ballot)
    ]
    attribution, floor = state.attribution_of(step), floor_for(state, step)
    common = VotesOpened(
        at=log._now(),
        step=step.id,
        terms=terms,
        taken_part=len(drafts),
        team=team_of(state, step, len(drafts)),
        floor=floor,
    )
    standing = len(drafts) - gone_since(state, BALLOT, marks)
    if standing < floor:
        return Opening(common)
    few = standing < words_floor(state, step)
    ballots = [ballot for _, ballot in drafts]
    stood = {*terms.candidates, *(each for ballot in ballots for each in named_in(ballot))}
    terms = evolve(terms, candidates=tuple(sorted(stood)))
    method, tally = _counted(log._tallies.get(activity.method), terms, ballots, words=not few)
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
            terms=terms,
            method=method.name,
            unit=method.unit,
            tally=tally,
            ballots=told,
            words_floor=words_floor(state, step) if withheld else 0,
        )
    )


def placing(state: State, terms: VoteTerms) -> Callable[[int], int]:
    """Return what says which candidate a number of an earlier ballot is part of by now."""
    candidates = set(terms.candidates)

    def place(number: int) -> int:
        topic = None if number in candidates else state.topic_of(number)
        return number if topic is None or topic.number not in candidates else topic.number

    return place


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
    tally = count(method)
    return (method, tally) if tally is not None else (UNLIMITED, count(UNLIMITED))


def put_terms(state: State, step: int, terms: VoteTerms) -> None:
    """Keep the terms under which a vote begins, or goes on."""
    known = state.votes.get(step)
    if known is None:
        state.votes[step] = VoteRound(terms)
    elif terms != known.terms:
        changed = known.changed or bool(known.terms.candidates)
        state.votes[step] = evolve(known, terms=terms, changed=changed)


@follows(Vote)
def _followed(state: State, step: Step) -> None:
    vote, activity = state.votes[step.id], step.activity
    assert isinstance(activity, Vote)
    if not vote.opened:
        put_terms(state, step.id, _following(state, activity, vote))


@folds(VoteTermsSet)
def _terms_set(state: State, event: VoteTermsSet) -> None:
    state.votes[event.step] = evolve(state.votes[event.step], terms=event.terms, by_hand=True)


@folds(VotesOpened)
def _opened(state: State, event: VotesOpened) -> None:
    vote = state.votes.pop(event.step)  # the one opened last stands last
    state.votes[event.step] = evolve(
        vote,
        terms=event.terms or vote.terms,
        opened=True,
        taken_part=event.taken_part,
        team=event.team,
        floor=event.floor,
        method=event.method,
        unit=event.unit,
        words_floor=event.words_floor,
        tally=event.tally,
        ballots=event.ballots,
    )


@folds(VotesCounted)
def _held_elsewhere(state: State, event: VotesCounted) -> None:
    candidates = tuple(sorted(each for each, _ in event.totals))
    state.votes[event.step] = VoteRound(
        # One vote each is what totals can be added up of, whoever gave them.
        VoteTerms(candidates=candidates, budget=1, cap=1, ballot="one"),
        opened=True,
        unit=event.unit,
        taken_part=None,
        tally=outcome(dict(event.totals)),
    )


@folds(TieSettled)
def _settled(state: State, event: TieSettled) -> None:
    state.votes[event.step] = evolve(state.votes[event.step], settled=event)
