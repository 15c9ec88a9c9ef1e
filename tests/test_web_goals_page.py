"""In a real browser: what is decided is held against the goals, where it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from accessibility import audit
from browsing import Keyboard, Person, untroubled
from playwright.sync_api import Locator, expect

from retrokit import Decide, Discuss, Format, Logbook, Welcome

CREW = Format(
    name="crew", title="Crew", purpose="Hold it against the goals.",
    goals=["Everyone comes home safe", "Everyone says: again"],
    agenda=[Welcome(), Discuss(), Decide()],
)  # fmt: skip
SAFE, AGAIN = CREW.goals


def at_once(inside: Locator, *effects: str) -> None:
    """Say of each goal what something does to it, before the page is drawn again."""
    inside.locator(".effects select").evaluate_all(
        """(all, effects) => all.forEach((each, at) => {
          each.value = effects[at];
          each.dispatchEvent(new Event("change", { bubbles: true }));
        })""",
        list(effects),
    )


@pytest.mark.parametrize(("kind", "width"), [(Person, 1280), (Keyboard, 320)])
def test_an_action_item_and_a_decision_are_held_against_the_goals(
    tmp_path: Path, rooms: Any, person: Any, kind: type[Person], width: int
) -> None:
    with Logbook(tmp_path / "logbook.db") as logbook:
        before = logbook.start(CREW, team="Lander", members=["Ada"])
        before.remark("Fly on without sleep", decision=True, costs=1)
        before.close()
    room = rooms(CREW)
    size = {"viewport": {"width": width, "height": 800}}
    ada = person("Ada", kind, **size).join(room, link=room.lead_link)
    ben = person("Ben", Person).join(room)
    ada.sees("Fly on without sleep")
    ada.press("Next: Discuss")
    ada.tick(ada.field("Decision"))
    ada.write("What was decided", "We turn back at noon")
    ada.press("Add decision")
    ben.sees("We turn back at noon")
    ada.press("Next: Decide")
    ben.sees("Fly on without sleep")
    decided = ada.page.locator("li.decided")
    ada.choose(ada.field(SAFE, decided), "costs it")
    expect(ben.page.locator("li.decided")).to_contain_text(f"costs: {SAFE}")
    at_once(decided, "serves", "costs")
    expect(ben.page.locator("li.decided")).to_contain_text(f"serves: {SAFE}")
    expect(ben.page.locator("li.decided")).to_contain_text(f"costs: {AGAIN}")

    form = ada.page.get_by_role("form", name="A new action item")
    ada.put(ada.field("What will be done", form), "Pack a second rope")
    ada.choose(ada.field(SAFE, form), "doesn’t touch it")
    at_once(form, "serves", "untouched")
    ada.press("Add action item")
    item = ben.page.locator("li.action")
    expect(item).to_contain_text(f"serves: {SAFE}")
    expect(item).to_contain_text(f"doesn’t touch: {AGAIN}")
    assert audit(ada.page, "holding against goals") == []

    # A change leaves what it says nothing of.
    item.get_by_role("button", name="Edit").click()
    editing = ben.page.get_by_role("form", name="Edit the action item")
    expect(ben.field(SAFE, editing)).to_have_value("serves")
    ben.choose(ben.field(AGAIN, editing), "not said yet")
    ben.press("Save")
    item = ada.page.locator("li.action")
    expect(item).not_to_contain_text(AGAIN)
    expect(item).to_contain_text(f"serves: {SAFE}")

    ada.press("Make it an action item")
    made = ben.page.locator("li.action").filter(has_text="We turn back at noon")
    expect(made).to_contain_text(f"costs: {AGAIN}")
    untroubled([ada, ben], room)


def test_what_is_said_of_a_goal_while_another_is_on_its_way_counts(rooms: Any, person: Any) -> None:
    room = rooms(CREW)
    ada = person("Ada").join(room, link=room.lead_link)
    lead = room.caller("Ben", leads=True)
    lead.do("remark", text="We turn back at noon", decision=True)
    lead.do("go", step=3)
    decided = ada.page.locator("li.decided")
    held: list[Any] = []

    def hold(route: Any) -> None:
        """Keep the first request back, and let the others through."""
        if held:
            route.continue_()
        else:
            held.append(route)

    ada.page.route("**/api/do", hold)
    ada.choose(ada.field(SAFE, decided), "serves it")
    while not held:
        ada.page.wait_for_timeout(20)
    ada.choose(ada.field(AGAIN, decided), "costs it")
    expect(ada.field(AGAIN, decided)).to_have_value("costs")
    held[0].continue_()
    expect(decided).to_contain_text(f"costs: {AGAIN}")
    expect(decided).to_contain_text(f"serves: {SAFE}")
    untroubled([ada], room)
