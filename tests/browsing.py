"""Rooms and people: a server in a process of its own, and everyone in a browser of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from patience import PATIENCE, PATIENCE_MS
from playwright.sync_api import Browser, Locator, expect, sync_playwright

from retrokit import PastRetro
from retrokit.formats import Attribution, Format
from retrokit.logbook import Logbook
from retrokit.web.door import Door

expect.set_options(timeout=PATIENCE_MS)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# Runs in every page before anything else does. What the stream brings is written down, so that a
# test can tell that none is missing; so are presses of a mouse, what was said, and whatever
# an injected script would leave behind.
WATCH = """
window.heard = [];
window.presses = 0;
window.said = [];
addEventListener("pointerdown", () => { window.presses += 1; }, true);
const Source = window.EventSource;
window.EventSource = class extends Source {
  constructor(...given) {
    super(...given);
    super.addEventListener("message", ({ data }) => {
      const { since, v } = JSON.parse(data);
      window.heard.push([since, v]);
    });
  }
};
addEventListener("DOMContentLoaded", () => {
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) window.said.push(node.textContent);
    }
  }).observe(document.getElementById("said"), { childList: true });
});
"""

NOT_NEW = """
if (origin !== "null") localStorage.setItem("retrokit:tips", '["invite", "on", "open"]');
"""

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3
TEXTS = {
    "Ada": "Write the runbook before the launch",
    "Ben": "مراجعة الكود معًا كل صباح",
    "Cleo": "長すぎる会議をやめて、朝の十五分だけにする",
    "Dora": f"Rename {LONG}",
}
PHONE = {"viewport": {"width": 360, "height": 740}}


class Room:
    """A retro in a logbook on disk, and the process that serves it."""

    def __init__(
        self,
        place: Path,
        format: str | Format | PastRetro,
        *,
        team: str = "Lander",
        attribution: Attribution | None = None,
        rehearsal: bool = False,
    ) -> None:
        self.logbook = place / "logbook.db"
        with Logbook(self.logbook) as book:
            if isinstance(format, PastRetro):
                held = book.record(format)
                held.reopen()
            else:
                held = book.start(format, team=team, attribution=attribution, rehearsal=rehearsal)
            self.retro = held.state.id
        self.port = 0
        self.url = ""
        self._process: subprocess.Popen[str] | None = None
        self.serve()
        self.secrets = Door.open(Path(f"{self.logbook}.rooms"), self.retro).secrets

    def serve(self) -> None:
        """Begin to serve, at the same address as before."""
        script = Path(__file__).with_name("serve_room.py")
        self._process = subprocess.Popen(
            [sys.executable, script, self.logbook, self.retro, str(self.port)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        self.port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """End the process at once, whatever it is doing (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    @property
    def join_link(self) -> str:
        return f"{self.url}/#join={self.secrets.member}"

    @property
    def lead_link(self) -> str:
        return f"{self.url}/#lead={self.secrets.leader}"

    def caller(self, name: str, *, leads: bool = False) -> Caller:
        """Return a member who takes part without a browser."""
        return Caller(self, name, self.secrets.leader if leads else self.secrets.member)


class Caller:
    """Somebody who does what the page does, by plain requests."""

    def __init__(self, room: Room, name: str, secret: str) -> None:
        self._room = room
        self._cookie = ""
        self._post("/api/join", {"secret": secret, "name": name})

    def do(self, name: str, /, **given: Any) -> str:
        """Do something; return its id, which is the receipt of what was sealed.

        What is hidden is revealed as people do it: once they see that there is something.
        """
        id, end = uuid4().hex, time.monotonic() + PATIENCE
        while True:
            try:
                self._post("/api/do", {"id": id, "do": name, "with": given})
            except HTTPError as error:
                if "nothing is counted" not in error.read().decode() or time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                return id

    def _post(self, path: str, body: Any) -> Any:
        headers = {"Content-Type": "application/json", "Cookie": self._cookie}
        request = Request(self._room.url + path, json.dumps(body).encode(), headers)
        with urlopen(request, timeout=PATIENCE) as answer:
            if answer.headers["Set-Cookie"]:
                self._cookie = answer.headers["Set-Cookie"].partition(";")[0]
            return json.load(answer)


class Person:
    """Somebody at a browser, with a mouse. What goes wrong in the page is kept in `troubles`.

    They have led before, and so get no tips, unless they are `new`.
    """

    def __init__(self, browser: Browser, name: str, *, new: bool = False, **options: Any) -> None:
        given = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
        self.name = name
        self.context = browser.new_context(**{**given, **options})
        self.context.add_init_script(WATCH if new else WATCH + NOT_NEW)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.asked_for: set[str] = set()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._console)
        self.context.on("request", lambda request: self.asked_for.add(request.url))

    def _console(self, message: Any) -> None:
        # A server that is away, and an answer that refuses, are shown to people by the page.
        expected = "Failed to load resource: "
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            self.troubles.append(message.text)

    # --- coming in

    def join(self, room: Room, *, link: str | None = None, code: str | None = None) -> Person:
        """Come in by a link (the members' unless another is given) or by the code."""
        self.page.goto(room.url if code else link or room.join_link)
        if code:
            self.write("The code of the room", code)
        self.write("Your name", self.name)
        self.press("Join")
        expect(self.page.get_by_role("navigation", name="Agenda")).to_be_visible()
        return self

    # --- doing

    def button(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        where = within or self.page
        return where.get_by_role("button", name=name, exact=isinstance(name, str)).first

    def field(self, label: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_label(label, exact=True).first

    def look_at(self, column: str) -> None:
        """Have a column on the screen: on a phone it is chosen first."""
        self.page.locator(".column").first.wait_for()
        begins = re.compile(rf"^\W*{re.escape(column)}")
        segment = self.page.locator(".column-choice > button").filter(has_text=begins)
        if segment.count() and segment.get_attribute("aria-pressed") == "false":
            self.activate(segment)

    def compose(self, column: str) -> Locator:
        """Return where notes of a column are written; on a phone, the column is chosen first."""
        self.look_at(column)
        heading = self.page.get_by_role("heading", level=2).filter(has_text=column)
        return self.page.locator(".column").filter(has=heading).locator(".compose textarea").first

    def press(self, name: str | re.Pattern[str]) -> None:
        self.activate(self.button(name))

    def write(self, label: str, text: str) -> None:
        self.put(self.field(label), text)

    def more(self, tab: str) -> None:
        """Be at a tab of the drawer of who leads, which is opened if it is not."""
        if self.button("More").get_attribute("aria-expanded") == "false":
            self.press("More")
        found = self.page.get_by_role("tab", name=tab, exact=True)
        self.turn(found)
        expect(found).to_have_attribute("aria-selected", "true")

    def turn(self, tab: Locator) -> None:
        tab.click()

    def activate(self, control: Locator) -> None:
        control.click()

    def put(self, field: Locator, text: str) -> None:
        field.fill(text)

    def tick(self, box: Locator) -> None:
        box.check()

    def choose(self, select: Locator, option: str) -> None:
        select.select_option(label=option)

    def date(self, field: Locator, iso: str) -> None:
        field.fill(iso)

    # --- seeing

    def sees(self, text: str) -> None:
        expect(self.page.locator("#main")).to_contain_text(text)

    def reads(self) -> str:
        """Return everything that is on the page, in fields too."""
        return self.page.evaluate(
            "[document.body.innerText, ...[...document.querySelectorAll('input, textarea')]"
            ".map((each) => each.value)].join('\\n')"
        )

    def until(self, condition: str) -> None:
        """Wait until an expression holds in the page, whether the page is drawn or not."""
        # Not `wait_for_function`, which is `eval`, and nothing of that kind runs in these pages.
        held = self.page.evaluate(
            f"""async (patience) => {{
              for (let tries = 0; tries < patience / 50 && !({condition}); tries += 1) {{
                await new Promise((done) => setTimeout(done, 50));
              }}
              return {condition};
            }}""",
            PATIENCE_MS,
        )
        assert held, condition

    def hears(self, words: str) -> None:
        """Wait until something was said to everybody here, screen readers included."""
        heard = self.page.evaluate(
            """async ([words, patience]) => {
              for (let tries = 0; tries < patience / 50; tries += 1) {
                if (window.said.some((each) => each.includes(words))) return words;
                await new Promise((done) => setTimeout(done, 50));
              }
              return window.said.join("; ");
            }""",
            [words, PATIENCE_MS],
        )
        assert heard == words, self.name

    def calm(self) -> None:
        """Wait until what was opened is no longer announced over the page."""
        expect(self.page.locator("body")).not_to_have_class(re.compile("opening|turning|closing"))

    def misses_nothing(self) -> bool:
        """Return whether each message that came tells what changed since the one before, or all."""
        heard = self.page.evaluate("window.heard")
        before = [0, *(version for _, version in heard)]
        return all(since in (0, at) for (since, _), at in zip(heard, before, strict=False))


class Keyboard(Person):
    """Somebody at a browser with a keyboard and nothing else."""

    def reach(self, control: Locator) -> None:
        """Go on with Tab until a control has the focus, as anybody without a mouse has to."""
        expect(control).to_be_visible()
        for _ in range(250):
            if control.evaluate("(node) => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way leads to {control} by Tab")

    def turn(self, tab: Locator) -> None:
        selected = self.page.get_by_role("tab", selected=True)
        self.reach(selected)
        while tab.get_attribute("aria-selected") == "false":
            before = selected.inner_text()
            self.page.keyboard.press("ArrowRight")
            expect(selected).not_to_have_text(before)
            expect(selected).to_be_focused()

    def activate(self, control: Locator) -> None:
        self.reach(control)
        self.page.keyboard.press("Enter")

    def put(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def tick(self, box: Locator) -> None:
        """Tick a box, or walk to one of several radio buttons with the arrow keys."""
        if box.get_attribute("type") == "checkbox":
            self.reach(box)
            self.page.keyboard.press("Space")
        else:
            name = box.get_attribute("name")
            group = self.page.locator(f'input[type="radio"][name="{name}"]')
            chosen = group.and_(self.page.locator(":checked"))
            first = chosen if chosen.count() else group.first
            self.reach(first)
            self.page.keyboard.press("Space")
            for _ in range(group.count()):
                if box.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        expect(box).to_be_checked()

    def choose(self, select: Locator, option: str) -> None:
        self.reach(select)
        self.page.keyboard.type(option)
        expect(select.locator("option:checked")).to_have_text(option)

    def date(self, field: Locator, iso: str) -> None:
        self.reach(field)
        year, month, day = iso.split("-")
        self.page.keyboard.type(f"{month}{day}{year}")
        expect(field).to_have_value(iso)


def untroubled(people: Iterable[Person], room: Room) -> None:
    """Assert that nothing went wrong in any page, nothing ran that should not, and nothing was
    loaded from elsewhere.
    """
    for each in people:
        assert each.troubles == [], (each.name, each.troubles)
        elsewhere = {url for url in each.asked_for if not url.startswith(f"{room.url}/")}
        assert elsewhere == set(), each.name
        assert not each.page.evaluate("'ran' in window"), each.name


# --- what tests get


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium; under CI it has to be there."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on PATH; install it (apt-get install chromium) to try the room")
    assert CHROMIUM is not None, "CI is set, so Chromium has to be installed"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Callable[..., Room]]:
    """Return what opens a room on a logbook of this test's own."""
    opened: list[Room] = []

    def open_one(format: str | Format, **options: Any) -> Room:
        opened.append(Room(tmp_path, format, **options))
        return opened[-1]

    yield open_one
    for each in opened:
        each.kill()


@pytest.fixture
def person(browser: Browser) -> Iterator[Callable[..., Person]]:
    """Return what gives somebody a browser of their own."""
    made: list[Person] = []

    def make(name: str, kind: type[Person] = Person, **options: Any) -> Person:
        made.append(kind(browser, name, **options))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
