"""What a Vote does: ballots are filled in in private, within limits that hold here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, ClassVar

from attrs import evolve

from ... import given, texts
from ...engine.counting import AtHand
from ...engine.floors import floor_for, gone_since, words_floor
from ...engine.kind import Fared, Opening
from ...engine.log import Log
from ...engine.marks import Me, action
from ...engine.material.candidates import candidates, inside, placing
from ...engine.sealing import Sealing
from ...engine.seals import BALLOT, Mark, Receipt, Seal
from ...engine.state import State, Step
from ...errors import Invalid, NotFound, NotNow
from ...events import Draft, MemberRenamed, Opened, Value
from ...formats import Attribution, Vote
from ...tallies import STAND_INS, Tally, TallyMethod
from ...tallies.ballots import DOTS, ForeignBallots
from .facts import Ballot, BallotValue, CastBallot, TieSettled, Votes, VoteTerms, VoteTermsSet
from .vote_round import VoteRound, VoteView
from .words import VoteWords


class Voting(Sealing):
    """Ballots, sealed until the activity closes. To abstain is not to vote."""

    @action(by="member", here=True)
    def vote(self, ballot: BallotValue, author: Me) -> Receipt:
        """Seal a member's ballot, filled in as `retro.state.at[step.id].terms.ballot` says.

        `dots`: a mapping of candidates, by number, to one dot or more; `one`: the number of a
        candidate; `several`: a list or set of them; `scores`: a mapping to 0..5; `ranking`: a
        list, best first, equals as a tuple within it; `consent`: a mapping to 0..5, or to
        `(0, why)`; those of a plugin as their `shape` says. Raises `Invalid` for another shape or
        over a limit, `NotFound` for what is not a candidate, `NotNow` outside a Vote, after it was
        opened, or for a second ballot.
        """
        step, _ = self._here(Vote, doing="a vote")
        vote = self._unopened(step)
        author = self._member(author)
        draft = self._ballot(vote.terms, ballot)
        self._only_once(step, BALLOT, author, "voted")
        return self._seal(step, BALLOT, author, draft)

    @action(by="member")
    def change_vote(self, receipt: Receipt, ballot: BallotValue) -> None:
        """Replace a ballot, as long as it is sealed."""
        self._running()
        seal = self.sealed(receipt)
        if not isinstance(seal.draft, Ballot):
            raise NotNow("this receipt is not for a ballot")
        self._replace(seal, self._ballot(self._state.at[seal.step].terms, ballot))

    @action(by="facilitator")
    def set_vote_terms(self, *, budget: int | None = None, cap: int | None = None) -> VoteTerms:
        """Set how many dots each member has, and the most for one candidate; return the terms.

        Only in a vote by dots, and only before the first ballot: nobody shall vote under other
        rules than the rest. Where names are not kept nobody may learn whether there is a ballot;
        there it can be raised at any time and never lowered, so every ballot stays within it.
        """
        step, _ = self._here(Vote, doing="a budget")
        terms = self._unopened(step).terms
        if not terms.ballot.budgeted:
            raise NotNow("nobody has dots in this vote; a budget is for votes by dots")
        dots = f"{terms.ballot.counts}s"
        secret = self._state.may_hide(step)
        if not secret and any(seal.step == step.id for seal in self._contributions()):
            raise NotNow("somebody has voted; the budget stands")
        budget = terms.budget if budget is None else budget
        if cap is None:
            cap = budget if terms.cap == terms.budget else min(terms.cap, budget)
        if not 1 <= budget <= 100 or not 1 <= cap <= budget:
            raise Invalid(
                f"a budget of {budget} with at most {cap} for one does not work; "
                f"a budget is 1 to 100 {dots}, the cap 1 to the budget"
            )
        if secret and (budget < terms.budget or cap < terms.cap):
            raise NotNow(
                f"somebody may have voted with {terms.budget} {dots}, at most {terms.cap} for one; "
                "give as many or more, or add a new vote"
            )
        new = evolve(terms, budget=budget, cap=cap)
        self._emit(VoteTermsSet(at=self._now(), step=step.id, terms=new), reads_seals=not secret)
        return new

    @action(by="facilitator")
    def settle_tie(self, winner: given.Number, how: str, *, step: Step | int | None = None) -> None:
        """Record how the group settled a tie among several winners, and who won by that.

        `how` are words such as "we flipped a coin". `step` is by default the vote that was
        opened last. Raises `NotNow` without a tie or for one that is settled, `NotFound` for who
        is not among the winners, `Invalid` for words that cannot be kept.
        """
        self._running()
        winner = given.number(winner)
        step = step.id if isinstance(step, Step) else step
        opened = [step.id for step, vote in self._state.of(Vote) if vote.opened]
        if step is None and opened:
            step = opened[-1]
        if step not in opened:
            raise NotNow("this vote is still hidden; a tie shows once it is revealed")
        vote = self._state.at[step]
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
        if isinstance(terms.ballot, ForeignBallots):
            raise NotNow(
                f"nobody can vote here: the kind of ballots {terms.ballot.name!r} is not "
                "installed. Install the plugin that brings it, or skip this activity for now"
            )
        known = evolve(terms, candidates=inside(self._state, terms.candidates))
        place = placing(self._state, terms.candidates)
        return Ballot.of(terms.ballot.fill_in(value, known, place))

    def _unopened(self, step: Step) -> VoteRound:
        vote: VoteRound = self._state.at[step.id]
        if vote.opened:
            raise NotNow("these votes have been revealed; add another vote to the agenda")
        return vote


def _following(state: State, activity: Vote, vote: VoteRound) -> VoteTerms:
    """Return the terms of a vote as the board stands; a budget set by hand stays."""
    there, terms = candidates(state, activity.on, activity.columns), vote.terms
    if vote.by_hand:
        return evolve(terms, candidates=there)
    budget, cap = terms.ballot.suggest(len(there), activity.budget, activity.cap)
    return evolve(terms, candidates=there, budget=budget, cap=cap)


def _counted(
    method: TallyMethod | None, terms: VoteTerms, ballots: Sequence[Ballot]
) -> tuple[TallyMethod, Tally[int]]:
    """Count ballots by a method, or by the built-in one for such ballots where it cannot."""
    stand_ins = (STAND_INS[name] for name in terms.ballot.fallbacks)
    asked = (method,) if method is not None and method.ballot == terms.ballot else ()
    methods = iter((*asked, *stand_ins))
    tally = None
    while tally is None:
        by = next(methods)  # the last one counts whatever there is
        values = [terms.ballot.for_counting(each) for each in ballots]
        tally = by.count(values, candidates=terms.candidates)
    return by, tally


def _terms_set(own: VoteRound, event: VoteTermsSet) -> VoteRound:
    return evolve(own, terms=event.terms, by_hand=True)


def _tie_settled(own: VoteRound, event: TieSettled) -> VoteRound:
    return evolve(own, settled=event)


def _under(own: VoteRound | None, terms: VoteTerms) -> VoteRound:
    """Return a vote as it begins or goes on under these terms."""
    if own is None:
        return VoteRound(terms)
    if terms == own.terms:
        return own
    return evolve(own, terms=terms, changed=own.changed or bool(own.terms.candidates))


class _Kind(VoteWords):
    facts: ClassVar = {VoteTermsSet: _terms_set, TieSettled: _tie_settled}
    values: ClassVar = {"terms": VoteTerms, "votes": Votes}
    drafts: ClassVar = {"ballot": Ballot}
    views: ClassVar = VoteView
    refers: ClassVar = True
    once: ClassVar = True

    def counted_by(
        self, activity: Vote, at_hand: AtHand, own: VoteRound | None = None
    ) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        """Yield its voting method, and the kind of its ballots where that is not known."""
        yield "voting method", activity.method, at_hand.tallies
        if own is not None and isinstance(own.terms.ballot, ForeignBallots):
            yield "kind of ballots", own.terms.ballot.name, {}

    def settle(self, state: State, step: Step, at_hand: AtHand) -> VoteTerms | None:
        """Return the terms as the board stands, None where it is opened.

        Ballots are filled in as its method wants them, with dots if there is no such method; at a
        later arrival as they were before, for some may be sealed.
        """
        activity = step.activity
        assert isinstance(activity, Vote)
        known = state.at.get(step.id)
        if known is None:
            method = at_hand.tallies.get(activity.method)
            ballot = DOTS if method is None else method.ballot
            known = VoteRound(VoteTerms(candidates=(), budget=1, cap=1, ballot=ballot))
        return None if known.opened else _following(state, activity, known)

    def arrived(self, own: VoteRound | None, settled: Value | None) -> VoteRound | None:
        """Return the vote under the terms that were settled."""
        return _under(own, settled) if isinstance(settled, VoteTerms) else own

    def follow(self, state: State, step: Step, own: VoteRound) -> VoteRound:
        """Return the vote on what stands on the board now, until it is opened."""
        assert isinstance(step.activity, Vote)
        return own if own.opened else _under(own, _following(state, step.activity, own))

    def seals(self, state: State, step: Step) -> bool:
        """Return whether it is not opened yet."""
        return not state.is_opened(step)

    def is_over(self, own: VoteRound | None) -> bool:
        """Return whether the votes are out."""
        return own is not None and own.opened

    def moved(self, state: State, step: Step, draft: Draft) -> Ballot:
        """Return a ballot as it counts by now: for the topics that its candidates have gone into.

        What is gone, or was split, stands in the vote as it did when it was named.
        """
        assert isinstance(draft, Ballot)
        terms = state.at[step.id].terms
        return Ballot.of(terms.ballot.moved(draft, placing(state, terms.candidates)))

    def open(self, log: Log, step: Step, seals: Sequence[Seal], marks: Sequence[Mark]) -> Opening:
        """Return the tally, and as much of the ballots as may be told.

        Ballots without a name are told without the words of their objections: these stand in the
        tally, by candidate, so that nothing joins what one person wrote about several.
        """
        activity, state = step.activity, log.state
        assert isinstance(activity, Vote)
        terms = state.at[step.id].terms
        drafts = [
            (seal.author, self.moved(state, step, seal.draft))
            for seal in seals
            if isinstance(seal.draft, Ballot)
        ]
        attribution, floor = state.attribution_of(step), floor_for(state, step)
        standing = len(drafts) - gone_since(state, BALLOT, marks)
        if standing < floor:
            return Opening(taken_part=len(drafts), floor=floor, value=Votes(terms=terms))
        few = standing < words_floor(state, step)
        ballots = [ballot for _, ballot in drafts]
        stood = {*terms.candidates, *(each for ballot in ballots for each in ballot.named())}
        terms = evolve(terms, candidates=tuple(sorted(stood)))
        method, tally = _counted(
            log._at_hand.tallies.get(activity.method),
            terms,
            [evolve(each, objections=()) if few else each for each in ballots],
        )
        named = attribution is Attribution.NAMED
        shown = () if attribution is Attribution.CONFIDENTIAL else drafts
        told = tuple(
            CastBallot(author=who, ballot=ballot)
            if named
            else CastBallot(ballot=evolve(ballot, objections=()))
            for who, ballot in shown
        )
        unsaid = few and any(ballot.objections for ballot in ballots)
        return Opening(
            taken_part=len(drafts),
            floor=floor,
            value=Votes(
                terms=terms,
                method=method.name,
                unit=method.unit,
                tally=tally,
                ballots=told,
                words_floor=words_floor(state, step) if unsaid else 0,
            ),
        )

    def opened(self, own: VoteRound | None, event: Opened) -> VoteRound:
        """Return the vote as it came out; one that was held elsewhere begins with that."""
        value = event.gave(Votes)
        return evolve(
            own or VoteRound(value.terms),
            terms=value.terms,
            opened=True,
            method=value.method,
            unit=value.unit,
            taken_part=event.taken_part,
            team=event.team,
            floor=event.floor,
            tally=value.tally,
            ballots=value.ballots,
            words_floor=value.words_floor,
        )

    def fared(self, own: VoteRound, numbers: Set[int]) -> Fared | None:
        """Return what these candidates got together, or the best of them."""
        return own.fared(numbers)

    def view(self, own: VoteRound) -> VoteView:
        """Return what may be voted for and how; once it is opened, who is tied."""
        return VoteView.of(own)

    def seen(self, view: VoteView) -> VoteRound:
        """Return the vote with its terms, without how it came out."""
        return view.round

    def renamed(self, own: VoteRound, event: MemberRenamed) -> VoteRound:
        """Return the vote with the new name on its ballots."""
        ballots = (evolve(each, author=event.called(each.author)) for each in own.ballots)
        return evolve(own, ballots=tuple(ballots))


VOTE = _Kind()
