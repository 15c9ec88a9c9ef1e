"""The page folds the log as the engine does: after every event of real logs and of random ones."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest
from crew import OPEN as PARKING
from crew import start, write
from every_event import LOG, RECORDED
from grand_tour import tour
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from patience import PATIENCE
from test_engine_machine import Engine

from retrokit.codec import CODEC
from retrokit.errors import NotFound, RetrokitError
from retrokit.events import Event
from retrokit.formats import Ask, Attribution, Discuss, Group, Matrix, Vote
from retrokit.logbook import Logbook
from retrokit.retro import Retro, State, fold

ROOT = Path(__file__).parent.parent
STATE_JS = ROOT / "src" / "retrokit" / "web" / "static" / "state.js"
IN_PAGE = Path(__file__).with_name("fold_in_page.js")
NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.skipif(
    NODE is None and CHROMIUM is None, reason="neither node nor chromium is installed"
)


def folded_in_page(logs: Sequence[Sequence[Event]], place: Path) -> list[list[Any]]:
    """Return what state.js makes of every beginning of these logs."""
    data = ",".join(f"[{','.join(CODEC.encode(event).decode() for event in log)}]" for log in logs)
    given = f"const LOGS = [{data}];\n".replace("<", "\\u003c")
    script = f"{STATE_JS.read_text('utf-8')}\n{given}{IN_PAGE.read_text('utf-8')}"
    if NODE is not None:
        command = [NODE, "--input-type=module", "-"]
        script = f"const emit = (text) => process.stdout.write(text);\n{script}"
        said = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
        assert said.returncode == 0, said.stderr.decode()[-2000:]
        found = said.stdout.decode()
    else:
        assert CHROMIUM is not None
        emit = "const emit = (text) => { document.body.textContent = text; };\n"
        page = place / "fold.html"
        page.write_text(
            f'<!doctype html><meta charset="utf-8"><body><script type="module">{emit}{script}'
            "</script></body>",
            "utf-8",
        )
        command = [CHROMIUM, "--headless", "--no-sandbox", "--virtual-time-budget=60000"]
        said = subprocess.run(
            [*command, "--dump-dom", page.as_uri()],
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
        body = re.search(r"<body>(.*)</body>", said.stdout.decode(), re.DOTALL)
        assert body is not None
        found = html.unescape(body[1])
    folded: list[list[Any]] = json.loads(found)
    return folded


def whole(value: Any) -> Any:
    """Return a value as the log has it, with what the log leaves out at its default."""
    if isinstance(value, (list, tuple)):
        return [whole(each) for each in value]
    data = CODEC._own.unstructure(value)
    if attrs.has(type(value)):
        for each in attrs.fields(type(value)):
            data.setdefault(each.name, CODEC._own.unstructure(getattr(value, each.name)))
    return data


def pairs(table: dict[Any, Any]) -> list[list[Any]]:
    return [[key, whole(value)] for key, value in table.items()]


def vote_of(vote: Any) -> dict[str, Any]:
    settled = vote.settled and {"winner": vote.settled.winner, "how": vote.settled.how}
    parts = {name: whole(getattr(vote, name)) for name in ("terms", "tally", "ballots")}
    return whole(vote) | parts | {"settled": settled}


def plain(state: State) -> dict[str, Any]:
    """Return what the engine knows, as fold_in_page.js returns what the page knows."""
    numbers = sorted([*state.notes, *state.groups, *state.actions])
    return json.loads(
        json.dumps(
            {
                "id": state.id,
                "team": state.team,
                "format": whole(state.format),
                "attribution": state.attribution.value,
                "started": state.started.isoformat(),
                "facilitator": state.facilitator,
                "closed": state.closed and state.closed.isoformat(),
                "source": state.source,
                "version": state.version,
                "last_number": state.last_number,
                "members": pairs(state.members),
                "agenda": [
                    {"id": e.id, "activity": _activity(e.activity), "status": e.status.value}
                    for e in state.agenda
                ],
                "current": state.current,
                "timebox": whole(state.timebox),
                "notes": pairs(state.notes),
                "groups": pairs(state.groups),
                "visited": sorted(state.visited),
                "opened": sorted(state.opened),
                "results": [[step.id, whole(own.results)] for step, own in state.of(Ask)],
                "asked": [[step.id, own.team] for step, own in state.of(Ask)],
                "votes": [[step.id, vote_of(vote)] for step, vote in state.of(Vote)],
                "discussions": [[step.id, whole(own)] for step, own in state.of(Discuss)],
                "remarks": pairs(state.remarks),
                "actions": pairs(state.actions),
                "carried": [
                    [n, {**whole(each), "item": whole(each.item)}]
                    for n, each in state.carried.items()
                ],
                "here": list(state.here),
                "topics": whole(state.topics()),
                "attributions": [state.attribution_of(each).value for each in state.agenda],
                "sealing": [
                    state.sealing(each) and each.activity.kind == "collect" for each in state.agenda
                ],
                "out": [state.is_opened(each) for each in state.agenda],
                "decisions": whole(state.decisions),
                "talking": [whole(state.talking_about(each.id)) for each, _ in state.of(Discuss)],
                "waiting": [whole(state.waiting(each.id)) for each, _ in state.of(Discuss)],
                "winners": [list(vote.winners) for _, vote in state.of(Vote)],
                "vote_on": [[each, vote_on(state, each)] for each in numbers],
                "ties": open_ties(state),
                "topic_of": [topic_of(state, each) for each in range(state.last_number + 2)],
                "votes_for": [[each, state.votes_for(each)] for each in numbers],
            }
        )
    )


def vote_on(state: State, number: int) -> int | None:
    """Return the step of the latest vote in which a number stood."""
    return next((id for id in reversed(state.opened) if state.fared(number, {id})), None)


def open_ties(state: State) -> list[int]:
    """Return the votes that `settle_tie` would settle, the default first."""
    votes = reversed([*state.of(Vote)])
    return [step.id for step, vote in votes if vote.settled is None and len(vote.winners) > 1]


def topic_of(state: State, number: int) -> Any:
    try:
        return whole(state.topic(number))
    except NotFound:
        return None


def _activity(activity: Any) -> Any:
    return {"kind": activity.kind, **whole(activity)}


def agree(logs: Sequence[Sequence[Event]], place: Path) -> None:
    """Hold what the page makes of every beginning of these logs against the engine."""
    for log, found in zip(logs, folded_in_page(logs, place), strict=True):
        for version, page in enumerate(found, 1):
            engine = plain(fold(log[:version]))
            assert not isinstance(page, str), f"after {log[version - 1]}: {page}"
            for name, value in engine.items():
                assert page[name] == value, f"{name} after {log[version - 1]}"
            assert page.keys() == engine.keys()


def test_logs_that_hold_every_event(tmp_path: Path) -> None:
    agree([LOG, RECORDED], tmp_path)


@pytest.mark.parametrize("attribution", Attribution)
def test_a_retro_that_does_everything(attribution: Attribution, tmp_path: Path) -> None:
    text = "a line\nand </script> \u2067of\u2069 שלום"
    agree([tour(text, attribution).log], tmp_path)


def test_groups_that_go_into_groups_that_go_into_others(tmp_path: Path) -> None:
    retro = start()
    retro.go("Parking")
    notes = [write(retro, "Parked", text, "Ana").number for text in "abcdefg"]
    one, two, three = (retro.group(notes[i : i + 2], f"T{i}").number for i in (0, 2, 4))
    retro.group([two, one, notes[6]])
    retro.group([three, two])
    assert retro.state.groups[three].absorbed == (two, one)
    retro.delete_note(notes[6])
    retro.undo()
    retro.split([notes[0], notes[3]])
    agree([retro.log], tmp_path)


def test_random_retros(tmp_path: Path) -> None:
    logs = []

    class Recorded(Engine):
        def teardown(self) -> None:
            if hasattr(self, "sides"):
                logs.append(max((side.log for side in self.sides), key=len))
            super().teardown()

    run_state_machine_as_test(
        Recorded,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    agree(logs, tmp_path)


VOTES = (
    Vote(title="First"),
    Vote(title="Second", method="schulze"),
    Vote(title="Third"),
    Matrix(title="Fourth"),
)
PLACES = ("Parking", "Group", "First", "Second", "Third", "Fourth", "Talk")


def vote_evenly(retro: Retro, picks: tuple[int, int]) -> None:
    """Have two vote, so that ties are common."""
    step = retro.state.current_step
    at_vote = step is not None and isinstance(step.activity, Vote)
    if step is not None and isinstance(step.activity, Matrix):
        there = retro.state.at[step.id].candidates or (1,)
        for who, pick in zip(("Ana", "Ben"), picks, strict=True):
            retro.place({there[pick % len(there)]: (1 + pick % 5, 5), there[0]: (2, 3)}, who)
        return
    candidates, ballot = (1,), "dots"
    if step is not None and at_vote:
        terms = retro.state.at[step.id].terms
        candidates, ballot = terms.candidates or candidates, terms.ballot.name
    for who, pick in zip(("Ana", "Ben"), picks, strict=True):
        one = candidates[pick % len(candidates)]
        ranking = [one, *(each for each in candidates if each != one)]
        retro.vote(ranking if ballot == "ranking" else {one: 1}, who)


def poll(retro: Retro, place: str, picks: tuple[int, int]) -> None:
    """Go to a vote before or behind, and open it with two ballots."""
    step = retro.state.find_step(place)
    if step.id != retro.state.current:
        retro.go(step.id)
    vote_evenly(retro, picks)
    retro.open_seals()


def act(retro: Retro, do: str, place: str, picks: tuple[int, int]) -> None:
    """Do one thing; what the engine refuses is not done."""
    there = [topic.number for topic in retro.state.topics()]
    one, other = (there[each % len(there)] if there else 1 for each in picks)
    does: dict[str, Callable[[], object]] = {
        "go": lambda: retro.go(place),
        "poll": lambda: poll(retro, place, picks),
        "back": retro.back,
        "vote": lambda: vote_evenly(retro, picks),
        "open": retro.open_seals,
        "group": lambda: retro.group([one, other], place),
        "split": lambda: retro.split([one]),
        "delete": lambda: retro.delete_note(one),
        "write": lambda: retro.add_note("Parked", place, "Ana"),
        "rename": lambda: retro.rename("Ben", f"Ben {picks[0]}"),
        "settle": lambda: retro.settle_tie(one, "by lot"),
        "take": lambda: retro.take_topic(one),
        "undo": retro.undo,
    }
    with suppress(RetrokitError, KeyError):
        does[do]()


DONE = st.tuples(
    st.sampled_from(
        ["go", "back", "vote", "open", "poll", "poll", "poll", "poll", "group", "split", "delete",
         "write", "rename", "settle", "take", "undo"]
    ),
    st.sampled_from(PLACES),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
)  # fmt: skip


def test_votes_that_are_opened_out_of_turn(tmp_path: Path) -> None:
    retro = start(PARKING, Group(), *VOTES, Discuss(title="Talk"))
    one, two = (write(retro, "Parked", text, "Ana").number for text in "ab")
    retro.go("First")
    for move in (retro.next, retro.back):
        move()
        vote_evenly(retro, (0, 1))
        retro.open_seals()
    state = retro.state
    assert [state.step(id).activity.title for id in open_ties(state)] == ["First", "Second"]
    assert vote_on(state, one) == vote_on(state, two) == open_ties(state)[0]
    agree([retro.log], tmp_path)


def test_a_discussion_by_a_matrix_follows_the_board(tmp_path: Path) -> None:
    """After a vote, by points, and again when a group takes in what had fewer."""
    retro = start(PARKING, Vote(), Matrix(steps=10, good="bottom right"), Discuss(order=["votes"]))
    numbers = [write(retro, "Parked", text, "Ana").number for text in "abcd"]
    retro.next()
    retro.vote({numbers[0]: 1}, "Ana")
    retro.next()
    retro.place({numbers[1]: (9, 2), numbers[2]: (10, 1), numbers[0]: (1, 10)}, "Ana")
    retro.next()
    assert [each.number for each in retro.state.waiting(4)][:2] == [numbers[2], numbers[1]]
    retro.group([numbers[3], numbers[2]])
    retro.group([numbers[0], numbers[1]])
    agree([retro.log], tmp_path)


def test_random_retros_that_vote_out_of_turn(tmp_path: Path) -> None:
    logs: list[Sequence[Event]] = []

    @settings(max_examples=60, deadline=None, database=None, phases=[Phase.generate])
    @given(st.lists(DONE, min_size=10, max_size=30))
    def record(done: list[tuple[str, str, tuple[int, int]]]) -> None:
        retro = start(PARKING, Group(), *VOTES, Discuss(title="Talk"))
        for text in "abcd":
            write(retro, "Parked", text, "Ana")
        for do, place, picks in done:
            act(retro, do, place, picks)
        logs.append(retro.log)

    record()
    agree(logs, tmp_path)


CREW = ("Ada", "Ben", "Cleo", "Dev", "Eve", "Finn")


@pytest.mark.parametrize(
    ("name", "plugin", "sessions"),
    [
        ("go-again", "go-again", ["crew-spring.txt", "crew-autumn.txt"]),
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
