"""Notes that belong together become a topic."""

from __future__ import annotations

from contextlib import suppress

import pytest
from attrs import evolve
from crew import OPEN, Two, start, write
from hypothesis import given, settings
from hypothesis import strategies as st

from retrokit.codec import CODEC
from retrokit.engine.state import State, Topic
from retrokit.errors import FileError, Invalid, NotFound, NotNow, RetrokitError
from retrokit.events import NotesGrouped, NotesSplit
from retrokit.formats import Decide
from retrokit.retro import Retro, fold


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


# --- a group of one that nobody named is none


@pytest.mark.parametrize("how", ["split", "delete", "group"])
def test_a_group_that_nobody_named_dissolves_when_one_note_is_left(how: str) -> None:
    retro = with_notes()
    group = retro.group([1, 2]).number
    before = retro.state.copy()
    if how == "split":
        assert retro.split([1]) == (1, 2)
    elif how == "delete":
        retro.delete_note(1)
    else:
        assert retro.group([1, 3], "Others").absorbed == ()
    assert group not in retro.state.groups
    assert retro.state.notes[2].topic is None
    # What is said of the group is said of what is left of it.
    assert retro.state.topic(group) == Topic(2, "b", (2,), (group,))
    retro.undo()
    assert evolve(retro.state, version=0) == evolve(before, version=0)


@pytest.mark.parametrize("named", ["at once", "later", "by the same words"])
def test_a_group_that_somebody_named_stays_with_one_note(named: str) -> None:
    retro = with_notes()
    topic = retro.group([1, 2], "a" if named == "at once" else None)
    if named != "at once":
        retro.rename_topic(topic.number, "a" if named == "by the same words" else "b")
    assert retro.split([1]) == (1,)
    assert retro.state.groups[topic.number].notes == (2,)
    retro.delete_note(2)
    assert retro.state.groups == {}


def test_a_name_that_was_taken_back_was_none() -> None:
    retro = with_notes()
    topic = retro.group([1, 2])
    retro.rename_topic(topic.number, "Pair")
    retro.undo()
    retro.split([2])
    assert retro.state.groups == {}


def test_a_group_that_was_joined_has_the_name_that_somebody_gave() -> None:
    retro = with_notes("a", "b", "c", "d", "e", "f")
    one, two, three = (retro.group(each) for each in ([1, 2], [3, 4], [5, 6]))
    retro.rename_topic(two.number, "Second")
    retro.rename_topic(three.number, "Third")
    joined = retro.group([one.number, two.number])
    assert (joined.number, joined.title, joined.unnamed) == (one.number, "Second", False)
    assert retro.group([three.number, joined.number]).title == "Third"
    retro.undo()
    retro.undo()
    retro.undo()  # nobody named the third one now
    assert retro.group([three.number, one.number]) == Topic(
        three.number, "e", (5, 6, 1, 2), (one.number,), unnamed=True
    )


def test_taking_a_group_apart_is_one_thing_to_undo() -> None:
    retro = with_notes()
    topic = retro.group([1, 2, 3])
    events = len(retro.log)
    assert retro.split([topic.number]) == (1, 2, 3)
    assert len(retro.log) == events + 1
    assert isinstance(retro.undo(), NotesSplit)
    assert retro.state.groups == {topic.number: topic}


def test_the_number_of_a_group_that_is_gone_puts_notes_where_it_went() -> None:
    retro = with_notes("a", "b", "c", "d", "e")
    gone, other = retro.group([1, 2]).number, retro.group([3, 4], "Others").number
    retro.group([other, 1])
    assert retro.group([gone, 5]).notes == (2, 5)  # it dissolved meanwhile
    retro.undo()
    retro.group([other, 2])
    assert retro.group([gone, 5]).number == other  # what was left of it was grouped, too
    with pytest.raises(NotFound, match=f"no note {gone}"):
        retro.split([gone])
    retro.delete_note(2)
    with pytest.raises(NotFound):
        retro.state.topic(gone)


def test_a_log_of_before_reads_as_it_did() -> None:
    """Where it is not said that nobody gave the title, somebody may have."""
    retro = with_notes()
    retro.group([1, 2])
    retro.split([1])
    log = [evolve(e, unnamed=False) if isinstance(e, NotesGrouped) else e for e in retro.log]
    assert all(b"unnamed" not in CODEC.encode(each) for each in log)
    assert [each.notes for each in fold(log).groups.values()] == [(2,)]


def test_an_export_with_an_unnamed_group_of_one_is_refused() -> None:
    retro = with_notes()
    retro.group([1], "Alone")
    log = [evolve(e, unnamed=True) if isinstance(e, NotesGrouped) else e for e in retro.log]
    with pytest.raises(FileError, match="do not make a retro: topic 5 holds too few notes"):
        CODEC.import_log(CODEC.export_log(log))


def act(retro: Retro, do: str, one: int, other: int) -> None:
    """Do something to the board; what the rules refuse is not done."""
    known = [*retro.state.notes, *retro.state.groups]
    a, b = known[one % len(known)], known[other % len(known)]
    with suppress(RetrokitError):
        match do:
            case "group" | "name":
                retro.group([a, b], "Named" if do == "name" else None)
            case "several":
                retro.group(known[one % len(known) :][:4])
            case "split":
                retro.split([a])
            case "rename":
                retro.rename_topic(a, "Renamed")
            case "delete" if len(retro.state.notes) > 2:
                retro.delete_note(a)


def holds(state: State) -> None:
    inside = [each for group in state.groups.values() for each in group.notes]
    assert sorted(inside) == sorted(n for n, note in state.notes.items() if note.topic)
    for group in state.groups.values():
        assert all(state.notes[each].topic == group.number for each in group.notes)
        assert len(group.notes) > group.unnamed
    for number in state.joined:
        topic = state.topic_of(number)
        assert topic is not None
        assert number in state.went_into(topic.number)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["group", "group", "several", "name", "rename", "split", "delete"]),
            st.integers(0, 30),
            st.integers(0, 30),
        ),
        max_size=15,
    )
)
def test_no_note_is_lost_no_unnamed_group_has_one_and_undo_restores(
    done: list[tuple[str, int, int]],
) -> None:
    retro = with_notes(*"abcdefg")
    before = [evolve(retro.state.copy(), version=0)]
    notes = set(retro.state.notes)
    for do, one, other in done:
        length = len(retro.log)
        act(retro, do, one, other)
        holds(retro.state)
        if do == "delete":
            assert len(notes - set(retro.state.notes)) <= 1
            notes = set(retro.state.notes)
        assert set(retro.state.notes) == notes
        assert fold(retro.log) == retro.state
        if len(retro.log) > length:
            before.append(evolve(retro.state.copy(), version=0))
    for state in reversed(before[:-1]):
        retro.undo()
        assert evolve(retro.state.copy(), version=0) == state
