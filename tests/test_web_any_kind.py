"""A kind of activity that the page has no screen for: its blocks and its forms, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from accessibility import audit
from browsing import PHONE, Keyboard, Person, Room, untroubled
from moods import Moods
from playwright.sync_api import expect
from plugin_making import Install, hook

from retrokit import Collect, Column, Decide, Format

TOYS = "from moods import Moods\nfrom surveys import Survey\n" + hook(
    "activities", "[Moods, Survey]"
)


@pytest.fixture
def toys(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rooms: Callable[..., Room]
) -> Callable[..., Room]:
    """Return what opens a room where the toy kinds are installed, as a package of their own."""
    install("toys", TOYS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def open_one(*agenda: Any) -> Room:
        return rooms(Format(name="toys", title="Toys", purpose="Play.", agenda=[*agenda, Decide()]))

    return open_one


def counts(who: Person) -> None:
    expect(who.page.locator(".counts.yes").first).to_contain_text("Your entry counts.")


def test_three_people_take_a_toy_kind_through_a_retro(toys: Any, person: Any) -> None:
    room = toys(Moods(prompt="How are you today?"), Collect(columns=[Column("Notes")]))
    fay = person("Fay").join(room, link=room.lead_link)
    ben = person("Ben", **PHONE).join(room)
    cy = person("Cy", Keyboard).join(room)
    for each in (fay, ben, cy):
        each.sees("How are you today?")
        each.sees("Then everyone sees how often each was said.")
        expect(each.page.get_by_role("group", name="How are you?")).to_be_visible()
    expect(ben.page.get_by_text("Ask somebody")).to_have_count(0)
    assert audit(fay.page, "moods, the facilitator") == []

    # What the facilitator does is seen by all, and undone.
    fay.page.locator("summary", has_text="Ask somebody").click()
    fay.choose(fay.field("Whom?"), "Ben")
    fay.page.get_by_role("button", name="Ask somebody").click()
    expect(ben.page.locator(".outcome li")).to_have_text(["Ben"])
    fay.write("For how many seconds?", "7")
    fay.choose(fay.field("Whom?"), "Cy")
    fay.page.get_by_role("button", name="Ask somebody").click()
    expect(fay.page.locator(".leading .refused")).to_contain_text("from 10 to 600")
    fay.write("For how many seconds?", "60")
    fay.page.get_by_role("button", name="Ask somebody").click()
    expect(ben.page.locator(".outcome li")).to_have_text(["Ben", "Cy"])
    expect(ben.page.locator(".clock")).to_be_visible()
    fay.press("Undo")
    fay.press("Undo it")
    expect(ben.page.locator(".outcome li")).to_have_text(["Ben"])

    # Given, kept as it is chosen, changed, taken back, and kept over a reload.
    for each, word in ((fay, "sunny"), (ben, "grey"), (cy, "grey")):
        each.tick(each.page.get_by_role("radio", name=word))
        counts(each)
    cy.tick(cy.page.get_by_role("radio", name="sunny"))
    counts(cy)
    cy.page.reload()
    expect(cy.page.get_by_role("radio", name="sunny")).to_be_checked()
    counts(cy)
    cy.press("Leave it open")
    expect(cy.page.locator(".counts")).to_have_count(0)
    cy.tick(cy.page.get_by_role("radio", name="grey"))
    counts(cy)
    assert "sunny" not in ben.page.locator(".outcome").inner_text()

    fay.press("Reveal what is hidden")
    expect(fay.page.get_by_role("dialog")).to_contain_text("You cannot hide it again.")
    fay.press("Reveal")
    for each in (fay, ben, cy):
        each.calm()
        expect(each.page.locator(".outcome .bars tbody tr")).to_have_text(
            ["grey2 persons", "sunny1 person"]
        )
        expect(each.page.get_by_role("radio")).to_have_count(0)
    assert audit(ben.page, "moods, revealed") == []
    fay.press("Next: Collect")
    ben.page.get_by_text("Result of").click()
    ben.sees("2 persons")
    untroubled([fay, ben, cy], room)
