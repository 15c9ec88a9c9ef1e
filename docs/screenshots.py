"""Take the pictures of the live room that the documentation shows.

    uv run python docs/screenshots.py

Rooms are served as `retro serve` does it, and looked at in the Chromium that is on the path.
Some of the people are at a browser; the others write into the logbook, as from a terminal.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from retrokit.formats import Format
from retrokit.logbook import Logbook
from retrokit.retro import Retro, local_now

IMAGES = Path(__file__).with_name("images")
DESK: ViewportSize = {"width": 1280, "height": 800}
SCREEN: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 360, "height": 740}
CREW = ("Ada", "Ben", "Cleo", "Mira", "Jonas", "Noor", "Emre", "Lin")

NOTES = {
    "Mad": ["The pipeline was red for two days in a row", "Nobody answers after four"],
    "Sad": ["Mira is leaving us in June", "The demo ran out of time before the search",
            "We heard of the outage from a customer"],
    "Glad": ["Jonas explained the billing rules, twice, without sighing", "Lunch outside, finally",
             "Our first week without a page at night"],
}  # fmt: skip
WHAT_IT_TAKES = [
    "A second pair of eyes on night shifts",
    "We laughed, even on day three",
    "That somebody says no to the eleventh task",
    "The crew. I would follow this crew anywhere",
    "A rest day that stays one",
    "Knowing earlier when plans change",
]


@contextmanager
def room(
    format: str | Format, team: str, *, clock: Callable[[], datetime] = local_now
) -> Iterator[tuple[Retro, str, str]]:
    """Serve a room for a new retro; yields the retro and the links for members and facilitator."""
    with TemporaryDirectory() as folder, Logbook(f"{folder}/logbook.db", clock=clock) as book:
        retro = book.start(format, team=team)
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
            said = ""
            while "#lead=" not in said or "#join=" not in said:
                said += process.stdout.readline()
            links = re.findall(r"http\S+/#(?:join|lead)=[\w-]+", said)
            members = next(each for each in links if "#join=" in each)
            leads = next(each for each in links if "#lead=" in each)
            try:
                yield retro, members, leads
            finally:
                process.terminate()


def come_in(
    browser: Browser, name: str, link: str, size: ViewportSize, *, dark: bool = False
) -> Page:
    """Return the page of somebody who has come in."""
    page = browser.new_context(
        viewport=size, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    ).new_page()
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    page.get_by_role("navigation", name="Agenda").wait_for()
    if "#lead=" in link:
        press(page, "Skip tips")
    return page


def go_to(retro: Retro, kind: str) -> None:
    """Go on to the first activity of a kind."""
    while (step := retro.state.current_step) is None or step.activity.kind != kind:
        retro.next()


def press(page: Page, name: str) -> None:
    """Press a button, once it is there."""
    page.get_by_role("button", name=name, exact=True).first.click()


def picture(page: Page, name: str) -> None:
    """Keep what is on a page, once what was said on top of it is gone."""
    page.locator("body:not(.opening, .turning)").wait_for()
    page.locator("#said > p:not(.unseen)").wait_for(state="detached")
    page.screenshot(path=IMAGES / f"{name}.png")


def notes_groups_and_votes(browser: Browser) -> None:
    """Take the pictures of a classic retro: sealed, opened, grouped, voted on."""
    with room("mad-sad-glad", "Harbour") as (retro, members, leads):
        ada = come_in(browser, "Ada", leads, DESK)
        ben = come_in(browser, "Ben", members, DESK, dark=True)
        cleo = come_in(browser, "Cleo", members, PHONE)
        retro.refresh()
        for name in ("Mira", "Jonas"):
            retro.join(name)
        go_to(retro, "collect")
        authors = ("Ben", "Cleo", "Mira", "Jonas")
        told = [(column, text) for column, texts in NOTES.items() for text in texts]
        for place, (column, text) in enumerate(told):
            retro.add_note(column, text, authors[place % len(authors)])
        for at, text in ((0, "Two reviews in a row that only said: fine"), (2, "Cake")):
            compose = ada.locator(".compose textarea").nth(at)
            compose.fill(text)
            compose.press("Enter")
        ada.get_by_text("10 hidden notes, 2 of them yours").wait_for()
        picture(ada, "room-notes")
        ada.emulate_media(reduced_motion="no-preference")
        press(ada, "Reveal notes")
        press(ada, "Reveal")
        ada.locator("body.opening").wait_for()
        ada.evaluate("scrollTo(0, 0)")
        ada.screenshot(path=IMAGES / "room-opening.png")
        retro.refresh()
        retro.next()
        by_text = {note.text: note.number for note in retro.state.notes.values()}
        retro.group(
            [by_text["Nobody answers after four"], by_text[NOTES["Sad"][2]]], "Heard too late"
        )
        retro.group([by_text["Cake"], by_text["Lunch outside, finally"]], "What carried us")
        ben.locator(".group-card").nth(1).wait_for()
        picture(ben, "room-groups-dark")
        retro.next()
        more = cleo.get_by_role("button", name=re.compile("^One dot more"))
        for at in (0, 0, 2):
            more.nth(at).click()
        cleo.evaluate("scrollTo(0, 0)")
        picture(cleo, "room-vote-phone")


def the_wall(browser: Browser) -> None:
    """Take the picture of a wall that shows notes."""
    with room("mad-sad-glad", "Harbour") as (retro, _, leads):
        ada = come_in(browser, "Ada", leads, DESK)
        press(ada, "Invite")
        press(ada, "Show on a wall")
        link = ada.get_by_label("The wall’s link").input_value()
        wall = browser.new_context(viewport=SCREEN, reduced_motion="reduce").new_page()
        wall.goto(link)
        wall.get_by_role("heading", name="Welcome").wait_for()
        retro.refresh()
        for name in CREW[1:6]:
            retro.join(name)
        go_to(retro, "collect")
        told = [(column, text) for column, texts in NOTES.items() for text in texts]
        for place, (column, text) in enumerate(told):
            retro.add_note(column, text, CREW[1 + place % 5])
        retro.open_seals()
        wall.get_by_text("Mira is leaving us in June").wait_for()
        wall.locator("body:not(.hinting)").wait_for()
        wall.screenshot(path=IMAGES / "room-wall.png")


def would_we_go_again(browser: Browser) -> None:
    """Take the picture of what came of the questions."""
    with room("go-again", "Northern line") as (retro, members, leads):
        ada = come_in(browser, "Ada", leads, DESK)
        for name in CREW[1:5]:
            come_in(browser, name, members, PHONE)
        retro.refresh()
        for name in CREW[5:]:
            retro.join(name)
        go_to(retro, "ask")
        for place, name in enumerate(CREW[1:]):
            retro.answer("safe", (4, 5, 4, 4, 3, 5, 4)[place], name)
            retro.answer("speak-up", (5, 2, 5, 1, 5, 2, 5)[place], name)
            retro.answer("excited", (5, 4, 5, 4, 3, 5, 5)[place], name)
            retro.answer(
                "again", ("yes", "yes, if…", "yes", "yes", "no", "yes", "yes")[place], name
            )
        for name, text in zip(CREW[1:], WHAT_IT_TAKES, strict=False):
            retro.answer("what-it-takes", text, name)
        retro.open_seals()
        ada.get_by_text("7 of 8 answered").first.wait_for()
        ada.locator(".result").nth(2).evaluate("(node) => scrollTo(0, node.offsetTop - 40)")
        picture(ada, "room-again")


def fair_share(browser: Browser) -> None:
    """Take the picture of a letter, on the phone of who it is for."""
    with room("fair-share", "Bridge project") as (retro, members, _):
        cleo = come_in(browser, "Cleo", members, PHONE)
        crew = ("Cleo", "Ada", "Ben", "Mira", "Jonas")
        retro.refresh()
        for name in crew[1:]:
            retro.join(name)
        go_to(retro, "ask")
        shares = [(25, 20, 20, 20, 15), (30, 20, 15, 20, 15), (25, 25, 15, 20, 15),
                  (30, 20, 20, 15, 15), (20, 20, 20, 20, 20)]  # fmt: skip
        for name, points in zip(crew, shares, strict=True):
            retro.answer("points", dict(zip(crew, points, strict=True)), name)
        retro.open_seals()
        press(cleo, "Show my letter")
        cleo.locator(".letter").wait_for()
        cleo.locator(".letters").evaluate("(node) => scrollTo(0, node.offsetTop - 16)")
        picture(cleo, "room-letter-phone")


def main() -> None:
    """Take all of them."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for take in (notes_groups_and_votes, the_wall, would_we_go_again, fair_share):
            take(browser)
        browser.close()


if __name__ == "__main__":
    main()
