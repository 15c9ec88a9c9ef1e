"""The session file in `examples/`, run as a facilitator would; and the keyboard passed round."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retrokit import Logbook, Plugins

EXAMPLES = Path(__file__).parents[3] / "examples"
RETRO = [sys.executable, "-c", "from retrokit.cli import main; main()"]
TEAM = ("Ada", "Ben", "Cleo", "Dev", "Eve", "Finn")
MEMBERS = [word for name in TEAM for word in ("-m", name)]


def environment(logbook: Path) -> dict[str, str]:
    return {
        **{key: each for key, each in os.environ.items() if key != "NO_COLOR"},
        "PYTHONUTF8": "1",
        "RETROKIT_PLUGINS": "fair-share",
        "RETROKIT_LOGBOOK": str(logbook),
        "COLUMNS": "80",
    }


def retro(*arguments: str, logbook: Path, typed: str = "") -> str:
    done = subprocess.run(
        [*RETRO, *arguments],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment(logbook),
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def logbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fair") / "trial.db"
    session = (EXAMPLES / "project-fair.txt").read_text(encoding="utf-8")
    said = retro("start", "fair-share", "--team", "Group 4", *MEMBERS, logbook=path, typed=session)
    assert "Closed and kept." in said
    return path


def test_the_session_is_a_whole_retro(logbook: Path) -> None:
    with Logbook(logbook, plugins=Plugins()) as opened:
        state = opened.load().state
    assert state.closed is not None
    assert all(step.id in state.visited for step in state.agenda)
    assert {goal for each in state.actions.values() for goal in each.serves} == set(
        state.format.goals
    )
    assert [each.owner for each in state.actions.values()] == ["Ben", "Eve", "Dev"]


def test_the_report_is_about_the_group_and_names_nobody_with_a_share(logbook: Path) -> None:
    report = flat(retro("report", logbook=logbook))
    assert "5 of 6 answered (confidential)." in report
    # Ada 184, Ben 107, Cleo 104, Dev 94, Finn 59 and Eve 53: 95 of 600 are above an equal share.
    assert "about 15 % of what was carried would have to change hands" in report
    assert "Much of the work is seen as resting on one person." in report
    shares = retro("letter", "Ada", logbook=logbook), retro("letter", "Finn", logbook=logbook)
    for letter in shares:
        (share,) = re.findall(r"your share at (\d+),", flat(letter))
        assert f" {share}" not in report


def test_each_letter_is_its_readers_and_one_of_them_was_discarded(logbook: Path) -> None:
    finn = flat(retro("letter", "Finn", logbook=logbook))
    assert "The others put your share at 59, where 100 is an equal share. 5 of the 5 others" in finn
    assert "You gave yourself" not in finn
    assert "There is no letter for Eve." in retro("letter", "Eve", logbook=logbook)
    cleo = flat(retro("letter", "Cleo", logbook=logbook))
    assert "You gave yourself 25 points; an equal share among the 5 whom you rated is 20." in cleo


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Any]:
    pexpect = pytest.importorskip("pexpect", reason="there are pseudo-terminals on POSIX only")
    child = pexpect.spawn(
        RETRO[0],
        [*RETRO[1:], "start", "fair-share", "--team", "Group 4", *MEMBERS[:8]],
        env={**environment(tmp_path / "team.db"), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        dimensions=(40, 80),
        encoding="utf-8",
        timeout=120,
    )
    child.logfile_read = (tmp_path / "screen").open("w", encoding="utf-8")
    yield child
    child.close(force=True)
    child.logfile_read.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_the_keyboard_goes_round_and_no_points_are_on_the_screen(
    screen: Any, tmp_path: Path
) -> None:
    screen.expect("Welcome>")
    screen.sendline("/go who carried what")
    screen.expect("Who carried what>")
    for name, points in zip(TEAM, ("43 29 17 11", "61 19 13 7", "59 23 12 6", "53 31 8 8"),
                            strict=False):  # fmt: skip
        screen.sendline(f"/pass {name}")
        screen.expect(rf"{name} \(hidden\)>")
        screen.sendline(points)
        screen.expect("  hidden")
        screen.sendline("2")
        screen.expect("  hidden")
        screen.sendline("-")
        screen.expect("hands the keyboard back")
        screen.sendline("")
        screen.expect("Who carried what>")
    screen.sendline("/open")
    screen.expect("Reveal anyway")
    screen.sendline("y")
    screen.expect("As the others see it")
    screen.expect("Letters wait")
    screen.expect("Who carried what>")
    before = (tmp_path / "screen").read_text(encoding="utf-8")
    screen.sendline("/letter Dev")
    screen.expect("Dev, this is for you alone")
    screen.expect("The others put your share at")
    screen.sendline("/discard")
    screen.expect("erased")
    screen.sendline("")
    screen.expect("Who carried what>")
    assert not [each for each in ("43 29", "61 19", "59 23", "53 31") if each in before]
