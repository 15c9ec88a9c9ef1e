"""The plugin as it is installed: found, listed, and cheap where it is not used."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from retrokit import Plugins
from retrokit_go_again import checks, crew_brief_checks, underway_checks
from retrokit_go_again.crew_brief import CREW_BRIEF
from retrokit_go_again.format import GO_AGAIN
from retrokit_go_again.underway import UNDERWAY

FORMATS = (CREW_BRIEF, UNDERWAY, GO_AGAIN)
CHECKS = (*crew_brief_checks.CHECKS, *underway_checks.CHECKS, *checks.CHECKS)


def run(*command: str | Path) -> str:
    environ = {**os.environ, "RETROKIT_PLUGINS": "go-again", "RETROKIT_STRICT": "1"}
    done = subprocess.run(
        command, env=environ, capture_output=True, check=False, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def retro(*arguments: str) -> str:
    return run(Path(sysconfig.get_path("scripts")) / "retro", *arguments)


def test_it_is_found_by_its_entry_point() -> None:
    plugins = Plugins.load({"RETROKIT_PLUGINS": "go-again", "RETROKIT_STRICT": "1"})
    assert plugins.names == ("go-again",)
    assert plugins.version("go-again") == "0.1.0"
    assert [plugins.format(each.name) for each in FORMATS] == [*FORMATS]
    own = {(each.kind, each.name) for each in plugins.provided() if each.plugin == "go-again"}
    assert own == {
        *(("formats", each.name) for each in FORMATS),
        *(("checks", each.name) for each in CHECKS),
    }
    assert plugins.failures == []


def test_the_command_lists_and_describes_it() -> None:
    assert "go-again" in retro("formats")
    told = retro("formats", "go-again")
    assert "Would we go again? (go-again)" in told
    assert "Everyone comes home safe" in told
    assert "go-again" in retro("plugins")


def test_it_costs_nothing_until_it_is_asked() -> None:
    code = "import retrokit_go_again, sys; print(*sorted(sys.modules))"
    loaded = run(sys.executable, "-c", code).split()
    assert not {"retrokit.formats", "retrokit_go_again.format", "attrs"} & set(loaded)


def test_every_check_says_what_it_finds() -> None:
    for each in CHECKS:
        assert each.run.__doc__
        assert each.formats in [(format.name,) for format in FORMATS]
