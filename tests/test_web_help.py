"""Help on the page: the keys, the tips for who leads for the first time, and the drawer."""

from __future__ import annotations

from typing import Any

import pytest
from accessibility import DRAWN, audit
from browsing import PHONE, Keyboard, Person, Room, untroubled
from live_room import until
from playwright.sync_api import Locator, expect

from retrokit.formats import Collect, Column, Decide, Discuss, Format, Group, Vote

FORMAT = Format(
    name="helped", title="Helped", purpose="Know what to press.",
    agenda=[
        Collect(title="Ideas", columns=[Column("Good"), Column("Bad")]),
        Group(), Vote(method="schulze"), Discuss(), Decide(),
    ],
)  # fmt: skip
SIZES = (320, 360, 768, 1280)


@pytest.fixture
def room(rooms: Any) -> Room:
    found: Room = rooms(FORMAT)
    return found


def keys(who: Person) -> Locator:
    return who.page.get_by_role("dialog", name="Keys")


def box(found: Locator) -> dict[str, float]:
    given = found.bounding_box()
    assert given is not None, found
    return dict(given)


def apart(one: Locator, other: Locator) -> bool:
    a, b = box(one), box(other)
    return (
        a["x"] + a["width"] <= b["x"]
        or b["x"] + b["width"] <= a["x"]
        or a["y"] + a["height"] <= b["y"] + 0.5
        or b["y"] + b["height"] <= a["y"] + 0.5
    )


# --- the keys


def test_the_keys_of_a_screen_are_shown_and_the_focus_is_given_back(
    room: Room, person: Any
) -> None:
    ben = person("Ben", Keyboard).join(room)
    expect(ben.compose("Good")).to_be_visible()
    ben.page.keyboard.press("?")
    expect(keys(ben)).to_contain_text("A note, a point, a comment")
    expect(keys(ben).locator("h3")).to_have_text(["A note, a point, a comment", "Everywhere"])
    told = keys(ben).locator("dt").all_inner_texts()
    assert len(told) == len(set(told)) >= 5
    # The focus stays inside until it is closed.
    for _ in range(6):
        ben.page.keyboard.press("Tab")
        assert ben.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    assert audit(ben.page, "the keys") == []
    ben.page.keyboard.press("Escape")
    expect(keys(ben)).to_have_count(0)
    # In a field it is a sign like any other.
    ben.put(ben.compose("Good"), "Why")
    ben.page.keyboard.press("?")
    expect(ben.compose("Good")).to_have_value("Why?")
    expect(keys(ben)).to_have_count(0)
    ben.page.keyboard.press("Enter")
    ben.reach(ben.button("Edit “Why?”"))
    ben.page.keyboard.press("?")
    expect(keys(ben)).to_contain_text("A note that you edit")
    ben.page.keyboard.press("Escape")
    expect(ben.button("Edit “Why?”")).to_be_focused()
    # What it says of the keys is what they do.
    ben.page.keyboard.press("Enter")
    expect(ben.field("The note")).to_be_focused()
    ben.page.keyboard.press("Escape")
    expect(ben.button("Edit “Why?”")).to_be_focused()
    ben.page.keyboard.press("Enter")
    ben.put(ben.field("The note"), "Why not?")
    ben.page.keyboard.press("Control+Enter")
    expect(ben.button("Edit “Why not?”")).to_be_focused()
    room.caller("Cleo").do("add_note", column="Bad", text="Rain")
    lead = room.caller("Dee", leads=True)
    lead.do("next")
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Group")
    ben.page.keyboard.press("?")
    expect(keys(ben)).to_contain_text("Notes to group")
    ben.page.keyboard.press("Escape")
    lead.do("next")
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Vote")
    ben.press("Rank next: Why not?")
    ben.press("Keys (?)")
    expect(keys(ben)).to_contain_text("A ranked card")
    expect(keys(ben)).not_to_contain_text("A note that you edit")
    ben.page.keyboard.press("Escape")
    expect(ben.button("Keys (?)")).to_be_focused()
    untroubled([ben], room)


def test_the_key_can_be_turned_off_and_the_button_stays(room: Room, person: Any) -> None:
    """WCAG 2.1.4: who talks to their computer does not set it off by mistake."""
    ben = person("Ben").join(room)
    for width in SIZES:
        ben.page.set_viewport_size({"width": width, "height": 640})
        expect(ben.button("Keys (?)")).to_be_in_viewport()
        assert ben.page.evaluate("document.scrollingElement.scrollWidth") <= width
    ben.press("Keys (?)")
    shows = keys(ben).get_by_label("The key ? shows this")
    expect(shows).to_be_checked()
    shows.uncheck()
    ben.press("Close")
    for _ in range(2):
        ben.page.keyboard.press("?")
        expect(keys(ben)).to_have_count(0)
        ben.page.reload()
        expect(ben.compose("Good")).to_be_visible()
    ben.press("Keys (?)")
    keys(ben).get_by_label("The key ? shows this").check()
    ben.press("Close")
    ben.page.keyboard.press("?")
    expect(keys(ben)).to_be_visible()
    untroubled([ben], room)


# --- the tips


def a_tip(who: Person) -> Locator:
    return who.page.get_by_role("region", name="Tip")


@pytest.mark.parametrize("width", [1280, 360])
def test_who_leads_for_the_first_time_gets_three_tips_once(
    room: Room, rooms: Any, person: Any, width: int
) -> None:
    size = {"viewport": {"width": width, "height": 740}}
    ada = person("Ada", Keyboard, new=True, **size).join(room, link=room.lead_link)
    ben = person("Ben", new=True).join(room)
    told = a_tip(ada)
    expect(told).to_contain_text("Tip 1 of 3. Invite has a link")
    ada.hears("Tip: Invite has a link")
    expect(a_tip(ben)).to_have_count(0)
    assert apart(told, ada.page.locator("#invite" if width == 1280 else "#more"))
    assert audit(ada.page, "the first tip") == []
    # It is no dialog: all else can be used meanwhile.
    ada.put(ada.compose("Good"), "Tea")
    ada.press("Got it")
    expect(told).to_contain_text("Tip 2 of 3. Next takes everyone to the next step.")
    ada.hears("Tip: Next takes everyone")
    assert ada.page.evaluate("document.activeElement !== document.body")
    assert apart(told, ada.page.locator("#lead-on"))
    assert audit(ada.page, "the second tip") == []
    ada.press("Got it")
    expect(told).to_have_count(0)
    assert ada.page.evaluate("document.activeElement !== document.body")
    # The third waits for what it is about.
    ada.page.reload()
    expect(ada.compose("Good")).to_have_value("Tea")
    expect(told).to_have_count(0)
    room.caller("Cleo").do("add_note", column="Bad", text="Rain")
    expect(told).to_contain_text("Tip 3 of 3. What people write is hidden")
    assert apart(told, ada.page.locator("#lead-open"))
    for other in (ada.page.locator(".compose").first, ada.page.locator("#header")):
        assert apart(told, other)
    assert audit(ada.page, "the third tip") == []
    expect(ada.button("Skip tips")).to_have_count(0)
    ada.press("Got it")
    expect(told).to_have_count(0)
    ada.page.reload()
    expect(ada.button("Reveal notes")).to_be_visible()
    expect(told).to_have_count(0)
    untroubled([ada, ben], room)


def test_tips_are_skipped_for_good(room: Room, person: Any) -> None:
    ada = person("Ada", Keyboard, new=True).join(room, link=room.lead_link)
    ada.press("Skip tips")
    expect(a_tip(ada)).to_have_count(0)
    expect(ada.button("Invite")).to_be_focused()
    ada.page.reload()
    room.caller("Cleo").do("add_note", column="Bad", text="Rain")
    expect(ada.button("Reveal notes")).to_be_visible()
    expect(a_tip(ada)).to_have_count(0)
    untroubled([ada], room)


# --- the drawer


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_more_is_a_drawer_beside_the_board(room: Room, person: Any, width: int) -> None:
    size = {"viewport": {"width": width, "height": 740}}
    ada = person("Ada", Keyboard, **size).join(room, link=room.lead_link)
    cleo = room.caller("Cleo")
    ada.press("More")
    expect(ada.page.get_by_role("tab", name="Agenda")).to_be_focused()
    drawer = ada.page.get_by_role("region", name="More")
    assert apart(drawer, ada.page.locator("#header"))
    assert apart(drawer, ada.page.locator("#foot"))
    if width == 1280:
        assert apart(drawer, ada.page.locator("#main"))
    else:
        assert box(drawer)["height"] <= 0.8 * 740
    # Its tabs go by the arrow keys and are one stop on the way.
    for press, name in (("ArrowRight", "People"), ("ArrowRight", "Room"), ("ArrowRight", "Agenda"),
                        ("ArrowLeft", "Room"), ("Home", "Agenda"), ("End", "Room")):  # fmt: skip
        ada.page.keyboard.press(press)
        expect(ada.page.get_by_role("tab", name=name)).to_be_focused()
        expect(ada.page.get_by_role("tab", selected=True)).to_have_text(name)
        expect(ada.page.get_by_role("tabpanel")).to_have_count(1)
    # What is typed, and where one is, stays whatever the others do.
    ada.write("Minutes", "12")
    ada.more("People")
    ada.write("Add somebody without a device", "Gi")
    cleo.do("add_note", column="Bad", text="Rain")
    expect(ada.button("Reveal notes")).to_be_visible()
    expect(ada.field("Add somebody without a device")).to_be_focused()
    expect(ada.field("Add somebody without a device")).to_have_value("Gi")
    ada.page.reload()
    expect(ada.page.get_by_role("tab", selected=True)).to_have_text("People")
    ada.more("Room")
    expect(ada.field("Minutes")).to_have_value("12")
    for tab in ("Agenda", "People", "Room"):
        ada.more(tab)
        assert audit(ada.page, f"more, {tab}") == []
    untroubled([ada], room)


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_hard_to_undo_stands_last_and_escape_closes_one_thing(
    room: Room, person: Any, width: int
) -> None:
    size = {"viewport": {"width": width, "height": 740}}
    ada = person("Ada", Keyboard, **size).join(room, link=room.lead_link)
    room.caller("Cleo")
    drawer = ada.page.get_by_role("region", name="More")
    for tab, name in (("People", "Remove Cleo"), ("Room", "Close the retro now")):
        ada.more(tab)
        last = ada.page.get_by_role("tabpanel").locator("> :last-child")
        expect(last.get_by_role("heading", name="Hard to undo")).to_be_visible()
        expect(last.get_by_role("button", name=name)).to_be_visible()
        buttons = ada.page.get_by_role("tabpanel").get_by_role("button")
        expect(buttons.last).to_have_accessible_name(name)
    ada.more("People")
    ada.press("Rename Cleo")
    expect(ada.field("New name for Cleo")).to_be_focused()
    ada.page.keyboard.press("Escape")
    expect(ada.button("Rename Cleo")).to_be_focused()
    ada.press("Remove Cleo")
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    expect(ada.button("Remove Cleo")).to_be_focused()
    ada.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(ada.button("More")).to_be_focused()
    expect(ada.button("More")).to_have_attribute("aria-expanded", "false")
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("tab", name="People")).to_be_focused()
    ada.press("Close More")
    expect(ada.button("More")).to_be_focused()
    untroubled([ada], room)


def test_the_drawer_is_gone_with_the_role_and_the_focus_is_not(room: Room, person: Any) -> None:
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    ada.more("Agenda")
    ada.page.keyboard.press("?")
    expect(keys(ada)).to_contain_text("The tabs of More")
    ada.press("Close")
    ada.more("Room")
    ada.press("Close the retro now")
    ada.press("Close it")
    ada.sees("Thank you.")
    expect(ada.page.locator("#drawer")).to_be_hidden()
    expect(ada.button("Reopen")).to_be_focused()
    untroubled([ada], room)


# --- who leads from a phone

PINNED = """() => {
  const seen = [...document.querySelectorAll(
    "#header > *, #foot button, #foot .soft, .column .compose > *")]
    .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height);
  const all = seen.map((node) => [node, node.getBoundingClientRect()]);
  const found = [];
  for (const [one, a] of all) {
    if (a.right > innerWidth + 0.5 || a.left < -0.5) found.push(`${one.textContent} sticks out`);
    for (const [other, b] of all) {
      if (one === other || one.contains(other) || other.contains(one)) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 0.5 && down > 0.5) found.push(`${one.textContent} / ${other.textContent}`);
    }
  }
  return found;
}"""
COVERED = """(height) => {
  Object.defineProperty(visualViewport, "height", { configurable: true, get: () => height });
  visualViewport.dispatchEvent(new Event("resize"));
}"""


def composer(who: Person) -> Locator:
    return who.page.locator(".column .compose").first


@pytest.mark.parametrize("width", [320, 360])
def test_who_leads_from_a_phone_has_one_row_and_writes_above_it(
    rooms: Any, person: Any, width: int
) -> None:
    room = rooms(FORMAT)
    ada = person("Ada", viewport={"width": width, "height": 640}).join(room, link=room.lead_link)
    people = [room.caller(name) for name in ("Ben", "Cleo", "Dora", "Emre", "Fay", "Gus")]
    foot = ada.page.locator("#foot")

    def holds() -> None:
        ada.page.evaluate("scrollTo(0, 0)")
        assert ada.page.evaluate(PINNED) == []
        assert box(foot)["height"] <= 70, "one row"
        assert box(foot)["y"] + box(foot)["height"] == pytest.approx(640, abs=1)
        written = box(composer(ada))
        assert written["y"] + written["height"] == pytest.approx(box(foot)["y"], abs=1)

    expect(ada.button("Back")).to_be_visible()
    holds()
    for number in range(85):
        column = ("Good", "Bad")[number % 2]
        people[number % 6].do("add_note", column=column, text=f"Note {number}")
    expect(ada.page.get_by_text("85 hidden notes")).to_be_visible()
    people[0].do("done", done=True)
    expect(ada.page.get_by_text("1 of 7 done")).to_be_visible()
    lead = room.caller("Ada2", leads=True)
    lead.do("set_timer", minutes=10)
    expect(ada.page.get_by_role("timer")).to_be_visible()
    holds()
    # What does not fit the row is in the drawer.
    expect(ada.button("Next: Group")).to_have_count(0)
    ada.press("More")
    for name in ("Next: Group", "Undo"):
        expect(ada.button(name)).to_be_visible()
    ada.more("People")
    ada.press("Invite")
    ada.press("Close")
    expect(ada.button("Invite")).to_be_focused()
    ada.press("Close More")
    ada.press("Reveal notes")
    ada.press("Reveal")
    ada.calm()
    expect(ada.page.locator(".note")).to_have_count(43)
    ada.compose("Good").focus()
    holds()
    # The board is used as before: its last note is not under what is pinned.
    last = ada.page.locator(".note").last
    last.scroll_into_view_if_needed()

    def is_seen() -> bool:
        ada.page.evaluate("scrollBy(0, 200)")
        return apart(last, composer(ada))

    until(is_seen)
    ada.put(ada.compose("Good"), "One more")
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator(".note")).to_have_count(44)
    holds()
    assert audit(ada.page, "leading from a phone") == []
    untroubled([ada], room)


@pytest.mark.parametrize("width", [320, 360])
def test_a_keyboard_on_the_screen_has_what_is_written_above_it(
    room: Room, person: Any, width: int
) -> None:
    ada = person("Ada", viewport={"width": width, "height": 640}).join(room, link=room.lead_link)
    lead = room.caller("Ada2", leads=True)
    foot = ada.page.locator("#foot")

    def ends_at(height: int) -> None:
        expect(foot).to_have_css("position", "static" if height < 640 else "sticky")
        ada.page.evaluate(DRAWN)
        end = box(foot)["y"] if height == 640 else height
        written = box(composer(ada))
        assert written["y"] + written["height"] == pytest.approx(end, abs=1)
        assert ada.page.evaluate(PINNED) == []

    # Who writes for somebody without a device does so in the same place.
    lead.do("join", name="Gil")
    ada.choose(ada.page.get_by_label("Write for", exact=True), "Gil")
    expect(ada.button("Gil is done")).to_be_visible()
    ends_at(640)
    assert audit(ada.page, "writing for somebody on a phone") == []
    # The page gets less high, or it is covered.
    ada.page.set_viewport_size({"width": width, "height": 360})
    ends_at(360)
    ada.page.set_viewport_size({"width": width, "height": 640})
    ends_at(640)
    ada.page.evaluate(COVERED, 380)
    ends_at(380)
    ada.page.evaluate(COVERED, 640)
    ends_at(640)
    # 200 %: half as many pixels.
    ada.page.set_viewport_size({"width": 640, "height": 400})
    assert ada.page.evaluate("document.scrollingElement.scrollWidth") <= 640
    assert ada.page.evaluate(PINNED) == []
    untroubled([ada], room)


@pytest.mark.parametrize("size", [PHONE, {}], ids=["phone", "wide"])
def test_revealing_comes_before_going_on(room: Room, person: Any, size: Any) -> None:
    ada = person("Ada", Keyboard, **size).join(room, link=room.lead_link)
    ben = room.caller("Ben")
    primary = ada.page.locator("#lead .primary")
    expect(primary).to_have_text("Next: Group")
    ben.do("add_note", column="Good", text="Tea")
    expect(primary).to_have_text("Reveal notes")
    ada.press("Reveal notes")
    ada.press("Reveal")
    ada.sees("Tea")
    expect(primary).to_have_text("Next: Group")
    ada.press("Next: Group")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Group")
    if size is PHONE:
        ada.press("More")
    ada.press("Skip this")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Vote")
    ada.press("Undo")
    ada.press("Undo it")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Group")
    ada.press("Back")
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Ideas")
    untroubled([ada], room)
