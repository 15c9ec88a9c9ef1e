"""In a real browser: a topic is talked about, what is said and decided, and what becomes of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from accessibility import audit
from browsing import Keyboard, Person, untroubled
from playwright.sync_api import expect

from retrokit.formats import Attribution, Collect, Column, Decide, Discuss, Format, Group

FORMAT = Format(
    name="talk", title="Talk", purpose="Talk it over.", attribution=Attribution.NAMED,
    agenda=[
        Collect(title="Ideas", columns=[Column("Good"), Column("Bad")], sealed=False),
        Group(), Discuss(), Decide(),
    ],
)  # fmt: skip
GOOD, BAD, LONE = "Cake on Fridays", "The pipeline was red for two days", "Nobody answers"


def talking(rooms: Any) -> tuple[Any, Any]:
    """Return a room that talks about a group of two notes, and its facilitator."""
    room = rooms(FORMAT)
    lead = room.caller("Ada", leads=True)
    for column, text in (("Good", GOOD), ("Bad", BAD), ("Bad", LONE)):
        lead.do("add_note", column=column, text=text)
    lead.do("group", numbers=[1, 2], title="Week by week")
    for _ in range(2):
        lead.do("next")
    lead.do("take_topic", number=4)
    return room, lead


def size_of(person: Person, selector: str) -> float:
    size = person.page.locator(selector).evaluate("(node) => getComputedStyle(node).fontSize")
    return float(size.removesuffix("px"))


def test_the_topic_is_the_largest_thing_and_its_notes_stand_beside_it(
    rooms: Any, person: Any
) -> None:
    room, lead = talking(rooms)
    ben = person("Ben").join(room)
    topic = ben.page.locator("#topic-now")
    expect(topic).to_have_text("Week by week")
    assert size_of(ben, "#topic-now") == 40
    largest = ben.page.evaluate(
        "Math.max(...[...document.querySelectorAll('#main *')]"
        ".map((node) => parseFloat(getComputedStyle(node).fontSize)))"
    )
    assert largest == 40
    notes = ben.page.locator(".topic-now .note")
    expect(notes).to_have_text([re.compile(GOOD), re.compile(BAD)])
    shown = [notes.nth(at).evaluate("(node) => getComputedStyle(node).borderLeftColor")
             for at in range(2)]  # fmt: skip
    assert shown[0] != shown[1]
    expect(notes.first.locator(".shape")).to_have_count(1)
    left, right = (ben.page.locator(each).bounding_box() for each in (".topic-now .notes", ".talk"))
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 8
    # Its time goes on beside it.
    clock = ben.page.locator(".topic-time")
    before = clock.inner_text()
    assert re.fullmatch(r"\d:\d\d", before)
    expect(clock).not_to_have_text(before)
    lead.do("set_timer", minutes=0)
    expect(clock).to_have_count(0)
    # A lone note is its topic, in the colour of its column.
    lead.do("take_topic", number=3)
    expect(topic).to_have_text(LONE)
    expect(notes).to_have_count(0)
    expect(ben.page.locator(".topic-about")).to_have_text(re.compile("Topic 2 of 2.*Ada, Bad"))
    assert "hued" in (ben.page.locator(".topic-now").get_attribute("class") or "")
    assert audit(ben.page, "a topic") == []
    untroubled([ben], room)


@pytest.mark.parametrize(("kind", "width"), [(Person, 1280), (Keyboard, 360)])
def test_what_is_said_reads_from_the_first_to_the_newest_and_a_decision_is_one_tap_from_an_action(
    rooms: Any, person: Any, kind: type[Person], width: int
) -> None:
    room, lead = talking(rooms)
    ben = person("Ben", kind, viewport={"width": width, "height": 800}).join(room)
    for text, decision in (("It is Mondays", False), ("We page the owner", True), ("Fine", False)):
        lead.do("remark", text=text, decision=decision)
    said = ben.page.locator(".talk .remarks > li")
    expect(said).to_have_text([
        re.compile("It is Mondays"), re.compile("Decided We page the owner"), re.compile("Fine"),
    ])  # fmt: skip
    assert audit(ben.page, "what is said") == []
    ben.press("Make it an action item")
    expect(said.nth(1)).to_contain_text("An action item")
    expect(ben.button("Make it an action item")).to_have_count(0)
    ben.hears("The action item is added.")
    # The next topic begins with nothing said; what was said stays with its own.
    lead.do("take_topic", number=3)
    expect(said).to_have_count(0)
    behind = ben.page.get_by_role("region", name="Talked about")
    expect(behind.locator(".remarks > li")).to_have_count(3)
    expect(behind.get_by_role("button")).to_have_count(0)
    untroubled([ben], room)


def test_one_input_takes_points_decisions_and_action_items(rooms: Any, person: Any) -> None:
    room, lead = talking(rooms)
    ben = person("Ben", Keyboard).join(room)
    said = ben.page.locator(".talk .remarks > li")
    keys, text = ben.page.keyboard, ben.page.locator("#composer-text")
    ben.write("What was said", "It is Mondays,")
    keys.press("Shift+Enter")
    keys.insert_text("all of them")
    keys.press("Enter")
    expect(said).to_have_text(["It is Mondays,\nall of them"])
    expect(text).to_have_value("")
    expect(text).to_be_focused()
    for press, what in (("Control+Enter", "Fine"), ("Control+Shift+Enter", "We page the owner")):
        keys.insert_text(what)
        keys.press(press)
        expect(text).to_have_value("")
    expect(said.nth(1)).to_have_text("Fine")
    expect(said.nth(2)).to_contain_text("Decided We page the owner")
    keys.press("Enter")
    expect(ben.page.get_by_role("alert")).to_have_text("Write the point first.")
    # What is typed goes along to what it turns out to be, and stays after a reload.
    keys.insert_text("Write down who is on call")
    ben.tick(ben.field("Action item"))
    expect(ben.field("What will be done")).to_have_value("Write down who is on call")
    form = ben.page.get_by_role("form", name="Points, decisions and action items")
    for name in ("Ada", "Ben", "Ada"):
        ben.activate(ben.button(name, form))
    ben.activate(ben.button("In two weeks", form))
    expect(ben.page.locator("#composer-due")).not_to_have_value("")
    due = date.fromisoformat(ben.page.locator("#composer-due").input_value())
    ben.activate(ben.button("Next week", form))
    expect(ben.page.locator("#composer-due")).to_have_value((due - timedelta(7)).isoformat())
    assert audit(ben.page, "an action item") == []
    ben.page.reload()
    expect(ben.button("Ada", form)).to_have_attribute("aria-pressed", "false")
    expect(ben.button("Ben", form)).to_have_attribute("aria-pressed", "true")
    ben.press("Add action item")
    item = ben.page.get_by_role("region", name="What we will do").locator(".action")
    expect(item).to_contain_text("Write down who is on call")
    expect(item.locator(".owner .said")).to_have_text(["Ben"])
    expect(item.locator(".due")).to_have_text(re.compile(r"^due .*\d"))
    expect(item.locator(".number")).to_have_count(0)
    expect(ben.page.get_by_label("Point", exact=True)).to_be_checked()
    assert audit(ben.page, "action items") == []
    # What was typed about a topic is not lost when the group goes on to the next.
    ben.tick(ben.field("Decision"))
    ben.write("What was decided", "One place to write to")
    lead.do("take_topic", number=3)
    left = ben.page.get_by_role("region", name="Not added")
    expect(left).to_contain_text("Not added: your decision.")
    ben.press("Add it now: One place to write to")
    behind = ben.page.get_by_role("region", name="Talked about")
    expect(behind.locator(".decided").last).to_contain_text("One place to write to")
    untroubled([ben], room)


def test_in_a_large_group_the_other_owners_are_chosen_from_a_list(rooms: Any, person: Any) -> None:
    room, lead = talking(rooms)
    for at in range(13):
        lead.do("join", name=f"Member {at + 1}")
    lead.do("next")
    ben = person("Ben").join(room)
    form = ben.page.get_by_role("form", name="A new action item")
    expect(form.locator(".chip .face")).to_have_count(12)
    ben.choose(ben.field("Another owner", form), "Member 13")
    expect(ben.button("Member 13", form)).to_have_attribute("aria-pressed", "true")
    ben.write("What will be done", "Tidy the board")
    ben.press("Add action item")
    expect(ben.page.locator(".action .owner .said")).to_have_text(["Member 13"])
    ben.press("Edit: Tidy the board")
    editing = ben.page.get_by_role("form", name="Edit the action item")
    ben.activate(ben.button("Member 13", editing))
    ben.activate(ben.button("Next week", editing))
    ben.activate(ben.button("Next week", editing))
    ben.press("Save")
    expect(ben.page.locator(".action .facts")).to_contain_text("no owner yet")
    expect(ben.page.locator(".action .facts")).to_contain_text("no due date yet")
    untroubled([ben], room)


@pytest.mark.parametrize(("kind", "width"), [(Person, 1280), (Keyboard, 360)])
def test_everyone_is_asked_for_a_thumb_and_sees_how_many_there_were(
    rooms: Any, person: Any, kind: type[Person], width: int
) -> None:
    room = rooms("lean-coffee")
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben", kind, viewport={"width": width, "height": 800}).join(room)
    lead = room.caller("Cleo", leads=True)
    lead.do("go", step=3)
    for text in (GOOD, LONE):
        lead.do("add_note", column="Topics", text=text)
    for _ in range(2):
        lead.do("next", opens=True)
    lead.do("take_topic")
    asked = ben.page.get_by_role("region", name="More time for this topic?")
    expect(asked).to_have_count(0)
    lead.do("set_timer", minutes=0.02)
    expect(asked).to_contain_text("Everyone sees how many thumbs there are, and not whose.")
    ben.activate(ben.button("More time", asked))
    expect(ben.button("More time", asked)).to_have_attribute("aria-pressed", "true")
    expect(ben.button("Next topic", asked)).to_have_attribute("aria-pressed", "false")
    assert audit(ada.page, "thumbs") == []
    lead.do("thumb", thumb="up")
    told = ada.page.get_by_role("region", name="More than half want more time. 2 more minutes?")
    expect(told.locator(".thumb-counts li")).to_have_text(["2up", "0sideways", "0down"])
    expect(ben.page.locator(".thumbs").get_by_role("button")).to_have_count(0)
    ada.hears("2 up, 0 sideways and 0 down. More than half want more time. 2 more minutes?")
    assert audit(ada.page, "counted thumbs") == []
    expect(told.get_by_role("button")).to_have_text(["+2 min", "Next topic"])
    ada.press("+2 min")
    expect(ben.page.locator(".thumbs")).to_have_count(0)
    expect(ben.page.locator(".topic-time")).to_have_text(re.compile("^[12]:"))
    # Nobody says anything: the next topic is proposed.
    lead.do("set_timer", minutes=0.02)
    expect(asked).to_have_count(1)
    none = ada.page.get_by_role("region", name="Nobody gave a thumb.")
    expect(none.get_by_role("button")).to_have_text(["Next topic", "+2 min"])
    ada.activate(ada.button("Next topic", none))
    expect(ben.page.locator("#topic-now")).to_have_text(LONE)
    untroubled([ada, ben], room)
