"""What everyone in a room is told of a retro agrees with its log, at every step and over any."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from crew import GATHER, start, write
from crew import OPEN as PARKING
from drawn_retros import DONE, by_a_matrix, come_apart, hold_any, out_of_turn, regrouped
from every_event import LOG, RECORDED
from grand_tour import tour
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from moods.rules import Feeling
from test_kinds import MINE, begin
from test_kinds import logbook as with_moods

from retrokit.cli.remote.received import state_of
from retrokit.codec import CODEC, Codec
from retrokit.errors import FileError
from retrokit.events import Event, Undone
from retrokit.formats import Attribution, Discuss, Group, Matrix, Vote
from retrokit.merge_patch import merge_patch, merged
from retrokit.projection import Projection
from retrokit.retro import State, fold


def sent(patch: Any) -> Any:
    """Return a patch as it arrives."""
    return json.loads(json.dumps(patch))


def whole(state: State, codec: Codec = CODEC) -> Any:
    return sent(Projection.of(state).patch(None, codec))


def holds(log: Sequence[Event], codec: Codec = CODEC) -> Any:
    """Follow a log event by event, and some at once; return what was told at the end."""
    states = [fold(log[:version]) for version in range(1, len(log) + 1)]
    told = [whole(each, codec) for each in states]
    for stride in (1, 2, 3, 7):
        document: Any = {}
        before = None
        for at in range(0, len(states), stride):
            now = Projection.of(states[at], before)
            document = merged(document, sent(now.patch(before, codec)))
            assert document == told[at], f"after {log[at]}, {stride} at once"
            before = now
            if stride == 1:
                agrees(state_of(document, now.version, codec), states[at])
    return told[-1]


def agrees(read: State, state: State) -> None:
    """Hold what `retro join` reads of a state that was told of against that of the log."""
    same = [
        "id", "team", "attribution", "started", "facilitator", "closed", "source", "version",
        "current", "timebox", "members", "former", "agenda", "notes", "groups", "visited",
        "opened", "remarks", "actions", "carried", "joined", "here", "titles", "decisions",
        "open_actions", "has_guests",
    ]  # fmt: skip
    for name in same:
        assert getattr(read, name) == getattr(state, name), name
    for name in ("members", "notes", "groups", "remarks", "actions", "carried"):
        assert [*getattr(read, name)] == [*getattr(state, name)], f"the order of {name}"
    assert read.format.title == state.format.title
    assert read.topics() == state.topics()
    for number in range(state.next_number + 1):
        assert read.topic_of(number) == state.topic_of(number)
    for name in {*state.members, *state.former, "nobody"}:
        for said in (name, name.upper()):
            assert (read.known(said), read.identity(said)) == (
                state.known(said), state.identity(said)
            )  # fmt: skip
    for step in state.agenda:
        assert read.attribution_of(step) == state.attribution_of(step)
        assert read.is_opened(step) == state.is_opened(step)
        assert read.sealing(step) == state.sealing(step)
        assert read.may_hide(step) == state.may_hide(step)
        if step.id in state.at and not step.kind.guest:
            assert read.waiting(step.id) == state.waiting(step.id)
            assert read.talking_about(step.id) == state.talking_about(step.id)
    if (here := state.current_step) is not None and here.activity.kind == "discuss":
        topics = [*state.waiting(here.id), *filter(None, [state.talking_about(here.id)])]
        for topic in topics:
            assert read.votes_for(topic.number) == state.votes_for(topic.number)
            one, other = read.fared(topic.number), state.fared(topic.number)
            assert (one and one.counts) == (other and other.counts)


# --- of real logs and of random ones


@pytest.mark.parametrize("log", [LOG, RECORDED], ids=["held", "recorded"])
def test_logs_that_hold_every_event(log: Sequence[Event]) -> None:
    told = holds(log)
    assert told["notes"]
    assert told["format"].keys().isdisjoint({"agenda"})


@pytest.mark.parametrize("attribution", Attribution)
def test_a_retro_that_does_everything(attribution: Attribution) -> None:
    holds(tour("a line\nand </script> \u2067of\u2069 שלום", attribution).log)


def test_a_retro_of_which_every_second_event_is_undone() -> None:
    """What an undo puts back stands where it stood."""
    retro = start(PARKING, Group(), Vote(), Discuss())
    for text in "abcd":
        write(retro, "Parked", text, "Ana")
    for do in (
        lambda: retro.delete_note(1), lambda: retro.edit_note(2, "B"), lambda: retro.join("Dee"),
        lambda: retro.leave("Ana"), lambda: retro.group([1, 2]),
        lambda: retro.add_activity(GATHER), lambda: retro.drop_activity(3),
        lambda: retro.remark("so be it", decision=True), lambda: retro.add_action("Mend"),
        lambda: retro.set_timer(5), retro.next, retro.close,
    ):  # fmt: skip
        do()
        retro.undo()
    assert sum(isinstance(each, Undone) for each in retro.log) == 12
    retro.group([1, 2])
    retro.split([retro.state.last_number])
    assert holds(retro.log)["groups"] == {}


def test_groups_that_go_into_groups_that_go_into_others() -> None:
    retro, notes = regrouped()
    come_apart(retro, notes)
    holds(retro.log)


def test_what_topics_got_follows_the_board() -> None:
    """After a vote, by points, and again when a group takes in what had fewer."""
    retro, numbers = by_a_matrix()
    before = whole(retro.state)["got"]
    assert before
    retro.group([numbers[3], numbers[2]])
    retro.group([numbers[0], numbers[1]])
    assert whole(retro.state)["got"] != before
    retro.take_topic()
    retro.take_topic()
    assert len(whole(retro.state)["got"]) == 2
    for number in numbers:  # of what was talked about, and of what is
        retro.delete_note(number)
    assert whole(retro.state)["got"] == {}
    holds(retro.log)


def test_what_nobody_is_told_of_is_in_no_patch() -> None:
    """As where an undo takes back that a step was come to whose state no screen reads."""
    retro = start(PARKING, Matrix())
    write(retro, "Parked", "a", "Ana")
    before = Projection.of(retro.state)
    retro.next()
    there = Projection.of(retro.state, before)
    retro.undo()
    back = Projection.of(retro.state, there)
    for patch in (there.patch(before, CODEC), back.patch(there, CODEC)):
        assert {*patch} == {"current", "steps", "timebox"}


@pytest.mark.parametrize("reads", [MINE, CODEC], ids=["with the plugin", "without it"])
def test_a_kind_that_a_plugin_brings_is_told_without_its_state(
    tmp_path: Path, reads: Codec
) -> None:
    with with_moods(tmp_path / "team.db") as book:
        retro = begin(book)
        mine = Feeling.of(retro)
        mine.ask("Ben", seconds=90)
        for who in ("Ana", "Ben", "Cy"):
            mine.feel("grey", who)
        retro.next()
        retro.next()
        log = retro.log
    told = holds(log, MINE)
    assert told["steps"]["2"]["activity"]["kind"] == "test.moods"
    assert {*told["at"]} == {"4"}
    read = state_of(told, len(log), reads)
    assert read.titles == fold(log).titles
    assert {*read.at} == {4}


def test_random_retros() -> None:
    hold_any(holds, 10)


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(st.lists(DONE, min_size=10, max_size=25))
def test_random_retros_that_vote_out_of_turn(done: list[tuple[str, str, tuple[int, int]]]) -> None:
    holds(out_of_turn(done).log)


# --- as what is read by somebody else


@pytest.mark.parametrize("newer", [{"started": 5}, {"steps": {}}, {"notes": []}, {"at": {"x": {}}}])
def test_what_this_retrokit_cannot_read_is_said_in_a_sentence(newer: dict[str, Any]) -> None:
    told = whole(start(PARKING).state)
    with pytest.raises(FileError, match="is from a newer retrokit; upgrade yours"):
        state_of(told | newer, 2, CODEC)


def test_what_a_newer_room_tells_of_a_kind_that_has_no_view_here_is_left_out() -> None:
    told = whole(start(PARKING).state)
    assert state_of(told | {"at": {"1": {"more": True}}, "more": {}}, 2, CODEC).at == {}


# RFC 7396, appendix A: what it was, the patch, what it becomes.
EXAMPLES = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("before", "patch", "after"), EXAMPLES)
def test_a_patch_is_merged_as_its_standard_has_it(before: Any, patch: Any, after: Any) -> None:
    untouched = sent(before)
    assert merged(before, patch) == after
    assert before == untouched


WITHOUT_NULL = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
)


@settings(max_examples=50, deadline=None)
@given(WITHOUT_NULL, WITHOUT_NULL)
def test_a_patch_is_what_makes_one_of_the_other(before: Any, after: Any) -> None:
    assert merged(before, merge_patch(before, after)) == after


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), WITHOUT_NULL))
def test_a_patch_of_what_is_the_same_is_empty(value: Any) -> None:
    assert merge_patch(value, sent(value)) == {}
