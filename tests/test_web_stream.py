"""What the page does behind its screens: how it follows the log, and knows what is its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "src" / "retrokit" / "web" / "static"
IN_PAGE = Path(__file__).with_name("stream_in_page.js")
NODE = shutil.which("node")


pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


@pytest.fixture(scope="module")
def scenes() -> dict[str, dict[str, Any]]:
    """Return what became of each scene of stream_in_page.js."""
    script = (STATIC / "stream.js").read_text("utf-8") + IN_PAGE.read_text("utf-8")
    command = [str(NODE), "--input-type=module", "-"]
    said = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
    assert said.returncode == 0, said.stderr.decode()[-2000:]
    found: dict[str, dict[str, Any]] = json.loads(said.stdout)
    return found


BEGUN, ME = "/api/events?after=0", "/api/me"


def gone_on(version: int) -> str:
    return f"/api/events?after={version}"


@pytest.mark.parametrize(
    ("scene", "to", "how", "open", "asked"),
    [
        # A message that cannot be shown keeps nothing that comes after it.
        ("fault", 3, ["stream"], [BEGUN], []),
        # What was here already is not taken in again.
        ("again", 3, ["stream"], [BEGUN], []),
        # What does not follow what is here is asked for.
        ("gap", 4, ["stream"], [gone_on(2)], [ME]),
        ("restored", 3, ["stream", None], [], [ME]),
        ("removed", 1, ["stream", None], [], [ME]),
        ("back", 3, ["stream", None], [gone_on(3)], [ME, ME]),
        # 45 seconds without a sign of life, be they slept through.
        ("silent", 3, ["stream", None], [gone_on(3)], [ME]),
        ("slept", 3, ["stream", None], [gone_on(3)], [ME, ME]),
        # Whoever returns to the page, and an answer, may know of a version that did not come.
        ("returned", 4, ["stream", None], [gone_on(4)], [ME, ME, ME]),
        # An answer from before what came meanwhile is no sign that the log is another.
        ("overtaken", 4, ["stream"], [BEGUN], [ME]),
        ("answered", 3, ["stream", None], [gone_on(3)], [ME]),
        # A stream that brings nothing for 20 seconds is done without, until one does.
        ("held", 4, ["polling"], [], [f"/api/poll?after={each}" for each in (0, 3, 4, 4)]),
        ("recovered", 5, ["polling", "stream"], [gone_on(4)], 152),
        ("helpless", 4, ["polling"], [], 167),
        ("hiccup", 4, ["polling", None, "polling"], [], 4),
        # Nothing is said of proxies where nothing answers at all.
        ("away", 0, [], [BEGUN], ["/api/poll?after=0", ME]),
        ("barred", 0, [], [], ["/api/poll?after=0"]),
        ("shorter", 0, [], [], ["/api/poll?after=0"]),
    ],
)
def test_the_page_knows_when_it_is_behind(
    scenes: dict[str, dict[str, Any]],
    scene: str,
    to: int,
    how: list[str | None],
    open: list[str],
    asked: list[str] | int,
) -> None:
    told = scenes[scene]
    following = [f"{each}-{each + 1}" for each in range(to)]
    assert told["messages"] == following, "each once, and in order"
    assert told["how"] == how
    assert told["open"] == open, "one stream at a time"
    assert told["asked"] == asked if isinstance(asked, list) else len(told["asked"]) == asked
    assert told["refused"] == (scene in ("removed", "barred"))
    assert told["ahead"] == (scene in ("restored", "shorter"))
    assert told["reported"] == (to > 1), "the second one cannot be shown"
    assert told["left"] == 0, "nothing goes on once it is stopped"


@pytest.mark.parametrize(
    ("scene", "messages", "open"),
    [
        ("skipping", ["0-2", "2-5", "5-7"], BEGUN),
        # The whole makes all of it new, whatever was here.
        ("across", ["0-1", "1-2", "2-3", "0-5"], gone_on(3)),
        ("restarted", ["0-1", "1-2", "2-3", "0-3", "3-4", "0-2", "2-3"], gone_on(3)),
        ("missed", ["0-1", "1-2", "2-3", "0-5", "5-6"], None),
    ],
)
def test_the_page_follows_messages_of_several_events(
    scenes: dict[str, dict[str, Any]], scene: str, messages: list[str], open: str | None
) -> None:
    told = scenes[scene]
    assert told["messages"] == messages
    assert told["open"] == ([] if open is None else [open])
    assert not told["refused"]
    assert not told["ahead"]


def test_a_clock_that_is_set_does_not_move_the_countdown() -> None:
    script = (
        (STATIC / "time.js").read_text("utf-8")
        + """
let ticks = 5_000;
let wall = Date.parse("2026-11-29T10:00:00Z");
Date.now = () => wall;
const clock = serverClock(() => ticks);
const found = [];
const tell = () => found.push(new Date(clock.now()).toISOString().slice(11, 19));
tell(); // no message yet: the computer's own clock is all there is
clock.tells("2026-11-29T09:59:30Z"); // which is half a minute fast
ticks += 60_000;
wall += 60_000 + 2 * 3_600_000; // somebody sets it
tell();
wall += 600_000; // it sleeps for ten minutes, in which nothing ticks
clock.tells("2026-11-29T10:10:30Z");
tell();
process.stdout.write(JSON.stringify(found));
"""
    )
    command = [str(NODE), "--input-type=module", "-"]
    said = subprocess.run(command, input=script.encode(), capture_output=True, check=True)
    assert json.loads(said.stdout) == ["10:00:00", "10:00:30", "10:10:30"]


def test_nothing_is_lost_between_tabs_or_while_others_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"type": "module"}')
    page = shutil.copytree(STATIC, tmp_path / "static")
    script = Path(__file__).with_name("tabs_in_page.mjs")
    command = [str(NODE), str(script), str(page / "room.js")]
    said = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
    assert said.returncode == 0, said.stderr.decode()[-2000:]
    told = json.loads(said.stdout)
    # Two who took each other's names while the page was away; a text is nobody's name.
    assert told.pop("renamed") == [{"value": {"Bo": 3, "Ana": 4}, "why": "Bo"}, "Bo"]
    assert told == {"tabs": 2, "meanwhile": 3, "over": 0, "waiting": 2, "sent": 2}
