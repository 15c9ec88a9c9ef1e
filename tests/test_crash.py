"""Nothing acknowledged is lost: processes are killed for real, and write at once for real."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from retrokit import Logbook, Plugins

RETRO = [sys.executable, "-c", "from retrokit.cli import main; main()"]

FORMAT = """\
name = "crash"
title = "Crash"
purpose = "Be killed at any moment."
[[agenda]]
kind = "collect"
title = "Open"
columns = [{name = "Seen"}]
sealed = false
[[agenda]]
kind = "collect"
title = "Hidden"
columns = [{name = "Unseen"}]
[[agenda]]
kind = "group"
[[agenda]]
kind = "discuss"
[[agenda]]
kind = "decide"
"""


def lines() -> Iterable[str]:
    """Yield what is typed; every contribution has a word of its own."""
    yield from (f"open{n}x" for n in range(12))
    yield "/next"
    yield from (f"Ana: hidden{n}x" for n in range(8))
    yield from ("/next", "1 2 as group1x", "/undo", "1 3 as group2x", "/next", "/topic")
    yield from (f"said{n}x" for n in range(6))
    yield "/next"
    yield from (f"act{n}x @Ana" for n in range(6))
    yield from ("/undo", "/close")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crash")
    (folder / "crash.toml").write_text(FORMAT, encoding="utf-8")
    return folder


def begin(place: Path, *args: str) -> subprocess.Popen[str]:
    env = {
        **os.environ,
        "RETROKIT_LOGBOOK": str(place / "team.db"),
        "RETROKIT_PLUGINS": "",
        "PYTHONUNBUFFERED": "1",
    }
    return subprocess.Popen(
        [*RETRO, *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=env,
    )


def run_and_kill(place: Path, team: str, at: int, delay: float) -> tuple[str, str]:
    """Run a session up to a line, kill it a moment after that is typed.

    Return its retro and what it had answered. Every line before has its answer by then: each is
    followed by a question that changes nothing, and the next one waits for the answer to that.
    """
    process = begin(place, "start", str(place / "crash.toml"), "--team", team, "-m", "Ana")
    assert process.stdin is not None
    assert process.stdout is not None
    first = process.stdout.readline()
    id = first.rsplit("retro ", 1)[1].rstrip(")\n")
    answered = []
    for number, line in enumerate(lines()):
        process.stdin.write(f"{line}\n/help quit\n")
        process.stdin.flush()
        if number == at:
            time.sleep(delay)
            break
        while not (said := process.stdout.readline()).startswith("  /quit"):
            assert said, f"it ended at {line!r}: {answered[-3:]}"
            answered.append(said)
    process.kill()
    answered += process.stdout
    process.wait()
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.stdout.close()
    return id, "".join(answered)


def kept(logbook: Logbook, id: str) -> str:
    """Return everything that a logbook holds of a retro, sealed or not."""
    retro = logbook.load(id)
    sealed = [repr(seal.draft) for seal in retro._keeper.seals().values()]
    return f"{logbook.export(retro)}\n{sealed}"


@pytest.mark.parametrize("rounds", [8, pytest.param(100, marks=pytest.mark.long)])
def test_whatever_was_answered_is_in_the_logbook_after_a_kill(place: Path, rounds: int) -> None:
    rng = random.Random(20260101 + rounds)
    acknowledged = 0
    moments = set()
    last = len(list(lines())) - 1
    for turn in range(rounds):
        # A team each: what an earlier one left open would come back and shift the numbers.
        at, delay = rng.randint(0, last), rng.uniform(0, 0.004)
        id, answered = run_and_kill(place, f"Team {rounds}.{turn}", at, delay)
        with Logbook(place / "team.db", plugins=Plugins()) as logbook:
            held = kept(logbook, id)
            state = logbook.load(id).state
        for prefix, count in (("open", 12), ("group", 3), ("said", 6), ("act", 6)):
            for n in range(count):
                if f"{prefix}{n}x" in answered:
                    assert f"{prefix}{n}x" in held
                    acknowledged += 1
        for n in range(8):
            if f"({n + 1} sealed)" in answered:
                assert f"hidden{n}x" in held
                acknowledged += 1
        if "Closed and kept" in answered:
            assert state.closed is not None
        moments.add(state.version)
    with Logbook(place / "team.db", plugins=Plugins()) as logbook:
        assert logbook.problems() == []
    # The kills really fell all over the session, and there was something to lose.
    assert len(moments) > rounds / 5
    assert acknowledged > rounds * 10


def test_two_processes_write_to_one_retro_and_nothing_is_lost_or_doubled(place: Path) -> None:
    where = place / "two.db"
    each = 1_500
    with Logbook(where, plugins=Plugins()) as logbook:
        from retrokit.format_files import load_format

        id = logbook.start(load_format(place / "crash.toml"), team="T", members=["Ana"]).state.id
    writers = [begin(place, "resume", id, "--logbook", str(where)) for _ in range(2)]
    for writer in writers:  # both are there before either is told anything
        assert writer.stdout is not None
        assert writer.stdout.readline().strip()
    threads = [
        threading.Thread(
            target=writer.communicate,
            args=("".join(f"writer{who} line{n}x\n" for n in range(each)),),
        )
        for who, writer in enumerate(writers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [writer.returncode for writer in writers] == [0, 0]
    with Logbook(where, plugins=Plugins()) as logbook:
        notes = logbook.load(id).state.notes
        assert logbook.problems() == []
    written = [note.text for note in notes.values()]
    assert sorted(written) == sorted(
        f"writer{who} line{n}x" for who in range(2) for n in range(each)
    )
    for who in range(2):
        mine = [text for text in written if text.startswith(f"writer{who}")]
        assert mine == [f"writer{who} line{n}x" for n in range(each)]
    # They really wrote at once: the lines of one lie among those of the other.
    switches = sum(a[:7] != b[:7] for a, b in pairwise(written))
    assert switches > 2
