"""Topics one after the other, and what is said about them."""

from __future__ import annotations

import pytest
from crew import OPEN, Two, start, write

from retrokit.engine.state import Remark
from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.formats import Decide, Discuss, Vote
from retrokit.retro import Retro


def talking(discuss: Discuss | None = None, votes: dict[int, int] | None = None) -> Retro:
    """Return a retro at a Discuss of notes 1 and 2 (Parked), 3 and 4 (Later)."""
    retro = start(OPEN, Vote(budget=20), discuss or Discuss(), Decide())
    for column in ("Parked", "Parked", "Later", "Later"):
        write(retro, column, "x")
    retro.next()
    if votes:
        retro.vote(votes, "Ana")
    retro.next()
    return retro


def order(retro: Retro) -> tuple[int, ...]:
    return retro.state.at[3].order


def test_what_got_the_most_votes_comes_first_and_columns_take_turns() -> None:
    assert order(talking(votes={4: 2})) == (4, 1, 3, 2)
    assert order(talking()) == (1, 3, 2, 4)


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (["number"], (1, 2, 3, 4)),
        ([], (1, 2, 3, 4)),
        (["columns"], (1, 3, 2, 4)),
        (["votes"], (4, 2, 1, 3)),
        (["votes", "columns"], (4, 2, 1, 3)),
    ],
)
def test_the_order_is_a_chain_of_rules(rules: list[str], wanted: tuple[int, ...]) -> None:
    retro = talking(Discuss(order=rules), votes={4: 2, 2: 1})  # type: ignore[arg-type]
    assert order(retro) == wanted


def test_the_largest_group_comes_first_by_size() -> None:
    retro = start(OPEN, Discuss(order=["size"]))
    for _ in range(4):
        write(retro, "Parked", "x")
    retro.group([3, 4], "Pair")
    retro.next()
    assert retro.state.at[2].order == (5, 1, 2)


def test_only_so_many_topics_are_taken_as_the_format_says() -> None:
    assert order(talking(Discuss(top=2))) == (1, 3)


def test_topics_are_taken_one_after_the_other() -> None:
    retro = talking(Discuss(topic_minutes=3))
    assert [retro.take_topic().number for _ in range(2)] == [1, 3]
    discussion = retro.state.at[3]
    assert (discussion.current, discussion.done) == (3, (1,))
    assert retro.state.timebox.seconds == 180  # type: ignore[union-attr]
    assert [each.number for each in retro.state.waiting(3)] == [2, 4]
    retro.take_topic()
    retro.take_topic()
    with pytest.raises(NotNow, match="every topic has been talked about"):
        retro.take_topic()


def test_any_topic_can_be_taken_and_one_that_was_done_again() -> None:
    retro = talking(Discuss(topic_minutes=0))
    for number in (4, 1, 4):
        assert retro.take_topic(number).number == number
    discussion = retro.state.at[3]
    assert (discussion.current, discussion.done) == (4, (1,))
    assert retro.state.timebox is None
    with pytest.raises(NotFound, match="no note or topic 9"):
        retro.take_topic(9)


def test_a_topic_that_was_joined_into_another_or_deleted_is_not_waited_for() -> None:
    retro = talking()
    pair = retro.group([1, 2], "Pair")
    retro.delete_note(3)
    assert [each.number for each in retro.state.waiting(3)] == [4, pair.number]
    assert retro.take_topic(1).number == pair.number


def test_the_topic_being_talked_about_is_known_until_it_is_gone() -> None:
    retro = talking()
    assert retro.state.talking_about(3) is None
    retro.take_topic(1)
    assert retro.state.talking_about(3).number == 1  # type: ignore[union-attr]
    pair = retro.group([1, 2])
    assert retro.state.talking_about(3) == pair
    retro.split([1, 2])
    retro.delete_note(1)
    assert retro.state.talking_about(3) is None


def test_what_is_left_of_a_topic_stays_talked_about() -> None:
    retro = talking()
    retro.take_topic(2)
    pair = retro.group([1, 2]).number
    retro.take_topic(pair)
    said = retro.remark("On the pair")
    retro.split([1])
    assert (retro.state.at[3].current, retro.state.at[3].done) == (2, ())
    assert retro.state.talking_about(3).number == 2  # type: ignore[union-attr]
    assert {each.number for each in retro.state.waiting(3)} == {1, 3, 4}
    assert retro.state.topic(said.topic).number == 2  # type: ignore[arg-type]
    late = retro.group([3, 4]).number
    retro.take_topic(late)
    retro.take_topic(1)
    retro.delete_note(3)
    assert retro.state.at[3].done == (2, 4)
    assert retro.state.waiting(3) == []
    retro.undo()
    assert retro.state.at[3].done == (2, late)


def test_topics_belong_to_a_discuss() -> None:
    with pytest.raises(NotNow, match="a topic belongs to Discuss; the retro is at 'Decide'"):
        start(Decide()).take_topic()


def test_the_order_follows_the_board_and_later_votes() -> None:
    retro = talking()
    retro.take_topic(3)
    retro.delete_note(1)
    assert order(retro) == (2, 3, 4)
    pair = retro.group([2, 4], "Pair")
    assert order(retro) == (3, pair.number)
    assert [each.number for each in retro.state.waiting(3)] == [pair.number]
    retro.undo()
    assert order(retro) == (2, 3, 4)
    retro.back()
    retro.vote({4: 5}, "Ana")
    retro.next()
    assert order(retro) == (4, 2, 3)
    assert retro.state.at[3].current == 3


def test_the_order_stays_once_the_discussion_is_left() -> None:
    retro = talking()
    retro.next()
    retro.delete_note(1)
    assert order(retro) == (1, 3, 2, 4)
    retro.back()
    assert order(retro) == (2, 3, 4)


def test_a_tie_that_is_settled_while_its_topics_are_discussed_puts_the_winner_first() -> None:
    retro = talking(votes={2: 1, 4: 1})
    assert order(retro) == (2, 4, 1, 3)
    retro.settle_tie(4, "we flipped a coin")
    assert order(retro) == (4, 2, 1, 3)


@pytest.mark.parametrize("rules", [["votes"], ["votes", "columns"], ["votes", "number"]])
def test_all_that_tie_for_the_last_place_are_in(rules: list[str]) -> None:
    talk = Discuss(top=3, order=rules)  # type: ignore[arg-type]
    retro = start(OPEN, Vote(budget=20), talk)
    for column in ("Parked", "Later") * 4:
        write(retro, column, "x")
    retro.next()
    retro.vote({1: 3, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1}, "Ana")
    retro.next()
    assert set(order(retro)) == {1, 2, 3, 4, 5, 6}
    assert order(retro)[:2] == (1, 2)


def test_equals_in_size_are_all_in_and_turns_cut_only_what_nothing_ranks() -> None:
    assert order(talking(Discuss(top=1, order=["size", "columns"]))) == (1, 3, 2, 4)
    assert order(talking(Discuss(top=3))) == (1, 3, 2)
    assert order(talking(Discuss(top=2), votes={2: 1, 4: 1})) == (2, 4)
    assert order(talking(Discuss(top=1, order=["number", "size"]))) == (1,)


def test_a_discussion_of_some_columns_has_the_topics_with_a_note_in_them() -> None:
    retro = start(OPEN, Discuss(columns=["Later"]))
    for column in ("Parked", "Parked", "Later", "Later"):
        write(retro, column, "x")
    pair = retro.group([1, 3], "Pair")
    retro.next()
    assert retro.state.at[2].order == (4, pair.number)


def test_topics_of_votes_that_count_different_things_are_not_sorted_together() -> None:
    votes = (Vote(columns=["Parked"]), Vote(method="score", columns=["Later"]))
    retro = start(OPEN, *votes, Discuss(order=["votes"], top=1), Decide())
    for column in ("Parked", "Parked", "Later", "Later", "Later"):
        write(retro, column, "x")
    late = [note.number for note in retro.state.notes.values() if note.column == "Later"]
    retro.next()
    retro.vote({2: 1}, "Ana")
    retro.next()
    retro.vote({late[1]: 1}, "Ana")
    retro.next()
    assert retro.state.at[4].order == (late[1],)
    every = start(OPEN, *votes, Discuss(order=["votes"]), Decide())
    for column in ("Parked", "Parked", "Later", "Later", "Later"):
        write(every, column, "x")
    every.next()
    every.vote({2: 1}, "Ana")
    every.next()
    every.vote({late[1]: 1}, "Ana")
    every.next()
    assert every.state.at[4].order == (4, 3, 5, 2, 1)


def test_dots_of_two_votes_are_sorted_together() -> None:
    votes = (Vote(columns=["Parked"], budget=9), Vote(columns=["Later"], budget=9))
    retro = start(OPEN, *votes, Discuss(order=["votes"]))
    for column in ("Parked", "Parked", "Later", "Later"):
        write(retro, column, "x")
    retro.next()
    retro.vote({1: 1, 2: 5}, "Ana")
    retro.next()
    retro.vote({3: 3}, "Ana")
    retro.next()
    assert retro.state.at[4].order == (2, 3, 1, 4)


def test_a_remark_is_about_the_topic_being_discussed() -> None:
    retro = talking()
    assert retro.remark("Before") == Remark(5, None, "Before")
    retro.take_topic(3)
    assert retro.remark("Said", decision=True) == Remark(6, 3, "Said", True)
    assert retro.remark("Aside", topic=1).topic == 1
    pair = retro.group([1, 2], "Pair")
    assert retro.remark("On the pair", topic=2).topic == pair.number
    retro.next()
    assert retro.remark("About it all").topic is None
    assert [each.text for each in retro.state.remarks.values() if each.decision] == ["Said"]


def test_a_remark_that_cannot_be_is_refused() -> None:
    retro = talking()
    with pytest.raises(Invalid, match="the remark is empty"):
        retro.remark(" ")
    with pytest.raises(NotFound, match="no note or topic 9"):
        retro.remark("x", topic=9)
    assert retro.state.remarks == {}


def test_two_who_take_the_next_topic_at_once_do_not_take_it_twice() -> None:
    two = Two(OPEN, Discuss())
    for text in "ab":
        write(two.one, "Parked", text)
    two.one.next()
    two.two.refresh()
    assert two.one.take_topic().number == 1
    assert two.two.take_topic().number == 2
    assert two.two.remark("x").number == two.stored().state.last_number
