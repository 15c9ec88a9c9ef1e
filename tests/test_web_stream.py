"""What the page does behind its screens: how it follows the log, and knows what is its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from patience import PATIENCE

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "src" / "retrokit" / "web" / "static"
IN_PAGE = Path(__file__).with_name("stream_in_page.js")
NODE = shutil.which("node")


pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


def test_the_page_follows_one_log_by_one_stream() -> None:
    script = (STATIC / "stream.js").read_text("utf-8") + IN_PAGE.read_text("utf-8")
    command = [str(NODE), "--input-type=module", "-"]
    said = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
    assert said.returncode == 0, said.stderr.decode()[-2000:]
    begun, gone_on = "/api/events?after=0", "/api/events?after=3"
    assert json.loads(said.stdout) == {
        "restored": {"events": [1, 2, 3], "refused": 0, "ahead": 1, "open": [], "asked": 1},
        "removed": {"events": [1], "refused": 1, "ahead": 0, "open": [], "asked": 1},
        "back": {"events": [1, 2, 3], "refused": 0, "ahead": 0, "open": [gone_on], "asked": 2},
        "fault": {"events": [1, 2, 3], "refused": 0, "ahead": 0, "open": [begun], "asked": 0},
    }


def test_nothing_is_lost_between_tabs_or_while_others_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"type": "module"}')
    page = shutil.copytree(STATIC, tmp_path / "static")
    script = Path(__file__).with_name("tabs_in_page.mjs")
    command = [str(NODE), str(script), str(page / "room.js")]
    said = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
    assert said.returncode == 0, said.stderr.decode()[-2000:]
    told = json.loads(said.stdout)
    assert told == {"tabs": 2, "meanwhile": 3, "over": 0, "waiting": 2, "sent": 2}
