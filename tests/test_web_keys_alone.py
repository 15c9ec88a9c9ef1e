"""Somebody takes part in a whole retro by keyboard alone, from the join page to the report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import Keyboard, untroubled
from playwright.sync_api import expect

from retrokit.formats import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Vote,
    Welcome,
)
from retrokit.logbook import Logbook
from retrokit.questions import FreeText, Scale

FORMAT = Format(
    name="keys", title="Keys", purpose="Take part by keyboard.", goals=["Home safe"],
    attribution=Attribution.NAMED,
    agenda=[
        Welcome(),
        Ask(title="Check", questions=[Scale("safe", "How safe?"), FreeText("word", "A word?")]),
        Collect(title="Ideas", columns=[Column("Good"), Column("Bad")]),
        Group(),
        Vote(title="Dots", budget=2), Vote(title="Ranking", method="schulze"),
        Discuss(more_minutes=2), Decide(),
    ],
)  # fmt: skip
# What has the focus: whether it can be seen, and what is wrong with it.
FOCUSED = """() => {
  const node = document.activeElement;
  if (node === document.body) return { name: "" };
  const name = node.outerHTML.slice(0, 120);
  const shown = (node.matches("[type=radio], [type=checkbox]") && node.closest("label")) || node;
  const { left, right, top, bottom } = shown.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const there = document.elementFromPoint(x, y);
  const amiss = [];
  if (!shown.contains(there)) amiss.push(`under ${there?.outerHTML.slice(0, 80) ?? "nothing"}`);
  const ring = [node, shown, node.nextElementSibling ?? node].some((each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  });
  // Of the parts of a date the browser shows itself which one has the focus.
  if (!ring && !node.matches("[type=date]")) amiss.push("no ring");
  return { name, amiss: amiss.join(", ") };
}"""


LATE = """
const { requestAnimationFrame: frame, setTimeout: later } = window;
window.requestAnimationFrame = (draw) => later(() => frame(draw), 300);
"""


class Typist(Keyboard):
    """Somebody at a keyboard, who also goes through screens with Tab and sees where they are.

    If they are `hasty`, they type ahead of a machine that draws late.
    """

    def __init__(self, *given: Any, hasty: bool = False, **options: Any) -> None:
        super().__init__(*given, **options)
        if hasty:
            self.context.add_init_script(LATE)

    def look(self) -> None:
        """Go once through all that can be reached, and assert that the focus is always seen."""
        self.page.evaluate("window.was = document.activeElement")
        self.page.evaluate("document.querySelector('.skip').focus()")
        amiss = []
        for _ in range(200):
            if not (found := self.page.evaluate(FOCUSED))["name"]:
                break
            amiss += [(found["name"], found["amiss"])] if found["amiss"] else []
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError("Tab goes round and round")
        self.page.evaluate("window.was.focus()")
        assert amiss == [], self.page.locator("h1").first.inner_text()

    def arrives(self, title: str) -> None:
        """Wait until a step is on the screen, and look whether the focus is still somewhere."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        assert self.page.evaluate("document.activeElement !== document.body"), title

    def key(self, *keys: str) -> None:
        for each in keys:
            self.page.keyboard.press(each)


@pytest.mark.parametrize("hasty", [False, True], ids=["steady", "hasty"])
def test_somebody_takes_part_by_keyboard_alone(
    rooms: Any, person: Any, tmp_path: Path, hasty: bool
) -> None:
    with Logbook(tmp_path / "logbook.db") as book:
        held = book.start(FORMAT, team="Lander", members=["Ada"])
        held.add_action("Cache the packages", owner="Ada")
        held.close()
    room = rooms(FORMAT)
    lead, ben = room.caller("Ada", leads=True), room.caller("Ben")
    dora = person("Dora", Typist, hasty=hasty)
    joining(dora, room)
    the_team(dora)
    for step in (asking, collecting, reacting, grouping, giving_dots, ranking, talking, deciding):
        step(dora, lead, ben)
    lead.do("close")
    dora.sees("Thank you.")
    dora.look()
    link = dora.page.get_by_role("link", name="Read it")
    with dora.context.expect_page() as opened:
        dora.activate(link)
    for text in ("Changed by keyboard", "With cream?", "By keys alone", "Write it down"):
        expect(opened.value.get_by_text(text).first).to_be_visible()
    assert dora.page.evaluate("window.presses") == 0
    untroubled([dora], room)


def joining(dora: Typist, room: Any) -> None:
    dora.page.goto(room.join_link)
    expect(dora.page.get_by_role("heading", level=1)).to_be_visible()
    # The first that Tab comes to leads to what the page is about.
    dora.key("Tab")
    expect(dora.page.get_by_role("link", name="Skip to the activity")).to_be_focused()
    dora.key("Enter")
    expect(dora.page.locator("#main")).to_be_focused()
    dora.look()
    dora.write("Your name", "Dora")
    dora.key("Enter")
    dora.sees("Home safe")
    dora.look()


def the_team(dora: Typist) -> None:
    pages = dora.page.get_by_role("navigation", name="Pages")
    dora.activate(pages.get_by_role("link", name="Team"))
    dora.arrives("The team")
    dora.look()
    dora.press("Done: Cache the packages")
    expect(dora.button("Reopen: Cache the packages")).to_be_focused()
    dora.activate(pages.get_by_role("link", name="Retro"))
    dora.arrives("Welcome")


def asking(dora: Typist, lead: Any, ben: Any) -> None:
    lead.do("next")
    dora.arrives("Check")
    dora.tick(dora.page.get_by_role("radio").nth(3))
    dora.put(dora.page.locator(".asked textarea"), "Steady")
    expect(dora.page.locator(".counts.yes")).to_have_count(2)
    dora.look()


def collecting(dora: Typist, lead: Any, ben: Any) -> None:
    lead.do("next", opens=True)
    dora.arrives("Ideas")
    for text in ("To be changed", "To be taken back"):
        dora.put(dora.compose("Good"), text)
        dora.key("Enter")
        dora.sees(text)
        expect(dora.page.locator(".note.going")).to_have_count(0)
    dora.press("Edit “To be changed”")
    dora.write("The note", "Changed by keyboard")
    dora.key("Control+Enter")
    expect(dora.button("Edit “Changed by keyboard”")).to_be_focused()
    dora.press("Delete “To be taken back”")
    expect(dora.page.locator("#main")).not_to_contain_text("To be taken back")
    for column, text in (("Good", "Cake"), ("Bad", "Red builds")):
        ben.do("add_note", column=column, text=text)
    dora.press("I’m done")
    expect(dora.button(re.compile("I’m done$"))).to_have_attribute("aria-pressed", "true")
    dora.look()


def reacting(dora: Typist, lead: Any, ben: Any) -> None:
    lead.do("open_seals")
    dora.sees("Cake")
    dora.calm()
    dora.press("React to “Cake”")
    dora.press("Agree")
    expect(dora.button("Agree, 1 person: Dora")).to_have_attribute("aria-pressed", "true")
    dora.write("Write a comment", "With cream?")
    dora.key("Enter")
    expect(dora.button("Edit “With cream?”")).to_be_visible()
    dora.look()
    dora.reach(dora.button("Celebrate"))
    dora.key("Escape")
    expect(dora.button("React to “Cake”")).to_be_focused()


def grouping(dora: Typist, lead: Any, ben: Any) -> None:
    lead.do("next")
    dora.arrives("Group")
    dora.look()
    dora.reach(dora.page.locator("[role=option][tabindex='0']"))
    dora.key("Space", "ArrowDown", "Space", "Enter")
    expect(dora.field("Name of the group")).to_be_focused()
    dora.page.keyboard.insert_text("By keys")
    dora.key("Enter")
    expect(dora.page.locator(".group-card [role=option]")).to_have_count(2)
    dora.press("Rename “By keys”")
    dora.write("The name of the group", "By keys alone")
    dora.press("Save")
    expect(dora.button("Rename “By keys alone”")).to_be_focused()
    dora.look()


def giving_dots(dora: Typist, lead: Any, ben: Any) -> None:
    lead.do("next")
    dora.arrives("Dots")
    for _ in range(2):
        dora.press("One dot more for By keys alone")
    expect(dora.page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    dora.look()


def ranking(dora: Typist, lead: Any, ben: Any) -> None:
    lead.do("next", opens=True)
    dora.arrives("Ranking")
    for title in ("Red builds", "By keys alone"):
        dora.press(f"Rank next: {title}")
    dora.reach(dora.button("Up: By keys alone"))
    dora.key("ArrowUp")
    expect(dora.page.locator(".ranked .candidate")).to_have_text(["By keys alone", "Red builds"])
    expect(dora.page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    dora.look()


def talking(dora: Typist, lead: Any, ben: Any) -> None:
    lead.do("next", opens=True)
    dora.arrives("Discuss")
    lead.do("take_topic")
    expect(dora.page.locator("#topic-now")).to_have_text("By keys alone")
    dora.write("What was said", "It is about the mornings")
    dora.press("Add point")
    dora.sees("It is about the mornings")
    dora.tick(dora.field("Decision"))
    dora.write("What was decided", "Write it down")
    dora.press("Add decision")
    dora.press("Make it an action item")
    dora.hears("The action item is added.")
    lead.do("set_timer", minutes=0.02)
    asked = dora.page.get_by_role("region", name="More time for this topic?")
    dora.activate(dora.button("More time", asked))
    expect(dora.button("More time", asked)).to_have_attribute("aria-pressed", "true")
    dora.look()


def deciding(dora: Typist, lead: Any, ben: Any) -> None:
    lead.do("next")
    dora.arrives("Decide")
    dora.write("What will be done", "Block an hour each Friday")
    form = dora.page.get_by_role("form", name="A new action item")
    dora.activate(dora.button("Ben", form))
    dora.date(dora.field("Pick a date", form), "2099-12-31")
    dora.choose(form.locator(".effects select").first, "serves it")
    dora.look()
    dora.press("Add action item")
    item = dora.page.locator(".action").filter(has_text="Block an hour each Friday")
    expect(item).to_contain_text("Ben")
    expect(item).to_contain_text("Home safe")
