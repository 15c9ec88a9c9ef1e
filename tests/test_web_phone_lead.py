"""A facilitator leads a whole retro from a phone, by taps alone."""

from __future__ import annotations

import re
from typing import Any

from browsing import PHONE, Person, untroubled
from playwright.sync_api import Locator, expect

from retrokit.formats import (
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

FORMAT = Format(
    name="pocket", title="Pocket", purpose="Be led from a pocket.", attribution=Attribution.NAMED,
    agenda=[
        Welcome(),
        Collect(title="Ideas", columns=[Column("Good"), Column("Bad")]),
        Group(), Vote(budget=2), Discuss(topic_minutes=5), Decide(),
    ],
)  # fmt: skip
TOUCH = {**PHONE, "has_touch": True, "is_mobile": True}
# What sticks out of the screen, and what one is meant to press next but cannot.
AMISS = """() => {
  const { width, height } = visualViewport;
  const amiss = [];
  const across = document.scrollingElement.scrollWidth;
  if (across > 360 || width !== 360) amiss.push(`${across} px across, seen in ${width}`);
  const on = [...document.querySelectorAll("#foot button, #main .primary")]
    .filter((each) => each.checkVisibility() && !each.disabled)
    .filter((each) => each.matches(".primary") || /^(Next|Reveal|Close)/.test(each.textContent));
  if (!on.length) amiss.push("nothing to press next");
  const foot = on.filter((each) => each.closest("#foot"));
  for (const each of foot.length ? foot : on.slice(0, 1)) {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    const inside = left >= 0 && right <= width && top >= 0 && bottom <= height;
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!inside) amiss.push(`${each.textContent} is out of sight`);
    else if (!each.contains(there)) {
      amiss.push(`${each.textContent} is under ${there?.outerHTML.slice(0, 120)}`);
    }
  }
  return amiss;
}"""


class Finger(Person):
    """Somebody at a phone, who taps."""

    def activate(self, control: Locator) -> None:
        control.tap()

    def turn(self, tab: Locator) -> None:
        tab.tap()

    def put(self, field: Locator, text: str) -> None:
        field.tap()
        field.fill(text)

    def sound(self) -> None:
        """Assert that nothing sticks out, and that what comes next can be pressed."""
        assert self.page.evaluate(AMISS) == [], self.page.locator("h1").first.inner_text()

    def on(self, title: str) -> None:
        """Go on to a step."""
        self.press(re.compile(f"^Next: {title}"))
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        self.sound()


def test_a_retro_is_led_from_a_phone(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    ada = person("Ada", Finger, **TOUCH).join(room, link=room.lead_link)
    ada.sound()
    inviting(ada, room)
    ben, cleo = person("Ben").join(room), room.caller("Cleo")
    ada.hears("Ben is here")
    writing(ada, ben, cleo)
    for step in (grouping, voting, talking, deciding):
        step(ada, ben)
    ada.press("Close the retro")
    ada.press("Close it")
    for each in (ada, ben):
        each.sees("Thank you.")
        each.sees("Show red builds on the wall")
    assert ada.page.evaluate(AMISS) in ([], ["nothing to press next"])
    with Logbook(room.logbook, read_only=True) as book:
        state = book.load(room.retro).state
    assert state.closed
    assert {each.author for each in state.notes.values()} == {"Ada", "Ben", "Cleo"}
    assert [each.title for each in state.groups.values()] == ["The builds"]
    assert [each.text for each in state.remarks.values()] == ["Whoever breaks it mends it"]
    [item] = state.actions.values()
    assert (item.text, item.owners) == ("Show red builds on the wall", ("Ben",))
    assert item.due is not None
    untroubled([ada, ben], room)


def inviting(ada: Finger, room: Any) -> None:
    people = ada.page.locator("#people summary")
    people.tap()
    ada.press("Invite")
    dialog = ada.page.get_by_role("dialog", name="Invite")
    expect(dialog.get_by_role("img", name="QR code")).to_be_in_viewport()
    expect(dialog.get_by_label("The members’ link")).to_have_value(room.join_link)
    ada.press("Close")
    people.tap()


def writing(ada: Finger, ben: Person, cleo: Any) -> None:
    ada.on("Ideas")
    for column, text in (("Good", "Cake on Fridays"), ("Bad", "Reviews wait")):
        ada.put(ada.compose(column), text)
        ada.press("Add")
        ada.sees(text)
    ben.put(ben.compose("Bad"), "Red builds")
    ben.page.keyboard.press("Enter")
    cleo.do("add_note", column="Bad", text="Nobody fixes the builds")
    ada.more("Room")
    ada.press("5 minutes more")
    expect(ada.page.get_by_role("timer")).to_be_in_viewport()
    ada.press("Close More")
    ada.sees("4 hidden notes")
    ada.sound()
    reveal(ada, "notes")


def grouping(ada: Finger, ben: Person) -> None:
    ada.on("Group")
    ada.look_at("Bad")
    for text in ("Red builds", "Nobody fixes the builds"):
        ada.page.get_by_role("option").filter(has_text=text).tap()
    ada.write("Name of the group", "The builds")
    ada.activate(ada.page.get_by_role("button", name="Group", exact=True))
    expect(ada.page.locator(".group-card [role=option]")).to_have_count(2)
    ben.sees("The builds")
    ada.sound()


def voting(ada: Finger, ben: Person) -> None:
    ada.on("Vote")
    for title in ("The builds", "Reviews wait"):
        ada.press(f"One dot more for {title}")
    expect(ada.page.locator("output.budget")).to_contain_text("All given")
    ben.press("One dot more for The builds")
    ada.sound()
    reveal(ada, "votes")
    ada.sees("2 of 3 voted")


def talking(ada: Finger, ben: Person) -> None:
    ada.on("Discuss")
    topic = ada.page.locator("#topic-now")
    ada.press("Take the first topic")
    expect(topic).to_have_text("The builds")
    ada.sound()
    ada.activate(ada.page.locator(".segments label").filter(has_text="Decision"))
    ada.write("What was decided", "Whoever breaks it mends it")
    ada.press("Add decision")
    ben.sees("Whoever breaks it mends it")
    ada.press("Next topic")
    expect(topic).to_have_text("Reviews wait")
    ada.sound()


def deciding(ada: Finger, ben: Person) -> None:
    ada.on("Decide")
    form = ada.page.get_by_role("form", name="A new action item")
    ada.write("What will be done", "Show red builds on the wall")
    ada.activate(ada.button("Ben", form))
    ada.activate(ada.button("Next week", form))
    ada.press("Add action item")
    ben.sees("Show red builds on the wall")
    ada.sound()


def reveal(ada: Finger, what: str) -> None:
    ada.press(f"Reveal {what}")
    ada.press("Reveal")
    ada.hears(f"{what.capitalize()} revealed")
    ada.calm()
    ada.sound()
