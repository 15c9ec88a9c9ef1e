"""A wall in a browser, through a whole retro: what it shows, and how it is opened and closed."""

from __future__ import annotations

import re
from typing import Any

from accessibility import audit
from browsing import Room, untroubled
from playwright.sync_api import Browser, Page, expect

from retrokit.formats import Ask, Collect, Column, Decide, Discuss, Format, Group, Vote, Welcome
from retrokit.questions import Scale

WHOLE = Format(
    name="whole", title="Whole", purpose="Learn from the week.", goals=["Home safe"],
    agenda=[
        Welcome(minutes=5),
        Ask(title="Check", questions=[Scale("safe", "How safe is it?")]),
        Collect(title="Harvest", columns=[Column("Good", "What was good?"), Column("Bad")]),
        Group(),
        Vote(budget=2),
        Discuss(),
        Decide(),
    ],
)  # fmt: skip
SCREEN = {"width": 1920, "height": 1080}


class Wall:
    """A screen at which nobody sits."""

    def __init__(self, browser: Browser, link: str) -> None:
        self.page: Page = browser.new_context(viewport=SCREEN, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
        self.troubles: list[str] = []
        self.asked_for: set[str] = set()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", lambda request: self.asked_for.add(request.url))
        self.page.goto(link)

    def shows(self, *words: str | re.Pattern[str]) -> None:
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)

    def sound(self, room: Room) -> None:
        """Assert that all went well, and nothing came from elsewhere."""
        assert self.troubles == []
        own = (f"{room.url}/", "data:")
        assert {url for url in self.asked_for if not url.startswith(own)} == set()

    def size_of(self, what: str) -> float:
        found = self.page.locator(what).first.evaluate(
            "(node) => parseFloat(getComputedStyle(node).fontSize)"
        )
        assert isinstance(found, float | int)
        return found


def link_of(lead: Any) -> str:
    """Open the dialog by the way that people take, and return the wall's link."""
    lead.press("Invite")
    lead.press("Show on a wall")
    dialog = lead.page.get_by_role("dialog", name="Show on a wall")
    expect(dialog.get_by_role("link", name="Open the wall")).to_be_visible()
    found: str = lead.field("The wall’s link").input_value()
    assert dialog.get_by_role("link").get_attribute("href") == found
    return found


def test_a_wall_shows_a_whole_retro(  # noqa: PLR0915  # one journey
    browser: Browser, rooms: Any, person: Any
) -> None:
    room = rooms(WHOLE)
    ada, ben = person("Ada").join(room, link=room.lead_link), person("Ben").join(room)
    cy, dee = room.caller("Cy"), room.caller("Dee")
    link = link_of(ada)
    assert audit(ada.page, "the wall's link") == []
    ada.press("Close")
    wall = Wall(browser, link)
    code = f"{room.secrets.code[:3]}-{room.secrets.code[3:]}"
    wall.shows("Welcome", "Learn from the week.", "2 people are here", "Ada", "Ben", code)
    assert "#" not in wall.page.url
    expect(wall.page.get_by_role("img", name="QR code")).to_be_visible()
    assert wall.size_of(".clock") == 160
    assert (wall.size_of("h1"), wall.size_of(".code"), wall.size_of(".prompt, .where")) == (
        72,
        72,
        28,
    )
    for each in (ada, ben):
        expect(each.page.locator("#people")).to_contain_text("Shown on a wall.")
        expect(each.page.locator(".members > li")).to_have_count(4)
    assert audit(wall.page, "welcome") == []

    ada.press(re.compile("^Next"))
    wall.shows("How safe is it?", "Answer on your device.")
    expect(wall.page.locator(".join")).to_have_count(0)
    for who in (cy, dee):
        who.do("answer", question="safe", value=4)
    wall.shows("2 of 4 people have answered.")
    lead = room.caller("Eve", leads=True)
    lead.do("set_observer", name="Eve", observes=True)
    lead.do("open_seals")
    wall.shows("Revealed")
    assert audit(wall.page, "answers") == []

    lead.do("go", step=3)
    wall.shows("Harvest", "What was good?")
    cy.do("add_note", column="Good", text="marker of Cy")
    ada.put(ada.compose("Bad"), "marker of Ada, who leads")
    ada.page.keyboard.press("Enter")
    cy.do("done", done=True)
    wall.shows("2 hidden notes", "1 of 4 people is done.")
    assert "marker" not in wall.page.content()
    assert audit(wall.page, "hidden notes") == []
    lead.do("open_seals")
    wall.shows("marker of Cy", "marker of Ada")
    expect(wall.page.locator(".column.hued .note.hued")).to_have_count(2)
    assert wall.size_of(".note") == 40
    assert audit(wall.page, "notes") == []

    lead.do("go", step=4)
    lead.do("group", numbers=[1, 2], title="A topic of two")
    wall.shows("A topic of two")
    assert audit(wall.page, "groups") == []
    lead.do("go", step=5)
    wall.shows("Vote on your device.")
    for who in (cy, dee):
        who.do("vote", ballot={"3": 2})
    wall.shows("2 of 4 people have voted.")
    assert audit(wall.page, "vote") == []
    ben.page.locator("#main").get_by_role("button", name=re.compile("more")).first.click()
    wall.shows("3 of 4 people have voted.")
    lead.do("open_seals")
    wall.shows("5 dots")
    row = wall.page.locator(".bars tbody tr").first.bounding_box()
    assert row is not None
    assert row["height"] >= 48
    assert audit(wall.page, "result of the vote") == []

    lead.do("go", step=6)
    lead.do("take_topic", number=3)
    wall.shows("marker of Cy", "5 dots")
    expect(wall.page.locator("h1")).to_have_text("A topic of two")
    assert wall.size_of("h1") == 72
    lead.do("remark", text="We pair on Mondays", decision=True, topic=3)
    lead.do("set_timer", minutes=0.02)
    wall.shows("We pair on Mondays", "Time is up")
    assert audit(wall.page, "topic") == []
    lead.do("go", step=7)
    wall.shows("Decided")
    lead.do("add_action", text="Pair on Mondays", owner="Cy")
    wall.shows("Pair on Mondays", "Cy")
    assert audit(wall.page, "decide") == []
    lead.do("close")
    wall.shows("Thank you", "Cy and Dee", "1 action item")
    assert audit(wall.page, "closed") == []
    wall.sound(room)
    untroubled([ada, ben], room)


def test_a_wall_asks_for_thumbs_and_shows_how_many_there_were(
    rooms: Any, person: Any, browser: Browser
) -> None:
    room = rooms("lean-coffee")
    ada = person("Ada").join(room, link=room.lead_link)
    wall = Wall(browser, link_of(ada))
    lead, cy = room.caller("Eve", leads=True), room.caller("Cy")
    lead.do("go", step=3)
    lead.do("add_note", column="Topics", text="Tea")
    for _ in range(2):
        lead.do("next", opens=True)
    lead.do("take_topic")
    wall.shows("Tea")
    lead.do("set_timer", minutes=0.02)
    thumbs = wall.page.locator(".thumbs")
    expect(thumbs).to_contain_text("More time for this topic?")
    expect(thumbs).to_contain_text(re.compile(r"\d s"))
    expect(thumbs).to_contain_text("Everyone sees how many thumbs there are, and not whose.")
    before = re.sub(r"\d+ s", "", thumbs.inner_text())
    for who in (lead, cy):
        who.do("thumb", thumb="up")
    assert re.sub(r"\d+ s", "", thumbs.inner_text()) == before
    expect(thumbs).to_contain_text("More than half want more time. 2 more minutes?")
    expect(thumbs.locator("li")).to_have_text(["2up", "0sideways", "0down"])
    assert audit(wall.page, "counted thumbs") == []
    lead.do("set_timer", minutes=0.02)
    expect(thumbs).to_contain_text("More time for this topic?")
    assert audit(wall.page, "thumbs") == []
    lead.do("extend_timer", minutes=2)
    expect(thumbs).to_have_count(0)
    wall.sound(room)


def test_many_notes_are_in_pages_that_turn_by_themselves_and_by_hand(
    browser: Browser, rooms: Any, person: Any
) -> None:
    room = rooms("mad-sad-glad")
    ada = person("Ada").join(room, link=room.lead_link)
    ada.press("Invite")
    ada.press("Show on a wall")
    link = ada.field("The wall’s link").input_value()
    lead = room.caller("Eve", leads=True)
    collect = 4
    lead.do("go", step=collect)
    for at in range(60):
        lead.do(
            "add_note", column=("Mad", "Sad", "Glad")[at % 3], text=f"Note {at} has a few words"
        )
    lead.do("open_seals")
    wall = Wall(browser, "about:blank")
    wall.page.clock.install()
    wall.page.goto(link)
    pages = wall.page.locator(".pages")
    expect(pages).to_have_text(re.compile(r"Page 1 of \d"))
    assert wall.size_of(".note") == 22
    first = wall.page.get_by_text("Note 0 has").bounding_box()
    assert first is not None
    wall.page.clock.run_for(46_000)
    expect(pages).to_have_text(re.compile("Page 2 of"))
    later = wall.page.get_by_text("Note 0 has").bounding_box()
    assert later is not None
    assert later["x"] < first["x"]
    wall.page.keyboard.press("ArrowLeft")
    expect(pages).to_have_text(re.compile("Page 1 of .*held"))
    wall.page.clock.run_for(60_000)
    expect(pages).to_have_text(re.compile("Page 1 of .*held"))
    wall.page.keyboard.press("Space")
    wall.page.clock.run_for(46_000)
    expect(pages).to_have_text(re.compile("Page 2 of"))
    wall.sound(room)


def test_long_results_go_on_to_the_next_page_and_nothing_is_cut(
    browser: Browser, rooms: Any, person: Any
) -> None:
    asked = Ask(
        title="Much",
        questions=[Scale(f"q{at}", f"How is it with number {at}?") for at in range(1, 7)],
    )
    room = rooms(Format(name="much", title="Much", purpose="Ask.", agenda=[asked, Decide()]))
    ada = person("Ada").join(room, link=room.lead_link)
    wall = Wall(browser, link_of(ada))
    wall.shows("How is it with number 1?", "Join")
    expect(wall.page.locator(".pages")).to_have_count(0)
    lead = room.caller("Eve", leads=True)
    for who in (lead, room.caller("Cy"), room.caller("Dee")):
        for at in range(1, 7):
            who.do("answer", question=f"q{at}", value=4)
    wall.shows("18 of 24 answers are in.")
    lead.do("open_seals")
    expect(wall.page.locator(".pages")).to_have_text(re.compile(r"Page 1 of \d"))
    cut = "(all) => all.filter((each) => each.scrollHeight > each.clientHeight + 1).length"
    assert wall.page.locator(".flow").evaluate_all(cut) == 0
    assert wall.page.locator(".result").count() == 6
    wall.sound(room)


def test_a_wall_says_that_it_is_cut_off_closed_or_no_wall(
    browser: Browser, rooms: Any, person: Any
) -> None:
    room = rooms("start-stop-continue")
    ada = person("Ada").join(room, link=room.lead_link)
    link = link_of(ada)
    ada.press("Close")
    wall = Wall(browser, link)
    wall.shows("Welcome")
    room.kill()
    wall.shows("No connection. What you see may be old.")
    assert audit(wall.page, "no connection") == []
    room.serve()
    expect(wall.page.locator(".net")).to_have_text("")
    wall.page.reload()  # its cookie is as good as the link
    wall.shows("Welcome")
    ada.press("Invite")
    ada.press("Show on a wall")
    ada.press("Hide how to join")
    expect(wall.page.locator(".join")).to_have_count(0)
    ada.press("Invite")
    ada.press("Show on a wall")
    ada.press("Close all walls")
    wall.shows("This wall was closed.")
    assert audit(wall.page, "a closed wall") == []
    wall.page.goto("about:blank")
    wall.page.goto(link)
    wall.shows("This link opens no wall")
    expect(ada.page.locator("#people")).not_to_contain_text("Shown on a wall")
    other = Wall(browser, f"{room.url}/wall")
    other.shows("Open it from the facilitator’s page")
    wall.sound(room)
