"""In a real browser: observers see what everyone sees, and have nothing to fill in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from accessibility import audit
from browsing import Keyboard, Person, untroubled
from playwright.sync_api import Locator, expect

from retrokit.formats import Ask, Collect, Column, Decide, Discuss, Format, Vote
from retrokit.questions import Scale

CHECK = Format(
    name="check", title="Check", purpose="Look.",
    agenda=[
        Collect(title="Ideas", columns=[Column("Ideas")], sealed=False),
        Ask(title="Asked", questions=[Scale("safe", "How safe is it?")]),
        Vote(), Discuss(), Decide(),
    ],
)  # fmt: skip
TOLD = "You are an observer: you see what everyone sees, and take part in nothing."
HOST = "You are the host: you lead, see what everyone sees, and give no notes, answers or votes."


def people(who: Person) -> Locator:
    return who.page.locator("#people .members")


def to_fill_in(who: Person) -> Locator:
    return who.page.locator("#main").locator("input, textarea, select").locator("visible=true")


@pytest.mark.parametrize(("kind", "width"), [(Person, 1280), (Keyboard, 360)])
def test_somebody_becomes_an_observer_and_takes_part_again(
    rooms: Any, person: Any, kind: type[Person], width: int
) -> None:
    room = rooms(CHECK)
    size = {"viewport": {"width": width, "height": 800}}
    ada = person("Ada", kind, **size).join(room, link=room.lead_link)
    lena = person("Lena", kind, **size).join(room)
    ben = room.caller("Ben")
    field = lena.compose("Ideas")
    expect(field).to_be_enabled()
    ada.more("People")
    ada.press("Make Lena an observer")
    ada.press("Make observer")
    expect(people(lena)).to_contain_text("Lena (observer)")
    lena.sees(TOLD)
    expect(field).to_be_disabled()
    expect(lena.button("I’m done")).to_have_count(0)
    assert audit(lena.page, "an observer") == []
    assert audit(ada.page, "making an observer") == []
    ben.do("add_note", column="Ideas", text="Fewer slides")
    lena.sees("Fewer slides")
    ada.press("Next: Asked")
    expect(lena.page.get_by_role("heading", name="Asked")).to_be_visible()
    for each in to_fill_in(lena).all():
        expect(each).to_be_disabled()
    lena.sees("How safe is it?")
    ada.press("Add Lena to the team")
    expect(people(lena)).not_to_contain_text("observer")
    for each in to_fill_in(lena).all():
        expect(each).to_be_enabled()
    lena.misses_nothing()
    untroubled([ada, lena], room)


def test_a_host_leads_from_the_page_and_gives_nothing(rooms: Any, person: Any) -> None:
    room = rooms(CHECK)
    lena = person("Lena").join(room, link=room.lead_link)
    ben = room.caller("Ben")
    lena.more("People")
    lena.press("Make Lena an observer")
    lena.press("Make observer")
    lena.sees(HOST)
    expect(lena.compose("Ideas")).to_be_disabled()
    ben.do("add_note", column="Ideas", text="Fewer slides")
    lena.more("Agenda")
    lena.press("Go to Discuss")
    expect(lena.page.get_by_role("heading", name="Discuss")).to_be_visible()
    lena.press("Take the first topic")
    lena.tick(lena.field("Decision"))
    lena.write("What was decided", "Shorter lectures")
    lena.press("Add decision")
    lena.sees("Shorter lectures")
    lena.press("Next: Decide")
    form = lena.page.get_by_role("form", name="A new action item")
    lena.put(lena.field("What will be done", form), "Say what I will leave out")
    # Who takes part comes first, and then who observes.
    owners = form.get_by_role("group", name="Owner").get_by_role("button")
    expect(owners).to_have_text([re.compile("Ben$"), re.compile(r"Lena \(observer\)$")])
    lena.activate(owners.last)
    lena.press("Add action item")
    expect(lena.page.get_by_role("listitem").filter(has_text="leave out")).to_contain_text("Lena")
    untroubled([lena], room)
