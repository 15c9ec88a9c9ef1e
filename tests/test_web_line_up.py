"""A line-up in a room: the second morning of five people, from the value to the hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from retrokit import Logbook

CREW = ("Ada", "Ben", "Cleo", "Dora", "Eve")


def test_the_second_morning_knows_the_team_and_ends_with_a_hand(
    rooms: Any, person: Any, tmp_path: Path
) -> None:
    with Logbook(tmp_path / "logbook.db") as book:
        book.team("Lander", new=True).change_charter(values=["Candour", "Care"])
        first = book.start("line-up", team="Lander", members=CREW)
        first.add_action("Read the test plan together", owner="Cleo")
        first.close()
    room = rooms("line-up")
    ben = person("Ben").join(room, link=room.lead_link)
    ada = person("Ada").join(room)
    others = [room.caller(name) for name in CREW[2:]]
    ada.sees("Our value today: Care")
    ben.press("Next: A story")
    ada.sees("Where did you see Care since last time?")
    others[0].do("add_note", column="Story", text="Support called back first")
    ada.sees("Support called back first")
    ben.press("Next: What we said")
    ada.sees("Read the test plan together")
    ben.page.locator("#main").get_by_role("button", name="Done").first.click()
    ben.press("Next: Today")
    ada.put(ada.compose("Hand"), "Alone with the release notes")
    ada.page.keyboard.press("Enter")
    others[1].do("add_note", column="Risk", text="The import moves at ten")
    ben.sees("The import moves at ten")
    ben.sees("Alone with the release notes")
    ben.press("Next: Who helps")
    others[2].do("add_action", text="Write them together", owner="Eve")
    ada.sees("Write them together")
    ben.press("Close the retro")
    ben.press("Close it")
    expect(ada.page.get_by_role("link", name="markdown")).to_be_visible()
    with Logbook(tmp_path / "logbook.db", read_only=True) as book:
        [record] = book.rituals("Lander")
        assert [each.ritual.facilitator for each in record.held if each.ritual] == ["Ada", "Ben"]
        assert [each.item.status.value for each in record.actions] == ["done", "open"]
        assert {name: len(notes) for name, notes in record.notes.items()} == {
            "Story": 1, "Risk": 1, "Hand": 1,
        }  # fmt: skip
        assert book.problems() == []
