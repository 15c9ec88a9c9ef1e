"""Every kind of ballot: sealed, checked, counted, told, and a tie that is settled by the group."""

from __future__ import annotations

from typing import Any

import pytest
from crew import ANONYMOUS, CONFIDENTIAL, CREW, OPEN, Two, start, write

from retrokit.codec import CODEC
from retrokit.engine.counting import AtHand
from retrokit.engine.promises import promise
from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.events import Opened
from retrokit.formats import Attribution, Collect, Column, Decide, Discuss, Vote
from retrokit.kinds.vote.facts import Ballot, CastBallot, TieSettled, Votes, VoteTerms
from retrokit.retro import Retro, fold
from retrokit.tallies import BALLOT_KINDS, METHODS, Row

NAMED = Attribution.NAMED
TEAM = (*CREW, "Dee", "Eli", "Fay")
BALLOTS: dict[str, tuple[Any, Ballot]] = {
    "dots": ({3: 1, 1: 1}, Ballot(((1, 1), (3, 1)))),
    "plurality": (3, Ballot(((3, 1),))),
    "approval": ([3, 1], Ballot(((1, 1), (3, 1)))),
    "score": ({3: 5, 1: 0}, Ballot(((1, 0), (3, 5)))),
    "star": ({3: 5, 1: 2}, Ballot(((1, 2), (3, 5)))),
    "borda": ([3, (2, 1)], Ballot(ranks=((3,), (1, 2)))),
    "irv": ([3, 1], Ballot(ranks=((3,), (1,)))),
    "schulze": ((3, [1, 2]), Ballot(ranks=((3,), (1, 2)))),
    "ranked_pairs": ([3, {2, 4}], Ballot(ranks=((3,), (2, 4)))),
    "consent": ({3: 5, 1: (0, "too late")}, Ballot(((1, 0), (3, 5)), (), ((1, "too late"),))),
}


def at_vote(method: str, *after: Any, members: tuple[str, ...] = TEAM, **more: Any) -> Retro:
    """Return a retro at a vote on notes 1 to 4, with a Discuss to come."""
    more.setdefault("attribution", None)
    retro = start(OPEN, Vote(method=method), *after, Discuss(), Decide(), members=members, **more)
    for number in range(1, 5):
        write(retro, "Parked", f"note {number}")
    retro.next()
    return retro


def terms(retro: Retro) -> VoteTerms:
    return retro.state.at[2].terms


def opened(retro: Retro) -> Votes:
    [event] = [each for each in retro.log if isinstance(each, Opened)]
    assert isinstance(event.value, Votes)
    return event.value


@pytest.mark.parametrize("method", BALLOTS)
@pytest.mark.parametrize("attribution", Attribution)
def test_a_ballot_of_each_kind_is_sealed_and_comes_out_as_it_may(
    method: str, attribution: Attribution
) -> None:
    value, ballot = BALLOTS[method]
    retro = at_vote(method)
    if attribution is not NAMED:
        retro.tighten(attribution)
    receipts = [retro.vote(value, name) for name in TEAM[:5]]
    retro.change_vote(receipts[0], value)
    [sealed] = {seal.draft for seal in retro._keeper.seals().values()}
    assert sealed == ballot
    assert not [event for event in retro.log if "ballot=Ballot" in repr(event)]
    retro.next()
    event = opened(retro)
    assert (event.method, event.unit) == (method, METHODS[method].unit)
    assert event.tally is not None
    assert event.tally.winners == (3,) if method not in ("dots", "approval") else (1, 3)
    if attribution is CONFIDENTIAL:
        assert event.ballots == ()
    elif attribution is ANONYMOUS:
        unjoined = Ballot(ballot.scores, ballot.ranks)
        assert event.ballots == (CastBallot(ballot=unjoined),) * 5
    else:
        assert event.ballots == tuple(CastBallot(author=w, ballot=ballot) for w in TEAM[:5])
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)
    assert fold(retro.log) == retro.state


@pytest.mark.parametrize(
    ("method", "budget", "cap", "ballot"),
    [
        ("dots", 2, 2, "dots"),
        ("plurality", 1, 1, "one"),
        ("approval", 4, 1, "several"),
        ("star", 20, 5, "scores"),
        ("irv", 4, 1, "ranking"),
        ("consent", 20, 5, "consent"),
    ],
)  # fmt: skip
def test_the_kind_of_ballot_and_its_limits_stand_in_the_log(
    method: str, budget: int, cap: int, ballot: str
) -> None:
    retro = at_vote(method)
    wanted = VoteTerms(candidates=(1, 2, 3, 4), budget=budget, cap=cap, ballot=BALLOT_KINDS[ballot])
    moved = retro.log[-1]
    assert moved.settled == terms(retro) == wanted  # type: ignore[union-attr]


MAPPING = r"is no ballot of this vote; give candidates with their dots, as in \{3: 2, 7: 1\}"


@pytest.mark.parametrize(
    ("method", "ballot", "kind", "said"),
    [
        ("dots", [1], Invalid, rf"\[1\] {MAPPING}"),
        ("dots", "x" * 99, Invalid, rf"'x+… {MAPPING}"),
        ("dots", {1: True}, Invalid, "you can't give True dots to 1; give 1 or more"),
        ("dots", {True: 1}, NotFound, "no candidate True; there are: 1, 2, 3, 4"),
        ("plurality", [1], Invalid, "give one candidate, as in 7"),
        ("plurality", None, Invalid, "None is no ballot of this vote"),
        ("plurality", 9, NotFound, "no candidate 9"),
        ("approval", 1, Invalid, r"give a list of candidates, as in \[3, 7\]"),
        ("approval", "12", Invalid, "'12' is no ballot of this vote"),
        ("approval", [], Invalid, "this ballot is empty; to abstain is not to vote"),
        ("approval", [1, 1], Invalid, "candidate 1 is named twice; name each once"),
        ("approval", ["1"], NotFound, "no candidate '1'"),
        ("score", [1], Invalid, r"give candidates with their scores, as in \{3: 5, 7: 2\}"),
        ("score", {}, Invalid, "this ballot is empty"),
        ("score", {1: 6}, Invalid, "you can't give 6 to 1; give 0 to 5"),
        ("star", {1: 2.5}, Invalid, "you can't give 2.5 to 1; give 0 to 5"),
        ("star", {1: -1}, Invalid, "you can't give -1 to 1"),
        ("borda", {1: 1}, Invalid, r"best first, equals together, as in \[3, \(7, 9\), 4\]"),
        ("irv", "12", Invalid, "give candidates, best first"),
        ("irv", [], Invalid, "this ballot is empty"),
        ("schulze", [1, (2, 1)], Invalid, "candidate 1 is named twice"),
        ("schulze", [1, ()], Invalid, "a rank is empty; leave it out"),
        ("ranked_pairs", [1, (9,)], NotFound, "no candidate 9"),
        ("consent", [1], Invalid, r"give candidates with 0 to 5, as in \{3: 4, 7: \(0, 'why not"),
        ("consent", {1: 6}, Invalid, "you can't give 6 to 1; give 0 to 5"),
        ("consent", {1: (3, "why")}, Invalid, "words go with an objection; give 1 a 0, or leave"),
        ("consent", {1: (0, " ")}, Invalid, "the objection is empty; write something"),
        ("consent", {1: (0, "a\x07")}, Invalid, "the objection holds the control character"),
        ("consent", {1: (0, 7)}, Invalid, "the objection must be text, not int"),
        ("consent", {1: (0, "a", "b")}, Invalid, "give 0 to 5"),
    ],
)
def test_a_ballot_of_the_wrong_shape_is_refused_with_what_to_give(
    method: str, ballot: object, kind: type[Exception], said: str
) -> None:
    retro = at_vote(method)
    with pytest.raises(kind, match=said) as caught:
        retro.vote(ballot, "Ana")
    assert "\n" not in str(caught.value)
    assert retro.sealed_count() == 0
    receipt = retro.vote(BALLOTS[method][0], "Ana")
    with pytest.raises(kind, match=said):
        retro.change_vote(receipt, ballot)


def test_a_budget_is_for_votes_by_dots() -> None:
    with pytest.raises(NotNow, match="nobody has dots in this vote; a budget is for votes by dots"):
        at_vote("schulze").set_vote_terms(budget=3)


def test_a_method_that_wants_other_ballots_by_now_counts_none() -> None:
    two = Two(OPEN, Vote(method="irv"), Decide())
    write(two.one, "Parked", "x")
    two.one.next()
    retro = two.stored()
    retro._at_hand = AtHand({"irv": METHODS["plurality"]}, {})
    retro.vote([1], "Ana")
    retro.next()
    assert retro.state.at[2].method == "schulze"


# --- the words of an objection


def objected(voters: int, attribution: Attribution, **more: Any) -> Retro:
    retro = at_vote("consent", **more)
    if attribution is not NAMED:
        retro.tighten(attribution)
    for name in TEAM[:voters]:
        retro.vote({1: 3, 2: (0, f"no, says {name[::-1]}")}, name)
    retro.next()
    return retro


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_why_somebody_objects_is_shown_from_as_many_votes_as_a_free_answer(
    attribution: Attribution,
) -> None:
    few = objected(4, attribution)
    assert "says" not in CODEC.export_log(few.log)
    vote = few.state.at[2]
    assert vote.words_floor == 5
    assert vote.tally is not None
    assert vote.tally.detail[-1].rows == (Row((2,), 4),)
    many = objected(5, attribution).state.at[2]
    assert many.words_floor == 0
    assert many.tally is not None
    assert [row.words for row in many.tally.detail[-1].rows] == sorted(
        f"no, says {name[::-1]}" for name in TEAM[:5]
    )
    assert "says" not in repr(many.ballots)
    # In a team that is smaller than that, from three on.
    assert objected(3, attribution, members=CREW).state.at[2].words_floor == 0


def test_a_named_objection_is_told_with_who_and_why() -> None:
    vote = objected(1, NAMED).state.at[2]
    assert vote.words_floor == 0
    assert vote.ballots[0].author == "Ana"
    assert vote.ballots[0].ballot.objections == ((2, "no, says anA"),)


def test_nothing_is_said_of_words_where_nobody_gave_any() -> None:
    retro = at_vote("consent")
    retro.tighten(CONFIDENTIAL)
    for name in CREW:
        retro.vote({1: 0}, name)
    retro.next()
    assert opened(retro).words_floor == 0
    assert retro.state.at[2].winners == ()


def test_the_promise_says_from_when_words_are_shown() -> None:
    retro = at_vote("consent")
    retro.tighten(CONFIDENTIAL)
    step = retro.state.current_step
    assert step is not None
    assert promise(retro.state, step).endswith(
        "Fewer than 3 votes are not shown; people who left do not count. "
        "Reasons for an objection are shown without a name, from 5 "
        "votes on."
    )
    for other, end in (
        (at_vote("consent", members=CREW), "Reasons for an objection are shown without a name."),
        (at_vote("irv"), "Fewer than 3 votes are not shown; people who left do not count."),
    ):
        other.tighten(CONFIDENTIAL)
        assert promise(other.state, other.state.step(2)).endswith(end)


# --- what follows from a vote


def test_topics_are_discussed_in_the_order_of_the_method() -> None:
    retro = at_vote("schulze")
    for name, ballot in zip(TEAM, ([4, 2], [4, 2, 1], [2, (4, 3)]), strict=False):
        retro.vote(ballot, name)
    retro.next()
    assert retro.state.at[3].order == (4, 2, 1, 3)
    assert [retro.state.votes_for(each) for each in (4, 2, 1, 3)] == [3, 2, 0, 0]


def test_who_wins_the_runoff_is_discussed_before_who_has_more_stars() -> None:
    retro = at_vote("star")
    for name, ballot in zip(TEAM, ({1: 5}, {1: 3, 2: 4}, {1: 3, 2: 4}), strict=False):
        retro.vote(ballot, name)
    retro.next()
    assert retro.state.at[2].winners == (2,)
    assert retro.state.at[3].order == (2, 1, 3, 4)


@pytest.mark.parametrize(
    ("method", "ballot", "got"),
    [("dots", {1: 1, 2: 1}, 2), ("plurality", 1, 1), ("score", {1: 3, 2: 5}, 5)],
)
def test_a_group_made_later_has_what_its_notes_got_where_that_adds_up(
    method: str, ballot: object, got: int
) -> None:
    retro = at_vote(method)
    retro.vote(ballot, "Ana")
    retro.next()
    group = retro.group([1, 2, 3])
    assert retro.state.votes_for(group.number) == got
    better, other = retro.state.fared(group.number), retro.state.fared(4)
    assert better is not None
    assert other is not None
    assert better.merit > other.merit
    assert retro.state.votes_for(99) is None
    assert retro.state.fared(99) is None


# --- ties


def tied(method: str = "plurality") -> Retro:
    retro = at_vote(method)
    for name, number in (("Ana", 1), ("Ben", 3)):
        retro.vote(number if method == "plurality" else {number: 2}, name)
    retro.open_seals()
    return retro


def test_a_tie_is_settled_by_what_the_group_says_and_by_nothing_else() -> None:
    retro = tied()
    assert retro.state.at[2].winners == (1, 3)
    retro.settle_tie(3, "we flipped a coin")
    event = retro.log[-1]
    assert isinstance(event, TieSettled)
    assert (event.step, event.winner, event.how) == (2, 3, "we flipped a coin")
    vote = retro.state.at[2]
    assert vote.settled == event
    assert vote.winners == (3,)
    assert vote.tally is not None
    assert vote.tally.winners == (1, 3)
    retro.next()
    assert retro.state.at[3].order == (3, 1, 2, 4)
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)


def test_the_vote_opened_last_is_the_one_that_counts_wherever_it_stands() -> None:
    retro = at_vote("dots", Vote(title="Again"))  # the first vote is gone by, and opened later
    retro.go("Again")
    retro.vote({4: 1}, "Ana")
    retro.open_seals()
    retro.go(2)
    for name, number in (("Ana", 1), ("Ben", 3)):
        retro.vote({number: 2}, name)
    retro.open_seals()
    assert [retro.state.votes_for(number) for number in (1, 3, 4)] == [2, 2, 0]
    retro.settle_tie(3, "we flipped a coin")
    assert retro.state.at[2].winners == (3,)


def test_settled_dots_put_the_winner_first_too() -> None:
    retro = tied("dots")
    retro.settle_tie(3, "the facilitator chose")
    retro.next()
    assert retro.state.at[3].order == (3, 1, 2, 4)


def test_what_was_settled_can_be_undone_and_settled_anew() -> None:
    retro = tied()
    retro.settle_tie(3, "we flipped a coin")
    with pytest.raises(NotNow, match="this tie is settled; what was settled can be undone"):
        retro.settle_tie(1, "no, that one")
    retro.undo()
    assert retro.state.at[2].settled is None
    retro.settle_tie(1, "we slept on it", step=2)
    assert retro.state.at[2].winners == (1,)


def test_only_a_tie_that_is_out_can_be_settled() -> None:
    retro = at_vote("plurality")
    unopened = "this vote is still hidden; a tie shows once it is revealed"
    with pytest.raises(NotNow, match=unopened):
        retro.settle_tie(1, "x")
    retro.vote(1, "Ana")
    for step in (None, 2, 1, 99):
        with pytest.raises(NotNow, match=unopened):
            retro.settle_tie(1, "x", step=step)
    retro.open_seals()
    with pytest.raises(NotNow, match="Vote has no tie; only a tie can be settled"):
        retro.settle_tie(1, "x")
    retro = tied()
    with pytest.raises(NotFound, match="no winner 2; there are: 1, 3"):
        retro.settle_tie(2, "x")
    with pytest.raises(Invalid, match="how the tie was settled is empty; write something"):
        retro.settle_tie(1, " ")
    retro.close()
    with pytest.raises(NotNow, match="this retro is closed"):
        retro.settle_tie(1, "x")


def test_a_vote_that_is_withheld_has_no_tie() -> None:
    retro = at_vote("plurality")
    retro.tighten(ANONYMOUS)
    for name, number in (("Ana", 1), ("Ben", 3)):
        retro.vote(number, name)
    retro.next()
    with pytest.raises(NotNow, match="Vote has no tie"):
        retro.settle_tie(1, "x")


def test_the_last_vote_is_meant_where_no_step_is_named() -> None:
    retro = at_vote("plurality", Vote(title="Again", method="approval"))
    for number, ballots in ((2, (1, 2)), (3, ([3], [4]))):
        assert retro.state.current == number
        for name, ballot in zip(CREW, ballots, strict=False):
            retro.vote(ballot, name)
        retro.next()
    retro.settle_tie(4, "we drew lots")
    retro.settle_tie(2, "we drew lots again", step=2)
    assert [retro.state.at[each].winners for each in (2, 3)] == [(2,), (4,)]


def test_two_cannot_settle_one_tie() -> None:
    two = Two(Collect(columns=[Column("A")], sealed=False), Vote(method="plurality"))
    for text in "ab":
        write(two.one, "A", text)
    two.one.next()
    for name, number in (("Ana", 1), ("Ben", 2)):
        two.one.vote(number, name)
    two.one.open_seals()
    two.two.refresh()
    two.one.settle_tie(1, "we flipped a coin")
    with pytest.raises(NotNow, match="this tie is settled"):
        two.two.settle_tie(2, "we flipped another")
    assert two.stored().state.at[2].winners == (1,)
