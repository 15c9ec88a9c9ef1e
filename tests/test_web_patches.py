"""What the page makes of what the room sends is what the engine knows, message by message."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from crew import OPEN as PARKING
from crew import start, write
from drawn_retros import (
    DONE,
    VOTES,
    by_a_matrix,
    come_apart,
    hold_any,
    out_of_turn,
    regrouped,
    vote_evenly,
)
from every_event import LOG, RECORDED
from grand_tour import tour
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from page_code import STATIC, emitted, needs_a_page

from retrokit.codec import CODEC
from retrokit.engine.state import Step, Topic
from retrokit.events import ActionItem, Event
from retrokit.formats import Attribution, Discuss, Group, Vote
from retrokit.logbook import Logbook
from retrokit.projection import Projection
from retrokit.retro import State, fold

ROOT = Path(__file__).parent.parent
STATE_JS = STATIC / "state.js"
IN_PAGE = Path(__file__).with_name("patches_in_page.js")

pytestmark = needs_a_page


STRIDES = (2, 3, 1, 7)
"""How many events the messages of a busy room bring, in turn."""


def messages(log: Sequence[Event], stops: Sequence[int]) -> Iterator[tuple[dict[str, Any], State]]:
    """Yield messages that stop at these versions, as a room sends them, each with the state.

    The last one is for who begins anew.
    """
    before = None
    for version in stops:
        state = fold(log[:version])
        now = Projection.of(state, before)
        since = 0 if before is None else before.version
        patch = now.patch(before, CODEC)
        yield {"v": version, "since": since, "patch": patch, "last": state.last_number}, state
        before = now
    assert before is not None
    whole = Projection.of(state).patch(None, CODEC)
    yield {"v": before.version, "since": 0, "patch": whole, "last": state.last_number}, state


def followed_in_page(streams: Sequence[Sequence[dict[str, Any]]], place: Path) -> Any:
    """Return what state.js makes of these messages, after each."""
    given = f"const STREAMS = {json.dumps(streams)};\n".replace("<", "\\u003c")
    script = f"{STATE_JS.read_text('utf-8')}\n{given}{IN_PAGE.read_text('utf-8')}"
    return emitted(script, place)


def told(topic: Topic | None) -> list[Any] | None:
    return topic and [topic.number, topic.title, [*topic.notes]]


def looked_up(state: State) -> dict[str, Any]:
    """Return what the engine knows, as patches_in_page.js returns what the page does."""
    talks = [step.id for step in state.agenda if step.id in state.at and is_talk(step)]
    votes = [step for step in state.agenda if type(step.activity) is Vote]
    here = state.current_step
    spoken = state.talking_about(here.id) if here else None
    topics = [*([spoken] if spoken else []), *(state.waiting(here.id) if here else [])]
    if here is not None and is_talk(here) and here.id in state.at:
        behind = (state.topic_of(each) for each in state.at[here.id].done)
        topics += [each for each in behind if each is not None]
    fared = {each.number: state.fared(each.number) for each in topics}
    return {
        "document": Projection.of(state).patch(None, CODEC),
        "version": state.version,
        "here": [*state.here],
        "places": [[name, place] for place, name in enumerate(state.members)],
        "agenda": [
            [
                step.id, step.activity.title, step.status.value,
                state.attribution_of(step).value, state.sealing(step), state.is_opened(step),
                step.id in state.visited,
            ]
            for step in state.agenda
        ],
        "current": state.current,
        "topics": [told(each) for each in state.topics()],
        "topic_of": [told(state.topic_of(each)) for each in range(state.last_number + 2)],
        "talking": [told(state.talking_about(each)) for each in talks],
        "waiting": [[told(topic) for topic in state.waiting(each)] for each in talks],
        "got": [[n, each.number, each.counts] for n, each in sorted(fared.items()) if each],
        "ties": open_ties(state),
        "terms": [terms_of(state.at.get(step.id)) for step in votes],
        "decisions": [each.text for each in state.decisions],
        "actions": [owned(item.number, item) for item in state.actions.values()],
        "carried": [owned(each.number, each.item) for each in state.carried.values()],
        "moved": [],
        "anew": True,
    }  # fmt: skip


def is_talk(step: Step) -> bool:
    return isinstance(step.activity, Discuss)


def owned(number: int, item: ActionItem) -> list[Any]:
    return [number, [*item.owners], item.status.value]


def terms_of(vote: Any) -> list[Any] | None:
    if vote is None or vote.opened:
        return None
    terms = vote.terms
    return [[*terms.candidates], terms.budget, terms.cap, terms.ballot.name]


def open_ties(state: State) -> list[list[Any]]:
    """Return the votes that `settle_tie` would settle, the default first, with who is tied."""
    votes = reversed([*state.of(Vote)])
    return [
        [step.id, [*vote.winners]]
        for step, vote in votes
        if vote.settled is None and len(vote.winners) > 1
    ]


def agree(logs: Sequence[Sequence[Event]], place: Path) -> None:
    """Hold what the page makes of these logs against the engine, event by event and in a hurry."""
    streams = []
    for log in logs:
        busy = [1]
        for stride in cycle(STRIDES):
            if busy[-1] == len(log):
                break
            busy.append(min(busy[-1] + stride, len(log)))
        streams += [[*messages(log, stops)] for stops in (range(1, len(log) + 1), busy)]
    found = followed_in_page([[told for told, _ in each] for each in streams], place)
    for stream, pages in zip(streams, found, strict=True):
        for (message, state), page in zip(stream, pages, strict=True):
            engine = json.loads(json.dumps(looked_up(state)))
            at = f"from {message['since']} to {message['v']}"
            for name, value in engine.items():
                assert page[name] == value, f"{name} {at}"
            assert page.keys() == engine.keys()


def test_logs_that_hold_every_event(tmp_path: Path) -> None:
    agree([LOG, RECORDED], tmp_path)


@pytest.mark.parametrize("attribution", Attribution)
def test_a_retro_that_does_everything(attribution: Attribution, tmp_path: Path) -> None:
    text = "a line\nand </script> \u2067of\u2069 שלום"
    agree([tour(text, attribution).log], tmp_path)


def test_groups_that_go_into_groups_that_go_into_others(tmp_path: Path) -> None:
    retro, notes = regrouped()
    one, two, three = range(notes[-1] + 1, notes[-1] + 4)
    assert retro.state.groups[three].absorbed == (two, one)
    come_apart(retro, notes)
    agree([retro.log], tmp_path)


def test_random_retros(tmp_path: Path) -> None:
    logs: list[Sequence[Event]] = []
    hold_any(logs.append, 12)
    agree(logs, tmp_path)


def test_votes_that_are_opened_out_of_turn(tmp_path: Path) -> None:
    retro = start(PARKING, Group(), *VOTES, Discuss(title="Talk"))
    one, two = (write(retro, "Parked", text, "Ana").number for text in "ab")
    retro.go("First")
    for move in (retro.next, retro.back):
        move()
        vote_evenly(retro, (0, 1))
        retro.open_seals()
    state = retro.state
    assert [state.step(id).activity.title for id, _ in open_ties(state)] == ["First", "Second"]
    assert {one, two} == {*open_ties(state)[0][1]}
    agree([retro.log], tmp_path)


def test_a_discussion_by_a_matrix_follows_the_board(tmp_path: Path) -> None:
    """After a vote, by points, and again when a group takes in what had fewer."""
    retro, numbers = by_a_matrix()
    assert [each.number for each in retro.state.waiting(4)][:2] == [numbers[2], numbers[1]]
    retro.group([numbers[3], numbers[2]])
    retro.group([numbers[0], numbers[1]])
    agree([retro.log], tmp_path)


def test_random_retros_that_vote_out_of_turn(tmp_path: Path) -> None:
    logs: list[Sequence[Event]] = []

    @settings(max_examples=60, deadline=None, database=None, phases=[Phase.generate])
    @given(st.lists(DONE, min_size=10, max_size=30))
    def record(done: list[tuple[str, str, tuple[int, int]]]) -> None:
        logs.append(out_of_turn(done).log)

    record()
    agree(logs, tmp_path)


CREW = ("Ada", "Ben", "Cleo", "Dev", "Eve", "Finn")


@pytest.mark.parametrize(
    ("name", "plugin", "sessions"),
    [
        ("go-again", "go-again", ["crew-spring.txt", "crew-autumn.txt"]),
        ("crew-brief", "go-again", ["crew-brief.txt"]),
        ("underway", "go-again", ["underway-1.txt", "underway-2.txt"]),
        ("fair-share", "fair-share", ["project-fair.txt"]),
    ],
)
def test_the_sessions_of_the_examples(
    name: str, plugin: str, sessions: list[str], tmp_path: Path
) -> None:
    book = tmp_path / "logbook.db"
    for session in sessions:
        done = subprocess.run(
            [
                sys.executable, "-c", "from retrokit.cli import main; main()", "start", name,
                "--team", "Crew", *(word for each in CREW for word in ("-m", each)),
                "--logbook", str(book),
            ],
            input=(ROOT / "examples" / session).read_text("utf-8"),
            env={**os.environ, "PYTHONUTF8": "1", "RETROKIT_PLUGINS": plugin},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    with Logbook(book) as opened:
        logs = [opened.load(each.id).log for each in opened.retros()]
    assert len(logs) == len(sessions)
    agree(logs, tmp_path)
