"""Makes real plugins: distributions on the path, as an installer would leave them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from textwrap import dedent

import pytest

from retrokit.plugins import Plugins

Install = Callable[..., None]

HEAD = """
from retrokit import *
from retrokit.checks import *
from retrokit.formats import *
from retrokit.reports import Report
from retrokit.scoring import Scores, Scoring
from retrokit.stores import StoreKind
from math import inf, nan
from retrokit.tallies import Detail, Row, Tally, TallyMethod

def a_format(name, method="dots"):
    agenda = [Collect(columns=[Column("Good")], sealed=False), Vote(method=method, budget=2)]
    return Format(name=name, title=name, purpose="Test.", agenda=agenda)
"""


def formats(*names: str) -> str:
    """Return the source of a plugin that provides formats."""
    made = ", ".join(f"a_format({name!r})" for name in names)
    return f"@hookimpl\ndef retrokit_register_formats():\n    return [{made}]\n"


def hook(kind: str, returns: str) -> str:
    """Return the source of one hook."""
    return f"@hookimpl\ndef retrokit_register_{kind}():\n    return {returns}\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install plugins, each a distribution of its own, for as long as a test runs."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(name: str, source: str, *, version: str = "1.0", group: str = "retrokit") -> None:
        module = f"x_{name.replace('-', '_')}"
        (tmp_path / f"{module}.py").write_text(HEAD + dedent(source), "utf-8")
        info = tmp_path / f"{module}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {module}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata, "utf-8")
        (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {module}\n", "utf-8")

    yield make
    for module in set(sys.modules) - before:
        if module.startswith("x_"):
            del sys.modules[module]


# What else is installed where these tests run, and none of their business.
OTHERS = {point.name for point in entry_points(group="retrokit")}


def load(**environ: str) -> Plugins:
    return Plugins.load(environ)


def names(plugins: Plugins) -> list[str]:
    return [name for name in plugins.names if name not in OTHERS]


def sentences(plugins: Plugins) -> list[str]:
    return [f"{e.plugin}: {e.sentence}" for e in plugins.failures if e.plugin not in OTHERS]
