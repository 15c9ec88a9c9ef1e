"""How long a board takes in the browser: `python benchmarks/board.py`.

Printed are, in milliseconds, medians of several runs in the Chromium that is on the path: from the
start of the navigation until all notes are on the page and a frame with them is drawn, for
somebody who comes late; then how long the page is busy when one more note arrives, and when a note
is chosen while grouping. The server runs in a process of its own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from retrokit.logbook import Logbook

SIZES = (10, 100, 1_000)
RUNS = 7

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
CHOOSE = """async () => {
  const began = performance.now();
  document.querySelector("[data-note]").click();
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - began;
}"""
BUSY = """async () => {
  const place = document.querySelector(".notes");
  const began = new Promise((seen) => new MutationObserver(() => seen(performance.now()))
    .observe(place, { childList: true }));
  const start = await began;
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - start;
}"""


def main() -> None:
    """Measure boards of each size."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    print("notes   opened   one more   chosen")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size in SIZES:
            opened, more, chosen = measure(browser.new_page(), size)
            print(f"{size:5}   {opened:6.0f}   {more:8.0f}   {chosen:6.0f}")
        browser.close()


def measure(page: Page, size: int) -> tuple[float, float, float]:
    """Return what a board of so many notes takes: to open, for one more, to choose one."""
    with TemporaryDirectory() as folder, Logbook(f"{folder}/logbook.db") as book:
        retro = book.start("start-stop-continue", team="Lander", members=["Ada"])
        retro.go(3)
        for number in range(size):
            column = ("Start", "Stop", "Continue")[number % 3]
            retro.add_note(column, f"Note {number} about how we work together", "Ada")
        retro.open_seals()
        serve = [
            "retro",
            "serve",
            retro.state.id,
            "--port",
            "0",
            "--logbook",
            f"{folder}/logbook.db",
        ]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            link = None
            while link is None:
                link = re.search(r"http\S+/#join=[\w-]+", process.stdout.readline())
            page.add_init_script(WATCH % size)
            page.goto(link[0])
            page.get_by_label("Your name").fill("Ben")
            page.get_by_role("button", name="Come in").click()
            opened = [reopened(page) for _ in range(RUNS)]
            retro.refresh()
            more = []
            for number in range(RUNS):
                page.evaluate(f"void (window.busy = ({BUSY})())")
                retro.add_note("Start", f"One more, {number}", "Ada")
                more.append(page.evaluate("window.busy"))
            retro.next()
            page.locator("[data-note]").first.wait_for()
            chosen = [page.evaluate(CHOOSE) for _ in range(RUNS)]
            process.terminate()
    return median(opened), median(more), median(chosen)


def reopened(page: Page) -> float:
    """Return how long the page took to open anew."""
    page.reload()
    return float(page.evaluate(OPENED))


if __name__ == "__main__":
    main()
