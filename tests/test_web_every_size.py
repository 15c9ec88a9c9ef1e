"""Every state of the room at every size, light and dark: nobody is shut out, nothing sticks out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from accessibility import AXE_RUN
from axe_playwright_python.base import AXE_SCRIPT
from browsing import Person, Room, untroubled
from playwright.sync_api import ViewportSize, expect

from retrokit.formats import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Review,
    Vote,
    Welcome,
)
from retrokit.logbook import Logbook
from retrokit.questions import Choice, FreeText, PeerRating, Scale

FORMAT = Format(
    name="sizes", title="Sizes", purpose="Be looked at.", goals=["Home safe", "Go again"],
    attribution=Attribution.NAMED,
    agenda=[
        Welcome(agreement=["One speaks at a time."], directive="All did what they could."),
        Review(),
        Ask(title="Check", prompt="Answer as it is.", questions=[
            Scale("safe", "How safe is it?"),
            Choice("tools", "Which tools?", ["Axe", "Rope", "Map"], several=True),
            FreeText("word", "One word?"),
            PeerRating("care", "How was it with each?", ["Helps"]),
        ]),
        Collect(
            title="Ideas", prompt="What is on your mind?",
            columns=[Column("Good", "What to keep."), Column("Bad")],
        ),
        Group(columns=["Good"]),
        Vote(budget=3, columns=["Good"]),
        Vote(title="Ranking", method="schulze", columns=["Good"]),
        Discuss(columns=["Good"], more_minutes=2),
        Decide(),
    ],
)  # fmt: skip
CREW = ("Bea", "Cleo", "Dora", "Emre", "Fay", "Gus", "Hana", "Ivo", "Jonas", "Kim", "Lin", "Mira",
        "Noor", "Giovanna di Montefeltro-Sanseverino", "مريم")  # fmt: skip
ZOOMED: ViewportSize = {"width": 640, "height": 400}
"""What a window of 1280 by 800 holds at 200 %."""
SIZES: tuple[ViewportSize, ...] = (
    {"width": 320, "height": 640}, {"width": 360, "height": 740}, ZOOMED,
    {"width": 768, "height": 1024}, {"width": 1280, "height": 800}, {"width": 1920, "height": 1080},
)  # fmt: skip
WHOLE = (320, 1280)
"""The widths, of a phone and of a desk, at which all rules are held; elsewhere those that hang on
the size and on colours."""
BY_SIZE = ["color-contrast", "scrollable-region-focusable"]
DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
# How much of the height is left between what stays at the top and at the bottom.
LEFT = """(() => {
  const stays = ["header", "foot"].map((id) => document.getElementById(id))
    .filter((each) => getComputedStyle(each).position === "sticky" && each.checkVisibility());
  return 1 - stays.reduce((sum, { offsetHeight }) => sum + offsetHeight, 0) / innerHeight;
})()"""
# What sticks out of the page, innermost first.
OUTSIDE = """(width) => (document.scrollingElement.scrollWidth <= width ? []
  : [...document.querySelectorAll("body *")].reverse()
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map((each) => each.outerHTML.slice(0, 150)))"""
# What is too small to be hit.
SMALL = """[...document.querySelectorAll("button, select, input, textarea, summary")]
  .filter((each) => each.checkVisibility({ opacityProperty: true }))
  .map((each) => [each, (each.closest("label") ?? each).getBoundingClientRect()])
  .filter(([, { width, height }]) => width && Math.min(width, height) < 23.5)
  .map(([each]) => each.outerHTML.slice(0, 150))"""
MOVING = """document.getAnimations()
  .filter((each) => each.effect.getTiming().duration > 10).length"""


class Looking:
    """A room of sixteen people, and the page of the one who leads it."""

    def __init__(self, room: Room, ada: Person) -> None:
        self.room, self.ada, self.page = room, ada, ada.page
        self.lead = room.caller("Bea", leads=True)
        self.crew = [self.lead, *(room.caller(name) for name in CREW[1:])]
        self.amiss: list[str] = []

    def at(self, state: str) -> None:
        """Look at what is shown now, at every size, light and dark."""
        page = self.page
        self.ada.calm()
        page.evaluate(f"if (!window.axe) {{ {AXE_SCRIPT} }}")
        for size in SIZES:
            page.set_viewport_size(size)
            page.evaluate(DRAWN)
            width = size["width"]
            self.look(f"{state}, {width} px", None if width in WHOLE else BY_SIZE)
            if outside := page.evaluate(OUTSIDE, width):
                self.amiss.append(f"{state}, {width} px: {outside} stick out")
            if small := page.evaluate(SMALL):
                self.amiss.append(f"{state}, {width} px: {small} are small")
            if size is ZOOMED and (left := page.evaluate(LEFT)) < 0.5:
                self.amiss.append(f"{state}, zoomed: {left:.0%} is left to scroll in")
            if moving := page.evaluate(MOVING):
                self.amiss.append(f"{state}, {width} px: {moving} move")
            if size is not ZOOMED:
                page.emulate_media(color_scheme="dark")
                self.look(f"{state}, {width} px, dark", ["color-contrast"])
                page.emulate_media(color_scheme="light")

    def look(self, where: str, rules: list[str] | None) -> None:
        for each in self.page.evaluate(AXE_RUN, rules)["violations"]:
            nodes = [node["html"][:200] for node in each["nodes"][:3]]
            self.amiss.append(f"{where}: {each['id']}: {each['help']}: {nodes}")

    def number(self, text: str) -> int:
        """Return the number of a note or a group by how it begins."""
        with Logbook(self.room.logbook, read_only=True) as book:
            topics = book.load(self.room.retro).state.topics()
        return next(each.number for each in topics if each.title.startswith(text))

    def shows(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)


def test_every_state_at_every_size(rooms: Any, person: Any, tmp_path: Path) -> None:
    with Logbook(tmp_path / "logbook.db") as book:
        held = book.start(FORMAT, team="Lander", members=["Ada", "مريم"])
        held.add_action("Cache the packages between builds", owner=["Ada", "مريم"])
        held.close()
    room = rooms(FORMAT)
    ada = person("Ada")
    ada.page.goto(room.lead_link)
    expect(ada.page.get_by_role("heading", level=1)).to_be_visible()
    looking = Looking(room, ada)
    for state, come_to in STATES.items():
        come_to(looking)
        looking.at(state)
    assert looking.amiss == []
    untroubled([ada], room)


# --- how each state comes about


def joining(it: Looking) -> None:
    it.ada.write("Your name", "Ada")


def welcome(it: Looking) -> None:
    it.ada.press("Join")
    it.shows("Welcome")


def people(it: Looking) -> None:
    """Open the rails of a wide page, and what is folded up on a narrow one."""
    it.page.set_viewport_size({"width": 360, "height": 740})
    it.page.locator("#people summary").click()
    it.page.set_viewport_size({"width": 1280, "height": 800})
    it.ada.press(re.compile("^People"))
    expect(it.page.locator(".members > li")).to_have_count(16)


def invitation(it: Looking) -> None:
    it.ada.press("Invite")
    expect(it.page.get_by_role("dialog", name="Invite")).to_be_visible()


def the_team(it: Looking) -> None:
    it.ada.press("Close")
    it.page.get_by_role("link", name="Team").click()
    it.ada.sees("Open action items")


def review(it: Looking) -> None:
    it.page.get_by_role("link", name="Back to Welcome").click()
    it.lead.do("next")
    it.shows("Review")


def questions(it: Looking) -> None:
    it.lead.do("next")
    it.shows("Check")
    it.page.get_by_role("radio").nth(3).check(force=True)
    expect(it.page.locator(".counts.yes")).to_have_count(1)


def answers(it: Looking) -> None:
    for who in it.crew[:4]:
        who.do("answer", question="safe", value=4)
        who.do("answer", question="tools", value=["Axe", "Map"])
        who.do("answer", question="word", value="Steady, and " + "very " * 20 + "calm")
    it.lead.do("open_seals")
    it.ada.sees("5 of 16 answered")


def hidden_notes(it: Looking) -> None:
    it.lead.do("next")
    it.shows("Ideas")
    for column, text in (("Good", "Cake on Fridays"), ("Bad", "ماء " * 30)):
        it.ada.put(it.ada.compose(column), text)
        it.page.keyboard.press("Enter")
        it.ada.sees(text.strip())


def a_note_is_edited(it: Looking) -> None:
    it.ada.press("Edit “Cake on Fridays”")


def about_to_reveal(it: Looking) -> None:
    it.ada.press("Cancel")
    for at in range(44):
        column = "Good" if at < 5 else "Bad"
        it.crew[at % len(it.crew)].do("add_note", column=column, text=f"Note {at} has some words")
    it.ada.sees("46 hidden notes")
    it.ada.press("Reveal notes")
    expect(it.page.get_by_role("dialog")).to_be_visible()


def revealed(it: Looking) -> None:
    it.ada.press("Reveal")
    it.ada.sees("Note 43 has some words")


def a_thread(it: Looking) -> None:
    cake = it.number("Cake")
    it.lead.do("react", note=cake, emoji="👍")
    it.lead.do("comment", note=cake, text="With cream?")
    it.ada.press("1 comment")
    it.ada.sees("With cream?")


def the_keys(it: Looking) -> None:
    it.page.keyboard.press("Escape")
    it.ada.press("Keys (?)")
    expect(it.page.get_by_role("dialog")).to_be_visible()


def agenda(it: Looking) -> None:
    it.page.keyboard.press("Escape")
    it.ada.more("Agenda")


def members(it: Looking) -> None:
    it.ada.more("People")
    it.ada.press("Rename Bea")


def time_and_rules(it: Looking) -> None:
    it.ada.more("Room")
    it.lead.do("set_timer", minutes=5)
    expect(it.page.get_by_role("timer")).to_be_visible()


def groups(it: Looking) -> None:
    it.ada.press("Close More")
    it.lead.do("next")
    both = [it.number(each) for each in ("Cake", "Note 0")]
    it.lead.do("group", numbers=both, title="Friday, and what it takes to get there")
    for at in (1, 3):
        it.page.get_by_role("option").nth(at).click()
    expect(it.page.locator(".chosen-count")).to_have_text("2 selected")


def dots(it: Looking) -> None:
    it.lead.do("next")
    it.shows("Vote")
    it.ada.press(re.compile("^One dot more for Friday"))
    expect(it.page.locator(".counts.yes")).to_have_count(1)


def standings(it: Looking) -> None:
    for who in it.crew[:5]:
        who.do("vote", ballot={str(it.number("Friday")): 2})
    it.lead.do("open_seals")
    it.ada.sees("6 of 16 voted")


def ranking(it: Looking) -> None:
    it.lead.do("next")
    it.shows("Ranking")
    for _ in range(2):
        it.page.get_by_role("button", name="Rank next").first.click()
    expect(it.page.locator(".ranked > li")).to_have_count(2)


def a_topic(it: Looking) -> None:
    it.lead.do("next", opens=True)
    it.shows("Discuss")
    topic = it.number("Friday")
    it.lead.do("take_topic", number=topic)
    for decision in (False, True):
        it.lead.do("remark", text=f"It is {decision}", decision=decision, topic=topic)
    it.page.locator(".segments label").filter(has_text="Action item").click()


def thumbs(it: Looking) -> None:
    it.lead.do("set_timer", minutes=0.02)
    expect(it.page.get_by_role("region", name="More time for this topic?")).to_be_visible()


def deciding(it: Looking) -> None:
    it.lead.do("next")
    it.shows("Decide")
    it.lead.do("add_action", text="Block an hour", owner=["Bea", "مريم"], serves="Home safe")
    it.ada.sees("Block an hour")
    it.ada.press("Add action item")
    it.ada.sees("Say what will be done.")


def closed(it: Looking) -> None:
    it.lead.do("close")
    it.ada.sees("Thank you.")


def no_connection(it: Looking) -> None:
    it.room.kill()
    expect(it.page.locator(".net")).to_contain_text("No connection")


STATES = {
    "joining": joining, "welcome": welcome, "people": people, "an invitation": invitation,
    "the team": the_team, "review": review, "questions": questions, "answers": answers,
    "hidden notes": hidden_notes, "a note is edited": a_note_is_edited,
    "about to reveal": about_to_reveal, "revealed": revealed, "a thread": a_thread,
    "the keys": the_keys, "more: agenda": agenda, "more: people": members,
    "more: room": time_and_rules, "groups": groups, "dots": dots, "standings": standings,
    "ranking": ranking, "a topic": a_topic, "thumbs": thumbs, "deciding": deciding,
    "closed": closed, "no connection": no_connection,
}  # fmt: skip
"""What is looked at, in the order in which a retro comes by it, and how it gets there."""
