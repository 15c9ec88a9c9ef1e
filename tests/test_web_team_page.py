"""In a real browser: the page of the team, beside a retro that goes on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from accessibility import audit
from browsing import LONG, TEXTS, Keyboard, Person, untroubled
from playwright.sync_api import Locator, expect

from retrokit.formats import Collect, Column, Decide, Format, Review
from retrokit.logbook import Logbook

FORMAT = Format(
    name="meet", title="Meet", purpose="Look back.",
    agenda=[
        Collect(title="Ideas", columns=[Column("Ideas")]),
        Review(title="Before"), Decide(title="Plan"),
    ],
)  # fmt: skip
PACKAGES = "Cache the packages between builds"
NARROW = {"viewport": {"width": 320, "height": 640}}


def past(place: Path) -> None:
    """Keep an earlier retro of the team, with a charter since."""
    began = datetime.now(UTC) - timedelta(days=30)
    with Logbook(place / "logbook.db", clock=lambda: began) as book:
        held = book.start(FORMAT, team="Lander", members=["Ada", "Ben", "مريم"])
        held.add_action(PACKAGES, owner="Ben", due=held.today + timedelta(days=9))
        held.add_action(TEXTS["Ben"], owner=["Ada", "مريم"])
        held.add_action(f"Rename {LONG}")
        held.close()
        book.team("Lander").change_charter(
            by="مريم", purpose="We bring crews home.", values=["Candour", TEXTS["Cleo"]]
        )


def turn(who: Person, page: str) -> None:
    pages = who.page.get_by_role("navigation", name="Pages")
    who.activate(pages.get_by_role("link", name=page))


def region(who: Person, name: str) -> Locator:
    return who.page.get_by_role("region", name=name)


def item(who: Person, text: str) -> Locator:
    return region(who, "Open action items").get_by_role("listitem").filter(has_text=text)


def test_the_team_is_looked_at_and_nothing_that_was_typed_is_lost(
    rooms: Any, person: Any, tmp_path: Path
) -> None:
    past(tmp_path)
    room = rooms(FORMAT)
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben", Keyboard, **NARROW).join(room)
    ben.put(ben.compose("Ideas"), "half a thou")
    turn(ben, "Team")
    heading = ben.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The team")
    expect(heading).to_be_focused()
    members = region(ben, "Members").get_by_role("listitem")
    expect(members).to_have_text([re.compile("Ada$"), re.compile("Ben$")])
    ben.sees("مريم was there on")
    expect(item(ben, PACKAGES)).to_contain_text("overdue")
    expect(item(ben, LONG)).to_contain_text("no owner yet")
    expect(region(ben, "Retros").get_by_role("listitem").last).to_contain_text(
        "0 of 3 action items done"
    )
    expect(ben.button(re.compile("^Edit"))).to_have_count(0)
    ben.activate(ben.page.get_by_text("Who changed what, and when"))
    expect(region(ben, "What we have agreed on").locator("time")).to_have_count(1)
    assert audit(ben.page, "the team") == []
    assert ben.page.evaluate("document.scrollingElement.scrollWidth") == 320
    # The group goes on behind it, and whoever is here hears so.
    ben.activate(ben.page.get_by_role("link", name="Back to Ideas"))
    expect(heading).to_have_text("Ideas")
    expect(ben.compose("Ideas")).to_have_value("half a thou")
    ben.page.go_back()
    expect(heading).to_have_text("The team")
    ben.page.reload()
    expect(heading).to_have_text("The team")
    ada.press("Next: Before")
    ben.hears("Now: Before")
    ben.sees("Not added: your note.")
    expect(ben.page.get_by_role("link", name="Back to Before")).to_be_visible()
    ben.press("Discard: half a thou")
    turn(ben, "Retro")
    expect(heading).to_have_text("Before")
    expect(heading).to_be_focused()
    untroubled([ada, ben], room)


def test_action_items_are_closed_there_and_everybody_sees_it(
    rooms: Any, person: Any, tmp_path: Path
) -> None:
    past(tmp_path)
    room = rooms(FORMAT)
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben", Keyboard).join(room)
    lena = person("Lena").join(room)
    ada.press("Next: Before")
    for each in (ben, lena):
        turn(each, "Team")
    ben.press(f"Done: {PACKAGES}")
    expect(item(ben, PACKAGES)).to_contain_text("done")
    expect(ben.button(f"Reopen: {PACKAGES}")).to_be_focused()
    lena.hears(f"“{PACKAGES}” is done.")
    expect(ada.page.locator(".action").filter(has_text=PACKAGES).locator(".tag")).to_have_text(
        "done"
    )
    ben.press(re.compile("^Won’t do: Rename"))
    why = ben.field("Why won’t we do it?")
    expect(why).to_be_focused()
    ben.page.keyboard.press("Escape")
    expect(ben.button(re.compile("^Won’t do: Rename"))).to_be_focused()
    ben.page.keyboard.press("Enter")
    expect(why).to_be_focused()
    amiss = audit(ben.page, "dropping")
    ben.activate(ben.page.get_by_role("button", name="Won’t do", exact=True))
    expect(ben.page.get_by_role("alert")).to_contain_text("Say why, so that the others know.")
    ben.put(why, "It is a word")
    ben.activate(ben.page.get_by_role("button", name="Won’t do", exact=True))
    expect(item(lena, LONG)).to_contain_text("Because: It is a word")
    expect(ben.button(re.compile("^Reopen: Rename"))).to_be_focused()
    ben.page.keyboard.press("Enter")
    lena.hears("is open.")
    assert amiss + audit(lena.page, "closed items") == []
    ada.more("People")
    ada.press("Make Lena an observer")
    ada.press("Make observer")
    expect(item(lena, PACKAGES).get_by_role("button")).to_have_count(0)
    expect(item(lena, PACKAGES)).to_contain_text("done")
    untroubled([ada, ben, lena], room)


def test_the_charter_is_changed_there_and_the_retro_keeps_its_own(
    rooms: Any, person: Any, tmp_path: Path
) -> None:
    past(tmp_path)
    room = rooms(FORMAT)
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    for each in (ada, ben):
        turn(each, "Team")
    agreed = region(ben, "What we have agreed on")
    expect(agreed).to_contain_text("This retro keeps the charter it began with.")
    expect(agreed).not_to_contain_text("Goals")
    ada.press("Edit: Values")
    values = ada.field("What do we want to see every day? One per line.")
    expect(values).to_be_focused()
    expect(values).to_have_value(f"Candour\n{TEXTS['Cleo']}")
    ada.put(values, "Candour\ncandour")
    ada.press("Save")
    expect(ada.page.get_by_role("alert")).to_contain_text("One of the values is there twice")
    assert audit(ada.page, "a charter's form") == []
    ada.page.reload()  # what is typed stays
    expect(values).to_have_value("Candour\ncandour")
    with Logbook(room.logbook) as beside:
        beside.team("Lander").change_charter(by="مريم", values=["Care"])
    ada.sees("Somebody changed it meanwhile.")
    ada.put(values, f"Candour\n\n  {TEXTS['Ben']} ")
    ada.press("Save")
    expect(ada.button("Edit: Values")).to_be_focused()
    ben.hears("Ada changed the charter.")
    expect(agreed.get_by_role("listitem").filter(has_text=TEXTS["Ben"]).first).to_be_visible()
    expect(agreed).to_contain_text("This retro keeps the one it began with.")
    ben.activate(ben.page.get_by_text("What this retro began with"))
    expect(agreed.locator("details").first).to_contain_text(TEXTS["Cleo"])
    assert audit(ben.page, "a charter that has changed") == []
    ada.press("Edit: Principle")
    principle = ada.field("What comes first when two good things collide?")
    expect(principle).to_be_focused()
    # What is typed and the key that saves it come within one frame.
    principle.evaluate("""(field) => {
      field.value = "The crew\\ncomes first";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.form.requestSubmit();
    }""")
    expect(region(ben, "Principle")).to_contain_text("The crew comes first")
    untroubled([ada, ben], room)


def test_whoever_rehearses_reads_the_page_and_has_nothing_to_press(
    rooms: Any, person: Any, tmp_path: Path
) -> None:
    past(tmp_path)
    room = rooms(FORMAT, rehearsal=True)
    ada = person("Ada").join(room, link=room.lead_link)
    turn(ada, "Team")
    ada.sees("This is a rehearsal.")
    expect(item(ada, PACKAGES)).to_be_visible()
    expect(ada.page.locator(".team-page button")).to_have_count(0)
    assert audit(ada.page, "the team of a rehearsal") == []
    untroubled([ada], room)
