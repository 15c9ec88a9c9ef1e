"""The messages of a room: whoever is at any version gets what is new to them, and little more."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import frozen
from crew import OPEN, start, write
from every_event import LOG, RECORDED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_room import followed, told_of
from moods import Moods
from moods.rules import Asked

from retrokit.codec import CODEC, Codec
from retrokit.engine.kind import Kinds
from retrokit.errors import RetrokitError
from retrokit.formats import ACTIVITIES, Group, Vote
from retrokit.news import News, news_of
from retrokit.retro import Retro, fold
from retrokit.web import changes
from retrokit.web.changes import Changes, Message


def begin() -> tuple[Retro, Changes]:
    """Return a retro and its messages, of which the whole was made when it began."""
    retro, made = start(OPEN, Group(), Vote()), Changes(CODEC)
    assert made.after(0) == ()
    assert made.version == 0
    look(made, retro)
    return retro, made


def look(made: Changes, retro: Retro) -> dict[str, Any]:
    """Return the message of what is new."""
    message = made.look(retro)
    assert message is not None
    assert made.version == message.version == retro.state.version
    return read(message)


def read(message: Message) -> dict[str, Any]:
    """Return what a message says, which is said once on one line of the stream."""
    assert message.framed == b"id: %d\ndata: %b\n\n" % (message.version, message.data)
    assert b"\n" not in message.data
    told: dict[str, Any] = json.loads(message.data)
    assert (told["since"], told["v"]) == (message.since, message.version)
    return told


def after(made: Changes, version: int) -> list[dict[str, Any]]:
    return [read(each) for each in made.after(version)]


def test_a_message_tells_what_became_of_the_state() -> None:
    retro, made = begin()
    [whole] = after(made, 0)
    assert (whole["since"], whole["v"]) == (0, 2)
    assert whole.keys() == {"v", "since", "patch"}
    with retro.called("k" * 32):
        number = write(retro, "Parked", "a line\nand </script>", "Ana").number
    assert look(made, retro) == {
        "v": 3,
        "since": 2,
        "patch": {
            "notes": {
                f"{number}": {
                    "number": number, "step": 1, "column": "Parked",
                    "text": "a line\nand </script>", "author": "Ana",
                }
            }
        },
        "keys": ["k" * 32],
    }  # fmt: skip
    assert made.look(retro) is None


def test_what_happened_meanwhile_is_one_message() -> None:
    retro, made = begin()
    with retro.called("a" * 32):
        retro.join("Dee")
        retro.leave("Dee")
    with retro.called("b" * 32):
        retro.next()
    retro.undo()
    told = look(made, retro)
    assert (told["since"], told["v"]) == (2, 6)
    assert told["patch"] == {"members": {"3": {"name": "Dee", "here": False}}}
    assert told["keys"] == ["a" * 32, "b" * 32]
    assert [each["event"] for each in told["news"]] == [
        "MemberJoined", "MemberLeft", "Moved", "Undone"
    ]  # fmt: skip


def test_what_is_news_says_what_happened_and_no_more_of_it() -> None:
    rest: dict[str, set[str]] = {}
    for each in news_of([*LOG, *RECORDED], CODEC):
        told = CODEC.as_told(each)
        rest.setdefault(told.pop("event"), set()).update(told.keys() - {"at"})
    assert rest == {
        "TeamRenamed": {"said"},
        "MemberJoined": {"said", "name"},
        "ObservingChanged": {"said", "name"},
        "MemberLeft": {"said", "name"},
        "MemberRenamed": {"said", "name"},
        "FacilitatorChanged": {"said"},
        "Tightened": {"said"},
        "Moved": {"step"},
        "Opened": {"step", "taken_part", "notes"},
        "TopicTaken": {"step", "own", "seconds", "topic"},
        "VoteTermsSet": {"step", "own"},
        "TieSettled": {"step", "own"},
        "Undone": set(),
        "Closed": set(),
        "Reopened": set(),
    }
    [tightened] = [each for each in news_of(LOG, CODEC) if each.event == "Tightened"]
    assert tightened.said == "From now on this retro is anonymous"
    for each in news_of(LOG, CODEC):
        assert CODEC.from_data(CODEC.as_told(each), News) == each


def test_what_a_plugin_tells_of_its_facts_is_news_too() -> None:
    @frozen(kw_only=True)
    class Named(Asked):
        topic: str = "no number"

    codec = Codec(Kinds((*ACTIVITIES, Moods)))
    fact = Asked(at=datetime(2025, 3, 4, tzinfo=UTC), step=2, name="Ben", seconds=90)
    [told] = news_of([fact], codec)
    assert (told.event, told.step, told.own, told.seconds, told.name) == (
        "test.moods.Asked", 2, True, 90, ""
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Codec, "name_of", lambda self, event: "test.moods.Named")
        [told] = news_of([Named(at=fact.at, step=2, name="Ben")], codec)
    assert codec.from_data(codec.as_told(told), News).topic is None
    [foreign] = CODEC.decode([codec.encode(fact)])
    [told] = news_of([foreign], CODEC)
    assert (told.event, told.step, told.own) == ("test.moods.Asked", 2, True)


def test_a_version_at_which_no_message_ends_gets_the_whole() -> None:
    retro, made = begin()
    for text in "abc":
        write(retro, "Parked", text, "Ana")
    look(made, retro)
    write(retro, "Parked", "d", "Ana")
    look(made, retro)
    every = after(made, 0)
    assert [each["v"] for each in every] == [2, 5, 6]
    assert after(made, 2) == every[1:]
    assert after(made, 5) == every[2:]
    assert after(made, 6) == []
    for between in (1, 3, 4, 7, 900):
        assert after(made, between) == every


def test_a_newer_whole_is_made_once_messages_outgrow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "LEAST", 2_000)
    retro, made = begin()

    def outgrow() -> int:
        """Write until those who come get a newer whole, and return at which version it is."""
        [before, *_] = after(made, 0)
        size = max(2_000, len(json.dumps(before)))
        since = 0
        while (first := made.after(0)[0]).version == before["v"]:
            assert since <= size + 200, "the whole is older than it is long"
            write(retro, "Parked", "x" * 50, "Ana")
            since += len(json.dumps(look(made, retro)))
        return first.version

    first = outgrow()
    assert first == retro.state.version
    assert after(made, 0)[0]["patch"] == told_of(retro.state, CODEC)
    assert [each["v"] for each in after(made, 3)] == [*range(4, first + 1)], "still kept"
    second = outgrow()
    assert [each["v"] for each in after(made, 3)] == [second], "dropped: who comes begins anew"
    assert [each["v"] for each in after(made, first)] == [*range(first + 1, second + 1)]


DONE = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "write", "write", "edit", "delete", "group", "split", "join", "leave",
             "rename", "go", "undo", "look", "look", "come"]
        ),
        st.integers(0, 9),
    ),
    max_size=60,
)  # fmt: skip


def act(retro: Retro, do: str, number: int) -> None:
    names = [*retro.state.members]
    one = names[number % len(names)]
    does: dict[str, Any] = {
        "write": lambda: retro.add_note("Parked", "x" * 20 * number, one),
        "edit": lambda: retro.edit_note(number, "y"),
        "delete": lambda: retro.delete_note(number),
        "group": lambda: retro.group([number, number + 1]),
        "split": lambda: retro.split([number]),
        "join": lambda: retro.join(f"Dee {number}"),
        "leave": lambda: retro.leave(one),
        "rename": lambda: retro.rename(one, f"Eve {number}"),
        "go": lambda: retro.go(number % 3 + 1),
        "undo": retro.undo,
    }
    try:
        does[do]()
    except RetrokitError:
        assert retro.state == fold(retro.log)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(DONE)
def test_whoever_is_anywhere_comes_to_what_is(done: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "LEAST", 500)
        retro, made = begin()
        sent: list[dict[str, Any]] = []
        for do, number in done:
            if do == "look":
                if (message := made.look(retro)) is not None:
                    sent.append(read(message))
            elif do == "come":
                arrive(retro, made, number)
            else:
                with retro.called(f"{retro.state.version:032x}"):
                    act(retro, do, number)
        for version in range(retro.state.version + 3):
            arrive(retro, made, version)
        told = {event.key: True for event in retro.log[2 : made.version] if event.key}
        assert [key for each in sent for key in each.get("keys", ())] == [*told]


def arrive(retro: Retro, made: Changes, version: int) -> None:
    """See that whoever was told of a version is brought to what was told last."""
    known = told_of(fold(retro.log[:version]), CODEC) if 0 < version <= len(retro.log) else {}
    found = followed(after(made, version), version, known)
    assert version == made.version or found == told_of(fold(retro.log[: made.version]), CODEC)
