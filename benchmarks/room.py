"""Print how fast a live room delivers, beside two bare servers that send the same bytes.

    uv run --group bench python benchmarks/room.py [PEOPLE ...]

Each server runs in a process of its own on one core, the load in this one on another. Every
note of the room comes in by a POST of a member and is durably in a logbook in a file before
anybody sees it; the bare servers (`room_servers.py`) keep nothing. The servers take turns for
three rounds, and the best of each figure is told, since what else the machine does only ever
adds to it. Exits with 1 if a figure for the most people misses its target.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen
from room_crowd import Crowd
from tabulate import tabulate

KINDS = {"room": 400_000, "starlette": 40_000, "asyncio": 80_000}
"""What is measured, and how many deliveries a second the search for the most begins with."""
CORES = os.sched_getaffinity(0)
"""Where servers (the first one) and the load (the last one) run."""
PEOPLE = (10, 100, 500, 1_000)
ROUNDS = 3
PACE, SECONDS = 20.0, 15.0
"""Notes a second, and for how long, where everyday delivery is measured: long enough that the
hundredth part of it is several notes, and what a server collects as garbage now and then counts."""
TRIAL = 3.0
"""Seconds that a rate is held for when the highest one is sought."""
PATIENCE = 1.0
"""The most seconds that 99 of 100 deliveries may take at that rate."""
WRITERS, MOST = 100, 1_900.0
"""How many write, and how many notes a second they may: a room takes 20 from each."""


@frozen(kw_only=True)
class Measured:
    """What a server did with so many people, and the best of several such."""

    joining: float  # seconds until all had joined and had the stream
    memory: float  # KiB a connection
    p50: float  # seconds
    p99: float
    cpu: float  # seconds for 1,000 deliveries
    deliveries: float  # a second at saturation
    notes: float  # a second at saturation
    cpu_saturated: float  # seconds for 1,000 deliveries


_MORE_IS_BETTER = {"deliveries", "notes"}


def best(rounds: Sequence[Measured]) -> Measured:
    """Return the best of each figure."""
    return Measured(**{
        name: (max if name in _MORE_IS_BETTER else min)(getattr(each, name) for each in rounds)
        for name in Measured.__annotations__
    })  # fmt: skip


class Served:
    """A server in a process of its own, and the crowd that comes to it."""

    def __init__(self, kind: str, folder: Path) -> None:
        script = Path(__file__).with_name("room_servers.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), kind, str(folder / f"{time.time_ns()}.db")],
            stdout=subprocess.PIPE,
            text=True,
        )
        os.sched_setaffinity(self._process.pid, {min(CORES)})
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self.crowd = Crowd(told["port"], told.get("secret"))
        self._clock = (~self._process.pid << 3) | 2  # as clock_getcpuclockid(3) makes it

    def cpu(self) -> float:
        """Return the seconds of processor time that it has used."""
        return time.clock_gettime(self._clock)

    def memory(self) -> float:
        """Return how many KiB of it are in memory."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024

    def stop(self) -> None:
        """End it."""
        self.crowd.leave()
        self._process.kill()
        self._process.communicate()


async def measure(kind: str, people: int, folder: Path, guess: float) -> Measured:
    """Measure a server; `guess` is how many notes a second it may be able to deliver."""
    served = Served(kind, folder)
    crowd = served.crowd
    try:
        await crowd.connect(WRITERS)
        await crowd.gather(1)  # what is loaded for the first one is there for all
        empty = served.memory()
        joining = await crowd.gather(people)
        memory = (served.memory() - empty) / (people - 1)
        await crowd.notes(PACE, 2)  # until all has settled
        begin = served.cpu()
        paced = await crowd.notes(PACE, SECONDS)
        cpu = (served.cpu() - begin) / len(paced.latencies) * 1_000
        low, high, rate = 0.0, math.inf, min(guess, MOST)
        deliveries = cpu_saturated = 0.0
        while low < MOST and high > 1.25 * low:
            for _ in range(2):  # what else the machine does may spoil one
                begin = served.cpu()
                run = await crowd.notes(rate, TRIAL)
                if run.quantile(0.99) < PATIENCE:
                    break
            if run.quantile(0.99) < PATIENCE:
                low = rate
                if run.rate > deliveries:
                    deliveries = run.rate
                    cpu_saturated = (served.cpu() - begin) / len(run.latencies) * 1_000
            else:
                high = rate
            rate = min(low * 2 if high == math.inf else math.sqrt((low or high / 4) * high), MOST)
        return Measured(
            joining=joining,
            memory=memory,
            p50=paced.quantile(0.5),
            p99=paced.quantile(0.99),
            cpu=cpu,
            deliveries=deliveries,
            notes=deliveries / people,
            cpu_saturated=cpu_saturated,
        )
    finally:
        served.stop()


@frozen(kw_only=True)
class Board:
    """What opening a board of many notes takes, and what one more note on it costs."""

    bytes: int
    first: float  # seconds until the first byte
    whole: float  # seconds until the last note
    growth: float  # processor time a note at 10,000 notes / at 1,000


async def board(folder: Path) -> Board:
    """Fill a board."""
    served = Served("room", folder)
    crowd = served.crowd
    costs: dict[int, float] = {}
    try:
        await crowd.connect(WRITERS)
        await crowd.gather(1)
        for made in range(0, 10_000, 1_000):
            if made == 1_000:
                begin = time.perf_counter()
                late = await crowd.listen(crowd.writers[0].cookie)
                while late.notes < made:
                    await asyncio.sleep(0.001)
                size, first, last = late.bytes, late.first - begin, late.arrivals[-1][0] - begin
                crowd.listeners.remove(late)
            spent = served.cpu()
            await crowd.notes(1_000, 1)
            costs[made] = served.cpu() - spent
    finally:
        served.stop()
    return Board(bytes=size, first=first, whole=last, growth=costs[9_000] / costs[1_000])


def table(measured: Mapping[tuple[str, int], Measured], people: Sequence[int]) -> str:
    """Return what was measured, a line for each server and number of people."""
    names = {"room": "the room", "starlette": "bare Starlette", "asyncio": "bare asyncio"}
    head = ["people", "server", "p50 ms", "p99 ms", "deliveries/s", "notes/s", "CPU s/1,000",
            "saturated", "KiB/connection", "joined s"]  # fmt: skip
    rows = []
    for number in people:
        for kind in KINDS:
            m = measured[kind, number]
            rows.append([
                number, names[kind], f"{m.p50 * 1e3:.1f}", f"{m.p99 * 1e3:.1f}",
                f"{m.deliveries:,.0f}", f"{m.notes:,.0f}", f"{m.cpu:.4f}",
                f"{m.cpu_saturated:.4f}", f"{m.memory:.0f}", f"{m.joining:.1f}",
            ])  # fmt: skip
    return tabulate(rows, head, disable_numparse=True, colalign=["right", "left"] + ["right"] * 8)


def targets(
    measured: Mapping[tuple[str, int], Measured], people: Sequence[int], filled: Board
) -> list[tuple[str, str, str, bool]]:
    """Return each figure that has a target, that target, and whether it is met."""
    most, least = max(people), min(people)
    room, bare = measured["room", most], measured["starlette", most]
    p99, cpu = room.p99 / bare.p99, room.cpu / bare.cpu
    rate, growth = room.deliveries / bare.deliveries, room.cpu / measured["room", least].cpu
    return [
        (f"p99 / bare Starlette's, {most:,} people", f"{p99:.2f}", "≤ 0.3", p99 <= 0.3),
        (f"deliveries at saturation / bare Starlette's, {most:,} people", f"{rate:.1f}", "≥ 9",
         rate >= 9),
        (f"notes a second at saturation, {most:,} people", f"{room.notes:,.0f}", "≥ 400",
         room.notes >= 400),
        ("the server's share of its core at that; below 1 the load is the limit",
         f"{room.cpu_saturated * room.deliveries / 1_000:.2f}", "", True),
        (f"CPU for 1,000 / bare Starlette's, {most:,} people", f"{cpu:.2f}", "≤ 0.5", cpu <= 0.5),
        (f"CPU for 1,000, {most:,} people / {least:,}", f"{growth:.2f}", "≤ 1", growth <= 1),
        ("CPU for a note at 10,000 notes / at 1,000", f"{filled.growth:.2f}", "≤ 1.2",
         filled.growth <= 1.2),
        (f"a board of 1,000 notes, {filled.bytes / 1024:,.0f} KiB: first byte",
         f"{filled.first * 1e3:.0f} ms", "", True),
        ("the same: last note", f"{filled.whole * 1e3:.0f} ms", "< 1 s", filled.whole < 1),
    ]  # fmt: skip


async def run(people: Sequence[int]) -> list[tuple[str, str, str, bool]]:
    """Measure everything, and print it."""
    rounds: dict[tuple[str, int], list[Measured]] = {}
    with tempfile.TemporaryDirectory() as name:
        for _ in range(ROUNDS):
            for number in people:
                for kind, likely in KINDS.items():
                    known = rounds.setdefault((kind, number), [])
                    guess = max((each.notes for each in known), default=likely / number)
                    known.append(await measure(kind, number, Path(name), guess))
                    print(number, kind, known[-1], file=sys.stderr, flush=True)
        filled = await board(Path(name))
    measured = {key: best(each) for key, each in rounds.items()}
    print(table(measured, people))
    return targets(measured, people, filled)


def main() -> int:
    """Print the tables, and return 1 if a target was missed."""
    people = [max(int(each), 2) for each in sys.argv[1:]] or PEOPLE
    os.sched_setaffinity(0, {max(CORES)})
    found = asyncio.run(run(people))
    rows = [(*row, ("yes" if good else "NO") if row[2] else "") for *row, good in found]
    print()
    print(tabulate(rows, ["figure", "measured", "target", "met"], disable_numparse=True))
    return int(not all(good for *_, good in found))


if __name__ == "__main__":
    sys.exit(main())
