"""Print how fast retrokit is, each figure beside what it is held against.

    uv run --group bench python benchmarks/run.py

Figures that depend on the machine are given as ratios to something measured in the same run.
Exits with 1 if a figure misses its target.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from itertools import count
from pathlib import Path
from statistics import median

from attrs import evolve, frozen
from tabulate import tabulate

from retrokit import Ask, Attribution, Collect, Column, Format, Logbook, Plugins, Retro, Scale
from retrokit.codec import CODEC
from retrokit.events import Started
from retrokit.logbook import MEMORY
from retrokit.retro import Receipt, fold, new_id
from retrokit.stores import Write
from retrokit.tallies import schulze

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
    good: bool = True

    @property
    def met(self) -> str:
        """Return whether the target is met, in a word; nothing where there is none."""
        return ("yes" if self.good else "NO") if self.target else ""


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes, in seconds."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def start_up() -> list[Figure]:
    """Compare the start of commands with that of a Python that imports click.

    All with their bytecode kept, as installers leave it, and retrokit with no plugin installed,
    with none loaded, and with what is installed here.
    """
    retro = str(Path(sys.executable).with_name("retro"))
    kept = {key: each for key, each in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    commands = {
        "import click": ([sys.executable, "-c", "import click"], kept),
        "retro --version": ([retro, "--version"], kept),
        "retro formats": ([retro, "formats"], {**kept, "RETROKIT_PLUGINS": ""}),
        "retro formats, with a plugin": ([retro, "formats"], kept),
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(22):
        for name, (command, environment) in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True, env=environment)
            if turn:  # the first one leaves the bytecode
                times[name].append(time.perf_counter() - begin)
    click = median(times["import click"])
    figures = []
    for name, most in (("retro --version", 1.6), ("retro formats", 2.5)):
        ratio = median(times[name]) / click
        figures.append(Figure(f"{name} / import click", f"{ratio:.2f}", f"≤ {most}", ratio <= most))
    ratio = median(times["retro formats, with a plugin"]) / click
    return [*figures, Figure("the same, with a plugin", f"{ratio:.2f}", "")]


def in_memory() -> list[Figure]:
    """Count actions per second, and compare the cost of one in a short and a long log."""

    def write(retro: Retro, count: int) -> None:
        for _ in range(count):
            retro.add_note("Notes", TEXT, "Ana")

    def compared(name: str, start: Callable[[], Retro]) -> list[Figure]:
        long, costs, long_costs = start(), [], []
        write(long, 100_000 - long.state.version)
        for _ in range(15):  # in turn, so that what else the machine does falls on both
            short = start()
            write(short, 750)
            begin = time.perf_counter()
            write(short, 500)
            middle = time.perf_counter()
            write(long, 500)
            costs.append((middle - begin) / 500)
            long_costs.append((time.perf_counter() - middle) / 500)
        rate, growth = 1 / median(costs), median(long_costs) / median(costs)
        return [
            Figure(f"actions per second, {name}", f"{rate:,.0f}", "≥ 20,000", rate >= 20_000),
            Figure(
                f"cost at 100,000 events / at 1,000, {name}",
                f"{growth:.2f}",
                "≤ 1.3",
                growth <= 1.3,
            ),
        ]

    with Logbook(MEMORY, plugins=Plugins()) as logbook:
        return [
            *compared("engine alone", lambda: Retro.start(OPEN, team="Lander", members=["Ana"])),
            *compared(
                "logbook :memory:", lambda: logbook.start(OPEN, team="Lander", members=["Ana"])
            ),
        ]


def durable(folder: Path) -> list[Figure]:
    """Compare durable appends with bare sqlite3 that commits the same bytes as safely.

    Once what a store does to append an event, and once all that happens for a note: its rules,
    the event, its JSON, the append and the fold. Where a disk takes longer to sync than this
    one, both come nearer to 1.
    """
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE events (n INTEGER PRIMARY KEY, body BLOB)")

    with Logbook(folder / "appends.db", plugins=Plugins()) as logbook:
        retro = logbook.start(OPEN, team="Lander", members=["Ana"])
        other = logbook.start(OPEN, team="Lander", members=["Ana"]).state
        body = CODEC.encode(retro.log[-1])
        versions = count(other.version)

        def plain() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO events (body) VALUES (?)", (body,))
            bare.execute("COMMIT")

        def append() -> None:
            logbook._store.write(Write(retro=other.id, version=next(versions), events=(body,)))

        def note() -> None:
            retro.add_note("Notes", TEXT, "Ana")

        times: dict[str, list[float]] = {"plain": [], "append": [], "note": []}
        for _ in range(30):
            for name, each in (("plain", plain), ("append", append), ("note", note)):
                times[name].append(seconds(lambda each=each: [each() for _ in range(100)]))  # type: ignore[misc]
    share, whole = (median(times["plain"]) / median(times[name]) for name in ("append", "note"))
    return [
        Figure("durable appends / bare sqlite3", f"{share:.2f}", "≥ 0.7", share >= 0.7),
        Figure("durable notes, rules and all / bare sqlite3", f"{whole:.2f}", ""),
    ]


def sealing(folder: Path) -> list[Figure]:
    """Compare what a sealed note costs next to 10 others and next to many, of 100 people."""
    crew = [f"Member {number}" for number in range(100)]
    format = evolve(OPEN, agenda=[Collect(columns=[Column("Notes")])])
    cost: dict[int, float] = {}
    with Logbook(folder / "sealed.db", plugins=Plugins()) as logbook:
        for size in (10, 100, 1_000, 5_000):
            retro = logbook.start(
                format, team="Lander", members=crew, attribution=Attribution.ANONYMOUS
            )
            with retro.together():
                for number in range(size):
                    retro.add_note("Notes", TEXT, crew[number % len(crew)])
            times = []
            for who in crew:
                begin = time.perf_counter()
                receipt = retro.add_note("Notes", TEXT, who)
                times.append(time.perf_counter() - begin)
                assert isinstance(receipt, Receipt)
                retro.withdraw(receipt)
            cost[size] = median(times)
            retro.close()  # and so empty what it shares with the next
    return [
        Figure(
            f"a sealed note beside {size:,} / beside 10",
            f"{each / cost[10]:.1f}",
            "≤ 3" if size == max(cost) else "",
            each <= 3 * cost[10],
        )
        for size, each in cost.items()
        if size > 10
    ]


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
    """Time lists over many retros, each with four answered questions and three action items."""
    where = folder / "many.db"
    crew = ["Ana", "Ben", "Chloé"]
    questions = [Scale(f"question-{number}", "How much?") for number in range(4)]
    format = evolve(OPEN, agenda=[Ask(questions=questions), *OPEN.agenda])
    rng = random.Random(1)
    with Logbook(MEMORY, plugins=Plugins()) as memory, Logbook(where, plugins=Plugins()) as logbook:
        retro = memory.start(format, team="Lander", members=crew)
        for number, question in enumerate(questions):
            for who in crew:
                retro.answer(question.name, number + 1, who)
        retro.next()
        for number in range(3):
            retro.add_action(f"{TEXT} {number}", owner="Ana")
        begun, *rest = retro.log
        assert isinstance(begun, Started)
        tail = tuple(map(CODEC.encode, rest))
        for number in range(10_000):
            first = evolve(begun, retro=new_id(rng), team=f"Team {number % 100}")
            state = fold([first, *rest])
            logbook._store.write(
                Write(
                    retro=state.id,
                    version=0,
                    events=(CODEC.encode(first), *tail),
                    entry=logbook._keeping.entry_of(state),
                )
            )
        team = min(seconds(lambda: logbook.trends("Team 7")) for _ in range(3))
        took = [
            ("list", min(seconds(logbook.retros) for _ in range(3))),
            ("actions", min(seconds(logbook.actions) for _ in range(3))),
        ]
    return [
        *(
            Figure(f"{name} over 10,000 retros", f"{each:.2f} s", "< 1 s", each < 1)
            for name, each in took
        ),
        Figure("trends of a team over 100 of them", f"{team:.2f} s", "< 1 s", team < 1),
    ]


def counting() -> list[Figure]:
    """Time the Schulze method on many different rankings, and compare it with another library.

    Compared are fewer ballots, since the other one takes its time; both count the same rankings
    and agree on the winner.
    """
    names, rng = [f"c{number:02}" for number in range(50)], random.Random(1)
    ballots = [rng.sample(names, len(names)) for _ in range(10_000)]
    took = min(seconds(lambda: schulze(ballots)) for _ in range(3))
    figures = [
        Figure("Schulze, 10,000 ballots over 50 candidates", f"{took:.2f} s", "< 2 s", took < 2)
    ]
    what = "schulze-condorcet / ours, 500 ballots over 50"
    try:
        theirs = import_module("schulze_condorcet").schulze_evaluate
    except ImportError:
        return [*figures, Figure(what, "not installed: use --group bench", "")]
    few, said = ballots[:500], [">".join(ballot) for ballot in ballots[:500]]
    if tuple(sorted(theirs(said, names).split(">")[0].split("="))) != schulze(few).winners:
        raise AssertionError("the two libraries name different winners")
    own = min(seconds(lambda: schulze(few)) for _ in range(5))
    ratio = min(seconds(lambda: theirs(said, names)) for _ in range(2)) / own
    return [*figures, Figure(what, f"{ratio:.0f}", "≥ 1", ratio >= 1)]


def main() -> int:
    """Measure everything, print the table, and return how many targets were missed, at most 1."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = [
            *start_up(),
            *in_memory(),
            *durable(folder),
            *sealing(folder),
            *loading(folder),
            *listing(folder),
            *counting(),
        ]
    rows = [
        (f.what, f.measured, f.target, ("yes" if f.good else "NO") if f.target else "")
        for f in figures
    ]
    print(tabulate(rows, ["figure", "measured", "target", "met"], disable_numparse=True))
    return int(not all(figure.good for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
