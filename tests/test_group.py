"""Notes that belong together become a topic."""

from __future__ import annotations

import pytest
from crew import OPEN, Two, start, write

from retrokit.engine.state import Topic
from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.formats import Decide
from retrokit.retro import Retro


def with_notes(*texts: str) -> Retro:
    retro = start(OPEN, Decide())
    for text in texts or ("a", "b", "c", "d"):
        write(retro, "Parked", text)
    return retro


def test_notes_become_a_topic_with_a_number_of_its_own() -> None:
    retro = with_notes()
    topic = retro.group([2, 1], "Pair")
    assert topic == Topic(5, "Pair", (2, 1))
    assert [each.number for each in retro.state.topics()] == [3, 4, 5]
    assert retro.state.topic(1) == retro.state.topic(5) == topic
    assert retro.state.topic(3) == Topic(3, "c", (3,))
    with pytest.raises(NotFound, match="no note or topic 9; there are: 3, 4, 5"):
        retro.state.topic(9)


def test_a_topic_without_a_title_takes_the_text_of_its_first_note_cut_to_fit() -> None:
    retro = with_notes("two\n  lines", "x" * 200)
    assert retro.group([1, 2]).title == "two lines"
    retro.split([1, 2])
    assert retro.group([2, 1]).title == "x" * 80


def test_a_topic_takes_in_others_and_keeps_its_title() -> None:
    retro = with_notes()
    first, second = retro.group([1, 2], "First"), retro.group([3, 4], "Second")
    joined = retro.group([second.number, first.number])
    assert (joined.number, joined.title, joined.notes) == (second.number, "Second", (3, 4, 1, 2))
    assert list(retro.state.groups) == [second.number]
    assert retro.group([second.number, 1], "Renamed").title == "Renamed"


def test_a_note_moves_from_one_topic_to_another() -> None:
    retro = with_notes()
    first = retro.group([1, 2], "First")
    second = retro.group([2, 3], "Second")
    assert retro.state.groups[first.number].notes == (1,)
    assert second.notes == (2, 3)
    retro.group([1, second.number])
    assert list(retro.state.groups) == [second.number]


def test_one_note_is_a_group_only_with_a_title() -> None:
    retro = with_notes()
    with pytest.raises(Invalid, match="a group needs two notes or more, or a title"):
        retro.group([1, 1])
    assert retro.group([1], "Alone").notes == (1,)


@pytest.mark.parametrize("title", ["", "x" * 81, "two\nlines"])
def test_a_title_is_one_line_within_its_limit(title: str) -> None:
    retro = with_notes()
    topic = retro.group([1, 2])
    with pytest.raises(Invalid, match="the topic's title"):
        retro.group([3, 4], title)
    with pytest.raises(Invalid, match="the topic's title"):
        retro.rename_topic(topic.number, title)


def test_nothing_cannot_be_grouped_nor_split() -> None:
    retro = with_notes()
    with pytest.raises(Invalid, match="nothing to group"):
        retro.group([])
    with pytest.raises(Invalid, match="nothing to split"):
        retro.split([])
    with pytest.raises(NotFound, match="no note 9"):
        retro.group([1, 9])
    with pytest.raises(NotFound, match="no note 9"):
        retro.split([9])


def test_notes_are_split_off_one_by_one_or_all_at_once() -> None:
    retro = with_notes()
    topic = retro.group([1, 2, 3])
    assert retro.split([2]) == (2,)
    assert retro.state.groups[topic.number].notes == (1, 3)
    with pytest.raises(NotNow, match="note 2 is in no group"):
        retro.split([2])
    assert retro.split([topic.number]) == (1, 3)
    assert retro.state.groups == {}
    assert all(note.topic is None for note in retro.state.notes.values())


def test_a_topic_is_renamed_and_a_lone_note_is_not() -> None:
    retro = with_notes()
    topic = retro.group([1, 2])
    assert retro.rename_topic(topic.number, "New").title == "New"
    with pytest.raises(NotFound, match="no topic 3; there is: 5"):
        retro.rename_topic(3, "New")


def test_notes_can_be_grouped_in_whatever_activity() -> None:
    retro = with_notes()
    retro.next()
    assert retro.group([1, 2]).number == 5


def test_a_late_grouping_is_decided_on_what_there_is() -> None:
    two = Two(OPEN)
    for text in "abc":
        write(two.one, "Parked", text)
    two.two.refresh()
    first = two.one.group([1, 2], "First")
    second = two.two.group([2, 3], "Second")
    assert second.number == first.number + 1
    assert {each.notes for each in two.stored().state.groups.values()} == {(1,), (2, 3)}
    two.one.refresh()
    two.one.delete_note(3)
    with pytest.raises(NotFound, match="no note 3"):
        two.two.group([1, 3])


def test_the_number_of_a_group_that_went_into_another_still_means_that() -> None:
    retro = with_notes()
    first, second = retro.group([1, 2], "First"), retro.group([3, 4], "Second")
    retro.group([second.number, first.number])
    assert retro.state.topic(first.number).number == second.number
    retro.remark("On both", topic=first.number)
    third = retro.group([1, 2, 3, 4], "Third")
    assert set(third.absorbed) == {first.number, second.number}
    assert retro.state.topic(first.number) == third
