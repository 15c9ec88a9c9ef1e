"""The plugin as it is installed: found, listed, and cheap for whoever does not use it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import retrokit_fair_share
from retrokit import Plugins
from retrokit_fair_share.format import FAIR_SHARE, FAIR_SHARE_CRITERIA
from retrokit_fair_share.scorings import SCORINGS


def run(*command: str | Path, plugins: str = "fair-share") -> str:
    environ = {**os.environ, "RETROKIT_PLUGINS": plugins, "RETROKIT_STRICT": "1"}
    done = subprocess.run(
        command, env=environ, capture_output=True, check=False, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def retro(*arguments: str, plugins: str = "fair-share") -> str:
    return run(Path(sysconfig.get_path("scripts")) / "retro", *arguments, plugins=plugins)


def test_it_is_found_by_its_entry_point() -> None:
    plugins = Plugins.load({"RETROKIT_PLUGINS": "fair-share", "RETROKIT_STRICT": "1"})
    assert plugins.names == ("fair-share",)
    assert plugins.version("fair-share") == "0.1.0"
    assert plugins.format("fair-share") == FAIR_SHARE
    assert plugins.format("fair-share-criteria") == FAIR_SHARE_CRITERIA
    own = {(each.kind, each.name) for each in plugins.provided() if each.plugin == "fair-share"}
    assert own == {
        ("formats", "fair-share"),
        ("formats", "fair-share-criteria"),
        *(("scorings", each.name) for each in SCORINGS),
    }
    assert plugins.failures == []


def test_the_command_lists_and_describes_it() -> None:
    assert "fair-share-criteria" in retro("formats")
    told = retro("formats", "fair-share")
    assert "Fair share (fair-share)" in told
    assert "Everyone carries a share that they can stand by" in told
    assert "fair-share-webpa" in retro("plugins")
    assert "fair-share" not in retro("formats", plugins="")


def test_it_costs_nothing_until_it_is_asked() -> None:
    code = "import retrokit_fair_share, sys; print(*sorted(sys.modules))"
    loaded = run(sys.executable, "-c", code).split()
    assert not {"retrokit.formats", "retrokit_fair_share.format", "attrs"} & set(loaded)


def test_what_it_has_not_is_said() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'share'"):
        _ = retrokit_fair_share.share
    assert set(retrokit_fair_share.__all__) == {
        "Noticed", "Shares", "Thresholds", "findings", "shares",
    }  # fmt: skip
