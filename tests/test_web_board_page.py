"""In a real browser: what is always in sight, how much of a board is, and how to find a note."""

from __future__ import annotations

import re
from typing import Any

import pytest
from accessibility import audit
from browsing import PHONE, Keyboard, untroubled
from playwright.sync_api import expect

from retrokit.formats import Attribution, Collect, Column, Decide, Discuss, Format

FORMAT = Format(
    name="board", title="Board", purpose="Read.", attribution=Attribution.NAMED,
    agenda=[
        Collect(
            title="Ideas", prompt="What is on your mind? Small things count.", sealed=False,
            columns=[Column("Good", "What to keep."), Column("Bad"), Column("Next")],
        ),
        Discuss(), Decide(),
    ],
)  # fmt: skip
CREW = ("Ada", "Ben", "Cleo", "Dora", "Emre", "Fay", "Gus")
TEXTS = (
    "The pipeline was red for two days", "Lunch outside, finally", "Too many meetings on Tuesday",
    "Our first week without a page at night", "Reviews wait three days", "Cake",
)  # fmt: skip
IN_SIGHT = """() => {
  const foot = document.querySelector("#foot").getBoundingClientRect();
  const end = foot.height ? foot.top : innerHeight;
  return [...document.querySelectorAll(".note")].filter((note) => {
    const { height, bottom } = note.getBoundingClientRect();
    return height && bottom <= end;
  }).length;
}"""


def full(rooms: Any) -> tuple[Any, Any]:
    """Return a room with 85 notes of seven people, and the one who leads it."""
    room = rooms(FORMAT)
    people = [room.caller(name, leads=name == "Ada") for name in CREW]
    for number in range(85):
        column = ("Good", "Bad", "Next")[number % 3]
        text = f"{TEXTS[number % len(TEXTS)]} ({number})"
        people[number % len(people)].do("add_note", column=column, text=text)
    return room, people[0]


def test_most_of_a_board_is_in_sight_and_a_note_is_found(rooms: Any, person: Any) -> None:
    room, _ = full(rooms)
    hana = person("Hana", kind=Keyboard, viewport={"width": 1280, "height": 800}).join(room)
    notes = hana.page.locator(".note")
    expect(notes).to_have_count(85)
    hana.calm()
    assert hana.page.evaluate(IN_SIGHT) >= 30
    hana.page.set_viewport_size({"width": 1920, "height": 1080})
    hana.calm()
    assert hana.page.evaluate(IN_SIGHT) >= 60
    hana.page.set_viewport_size({"width": 1280, "height": 800})

    # The clock and the heads of the columns stay where they are.
    hana.page.evaluate("scrollTo(0, 600)")
    header = hana.page.locator("#header")
    box = header.bounding_box()
    assert box is not None
    assert (box["y"], box["height"]) == (0, 48)
    expect(hana.page.get_by_role("heading", name="Good")).to_be_in_viewport()

    search = hana.page.get_by_role("search")
    hana.write("Find notes", "CAKE")
    expect(notes).to_have_count(14)
    expect(search.get_by_role("status")).to_have_text("14 of 85")
    hana.choose(hana.page.get_by_label("Person"), "Gus")
    expect(notes).to_have_count(2)
    hana.write("Find notes", "")
    hana.choose(hana.page.get_by_label("Column"), "Bad")
    expect(notes).to_have_count(4)
    assert audit(hana.page, "a board in which notes are looked for") == []
    untroubled([hana], room)


@pytest.mark.parametrize("wide", [False, True])
def test_rails_are_slim_until_they_are_opened(rooms: Any, person: Any, wide: bool) -> None:
    room = rooms(FORMAT)
    ben = person("Ben", kind=Keyboard, **({} if wide else PHONE)).join(room)
    name = ben.page.locator("#people").get_by_text("Ben", exact=True)
    if not wide:
        expect(name).to_be_hidden()
        return
    toggle = ben.page.get_by_role("button", name=re.compile("^People"))
    expect(toggle).to_have_attribute("aria-expanded", "false")
    slim = ben.page.locator("#people").bounding_box()
    ben.activate(toggle)
    expect(toggle).to_have_attribute("aria-expanded", "true")
    opened = ben.page.locator("#people").bounding_box()
    assert slim is not None
    assert opened is not None
    assert slim["width"] < 100
    assert opened["width"] > 200
    ben.page.reload()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    untroubled([ben], room)


def test_a_phone_shows_one_column_and_keeps_what_is_typed_in_each(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    ben = person("Ben", **PHONE).join(room)
    ben.sees("What to keep.")
    ben.put(ben.compose("Good"), "half a thou")
    ben.put(ben.compose("Bad"), "Red builds")
    ben.page.keyboard.press("Enter")
    ben.sees("Red builds")
    expect(ben.page.get_by_text("What is on your mind?")).to_be_hidden()  # folded up by now
    expect(ben.compose("Good")).to_have_value("half a thou")
    assert "Red builds" not in ben.reads()
    field = ben.compose("Good").bounding_box()
    assert field is not None
    assert field["y"] > PHONE["viewport"]["height"] - 200, "what one writes in is at the foot"
    assert audit(ben.page, "a column on a phone") == []
    untroubled([ben], room)


def test_the_sound_is_off_until_it_is_wanted(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    lead = room.caller("Ada", leads=True)
    ben = person("Ben", kind=Keyboard).join(room)
    ben.page.evaluate(
        """() => {
          window.played = 0;
          const start = OscillatorNode.prototype.start;
          OscillatorNode.prototype.start = function (...at) {
            window.played += 1;
            return start.apply(this, at);
          };
        }"""
    )
    lead.do("set_timer", minutes=0.02)
    up = ben.page.locator("#header").get_by_text("Time is up. Ada decides.")
    expect(up).to_be_visible()
    assert ben.page.evaluate("played") == 0
    bell = ben.button("Sound when the time is up")
    expect(bell).to_have_attribute("aria-pressed", "false")
    ben.activate(bell)
    expect(bell).to_have_attribute("aria-pressed", "true")
    assert ben.page.evaluate("played") == 2
    lead.do("set_timer", minutes=0.05)
    expect(up).to_be_hidden()
    expect(up).to_be_visible()
    ben.until("window.played === 4")
    assert audit(ben.page, "time is up") == []
    untroubled([ben], room)


def test_the_end_thanks_everyone_and_shows_what_will_be_done(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    lead = room.caller("Ada", leads=True)
    ben = person("Ben").join(room)
    lead.do("next")
    lead.do("remark", text="We page the owner", decision=True, topic=None)
    lead.do("add_action", text="Route the alerts", owner=["Ben"])
    lead.do("close")
    thanked = ben.page.get_by_role("list", name="Who took part").get_by_role("listitem")
    expect(thanked).to_have_text([re.compile("Ada$"), re.compile("Ben$")])
    ben.sees("Board is closed: 0 notes, 1 decision, 1 action item.")
    expect(ben.page.get_by_role("region", name="What we decided")).to_contain_text(
        "We page the owner"
    )
    expect(ben.page.get_by_role("region", name="What we will do")).to_contain_text("Ben")
    assert audit(ben.page, "the end") == []
    untroubled([ben], room)
