"""Take the pictures of each part of the live room in its states, light and dark.

    uv run python docs/parts.py

They stand in docs/images/parts, and parts.md shows them. The rooms are real, as in screenshots.py.
"""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright
from screenshots import CREW, NOTES, PHONE, SCREEN, come_in, go_to, press, room

from retrokit.formats import Collect, Column, Decide, Discuss, Format, Group, Vote, Welcome
from retrokit.hues import HUES
from retrokit.retro import Retro

IMAGES = Path(__file__).with_name("images") / "parts"
TEAM = "Harbour"
CARD: ViewportSize = {"width": 360, "height": 480}
WIDE: ViewportSize = {"width": 1120, "height": 1400}
WHOLE = Format(
    name="parts", title="Parts", purpose="Show each part of the room.", attribution="named",
    agenda=[
        Welcome(minutes=5),
        Collect(title="Harvest", columns=[Column(name) for name in NOTES], minutes=10),
        Group(minutes=5),
        Vote(budget=3, minutes=5),
        Vote(title="Order", method="borda", minutes=5),
        Discuss(minutes=15, topic_minutes=4, more_minutes=3),
        Decide(minutes=10),
    ],
)  # fmt: skip
RAINBOW = Format(
    name="hues", title="Hues", purpose="Show every hue.",
    agenda=[Collect(columns=[Column(hue.capitalize(), color=hue) for hue in HUES], sealed=False)],
)  # fmt: skip


class Clock:
    """The time by which the engine writes, which can be set back."""

    def __init__(self) -> None:
        self.back = timedelta()

    def __call__(self) -> datetime:
        return datetime.now().astimezone() - self.back


def shot(part: Locator, name: str) -> None:
    """Take a part, light and dark."""
    page = part.page
    page.locator("#said > p:not(.unseen)").wait_for(state="detached")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(250)  # for what fades from one to the other
        part.screenshot(path=IMAGES / f"{name}-{scheme}.png")
    page.emulate_media(color_scheme="light")


def hues(browser: Browser) -> None:
    """Take the eight hues, with their shapes and a note in each."""
    with room(RAINBOW, TEAM) as (retro, members, _):
        ben = come_in(browser, "Ben", members, WIDE)
        retro.refresh()
        for hue in HUES:
            retro.add_note(hue.capitalize(), f"A note in {hue}", "Ben")
        ben.get_by_text(f"A note in {HUES[-1]}").wait_for()
        shot(ben.locator(".board"), "hues")


def joining(browser: Browser) -> None:
    """Take the page for joining."""
    with room(WHOLE, TEAM) as (_, members, _leads):
        for name, link in (("join-link", members), ("join-code", members.partition("#")[0])):
            page = browser.new_context(viewport=CARD, reduced_motion="reduce").new_page()
            page.goto(link)
            page.get_by_label("Your name").fill("Ben")
            shot(page.locator("#main"), name)
        page.get_by_label("The code of the room").fill("abc234")
        page.get_by_role("button", name="Join").click()
        page.get_by_role("alert").wait_for()
        shot(page.locator("#main"), "join-refused")


def the_retro(browser: Browser) -> None:
    """Take what the steps of a retro are made of, one after the other."""
    clock = Clock()
    with room(WHOLE, TEAM, clock=clock) as (retro, members, leads):
        ada = come_in(browser, "Ada", leads, WIDE)
        ben = come_in(browser, "Ben", members, WIDE)
        cleo = come_in(browser, "Cleo", members, PHONE)
        come_in(browser, "Lin", members, PHONE).context.close()
        retro.refresh()
        for name in CREW[3:6]:
            retro.join(name)
        wall = on_a_wall(ada)
        ada.locator("#people .members > li").nth(6).wait_for(state="attached")
        times(retro, clock, ada, ben)
        people(ada, cleo)
        notes(retro, ada, ben, cleo)
        groups(retro, ada, ben)
        votes(retro, ada, ben, cleo)
        talk(retro, clock, ada, ben)
        shot(wall.locator("body"), "wall-topic")
        ends(retro, ada, ben)
        ada.context.close()


def on_a_wall(ada: Page) -> Page:
    """Take the wall while people join, and return it."""
    press(ada, "Invite")
    press(ada, "Show on a wall")
    link = ada.get_by_label("The wall’s link").input_value()
    ada.keyboard.press("Escape")
    wall = ada.context.new_page()
    wall.set_viewport_size(SCREEN)
    wall.goto(link)
    wall.get_by_role("heading", name="Welcome").wait_for()
    wall.locator("body:not(.hinting)").wait_for()
    shot(wall.locator("body"), "wall-joining")
    return wall


def times(retro: Retro, clock: Clock, ada: Page, ben: Page) -> None:
    """Take the header: time, last minute, time up, no connection."""
    retro.set_timer(10)
    header = ben.locator("#header")
    ben.locator("#header .time").wait_for()
    shot(header, "header-time")
    clock.back = timedelta(minutes=9, seconds=15)
    retro.set_timer(10)
    ben.locator("#header .time.soon").wait_for()
    shot(header, "header-last-minute")
    clock.back = timedelta(minutes=11)
    retro.set_timer(10)
    ben.locator("#header .time.late").wait_for()
    shot(header, "header-time-up")
    ada.locator("#header .time.late").wait_for()
    shot(ada.locator("#header"), "header-time-up-facilitator")
    clock.back = timedelta()
    retro.set_timer(0)
    ben.context.set_offline(True)
    ben.locator("#header .net.lost").wait_for()
    shot(header, "header-no-connection")
    ben.context.set_offline(False)
    ben.locator("#header .net").wait_for(state="detached")


def people(ada: Page, cleo: Page) -> None:
    """Take the rails and the faces."""
    for name in ("Agenda", "People"):
        ada.get_by_role("button", name=re.compile(f"^{name}")).click()
    shot(ada.locator("#agenda"), "agenda")
    ada.evaluate("localStorage.removeItem('retrokit:tips')")
    ada.reload()
    ada.locator(".tip").wait_for()
    shot(ada.locator(".tip"), "tip")
    press(ada, "Skip tips")
    press(ada, "Next: Harvest")
    press(cleo, "I’m done")
    ada.locator(".face.done").first.wait_for()
    ada.locator(".face.away").first.wait_for()
    shot(ada.locator("#people"), "people")
    for name in ("Agenda", "People"):
        ada.get_by_role("button", name=re.compile(f"^{name}")).click()


def notes(retro: Retro, ada: Page, ben: Page, cleo: Page) -> None:
    """Take notes from the field they are written in to the moment of the reveal and after it."""
    columns = ben.locator(".column")
    for text in ("The pipeline was red for two days", "Nobody answers after four"):
        columns.nth(0).locator("textarea").fill(text)
        columns.nth(0).locator("textarea").press("Enter")
    columns.nth(0).locator(".sealed").nth(1).wait_for()
    columns.nth(1).locator("textarea").fill("Mira is leaving us")
    shot(ben.locator(".board"), "notes-hidden")
    columns.nth(0).get_by_role("button", name=re.compile("^Edit")).first.click()
    shot(columns.nth(0), "note-edited")
    columns.nth(0).get_by_role("button", name="Cancel").click()
    shot(cleo.locator(".column-choice"), "columns-on-a-phone")
    retro.refresh()
    for place, (column, texts) in enumerate(NOTES.items()):
        for at, text in enumerate(texts):
            retro.add_note(column, text, CREW[2 + (place + at) % 4])
    ada.get_by_text("10 hidden notes").wait_for()
    shot(ada.locator("#foot"), "foot-facilitator")
    shot(ben.locator("#foot"), "foot")
    press(ada, "Reveal notes")
    shot(ada.locator("dialog"), "confirm")
    press(ada, "Reveal")
    ben.get_by_text("Lunch outside, finally").wait_for()
    ben.locator("body:not(.opening)").wait_for()
    shot(ben.locator(".standing"), "notes-read")
    press(ben, "React to “Lunch outside, finally”")
    press(ben, "Agree")
    ben.get_by_label("Write a comment").fill("With cake!")
    ben.keyboard.press("Enter")
    ben.get_by_text("With cake!").wait_for()
    shot(ben.locator(".column").nth(2), "notes-revealed")
    shot(ada.locator("#foot"), "foot-revealed")
    press(ada, "More")
    for tab in ("Agenda", "People", "Room"):
        ada.get_by_role("tab", name=tab).click()
        shot(ada.locator(".drawer"), f"more-{tab.lower()}")
    press(ada, "Close More")


def groups(retro: Retro, ada: Page, ben: Page) -> None:
    """Take groups, and notes that are selected."""
    press(ada, "Next: Group")
    retro.refresh()
    numbers = list(retro.state.notes)
    retro.group(numbers[:3], "Heard too late")
    retro.group(numbers[3:5])
    ben.locator(".group-card").nth(1).wait_for()
    for at in (0, 2):
        ben.locator("[data-group='0'] [data-note]").nth(at).click()
    shot(ben.locator(".groupings"), "groups")
    shot(ben.locator(".bar"), "group-bar")
    press(ben, "Keys (?)")
    shot(ben.locator("dialog"), "keys")
    press(ben, "Close")


def votes(retro: Retro, ada: Page, ben: Page, cleo: Page) -> None:
    """Take ballots and results."""
    press(ada, "Next: Vote")
    more = ben.get_by_role("button", name=re.compile("^One dot more"))
    for at in (0, 0, 1):
        more.nth(at).click()
    shot(ben.locator(".ballot").first, "vote")
    shot(cleo.locator(".budget"), "vote-left-on-a-phone")
    retro.refresh()
    topics = [topic.number for topic in retro.state.topics()]
    for place, name in enumerate(CREW[2:6]):
        retro.vote({topics[0]: 2, topics[place % 2 + 1]: 1}, name)
    press(ada, "Reveal votes")
    press(ada, "Reveal")
    ben.locator("table.bars").wait_for()
    ben.locator("body:not(.opening)").wait_for()
    shot(ben.locator("table.bars").first, "vote-result")
    press(ada, "Next: Order")
    for _ in range(2):
        ben.locator(".rank-next").first.click()
    shot(ben.locator(".ballot").first, "ranking")


def talk(retro: Retro, clock: Clock, ada: Page, ben: Page) -> None:
    """Take a topic, the field for what is said of it, and thumbs."""
    retro.refresh()
    clock.back = timedelta(minutes=3)
    go_to(retro, "discuss")
    retro.take_topic()
    ben.locator("#topic-now").wait_for()
    ben.locator(".composer textarea").fill("Alerts page somebody within five minutes")
    shot(ben.locator("#main"), "topic")
    clock.back = timedelta(minutes=3, seconds=58)
    retro.take_topic()
    ben.locator(".thumbs").wait_for()
    shot(ben.locator(".thumbs"), "thumbs")
    clock.back = timedelta()


def ends(retro: Retro, ada: Page, ben: Page) -> None:
    """Take action items, and the end."""
    retro.refresh()
    retro.next()
    retro.add_action("Write the alert rules", owner="Ben", due=retro.today + timedelta(days=7))
    retro.add_action("Ask operations for a rota")
    ben.locator(".action").nth(1).wait_for()
    shot(ben.locator(".actions"), "action-items")
    retro.close()
    ben.get_by_text("The retro is closed").first.wait_for()
    shot(ben.locator("#main"), "closed")


def main() -> None:
    """Take all of them."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for take in (hues, joining, the_retro):
            take(browser)
        browser.close()


if __name__ == "__main__":
    main()
