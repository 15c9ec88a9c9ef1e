"""Votes in private, within limits that hold in the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from crew import ANONYMOUS, CONFIDENTIAL, CREW, OPEN, PULSE, FakeClock, Two, seal, start, write
from crew import GATHER as NOTES

from retrokit.blocks import Bars
from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.events import Opened
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Vote
from retrokit.kinds.vote.facts import Ballot, CastBallot, Votes, VoteTerms
from retrokit.questions import Allocation
from retrokit.reports.rows import of_blocks
from retrokit.retro import Retro
from retrokit.scoring import Scores, Scoring
from retrokit.tallies import Tally, TallyMethod


def at_vote(vote: Vote | None = None, notes: int = 4, **more: object) -> Retro:
    """Return a retro that has come to a vote on notes 1, 2, …"""
    retro = start(OPEN, vote or Vote(), Decide(), **({"attribution": None} | more))
    for number in range(notes):
        write(retro, "Parked" if number % 2 == 0 else "Later", f"note {number + 1}")
    retro.next()
    return retro


def terms(retro: Retro) -> VoteTerms:
    assert retro.state.current is not None
    return retro.state.at[retro.state.current].terms


def opened(retro: Retro) -> Votes:
    event = retro.log[-1]
    assert isinstance(event, Opened)
    assert isinstance(event.value, Votes)
    return event.value


def test_ballots_are_sealed_until_the_activity_closes() -> None:
    retro = at_vote()
    retro.vote({1: 1, 2: 1}, "ana")
    retro.vote({1: 2}, "Ben")
    assert not retro.state.at[2].opened
    assert retro.state.at[2].tally is None
    retro.next()
    vote = retro.state.at[2]
    assert vote.opened
    assert vote.tally == Tally((1,), ((1, 3), (2, 1), (3, 0), (4, 0)))
    assert vote.ballots == (
        CastBallot(author="Ana", ballot=Ballot(((1, 1), (2, 1)))),
        CastBallot(author="Ben", ballot=Ballot(((1, 2),))),
    )
    assert (vote.taken_part, vote.team, vote.floor, vote.method) == (2, 3, 0, "dots")
    assert retro.state.votes_for(1) == 3


@pytest.mark.parametrize(
    ("dots", "kind", "said"),
    [
        ({}, Invalid, "this ballot is empty; to abstain is not to vote"),
        ({9: 1}, NotFound, "no candidate 9; there are: 1, 2, 3, 4"),
        ({1: 0}, Invalid, "you can't give 0 dots to 1; give 1 or more"),
        ({1: -1, 2: 2}, Invalid, "you can't give -1 dots to 1"),
        ({1: 1.5}, Invalid, "you can't give 1.5 dots to 1"),
        ({1: 2, 2: 2}, Invalid, "4 dots are over the budget of 3; take some back"),
        ({1: 3}, Invalid, "3 dots for 1; at most 2 may go to one"),
    ],
)
def test_a_ballot_that_breaks_the_rules_is_refused(
    dots: Mapping[int, int], kind: type[Exception], said: str
) -> None:
    retro = at_vote(Vote(budget=3, cap=2))
    with pytest.raises(kind, match=said):
        retro.vote(dots, "Ana")
    assert retro.sealed_count() == 0
    receipt = retro.vote({1: 2, 2: 1}, "Ana")
    with pytest.raises(kind, match=said):
        retro.change_vote(receipt, dots)


def test_nobody_votes_twice_and_who_is_no_member_not_once() -> None:
    retro = at_vote()
    retro.vote({1: 1}, "Ana")
    with pytest.raises(NotNow, match="Ana has voted already; change it with the receipt"):
        retro.vote({2: 1}, "ANA")
    with pytest.raises(NotFound, match="no member"):
        retro.vote({2: 1}, "Zoe")


def test_votes_belong_to_a_vote() -> None:
    retro = start(Decide())
    with pytest.raises(NotNow, match="a vote belongs to Vote; the retro is at 'Decide'"):
        retro.vote({1: 1}, "Ana")
    with pytest.raises(NotNow, match="a budget belongs to Vote"):
        retro.set_vote_terms(budget=1)


def test_a_ballot_is_changed_and_withdrawn_with_its_receipt() -> None:
    retro = at_vote()
    receipt = retro.vote({1: 1}, "Ana")
    retro.change_vote(receipt, {2: 2})
    other = retro.vote({3: 1}, "Ben")
    retro.withdraw(other)
    retro.vote({4: 1}, "Ben")
    retro.next()
    assert retro.state.at[2].tally == Tally((2,), ((2, 2), (4, 1), (1, 0), (3, 0)))
    with pytest.raises(NotFound, match="nothing is hidden under this receipt"):
        retro.change_vote(receipt, {1: 1})


def test_a_receipt_for_an_answer_changes_no_ballot() -> None:
    retro = start(PULSE)
    with pytest.raises(NotNow, match="this receipt is not for a ballot"):
        retro.change_vote(retro.answer("safe", 3, "Ana"), {1: 1})


def test_opened_votes_stay_opened() -> None:
    retro = at_vote()
    retro.vote({1: 1}, "Ana")
    retro.open_seals()
    with pytest.raises(NotNow, match="these votes have been revealed; add another vote"):
        retro.vote({1: 1}, "Ben")
    with pytest.raises(NotNow, match="these votes have been revealed"):
        retro.set_vote_terms(budget=3)
    retro.add_activity(Vote(title="Again"))
    retro.next()
    retro.vote({2: 1}, "Ana")
    retro.next()
    assert retro.state.votes_for(1) == 0
    assert retro.state.votes_for(2) == 1


@pytest.mark.parametrize(
    ("notes", "budget"),
    [(0, 1), (1, 1), (3, 1), (4, 2), (9, 3), (10, 4), (16, 6), (18, 6), (19, 6), (85, 6)],
)
def test_the_suggested_budget_is_a_third_of_the_candidates_and_at_most_six(
    notes: int, budget: int
) -> None:
    assert terms(at_vote(notes=notes)) == VoteTerms(
        candidates=tuple(range(1, notes + 1)), budget=budget, cap=budget
    )


@pytest.mark.parametrize(
    ("method", "ballot", "of"),
    [("plurality", 1, 3), ("approval", [1], 3), ("irv", [1], 3), ("dots", {1: 1}, None)],
)
def test_a_bar_is_of_the_whole_team_where_numbers_are_people(
    method: str, ballot: Any, of: int | None
) -> None:
    retro = at_vote(Vote(method=method))
    retro.vote(ballot, "Ana")
    retro.open_seals()
    step = retro.state.current_step
    assert step is not None
    blocks = step.kind.outline(retro.state, retro.log, step)
    [shown, *_] = [each for each in blocks if isinstance(each, Bars)]
    assert (shown.of, shown.bars[0].amount) == (of, 1)
    # In a spreadsheet they stay votes, beside those of other methods.
    assert next(of_blocks([shown]))["votes"] == 1


def test_a_cap_is_never_over_the_budget() -> None:
    assert terms(at_vote(Vote(budget=2, cap=5))).cap == 2


def test_groups_are_candidates_in_place_of_their_notes() -> None:
    retro = start(OPEN, Vote(), Vote(on="notes"), Vote(on="notes", columns=["Later"]), Vote())
    for column in ("Parked", "Later", "Later"):
        write(retro, column, "x")
    retro.group([1, 3], "Pair")
    retro.next()
    assert terms(retro).candidates == (2, 4)
    retro.next()
    assert terms(retro).candidates == (1, 2, 3)
    retro.next()
    assert terms(retro).candidates == (2, 3)


def test_a_vote_on_topics_is_narrowed_to_columns_by_any_note_in_them() -> None:
    retro = start(OPEN, Vote(columns=["Later"]))
    for column in ("Parked", "Later", "Parked"):
        write(retro, column, "x")
    retro.group([1, 2], "Pair")
    retro.next()
    assert terms(retro).candidates == (4,)


def test_open_actions_can_be_voted_on() -> None:
    retro = start(Decide(), Vote(on="actions"))
    for text in "ab":
        retro.add_action(text)
    retro.change_action(1, status=retro.state.actions[1].status.DONE)
    retro.next()
    assert terms(retro).candidates == (2,)
    retro.vote({2: 1}, "Ana")
    retro.open_seals()
    assert retro.state.votes_for(2) == 1


def test_what_comes_to_light_by_moving_on_can_be_voted_on() -> None:
    retro = start(NOTES, Vote())
    seal(retro, "Good", "x")
    retro.next()
    assert terms(retro).candidates == (1,)


def test_the_terms_can_be_set_before_anybody_has_voted() -> None:
    retro = at_vote(Vote(budget=3))
    assert (retro.set_vote_terms(budget=5).budget, terms(retro).cap) == (5, 5)
    retro.set_vote_terms(cap=2)
    assert terms(retro) == VoteTerms(candidates=(1, 2, 3, 4), budget=5, cap=2)
    assert retro.set_vote_terms(budget=1).cap == 1
    for budget, cap in ((0, None), (101, None), (3, 4), (3, 0)):
        with pytest.raises(Invalid, match=r"a budget of .* does not work; a budget is 1 to 100"):
            retro.set_vote_terms(budget=budget, cap=cap)
    retro.vote({1: 1}, "Ana")
    with pytest.raises(NotNow, match="somebody has voted; the budget stands"):
        retro.set_vote_terms(budget=5)


def test_dots_are_remembered_by_a_group_made_after_the_vote() -> None:
    retro = at_vote()
    retro.vote({1: 1, 2: 1}, "Ana")
    retro.next()
    pair = retro.group([1, 2, 3])
    assert retro.state.votes_for(pair.number) == 2
    assert retro.state.votes_for(99) is None


def test_dots_of_a_group_go_with_it_into_another() -> None:
    retro = start(OPEN, Vote(budget=3), Decide())
    for _ in range(4):
        write(retro, "Parked", "x")
    first, second = retro.group([1, 2]), retro.group([3, 4])
    retro.next()
    retro.vote({first.number: 2, second.number: 1}, "Ana")
    assert not retro.state.is_opened(retro.state.step(2))
    retro.next()
    assert retro.state.is_opened(retro.state.step(2))
    joined = retro.group([first.number, second.number])
    assert retro.state.votes_for(joined.number) == 3


def test_who_voted_and_left_is_counted_among_those_who_could() -> None:
    retro = at_vote()
    retro.vote({1: 1}, "Ana")
    retro.leave("Ana")
    retro.leave("Ben")
    retro.open_seals()
    vote = retro.state.at[2]
    assert (vote.taken_part, vote.team) == (1, 3)


@pytest.mark.parametrize(
    ("attribution", "ballots"),
    [(CONFIDENTIAL, 0), (ANONYMOUS, 3), (Attribution.NAMED, 3)],
)
def test_what_is_told_of_the_ballots_depends_on_the_attribution(
    attribution: Attribution, ballots: int
) -> None:
    retro = at_vote(attribution=Attribution.NAMED)
    if attribution is not Attribution.NAMED:
        retro.tighten(attribution)
    for who, number in (("Ana", 3), ("Ben", 1), ("Cy", 2)):
        retro.vote({number: 1}, who)
    retro.open_seals()
    event = opened(retro)
    assert event.tally is not None
    assert len(event.ballots) == ballots
    named = attribution is Attribution.NAMED
    assert all((each.author is not None) == named for each in event.ballots)
    assert list(event.ballots) == sorted(event.ballots, key=lambda each: each.ballot.scores)


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_fewer_than_three_ballots_are_withheld(attribution: Attribution) -> None:
    retro = at_vote(Vote(attribution=attribution))
    for who in ("Ana", "Ben"):
        retro.vote({1: 1}, who)
    retro.next()
    vote = retro.state.at[2]
    assert (vote.opened, vote.taken_part, vote.floor) == (True, 2, 3)
    assert (vote.tally, vote.ballots) == (None, ())
    assert retro.state.votes_for(1) is None


def last_wins(ballots: Iterable[Mapping[int, int]], *, candidates: Iterable[int]) -> Tally[int]:
    return Tally((max(candidates),), ())


def nothing(ballots: Iterable[Mapping[int, int]], *, candidates: Iterable[int]) -> None:
    for ballot in ballots:
        assert isinstance(ballot, dict)
        ballot.clear()


@pytest.mark.parametrize(
    ("method", "counted", "winners"),
    [("last", "last", (4,)), ("none", "dots", (1,))],
)
def test_a_method_that_cannot_count_is_replaced_by_dots_and_the_log_says_so(
    method: str, counted: str, winners: tuple[int, ...]
) -> None:
    tallies = {
        "last": TallyMethod("last", title="The last", count=last_wins),
        "none": TallyMethod("none", title="Cannot", count=nothing),
    }
    retro = at_vote(Vote(method=method), tallies=tallies)
    retro.vote({1: 1}, "Ana")
    retro.open_seals()
    assert opened(retro).method == retro.state.at[2].method == counted
    assert opened(retro).tally.winners == winners  # type: ignore[union-attr]


def test_a_method_or_scoring_that_is_misspelt_is_refused_at_the_start() -> None:
    with pytest.raises(NotFound, match="no voting method 'dotz'; did you mean dots"):
        start(Vote(method="dotz"))
    with pytest.raises(NotFound, match="no scoring 'recieved'; did you mean received"):
        start(Ask(questions=[Allocation("p", "Who?", scoring="recieved")]))
    retro = start(OPEN)
    with pytest.raises(NotFound, match="no voting method 'shulze'; did you mean schulze"):
        retro.add_activity(Vote(method="shulze"))


def without_plugins(retro: Retro) -> Retro:
    """Return the retro as it is resumed where nothing but retrokit itself is installed."""
    return Retro(retro.log, retro._keeper, clock=retro._clock, rng=retro._rng)


@pytest.mark.parametrize("attribution", list(Attribution))
def test_what_waits_for_a_plugin_stays_sealed_until_it_is_there(attribution: Attribution) -> None:
    last = {"last": TallyMethod("last", title="The last", count=last_wins)}
    retro = at_vote(Vote(method="last"), tallies=last)
    if attribution is not Attribution.NAMED:
        retro.tighten(attribution)
    for name in CREW:
        retro.vote({1: 1}, name)
    left = without_plugins(retro)
    for opens in (left.next, left.open_seals):
        with pytest.raises(NotNow, match="voting method 'last' is not installed"):
            opens()
        assert left.sealed_count(2) == 3
    left.skip()
    left.close()
    assert left.sealed_count(2) == 3
    assert left.state.at[2].opened is False
    again = Retro(left.log, left._keeper, clock=left._clock, rng=left._rng, tallies=last)
    again.reopen()
    with pytest.raises(NotNow, match="something is still hidden in 'Vote'"):
        again.close()
    again.back()
    again.next()
    assert again.state.at[2].method == "last"
    assert again.sealed_count(2) == 0


def test_answers_about_teammates_wait_for_their_scoring_and_others_do_not() -> None:
    own = {"own": Scoring(name="own", title="Own", score=lambda answers: Scores(group=("Hm.",)))}
    points = Allocation("points", "Who?", scoring="own")
    retro = start(Ask(questions=[points]), Decide(), attribution=CONFIDENTIAL, scorings=own)
    for name in CREW:
        retro.answer("points", [50, 50], name)
    left = without_plugins(retro)
    with pytest.raises(NotNow, match="scoring 'own' is not installed"):
        left.next()
    left.close()
    assert (left.sealed_count(1), left.state.opened) == (3, [])

    assert without_plugins(start(PULSE, Decide())).next().activity == Decide()


def test_a_ballot_cannot_be_cast_twice_by_two_processes() -> None:
    two = Two(OPEN, Vote(), Decide())
    write(two.one, "Parked", "x")
    two.one.next()
    two.two.refresh()
    two.one.vote({1: 1}, "Ana")
    with pytest.raises(NotNow, match="Ana has voted already"):
        two.two.vote({1: 1}, "Ana")
    two.two.vote({1: 1}, "Ben")
    two.one.next()
    assert two.stored().state.at[2].tally == Tally((1,), ((1, 2),))
    with pytest.raises(NotNow, match="a vote belongs to Vote"):
        two.two.vote({1: 1}, "Cy")


def test_the_terms_do_not_change_under_a_ballot_that_is_being_cast() -> None:
    two = Two(Collect(columns=[Column("A")], sealed=False), Vote(budget=3))
    write(two.one, "A", "x")
    two.one.next()
    two.two.refresh()
    assert isinstance(two.clock, FakeClock)
    two.clock.meanwhile = lambda: two.two.vote({1: 3}, "Ana")
    with pytest.raises(NotNow, match="somebody has voted; the budget stands"):
        two.one.set_vote_terms(budget=1)
    assert terms(two.stored()).budget == 3


def test_a_ballot_late_to_new_terms_is_checked_against_them() -> None:
    two = Two(OPEN, Vote(budget=3))
    write(two.one, "Parked", "x")
    two.one.next()
    two.two.refresh()
    two.one.set_vote_terms(budget=1)
    with pytest.raises(Invalid, match="3 dots are over the budget of 1"):
        two.two.vote({1: 3}, "Ana")
