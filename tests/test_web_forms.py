"""A question of a plugin's kind on the page: the room says what there is to fill in."""

from __future__ import annotations

from typing import Any

from accessibility import audit
from browsing import Keyboard, untroubled
from playwright.sync_api import expect

from retrokit_kudos.format import KUDOS

CREW = ("Cleo", "Dev", "Eli", "Fay")


def test_kudos_are_written_on_the_page_and_reach_one_person_alone(rooms: Any, person: Any) -> None:
    room = rooms(KUDOS)
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben", Keyboard).join(room)
    crew = {name: room.caller(name) for name in CREW}
    ada.press("Next: Unseen work")
    ada.press("Next: Appreciation")
    page = ben.page
    expect(page.locator(".question .hint")).to_contain_text("add others if you like")
    fields = page.locator(".of-option textarea")
    expect(fields).to_have_count(5)
    assert audit(page, "kudos") == []
    # What is typed counts when its field is left, and is there again after a reload.
    ben.write("Ada", "kept the meeting short")
    ben.write("Cleo", "a lantern in the dark")
    ben.press("I’m done")
    expect(page.locator(".counts.yes")).to_contain_text("Your answer counts")
    page.reload()
    expect(ben.field("Cleo")).to_have_value("a lantern in the dark")
    ben.write("Cleo", "")
    ben.write("Fay", "asked in time")
    page.keyboard.press("Tab")
    expect(page.locator(".counts.yes")).to_contain_text("Your answer counts")
    # What was changed is there as it was changed, at once and after a reload.
    for again in (False, True):
        if again:
            page.reload()
        expect(ben.field("Fay")).to_have_value("asked in time")
        expect(ben.field("Cleo")).to_have_value("")
    crew["Cleo"].do("answer", question="appreciation", value={"Ben": "found the lamp"})
    assert "lamp" not in ben.reads()
    # Whoever is about to reveal it hears that somebody would get nothing, and not who.
    ada.press("Close the retro")
    dialog = ada.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Somebody would get nothing.")
    assert not any(name in dialog.inner_text() for name in (*CREW, "Ben"))
    assert audit(ada.page, "about to reveal") == []
    ada.press("Close it")
    ben.sees("Thank you.")
    ben.press("Show my letter")
    ben.sees("Cleo: found the lamp")
    ada.press("Show my letter")
    ada.sees("Ben: kept the meeting short")
    assert "lamp" not in ada.reads()
    assert "lantern" not in ada.reads() + ben.reads()
    assert audit(page, "a letter") == []
    untroubled([ada, ben], room)
