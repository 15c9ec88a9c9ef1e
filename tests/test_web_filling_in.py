"""What the page says beside what is filled in, and that it can be taken back."""

from __future__ import annotations

import re
from typing import Any

from accessibility import audit
from browsing import PHONE, Keyboard, Person, untroubled
from playwright.sync_api import expect

from retrokit import Logbook
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Format, Group, Vote
from retrokit.questions import Allocation, PeerRating, Scale

VOTES = Format(
    name="votes", title="Votes", purpose="See what one votes for.", attribution=Attribution.NAMED,
    agenda=[
        Collect(title="Ideas", columns=[Column("Mad"), Column("Glad")], sealed=False), Group(),
        *(Vote(title=each, method=each) for each in ("score", "consent", "schulze")), Decide(),
    ],
)  # fmt: skip
QUIET = Format(
    name="quiet", title="Quiet", purpose="Name nobody.", attribution=Attribution.CONFIDENTIAL,
    agenda=[
        Collect(title="Ideas", columns=[Column("Ideas")]),
        Ask(title="Asked", questions=[Scale("sure", "How sure are you?", 1, 5)]),
        Ask(title="Shared", questions=[Allocation("shares", "Who did?", with_self=True)]),
        Decide(),
    ],
)  # fmt: skip


MATES = Format(
    name="mates", title="Mates", purpose="Rate.", attribution=Attribution.NAMED,
    agenda=[
        Ask(title="Rated", questions=[
            Allocation("shares", "Who did?"), PeerRating("care", "How was it?", ["Helps", "Asks"]),
        ]),
        Decide(),
    ],
)  # fmt: skip


def focused(who: Person, what: str) -> str:
    return str(who.page.evaluate(f"String(document.activeElement.{what})"))


def test_one_sees_what_one_votes_for_and_takes_it_back(rooms: Any, person: Any) -> None:
    room = rooms(VOTES)
    lead = room.caller("Ada", leads=True)
    ben = person("Ben", **PHONE).join(room)
    page = ben.page
    for column, text in (
        ("Mad", "Tea"),
        ("Glad", "Milk"),
        ("Glad", "Cake"),
        ("Glad", "Slow " * 50),
    ):
        lead.do("add_note", column=column, text=text)
    lead.do("group", numbers=[2, 3], title="Treats")
    for _ in range(2):
        lead.do("next")
    tea = page.get_by_role("group", name="Tea", exact=True)
    expect(tea.locator(".whence")).to_contain_text("Mad")
    treats = page.get_by_role("group", name="Treats", exact=True)
    treats.get_by_text("2 notes").click()
    expect(treats.locator("details li .said")).to_have_text(["Milk", "Cake"])
    expect(page.get_by_text("In full")).to_have_count(1)
    for method, value in (("score", 4), ("consent", 0)):
        expect(page.get_by_role("heading", level=1)).to_have_text(method)
        given = tea.locator(f"input[value='{value}']")
        given.check(force=True)
        ben.activate(ben.button("Leave it open", tea))
        expect(given).not_to_be_checked()
        expect(ben.button("Leave it open", tea)).to_have_count(0)
        assert focused(ben, "type") == "radio"
        ben.sees("Your vote counts as you give it. To abstain, just do not vote.")
        lead.do("vote", ballot={"1": [0, "Because of the mornings"] if value == 0 else 4})
        lead.do("open_seals")
        ben.sees("1 of 2 voted")
        if method == "consent":
            rows = page.locator(".screen > .outcome .bars tbody tr")
            expect(rows.filter(has_text="Tea").locator(".tag")).to_have_text("blocked")
            expect(rows.locator(".tag")).to_have_count(1)
            ben.sees("Ada: 0 for Tea because Because of the mornings")
        lead.do("next")
    for title in ("Tea", "Treats"):
        ben.press(f"Rank next: {title}")
    expect(page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    expect(page.locator(".ranked > li .offered")).to_have_count(2)
    lead.do("open_seals")
    ben.sees("2 pairwise wins")
    expect(page.locator(".screen > .outcome progress")).to_have_count(0)
    untroubled([ben], room)


def test_what_is_sealed_without_names_is_not_counted_out(rooms: Any, person: Any) -> None:
    room = rooms(QUIET)
    ada = person("Ada").join(room, link=room.lead_link)
    cleo = room.caller("Cleo")
    ada.put(ada.compose("Ideas"), "Tea")
    ada.page.keyboard.press("Enter")
    ada.hears("Added")
    # One's own is counted at once, also where the count of all comes a few seconds late.
    expect(ada.page.locator(".standing")).to_contain_text("1 hidden note", timeout=2000)
    ada.press("Next: Asked")
    ada.press("Reveal and go on")
    ada.sees("How sure are you?")
    ada.tick(ada.page.get_by_role("radio", name="4"))
    expect(ada.page.get_by_text("1 answer so far.")).to_be_visible(timeout=2000)
    expect(ada.button("Reveal answers")).not_to_have_class("primary")
    cleo.do("answer", question="sure", value=3)
    ada.sees("2 answers so far.")
    expect(ada.button("Reveal answers")).to_have_class("primary")
    ada.press("Reveal answers")
    dialog = ada.page.get_by_role("dialog")
    for told in (
        "Everyone has answered. Too few people have answered to show all results: it takes 3.",
        "Answers that are not shown would be erased. Only 2 people can take part.",
        "You cannot hide them again.",
    ):
        expect(dialog).to_contain_text(told)
    ada.press("Reveal")
    expect(ada.button("Reveal answers")).to_have_count(0)
    room.caller("Ben")
    ada.press("Next: Shared")
    ada.sees("An equal share would be about 33, in whole points.")
    ada.sees("Ada (you)")
    rest, points = ada.page.locator("output.rest"), ada.page.locator(".shares input[type=number]")
    points.nth(0).fill("33.5")
    points.nth(1).fill("66.5")
    expect(rest).to_have_text("Points are whole: give Ada another number.")
    points.nth(0).fill("30")
    points.nth(1).fill("70")
    expect(rest).to_have_text('No points are left; say 0, or "not sure", of Ben.')
    points.nth(2).fill("0")
    expect(rest).to_have_text("All points are given.")
    untroubled([ada], room)


def test_one_need_not_be_sure_about_teammates(rooms: Any, person: Any) -> None:
    room = rooms(MATES)
    ben = person("Ben").join(room, link=room.lead_link)
    page = ben.page
    alone = page.get_by_text("Nobody else is here to be rated; it takes a team.")
    expect(alone).to_have_count(2)
    room.caller("Ana")
    cy = room.caller("Cy")
    expect(alone).to_have_count(0)
    shares, care = page.locator("#answer-1-shares"), page.locator("#answer-1-care")
    unsure, points = page.get_by_label("Not sure about Ana"), shares.locator("[type=number]")
    ben.tick(unsure)
    expect(points.nth(0)).to_be_disabled()
    ben.put(points.nth(1), "101")
    expect(shares.locator("output")).to_have_text("1 point too many; take some back.")
    ben.put(points.nth(1), "100")
    expect(shares.locator(".counts")).to_contain_text("Your answer counts.")
    # Whom that is about stays, also when somebody else joins.
    room.caller("Dev")
    rated = care.locator("select")
    expect(rated).to_have_count(6)
    expect(points).to_have_count(2)
    for each in rated.all():
        ben.choose(each, "not sure")
    expect(care.locator(".refused")).to_have_text(
        "Rate at least one teammate; to skip this question, leave it out"
    )
    ben.choose(care.get_by_role("group", name="Asks").get_by_label("Cy"), "4")
    expect(care.locator(".counts")).to_contain_text("Your answer counts.")
    assert audit(page, "not sure about teammates") == []
    page.reload()
    expect(unsure).to_be_checked()
    expect(points.nth(1)).to_have_value("100")
    expect(rated.locator("option:checked")).to_have_text([*["not sure"] * 4, "4", "not sure"])
    # What was chosen otherwise does not count as long as it is not whole, and can be undone.
    unsure.uncheck()
    expect(shares.locator(".counts")).to_have_text(
        'This does not count yet. Give Ana a number for “Who did?”, or choose "not sure". '
        "Your earlier answer still counts."
    )
    ben.press("Undo this change")
    expect(unsure).to_be_checked()
    # It is changed once more, and is there as it was given last.
    unsure.uncheck()
    ben.put(points.nth(0), "30")
    ben.put(points.nth(1), "70")
    expect(shares.locator(".counts")).to_contain_text("Your answer counts.")
    expect(points.nth(0)).to_have_value("30")
    cy.do("answer", question="shares", value={"Ben": 100, "Ana": 0, "Dev": 0})
    ben.press(re.compile("^Next: "))
    ben.press("Reveal and go on")
    expect(page.locator("#main > .screen.decide")).to_be_visible()
    with Logbook(room.logbook) as book:
        opened = book.load(room.retro).state.at[1]
    results = {each.question: each.replies for each in opened.results}
    [mine] = [each.value for each in results["shares"] if each.author == "Ben"]
    assert dict(mine) == {"Ana": (30,), "Cy": (70,)}
    [rated_by_me] = results["care"]
    assert dict(rated_by_me.value)["Cy"] == (None, 4)
    untroubled([ben], room)


def test_who_ticks_off_an_action_item_stays_at_it(rooms: Any, person: Any) -> None:
    room = rooms(QUIET)
    lead = room.caller("Ada", leads=True)
    ben = person("Ben", Keyboard).join(room)
    for _ in range(3):
        lead.do("next")
    lead.do("add_action", text="Tidy the board")
    ben.press("Done: Tidy the board")
    expect(ben.button("Reopen: Tidy the board")).to_be_focused()
    untroubled([ben], room)
