"""Print how fast retrokit is, each figure beside what it is held against.

    uv run python benchmarks/run.py

Figures that depend on the machine are given as ratios to something measured in the same run.
Exits with 1 if a figure misses its target.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from attrs import evolve, frozen
from tabulate import tabulate

from retrokit import Collect, Column, Format, Logbook, Plugins, Retro
from retrokit.codec import encode
from retrokit.events import Started
from retrokit.logbook import MEMORY, _entry
from retrokit.retro import fold, new_id
from retrokit.stores import Write

OPEN = Format(
    name="open",
    title="Open",
    purpose="Take notes as fast as they come.",
    agenda=[Collect(columns=[Column("Notes")], sealed=False)],
)
TEXT = "the build takes too long on Mondays"


@frozen
class Figure:
    """One line of the table."""

    what: str
    measured: str
    target: str
    good: bool


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes, in seconds."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def start_up() -> list[Figure]:
    """Compare the start of commands with that of a Python that imports click."""
    retro = str(Path(sys.executable).with_name("retro"))
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "retro --version": [retro, "--version"],
        "retro formats": [retro, "formats"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(21):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True)
            times[name].append(time.perf_counter() - begin)
    click = median(times["import click"])
    figures = []
    for name, most in (("retro --version", 1.6), ("retro formats", 2.5)):
        ratio = median(times[name]) / click
        figures.append(Figure(f"{name} / import click", f"{ratio:.2f}", f"≤ {most}", ratio <= most))
    return figures


def in_memory() -> list[Figure]:
    """Count actions per second, and compare the cost of one in a short and a long log."""

    def write(retro: Retro, count: int) -> None:
        for _ in range(count):
            retro.add_note("Notes", TEXT, "Ana")

    def cost(retro: Retro) -> float:
        return min(seconds(lambda: write(retro, 2_000)) for _ in range(5)) / 2_000

    figures = []
    with Logbook(MEMORY, plugins=Plugins()) as logbook:
        for name, retro in (
            ("engine alone", Retro.start(OPEN, team="Lander", members=["Ana"])),
            ("logbook :memory:", logbook.start(OPEN, team="Lander", members=["Ana"])),
        ):
            write(retro, 1_000)
            short = cost(retro)
            write(retro, 100_000 - retro.state.version)
            rate, growth = 1 / short, cost(retro) / short
            figures += [
                Figure(f"actions per second, {name}", f"{rate:,.0f}", "≥ 20,000", rate >= 20_000),
                Figure(
                    f"cost at 100,000 events / at 1,000, {name}",
                    f"{growth:.2f}",
                    "≤ 1.3",
                    growth <= 1.3,
                ),
            ]
    return figures


def durable(folder: Path) -> list[Figure]:
    """Compare durable appends with bare sqlite3 that commits the same bytes as safely."""
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE events (n INTEGER PRIMARY KEY, body BLOB)")
    body = b"x" * 150

    def plain(count: int) -> None:
        for _ in range(count):
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO events (body) VALUES (?)", (body,))
            bare.execute("COMMIT")

    with Logbook(folder / "appends.db", plugins=Plugins()) as logbook:
        retro = logbook.start(OPEN, team="Lander", members=["Ana"])

        def ours(count: int) -> None:
            for _ in range(count):
                retro.add_note("Notes", TEXT, "Ana")

        plain(200)
        ours(200)
        shares = []
        for _ in range(15):
            both = [(plain, seconds(lambda: plain(300))), (ours, seconds(lambda: ours(300)))]
            shares.append(both[0][1] / both[1][1])
    share = median(shares)
    return [Figure("durable appends / bare sqlite3", f"{share:.2f}", "≥ 0.7", share >= 0.7)]


def loading(folder: Path) -> list[Figure]:
    """Time the loading of a long retro."""
    where = folder / "long.db"
    with Logbook(MEMORY, plugins=Plugins()) as memory, Logbook(where, plugins=Plugins()) as logbook:
        retro = memory.start(OPEN, team="Lander", members=["Ana"])
        while retro.state.version < 10_000:
            retro.add_note("Notes", TEXT, "Ana")
        logbook.import_(memory.export(retro))
        took = min(seconds(logbook.load) for _ in range(5))
    return [Figure("loading a retro of 10,000 events", f"{took:.2f} s", "< 0.3 s", took < 0.3)]


def listing(folder: Path) -> list[Figure]:
    """Time lists over many retros."""
    where = folder / "many.db"
    rng = random.Random(1)
    with Logbook(MEMORY, plugins=Plugins()) as memory, Logbook(where, plugins=Plugins()) as logbook:
        retro = memory.start(OPEN, team="Lander", members=["Ana", "Ben", "Chloé"])
        for number in range(3):
            retro.add_action(f"{TEXT} {number}", owner="Ana")
        begun, *rest = retro.log
        assert isinstance(begun, Started)
        tail = tuple(map(encode, rest))
        for number in range(10_000):
            first = evolve(begun, retro=new_id(rng), team=f"Team {number % 100}")
            state = fold([first, *rest])
            logbook._store.write(
                Write(
                    retro=state.id,
                    version=0,
                    events=(encode(first), *tail),
                    entry=_entry(state),
                )
            )
        took = [
            ("list", min(seconds(logbook.retros) for _ in range(3))),
            ("actions", min(seconds(logbook.actions) for _ in range(3))),
        ]
    return [
        Figure(f"{name} over 10,000 retros", f"{each:.2f} s", "< 1 s", each < 1)
        for name, each in took
    ]


def main() -> int:
    """Measure everything, print the table, and return how many targets were missed, at most 1."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = [
            *start_up(),
            *in_memory(),
            *durable(folder),
            *loading(folder),
            *listing(folder),
        ]
    rows = [(f.what, f.measured, f.target, "yes" if f.good else "NO") for f in figures]
    print(tabulate(rows, ["figure", "measured", "target", "met"], disable_numparse=True))
    return int(not all(figure.good for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
