"""What the page shows of what a step derives of the board."""

from __future__ import annotations

import re
from typing import Any

from accessibility import audit
from browsing import untroubled
from playwright.sync_api import expect

from retrokit.formats import Collect, Column, Decide, Discuss, Format, Group, Vote

FORMAT = Format(
    name="derived", title="Derived", purpose="Follow the board.",
    agenda=[
        Collect(title="Ideas", columns=[Column("Start"), Column("Stop")], sealed=False),
        Group(title="Groups", columns=["Start"]),
        Vote(title="Dots", columns=["Start"], budget=3),
        Vote(title="Scores", method="score", columns=["Stop"]),
        Discuss(title="Talk", order=["votes"]), Decide(),
    ],
)  # fmt: skip


def test_a_vote_follows_the_board_and_units_stay_apart(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    lead = person("Ada").join(room, link=room.lead_link)
    host = room.caller("Bo", leads=True)
    caller = room.caller("Cleo")
    for column, text in (
        ("Start", "Tea"),
        ("Start", "Coffee"),
        ("Start", "Water"),
        ("Stop", "Noise"),
    ):
        caller.do("add_note", column=column, text=text)
    page = lead.page
    host.do("next")
    lead.sees("Tea")
    expect(page.get_by_text("Noise")).to_have_count(0)
    host.do("next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dots")
    expect(page.get_by_text("has changed since")).to_have_count(0)
    caller.do("vote", ballot={"1": 2, "2": 1})
    for text in ("Tea", "Coffee", "Tea"):
        lead.press(f"One dot more for {text}")
    expect(page.locator(".counts.yes")).to_have_count(1)
    held: list[Any] = []
    page.route("**/api/mine", lambda route: held.append(route))  # noqa: PLW0108  # it is inspected
    caller.do("group", numbers=[1, 2], title="Drinks")
    lead.sees("has changed since this vote began")
    # Until the page knows what its dots count for now, a press would give them again.
    lead.press("One dot more for Drinks")
    while not held:
        page.wait_for_timeout(20)
    for each in held:
        each.continue_()
    page.unroute("**/api/mine")
    expect(page.locator(".candidates > li")).to_have_count(2)
    # What was given before is shown as it counts now.
    expect(page.get_by_role("img", name="3 dots")).to_be_visible()
    expect(page.locator("output.rest")).to_contain_text("All given")
    amiss = audit(page, "a vote that has changed")
    lead.press("Add another vote after this one")
    expect(page.get_by_text("Another vote comes after this one.")).to_be_attached()
    host.do("next")
    host.do("next")
    caller.do("vote", ballot={"4": 5})
    host.do("next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Talk")
    heads = page.locator("section[aria-labelledby=next-topics] h3")
    expect(heads).to_have_text([re.compile("By points"), re.compile("By dots")])
    expect(page.locator("section[aria-labelledby=next-topics] li .got")).to_have_text(
        ["5 points", "6 dots", "0 dots"]
    )
    amiss += audit(page, "topics of two units")
    assert amiss == []
    untroubled([lead], room)


def test_what_was_decided_stands_in_decide_and_becomes_an_action_item_by_one_press(
    rooms: Any, person: Any
) -> None:
    room = rooms(FORMAT)
    lead = person("Ada").join(room, link=room.lead_link)
    host = room.caller("Bo", leads=True)
    for text, decision in (("Cold in here", False), ("Buy a stove", True), ("Close it", True)):
        host.do("remark", text=text, decision=decision)
    for _ in range(5):
        host.do("next")
    page = lead.page
    waiting = page.get_by_role("region", name="Decided in the discussion").get_by_role("listitem")
    expect(waiting).to_have_text([re.compile("Buy a stove"), re.compile("Close it")])
    assert audit(page, "decisions in Decide") == []
    waiting.first.get_by_role("button").click()
    expect(waiting).to_have_text([re.compile("Close it")])
    expect(page.locator(".action-what")).to_have_text([re.compile("Buy a stove")])
    untroubled([lead], room)
