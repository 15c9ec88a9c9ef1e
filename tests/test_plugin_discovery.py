"""Where plugins are looked for: installed distributions, in folders, archives and elsewhere."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from plugin_making import HEAD, Install, formats, load, names


class Finder:
    """Finds distributions that lie in no folder."""

    asked = 0

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Find no module."""

    def find_distributions(self, context: object) -> Iterator[Distribution]:
        """Find no distribution either, and count how often it was asked."""
        self.asked += 1
        return iter(())


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path on which nothing is installed, with a folder that is not there."""
    place = tmp_path / "bare"
    place.mkdir()
    importlib.invalidate_caches()
    monkeypatch.setattr(sys, "path", [str(place), str(tmp_path / "missing"), ""])
    monkeypatch.chdir(place)
    return place


def test_nothing_is_found_where_nothing_is_installed(bare: Path) -> None:
    (bare / "other-1.0.dist-info").mkdir()
    (bare / "old-1.0.egg-info").write_text("Name: old\n", "utf-8")
    (bare / "unlike-1.0.dist-info").mkdir()
    (bare / "unlike-1.0.dist-info" / "entry_points.txt").write_text("[pytest11]\na = b\n", "utf-8")
    assert load().names == ()


def test_a_plugin_in_an_archive_is_found(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = bare.parent / "plugins.zip"
    with ZipFile(archive, "w") as made:
        made.writestr("x_zipped.py", HEAD + formats("zipped-way"))
        made.writestr("x_zipped-1.0.dist-info/METADATA", "Name: x_zipped\nVersion: 1.0\n")
        made.writestr("x_zipped-1.0.dist-info/entry_points.txt", "[retrokit]\nzipped = x_zipped\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(archive)])
    plugins = load()
    assert names(plugins) == ["zipped"]
    assert plugins.format("zipped-way").title == "zipped-way"
    del sys.modules["x_zipped"]


def test_whoever_else_finds_distributions_is_asked(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = Finder()
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
    assert load().names == ()
    assert finder.asked == 1


def test_to_load_none_is_not_to_look(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("good", formats("own-way"))
    finder = Finder()
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
    assert load(RETROKIT_PLUGINS="").names == ()
    assert finder.asked == 0


def test_without_plugins_no_metadata_is_imported() -> None:
    code = (
        "import sys; kept = [p for p in sys.path if 'site-packages' not in p]\n"
        "import attrs, pluggy, retrokit.plugins as p\n"
        "sys.path[:] = kept; sys.meta_path[:] = [f for f in sys.meta_path if isinstance(f, type)]\n"
        "assert p.Plugins.load({}).names == ()\n"
        "assert 'importlib.metadata' not in sys.modules, 'imported'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
