"""Print how a board of 1,000 notes opens in a browser, and how smoothly a note is dragged over it.

    uv run python benchmarks/board.py

A room is served by `retro serve`, in a process of its own, for a retro of seven people, and looked
at in the Chromium that is on the path, 1280 by 800 pixels. The same is measured with 85 notes,
which is a large retro.

Opening is the time from the start of the navigation until a frame with all notes is drawn, for
somebody who comes late with nothing in the cache. The drag is one of a real mouse: a note is
picked up in Group, carried over all of the window while the wheel turns, and dropped on another.
Frames are counted by the times that `requestAnimationFrame` tells. A goal holds if the worst run
meets it; exits with 1 if one does not.
"""

from __future__ import annotations

import math
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from attrs import field, frozen
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, sync_playwright
from tabulate import tabulate

from retrokit.logbook import Logbook
from retrokit.retro import Retro

SIZES = (85, 1_000)
RUNS = 5
WINDOW: ViewportSize = {"width": 1280, "height": 800}
CREW = ("Ada", "Ben", "Cleo", "Mira", "Jonas", "Noor", "Emre")
TEXTS = (
    "The pipeline was red for two days in a row", "Lunch outside, finally",
    "Nobody answers after four, and then everybody does at once", "Our first week without a page",
    "Reviews wait three days",
)  # fmt: skip
COLUMNS = ("Start", "Stop", "Continue")
STEPS = 240
"""Moves of the mouse in a drag. Chromium takes one a frame, so this is four seconds at 60."""

WATCH = """
const look = () => {
  const drawn = document.querySelectorAll("#main .note").length;
  if (drawn < %d) requestAnimationFrame(look);
  else requestAnimationFrame(() => setTimeout(() => { window.opened = performance.now(); }));
};
requestAnimationFrame(look);
"""
# Asked again and again from inside: nothing like `eval` runs in this page.
OPENED = """async () => {
  while (!window.opened) await new Promise((later) => setTimeout(later, 20));
  return window.opened;
}"""
BUSY = """async () => {
  const place = document.querySelector(".notes");
  const began = new Promise((seen) => new MutationObserver(() => seen(performance.now()))
    .observe(place, { childList: true }));
  const start = await began;
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - start;
}"""
CHOOSE = """async () => {
  const began = performance.now();
  document.querySelector("[data-note]").click();
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - began;
}"""
# Notes in no group that can be pressed where they are: the first in sight, and the last.
ENDS = """() => {
  const places = [...document.querySelectorAll("[data-note]")]
    .filter((note) => !note.closest(".group-card"))
    .map((note) => {
      const { left, top, width, height } = note.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      return document.elementFromPoint(x, y)?.closest("[data-note]") === note ? [x, y] : null;
    })
    .filter(Boolean);
  return [places[0], places.at(-1)];
}"""
COUNT = """() => {
  window.ticks = [];
  const tick = (at) => {
    if (window.ticks === null) return;
    window.ticks.push(at);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
COUNTED = """() => {
  const { ticks } = window;
  window.ticks = null;
  return ticks;
}"""


@frozen
class Frames:
    """The frames of some time: how many a second, and the longest wait for one, in milliseconds."""

    rate: float
    longest: float

    @classmethod
    def of(cls, ticks: list[float]) -> Frames:
        gaps = [after - before for before, after in pairwise(ticks)]
        return cls(1_000 * len(gaps) / sum(gaps), max(gaps))


@frozen(kw_only=True)
class Board:
    """What a board of one size took, run by run, in milliseconds where nothing else is said."""

    opened: list[float] = field(factory=list)
    more: list[float] = field(factory=list)  # the page is busy when one more note arrives
    grouping: list[float] = field(factory=list)  # to open where notes are grouped
    chosen: list[float] = field(factory=list)  # a note, while grouping
    rest: list[Frames] = field(factory=list)  # while nothing is done
    drags: list[Frames] = field(factory=list)


@contextmanager
def served(folder: str, retro: Retro) -> Iterator[str]:
    """Serve a room for a retro; yields the link to join by."""
    serve = ["retro", "serve", retro.state.id, "--port", "0", "--logbook", f"{folder}/logbook.db"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        link = None
        while link is None:
            link = re.search(r"http\S+/#join=[\w-]+", process.stdout.readline())
        try:
            yield link[0]
        finally:
            process.terminate()


def measure(browser: Browser, size: int) -> Board:
    """Open a board of so many notes, add one more, choose one and drag one, several times."""
    board = Board()
    with TemporaryDirectory() as folder, Logbook(f"{folder}/logbook.db") as book:
        retro = book.start("start-stop-continue", team="Harbour", members=CREW)
        retro.go(3)
        for number in range(size):
            text = f"{TEXTS[number % len(TEXTS)]} ({number})"
            retro.add_note(COLUMNS[number % len(COLUMNS)], text, CREW[number % len(CREW)])
        retro.open_seals()
        with served(folder, retro) as link:
            page, known = joined(browser, link)
            address = link.partition("#")[0]
            board.opened.extend(opening(browser, address, known, size) for _ in range(RUNS))
            retro.refresh()
            for number in range(RUNS):
                page.evaluate(f"void (window.busy = ({BUSY})())")
                retro.add_note("Start", f"One more, {number}", "Ada")
                board.more.append(page.evaluate("window.busy"))
            retro.next()
            page.locator("[data-note]").first.wait_for()
            # An even number of times, so that it is not chosen in the end.
            board.chosen.extend(page.evaluate(CHOOSE) for _ in range(RUNS + RUNS % 2))
            board.grouping.extend(opening(browser, address, known, size) for _ in range(RUNS))
            for number in range(1, RUNS + 1):
                board.rest.append(resting(page))
                board.drags.append(dragging(page))
                page.locator(f".group-card >> nth={number - 1}").wait_for()  # it was a drag
    return board


def joined(browser: Browser, link: str) -> tuple[Page, StorageState]:
    """Return a page of somebody who has joined and sees notes, and what makes another theirs."""
    context = browser.new_context(viewport=WINDOW)
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Your name").fill("Lin")
    page.get_by_role("button", name="Join").click()
    page.locator("#main .note").first.wait_for()
    return page, context.storage_state()


def opening(browser: Browser, address: str, known: StorageState, size: int) -> float:
    """Return how long the page took to open, with nothing in the cache."""
    context = browser.new_context(viewport=WINDOW, storage_state=known)
    page = context.new_page()
    page.add_init_script(WATCH % size)
    page.goto(address)
    took = float(page.evaluate(OPENED))
    context.close()
    return took


def resting(page: Page) -> Frames:
    """Count frames for a second in which nothing is done."""
    page.evaluate(COUNT)
    page.wait_for_timeout(1_000)
    return Frames.of(page.evaluate(COUNTED))


def dragging(page: Page) -> Frames:
    """Drag a note all over the window and drop it on another; return the frames meanwhile."""
    page.evaluate("scrollTo(0, 0)")
    start, end = page.evaluate(ENDS)
    mouse, (width, height) = page.mouse, (WINDOW["width"], WINDOW["height"])
    mouse.move(*start)
    mouse.down()
    mouse.move(start[0] + 12, start[1] + 12, steps=4)
    page.evaluate(COUNT)
    for step in range(STEPS):
        turn = 2 * math.pi * step / STEPS
        mouse.move(
            width * (0.5 + 0.35 * math.sin(3 * turn)), height * (0.5 + 0.28 * math.sin(5 * turn))
        )
        if step % 8 == 0:  # down the board, and up again
            mouse.wheel(0, 120 if step < STEPS / 2 else -120)
    frames = Frames.of(page.evaluate(COUNTED))
    mouse.move(*end, steps=10)
    mouse.up()
    return frames


@frozen
class Figure:
    """What was measured, with its goal, and whether that holds; without a goal it does."""

    what: str
    middle: str
    worst: str
    goal: str = ""
    holds: bool = True

    def row(self) -> list[str]:
        holds = ("yes" if self.holds else "NO") if self.goal else ""
        return [self.what, self.middle, self.worst, self.goal, holds]


def milliseconds(what: str, runs: list[float], most: float = math.inf) -> Figure:
    """Return a figure of times, held against the most that one may take."""
    goal = "" if most == math.inf else f"< {most:,.0f} ms"
    return Figure(what, f"{median(runs):.0f} ms", f"{max(runs):.0f} ms", goal, max(runs) < most)


def rates(what: str, runs: list[Frames], least: float = 0) -> Figure:
    """Return a figure of frames a second, held against the least that there have to be."""
    all_ = [each.rate for each in runs]
    goal = f"> {least:.0f}" if least else ""
    return Figure(what, f"{median(all_):.1f}", f"{min(all_):.1f}", goal, min(all_) > least)


def figures(usual: Board, large: Board) -> list[Figure]:
    """Return all that is told of both boards."""
    few, many = (f"{size:,} notes" for size in SIZES)
    slower = median(large.opened) / median(usual.opened)
    frames = [median(each.rate for each in board.drags) for board in (usual, large)]
    return [
        milliseconds(f"opened, {many}", large.opened, 1_000),
        milliseconds(f"opened, {few}", usual.opened),
        Figure(f"the same, {many} / {few}", f"{slower:.1f}", ""),
        milliseconds(f"opened where they are grouped, {many}", large.grouping, 1_000),
        milliseconds(f"opened where they are grouped, {few}", usual.grouping),
        milliseconds(f"one more arrives, {many}", large.more),
        milliseconds(f"one is chosen, {many}", large.chosen),
        rates(f"frames a second of a drag, {many}", large.drags, 50),
        rates(f"frames a second of a drag, {few}", usual.drags),
        Figure(f"the same, {many} / {few}", f"{frames[1] / frames[0]:.2f}", ""),
        rates("frames a second at rest", large.rest),
        milliseconds(f"longest wait for a frame in a drag, {many}",
                     [each.longest for each in large.drags]),
    ]  # fmt: skip


def machine(browser: Browser) -> str:
    """Return what all of it ran on, and how busy that was, in a line."""
    known = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.+)", known.read_text() if known.exists() else "")
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    name = model[1] if model else platform.machine()
    return f"{cores} cores ({name}), load {load:.1f}; Chromium {browser.version}; {RUNS} runs"


def main() -> int:
    """Measure both boards, print the table, and return 1 if a goal was missed."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print(machine(browser))
        told = figures(*(measure(browser, size) for size in SIZES))
        browser.close()
    rows = [each.row() for each in told]
    print(tabulate(rows, ["figure", "median", "worst", "goal", "holds"], disable_numparse=True))
    return int(not all(each.holds for each in told))


if __name__ == "__main__":
    sys.exit(main())
