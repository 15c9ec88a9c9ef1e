"""What a step derives of the board follows it: candidates, budgets, the order of topics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from attrs import evolve
from crew import ANONYMOUS, NO_PLUGINS, OPEN, Two, start, write
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit.cli.live.lines import handle
from retrokit.cli.live.screens import activity
from retrokit.cli.live.session import Session
from retrokit.errors import Invalid, NotFound, NotNow, RetrokitError
from retrokit.events import Opened
from retrokit.formats import Attribution, Decide, Discuss, Format, Group, Vote
from retrokit.kinds.vote.facts import Ballot, Votes
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.retro import Retro
from retrokit.tallies import BALLOT_KINDS, BallotKind
from retrokit.tallies.ballots import DOTS, RANKING


def board(vote: Vote | None = None, notes: int = 3, **more: Any) -> Retro:
    """Return a retro at a vote on notes 1, 2, …"""
    retro = start(OPEN, vote or Vote(), Discuss(), Decide(), **more)
    for number in range(notes):
        write(retro, "Parked", f"note {number + 1}")
    retro.next()
    return retro


def candidates(retro: Retro) -> tuple[int, ...]:
    return retro.state.at[2].terms.candidates


def result(retro: Retro) -> dict[int, Any]:
    tally = retro.state.at[2].tally
    assert tally is not None
    return dict(tally.standings)


def test_what_is_grouped_before_the_vote_is_come_to_again_is_voted_on() -> None:
    retro = start(OPEN, Vote())
    for text in "abc":
        write(retro, "Parked", text)
    retro.go("vote")
    assert not retro.state.at[2].changed
    retro.back()
    topic = retro.group([1, 2])
    late = write(retro, "Parked", "late")
    retro.next()
    assert candidates(retro) == (3, topic.number, late.number)
    assert retro.state.at[2].changed
    retro.vote({topic.number: 1}, "Ana")


@pytest.mark.parametrize(
    ("method", "given", "now"),
    [
        ("dots", {1: 2, 2: 1}, Ballot(scores=((4, 3),))),
        ("score", {1: 5, 2: 3, 3: 1}, Ballot(scores=((3, 1), (4, 5)))),
        ("schulze", [3, 1, 2], Ballot(ranks=((3,), (4,)))),
        ("consent", {1: [0, "no"], 2: [0, "why"]}, Ballot(((4, 0),), (), ((4, "no\nwhy"),))),
    ],
)
def test_what_was_voted_is_told_to_its_giver_as_it_counts_now(
    method: str, given: Any, now: Ballot
) -> None:
    retro = start(OPEN, Vote(method=method, budget=3))
    for text in "abc":
        write(retro, "Parked", text)
    retro.next()
    receipt = retro.vote(given, "Ana")
    assert retro.group([1, 2], "Both").number == 4
    [mine] = retro.mine([receipt])
    assert mine.draft == now
    retro.open_seals()
    assert [each.ballot for each in retro.state.at[2].ballots] == [now]


def test_a_vote_that_was_come_to_empty_is_filled_while_it_is_current() -> None:
    retro = start(Vote(on="actions"), Decide())
    assert candidates_of(retro, 1) == ()
    for text in "abcd":
        retro.add_action(text)
    retro.change_action(2, status=retro.state.actions[2].status.DONE)
    assert candidates_of(retro, 1) == (1, 3, 4)
    assert retro.state.at[1].terms.budget == 1
    retro.undo()
    assert candidates_of(retro, 1) == (1, 2, 3, 4)
    assert retro.state.at[1].terms.budget == 2


def candidates_of(retro: Retro, step: int) -> tuple[int, ...]:
    return retro.state.at[step].terms.candidates


def test_nothing_has_changed_for_those_who_could_not_vote_yet() -> None:
    retro = start(OPEN, Vote())
    retro.next()
    retro.back()
    write(retro, "Parked", "first")
    retro.next()
    assert candidates(retro) == (1,)
    assert not retro.state.at[2].changed


def test_a_budget_set_by_hand_stays_and_a_suggested_one_follows() -> None:
    retro = board(notes=9)
    assert retro.state.at[2].terms.budget == 3
    group = retro.group(range(1, 7), "Six")
    assert (retro.state.at[2].terms.budget, candidates(retro)) == (2, (7, 8, 9, group.number))
    retro.set_vote_terms(budget=7, cap=4)
    retro.split([group.number])
    retro.back()
    retro.next()
    terms = retro.state.at[2].terms
    assert (terms.budget, terms.cap, len(terms.candidates)) == (7, 4, 9)


def test_what_another_writer_does_to_the_board_is_followed_too() -> None:
    two = Two(OPEN, Vote(), Discuss())
    for text in "abc":
        write(two.one, "Parked", text)
    two.one.next()
    two.two.refresh()
    two.two.delete_note(2)
    two.one.refresh()
    assert candidates(two.one) == candidates(two.stored()) == (1, 3)


def test_what_was_opened_stays_and_another_vote_can_be_added() -> None:
    retro = board()
    retro.vote({1: 1}, "Ana")
    retro.open_seals()
    topic = retro.group([1, 2])
    assert candidates(retro) == (1, 2, 3)
    with pytest.raises(NotNow, match="add another vote to the agenda"):
        retro.vote({topic.number: 1}, "Ben")
    again = retro.add_activity(retro.state.step(2).activity)
    retro.next()
    assert candidates_of(retro, again.id) == (3, topic.number)


METHODS = [
    ("dots", {1: 2, 2: 1}, {1: 1}, 4),
    ("plurality", 1, 2, 2),
    ("approval", [1, 2], [2], 2),
    ("score", {1: 2, 2: 5}, {1: 1}, 6),
    ("borda", [1, 3, 2], [2, 3, 1], 2),
]


@pytest.mark.parametrize(("method", "one", "other", "got"), METHODS)
def test_a_sealed_ballot_counts_for_the_group_that_its_notes_went_into(
    method: str, one: Any, other: Any, got: int
) -> None:
    retro = board(Vote(method=method, budget=3))
    retro.vote(one, "Ana")
    retro.vote(other, "Ben")
    group = retro.group([1, 2], "Both").number
    retro.next()
    vote = retro.state.at[2]
    assert vote.taken_part == 2
    assert result(retro)[group] == got
    assert set(result(retro)) == {3, group} == set(vote.terms.candidates)
    assert vote.winners == (group,)


def test_an_objection_to_a_note_is_one_to_its_group() -> None:
    retro = board(Vote(method="consent"))
    retro.vote({1: (0, "too dear"), 2: (0, "too late"), 3: 5}, "Ana")
    retro.vote({1: 5, 2: 4, 3: 5}, "Ben")
    group = retro.group([1, 2]).number
    retro.next()
    assert retro.state.at[2].winners == (3,)
    assert retro.state.at[2].ballots[0].ballot == Ballot(
        ((3, 5), (group, 0)), objections=((group, "too dear\ntoo late"),)
    )


def test_what_is_gone_or_split_stands_as_it_did_when_it_was_voted_for() -> None:
    retro = board(Vote(budget=3), notes=4)
    group = retro.group([1, 2]).number
    retro.vote({group: 2, 3: 1}, "Ana")
    retro.split([group])
    retro.delete_note(3)
    assert candidates(retro) == (1, 2, 4)
    retro.vote({4: 1}, "Ben")
    retro.next()
    assert result(retro) == {group: 2, 3: 1, 4: 1, 1: 0, 2: 0}


def test_a_group_that_went_into_another_takes_its_votes_along() -> None:
    retro = board(Vote(budget=3), notes=4)
    one, other = retro.group([1, 2]).number, retro.group([3, 4]).number
    retro.vote({one: 2, other: 1}, "Ana")
    retro.group([one, other])
    retro.next()
    assert result(retro) == {one: 3}


def test_a_vote_for_a_group_of_which_one_note_is_left_counts_for_that() -> None:
    retro = board(Vote(budget=3), notes=4)
    group = retro.group([1, 2]).number
    retro.vote({group: 2, 3: 1}, "Ana")
    retro.split([1])
    assert candidates(retro) == (1, 2, 3, 4)
    retro.vote({group: 1}, "Ben")  # on a screen of a moment ago
    retro.next()
    assert result(retro) == {1: 0, 2: 3, 3: 1, 4: 0}
    # So it does after the vote, and wherever that note goes.
    pair = retro.group([3, 4]).number
    assert retro.state.votes_for(pair) == 1
    retro.delete_note(4)
    assert retro.state.votes_for(3) == 1
    late = retro.group([2, 3], "Both").number
    assert retro.state.votes_for(late) == 4
    assert retro.state.topic(pair).number == late


def test_what_a_group_got_is_what_the_note_got_that_is_left_of_it() -> None:
    retro = board(Vote(budget=3))
    group = retro.group([1, 2]).number
    retro.vote({group: 2}, "Ana")
    retro.next()
    assert retro.state.votes_for(1) is None
    retro.split([1])
    assert (retro.state.votes_for(1), retro.state.votes_for(2)) == (None, 2)
    assert retro.state.ranks([1, 2, 3]).keys() == {2, 3}
    assert retro.state.waiting(3)[0].number == 2


def test_a_vote_on_notes_takes_a_group_for_the_note_left_of_it_while_that_is_alone() -> None:
    retro = board(Vote(on="notes", budget=3))
    group = retro.group([1, 2]).number
    retro.split([1])
    retro.vote({group: 1}, "Ana")
    retro.group([2, 3])
    with pytest.raises(NotFound, match=f"no candidate {group}"):
        retro.vote({group: 1}, "Ben")
    retro.undo()
    retro.next()
    assert result(retro) == {1: 0, 2: 1, 3: 0}


def test_a_ballot_from_a_screen_before_the_grouping_counts_within_the_limits() -> None:
    retro = board(Vote(budget=3, cap=2))
    group = retro.group([1, 2]).number
    receipt = retro.vote({1: 1, 2: 1}, "Ana")
    assert retro.sealed(receipt).draft == Ballot(((group, 2),))
    with pytest.raises(Invalid, match=f"3 dots for {group}; at most 2 may go to one"):
        retro.change_vote(receipt, {1: 2, 2: 1})
    with pytest.raises(NotFound, match="no candidate 9"):
        retro.vote({9: 1}, "Ben")


def test_a_number_that_may_have_been_voted_for_is_given_to_nothing_else() -> None:
    retro = board()
    group = retro.group([1, 2]).number
    retro.vote({group: 1}, "Ana")
    retro.undo()
    other = retro.group([2, 3]).number
    assert other != group
    retro.next()
    assert result(retro) == {group: 1, 1: 0, other: 0}
    actions = start(Vote(on="actions"), Decide())
    item = actions.add_action("a").number
    actions.undo()
    assert actions.add_action("b").number != item


@given(
    st.sampled_from(list(BALLOT_KINDS.values())),
    st.permutations(range(6)),
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
)
def test_moving_a_ballot_loses_nobody_it_names(
    kind: BallotKind, order: list[int], places: list[int]
) -> None:
    ballot = (
        Ballot(ranks=tuple((each,) for each in order))
        if kind is RANKING
        else Ballot(scores=tuple((each, each % 3 + 1) for each in range(6)))
    )
    there = kind.moved(ballot, places.__getitem__)
    assert sorted(there.named()) == sorted(set(places))
    if kind is DOTS:
        assert sum(dots for _, dots in there.scores) == sum(dots for _, dots in ballot.scores)
    assert kind.moved(there, lambda number: number) == there


DOES = st.tuples(
    st.sampled_from(
        ["vote", "vote", "group", "group", "split", "delete", "move", "back", "next", "undo"]
    ),
    st.integers(0, 9),
    st.integers(0, 9),
)


def act(retro: Retro, do: str, one: int, other: int) -> None:
    there = [topic.number for topic in retro.state.topics()]
    a, b = (there[each % len(there)] if there else 1 for each in (one, other))
    does: dict[str, Callable[[], object]] = {
        "group": lambda: retro.group([a, b], f"{a} and {b}" if other % 2 else None),
        "split": lambda: retro.split([a]),
        "delete": lambda: retro.delete_note(a),
        "move": lambda: retro.move_note(a, "Later"),
        "back": lambda: retro.back() if retro.state.current == 2 else None,
        "next": lambda: retro.next() if retro.state.current == 1 else None,
        "undo": retro.undo,
    }
    with suppress(RetrokitError):
        does[do]()


@settings(max_examples=60, deadline=None)
@given(st.lists(DOES, max_size=25))
def test_no_dot_is_lost_and_the_log_tells_of_no_vote_whatever_happens_to_the_board(
    done: list[tuple[str, int, int]],
) -> None:
    """Two retros in which the same happens, but in one of them people vote besides."""
    voted = board(Vote(budget=9, columns=["Parked"], attribution=ANONYMOUS), notes=5)
    silent = board(Vote(budget=9, columns=["Parked"], attribution=ANONYMOUS), notes=5)
    given: Counter[int] = Counter()
    people = ["Ana", "Ben", "Cy"]
    for do, one, other in done:
        if do == "vote":
            if people and voted.state.current == 2 and candidates(voted):
                number = candidates(voted)[one % len(candidates(voted))]
                voted.vote({number: other % 9 + 1}, people.pop())
                given[number] += other % 9 + 1
        elif do != "undo" or type(voted.log[-1]).__name__ not in ("Moved", "Undone"):
            act(voted, do, one, other)
            act(silent, do, one, other)
        if voted.state.current == 2:
            expected = tuple(
                topic.number
                for topic in voted.state.topics()
                if any(voted.state.notes[each].column == "Parked" for each in topic.notes)
            )
            assert candidates(voted) == expected
    assert [evolve(each, at=voted.state.started) for each in voted.log] == [
        evolve(each, at=voted.state.started) for each in silent.log
    ]
    if voted.state.current == 1:
        voted.next()
    voted.next()
    opened = [event.value for event in voted.log if isinstance(event, Opened)]
    if len(people) == 0:
        assert isinstance(opened[0], Votes)
        assert opened[0].tally is not None
        assert sum(got for _, got in opened[0].tally.standings) == sum(given.values())
    else:
        for value in opened:
            assert isinstance(value, Votes)
            assert value.tally is None
            assert value.terms.candidates == candidates(voted)


def test_a_group_of_some_columns_takes_no_others() -> None:
    retro = start(OPEN, Group(columns=["Later"]), Decide())
    for column in ("Parked", "Later", "Later", "Parked"):
        write(retro, column, "x")
    mixed = retro.group([1, 2], "Mixed")
    retro.next()
    assert retro.group([mixed.number, 3]).notes == (1, 2, 3)
    with pytest.raises(NotNow, match="4 is in Parked, and this activity groups Later"):
        retro.group([3, 4])
    retro.next()
    assert retro.group([3, 4]).notes == (3, 4)


@pytest.mark.parametrize("kind", [Group, Vote, Discuss])
def test_a_column_that_is_not_there_is_refused_when_it_is_added(kind: Any) -> None:
    retro = start(OPEN, Decide())
    with pytest.raises(NotFound, match=r"no column 'Latr'.*Later"):
        retro.add_activity(kind(columns=["Latr"]))
    assert retro.add_activity(kind(columns=["Later"])).id == 3


@pytest.mark.parametrize("attribution", Attribution)
def test_what_the_vote_was_on_is_in_the_log_once_it_is_opened(attribution: Attribution) -> None:
    retro = board(Vote(attribution=attribution))
    for who in ("Ana", "Ben", "Cy"):
        retro.vote({3: 1}, who)
    group = retro.group([1, 2]).number
    retro.open_seals()
    event = retro.log[-1]
    assert isinstance(event, Opened)
    assert isinstance(event.value, Votes)
    assert event.value.terms.candidates == (3, group)


def test_the_terminal_says_that_a_vote_has_changed_and_offers_another() -> None:
    retro = board()
    assert "has changed" not in activity(retro)
    retro.group([1, 2])
    said = " ".join(activity(retro).split())
    assert "Votes from before still count; check yours." in said
    assert "To vote afresh, /agenda add vote" in said


def test_the_terminal_lists_topics_of_different_units_apart() -> None:
    votes = (Vote(columns=["Parked"]), Vote(method="score", columns=["Later"]))
    retro = start(OPEN, *votes, Discuss(order=["votes"]), Group(columns=["Later"]), Decide())
    for column in ("Parked", "Later", "Later"):
        write(retro, column, f"in {column}")
    retro.next()
    retro.vote({1: 1}, "Ana")
    retro.next()
    retro.vote({2: 4}, "Ana")
    retro.next()
    heads = re.findall(r"^no +(next|then) +(\w+)$", activity(retro), re.MULTILINE)
    assert heads == [("next", "points"), ("then", "dots")]
    retro.next()
    assert "in Later" in activity(retro)
    assert "in Parked" not in activity(retro)


def test_what_was_decided_is_adopted_in_the_terminal() -> None:
    with Logbook(":memory:", plugins=Plugins.load(NO_PLUGINS)) as logbook:
        format = Format(name="d", title="D", purpose="Decide.", agenda=[Discuss(), Decide()])
        session = Session(logbook, logbook.start(format, team="L", members=["Ana", "Ben"]))
        decided = session.retro.remark("Buy a stove", decision=True)
        said = handle(session, "/next")
        assert re.search(rf"^{decided.number} +Buy a stove$", said, re.MULTILINE)
        assert f"/adopt {decided.number} @NAME due friday" in said
        assert "Buy a stove (Ben, no due date yet)" in handle(
            session, f"/adopt {decided.number} @Ben"
        )
        assert "/adopt" not in activity(session.retro)
        with pytest.raises(Invalid, match="say which decision, by its number"):
            handle(session, "/adopt 99")
