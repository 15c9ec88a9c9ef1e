"""What the README shows is so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from fair_retro import TEAM

from retrokit import Retro, load_format
from retrokit_fair_share import Thresholds
from retrokit_fair_share.scorings import SCORINGS

HERE = Path(__file__).parent
README = (HERE.parent / "README.md").read_text(encoding="utf-8")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert found
    return found


def test_every_python_block_runs() -> None:
    names: dict[str, Any] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)
    assert {each.scoring for each in names["PROJECT"].agenda[0].questions} == {
        "fair-share-webpa",
        "fair-share-autorating",
    }


def test_the_file_is_a_format_with_that_scoring(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    (tmp_path / "project.toml").write_text(block, encoding="utf-8")
    retro = Retro.start(
        load_format(tmp_path / "project.toml"),
        team="Group 4",
        members=TEAM[:4],
        scorings={each.name: each for each in SCORINGS},
    )
    for who in TEAM[:4]:
        retro.answer("points", [25] * 4, who)
    retro.next()
    ((_, letter),) = retro.letters("Ada")
    assert "As a factor by WebPA: 1.00." in letter.lines[0]


def test_the_session_prints_what_is_shown(tmp_path: Path) -> None:
    shutil.copytree(HERE.parents[2] / "examples", tmp_path / "examples")
    (block,) = blocks("console")
    scripts = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent)]
    environment = {
        **os.environ,
        "RETROKIT_PLUGINS": "fair-share",
        "RETROKIT_LOGBOOK": "logbook.db",
        "COLUMNS": "80",
        "PYTHONUTF8": "1",
        "PATH": os.pathsep.join([*scripts, os.environ.get("PATH", "")]),
    }
    for part in block.removeprefix("$ ").split("\n$ "):
        command, _, shown = part.partition("\n")
        printed = subprocess.run(
            command,
            shell=True,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        at, printed = 0, DATE.sub("a date", printed)
        for piece in re.split(r"^\.\.\.$", DATE.sub("a date", shown), flags=re.MULTILINE):
            found = printed.find(piece.strip("\n"), at)
            assert found >= 0, f"$ {command}\ndoes not print:\n{piece}"
            at = found + len(piece.strip("\n"))


def test_the_table_of_findings_tells_the_thresholds() -> None:
    limits = Thresholds()
    (table,) = re.findall(r"^\| name \|.*?\n\n", README, re.DOTALL | re.MULTILINE)
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*?) \|", table, re.MULTILINE))
    assert f"within {limits.same} %" in rows["all-the-same"]
    assert f"by {limits.camps} %" in rows["camps"]
    assert f"{limits.carries} %" in rows["one-carries"]
    assert f"{limits.ahead} % ahead" in rows["one-carries"]
    assert f"{limits.left_out} %" in rows["left-out"]
    assert f"{limits.confidence} %" in rows["over-confident"]
    assert list(rows)[-1] == "under-confident"


def test_every_scoring_has_its_row() -> None:
    rows = re.findall(r"^\| `(fair-share[\w-]*)` \|", README, re.MULTILINE)
    assert rows == [each.name for each in SCORINGS]
