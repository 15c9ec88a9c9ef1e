"""In a real browser: notes are grouped by mouse, finger and keyboard, and found among many."""

from __future__ import annotations

import re
from typing import Any

import pytest
from accessibility import audit
from browsing import PHONE, Keyboard, Person, Room, untroubled
from playwright.sync_api import Locator, expect

from retrokit.formats import Attribution, Collect, Column, Decide, Format, Group
from retrokit.logbook import Logbook

FORMAT = Format(
    name="grouping", title="Grouping", purpose="Sort.", attribution=Attribution.NAMED,
    agenda=[
        Collect(title="Ideas", columns=[Column("Mad"), Column("Glad")], sealed=False),
        Group(title="Sort"), Decide(),
    ],
)  # fmt: skip
TOUCH = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TALL = {"viewport": {"width": 1280, "height": 1100}}
TEXTS = ("Tea", "Coffee", "Milk", "Water", "Cake", "Bread")


def at_group(rooms: Any, *texts: str) -> tuple[Room, Any]:
    """Return a room at Group, with its facilitator. Every second note is in the second column."""
    room = rooms(FORMAT)
    lead = room.caller("Ada", leads=True)
    for at, text in enumerate(texts or TEXTS):
        lead.do("add_note", column=("Mad", "Glad")[at % 2], text=text)
    lead.do("next")
    return room, lead


def groups(room: Room) -> dict[str, list[str]]:
    """Return the groups that the room has, by their titles, with what stands on their notes."""
    with Logbook(room.logbook) as book:
        state = book.load(room.retro).state
    return {
        each.title: [state.notes[number].text for number in each.notes]
        for each in state.groups.values()
    }


def note(who: Person, text: str) -> Locator:
    has = who.page.locator(".said", has_text=re.compile(f"^{text}$"))
    return who.page.locator("[role=option]").filter(has=has)


def group(who: Person, title: str) -> Locator:
    has = who.page.get_by_role("heading", name=title, exact=True)
    return who.page.locator(".group-card").filter(has=has)


def head(who: Person, title: str) -> Locator:
    return group(who, title).get_by_role("heading")


def has(who: Person, title: str, *texts: str) -> None:
    """Wait until a group holds these notes; those of none stand under the title 0."""
    where = who.page.locator("[data-group='0']") if title == "0" else group(who, title)
    expect(where.locator("[role=option] > .said")).to_have_text([*texts])


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def take(who: Person, what: Locator, *to: Locator) -> None:
    """Take something into the hand by mouse and bring it over one place after the other."""
    what.scroll_into_view_if_needed()
    who.page.mouse.move(*middle(what))
    who.page.mouse.down()
    for each in to:
        who.page.mouse.move(*middle(each), steps=4)


def drag(who: Person, what: Locator, to: Locator) -> None:
    take(who, what, to)
    who.page.mouse.up()


def test_a_mouse_drags_notes_groups_and_several_at_once(rooms: Any, person: Any) -> None:
    room, _ = at_group(rooms)
    ben, cleo = person("Ben", **TALL).join(room), person("Cleo").join(room)
    hand = ben.page.locator(".in-hand")

    def both_have(title: str, *texts: str) -> None:
        has(ben, title, *texts)
        has(cleo, title, *texts)

    drag(ben, note(ben, "Tea"), note(ben, "Milk"))
    both_have("Milk", "Milk", "Tea")
    # Several that are selected go together, and the hand says how many.
    for text in ("Water", "Bread"):
        note(ben, text).click()
    take(ben, note(ben, "Bread"), note(ben, "Coffee"))
    expect(hand).to_have_text(re.compile("Bread.*2 notes.*Group with “Coffee”", re.S))
    expect(note(ben, "Coffee")).to_have_class(re.compile(r"\btakes\b"))
    expect(ben.page.locator(".carried-off")).to_have_count(2)
    ben.page.mouse.up()
    both_have("Coffee", "Coffee", "Water", "Bread")
    expect(hand).to_have_count(0)
    ben.hears("Grouped with “Coffee”")
    expect(ben.page.locator(".chosen-count")).to_have_text("Select notes to group")
    # A whole group by its head, onto a group: of two names the one that somebody gave stays.
    ben.press("Rename “Coffee”")
    ben.write("The name of the group", "Breakfast")
    ben.press("Save")
    expect(head(ben, "Breakfast")).to_be_visible()
    drag(ben, head(ben, "Breakfast"), head(ben, "Milk"))
    both_have("Breakfast", "Milk", "Tea", "Coffee", "Water", "Bread")
    # Onto a card, out of the group, and all of it at once.
    drag(ben, head(ben, "Breakfast"), note(ben, "Cake"))
    both_have("Breakfast", "Milk", "Tea", "Coffee", "Water", "Bread", "Cake")
    drag(ben, note(ben, "Tea"), ben.page.locator("#lone-title"))
    both_have("0", "Tea")
    ben.press("Take apart “Breakfast”")
    both_have("0", "Tea", "Milk", "Cake", "Coffee", "Water", "Bread")
    assert groups(room) == {}
    untroubled([ben, cleo], room)


def test_a_drag_ends_by_escape_and_ends_in_no_click(rooms: Any, person: Any) -> None:
    room, lead = at_group(rooms)
    ben = person("Ben").join(room)
    take(ben, note(ben, "Tea"), note(ben, "Milk"))
    ben.page.keyboard.press("Escape")
    expect(ben.page.locator(".in-hand, .takes, .carried-off")).to_have_count(0)
    ben.page.mouse.up()
    # It is neither dropped nor selected where it is let go, and what happens is drawn again.
    take(ben, note(ben, "Tea"), note(ben, "Milk"), note(ben, "Tea"))
    ben.page.mouse.up()
    lead.do("group", numbers=[5, 6], title="Food")
    has(ben, "Food", "Cake", "Bread")
    assert groups(room) == {"Food": ["Cake", "Bread"]}
    expect(ben.page.locator("[aria-selected=true]")).to_have_count(0)
    untroubled([ben], room)


def test_what_others_move_during_a_drag_is_not_lost(rooms: Any, person: Any) -> None:
    room, lead = at_group(rooms)
    ben, cleo = person("Ben").join(room), person("Cleo").join(room)
    # The place of the drop has gone into a group meanwhile: what is dropped goes there, too.
    take(ben, note(ben, "Tea"), note(ben, "Milk"))
    lead.do("group", numbers=[3, 4], title="Drinks")
    has(cleo, "Drinks", "Milk", "Water")
    hears_as_much(ben, cleo)
    expect(group(ben, "Drinks")).to_have_count(0)
    ben.page.mouse.up()
    has(cleo, "Drinks", "Milk", "Water", "Tea")
    has(ben, "Drinks", "Milk", "Water", "Tea")
    # It is deleted meanwhile: nothing moves.
    take(ben, note(ben, "Coffee"), note(ben, "Cake"))
    lead.do("delete_note", note=5)
    expect(note(cleo, "Cake")).to_have_count(0)
    hears_as_much(ben, cleo)
    ben.page.mouse.up()
    has(ben, "0", "Coffee", "Bread")
    # What is carried is deleted meanwhile.
    take(ben, note(ben, "Coffee"), head(ben, "Drinks"))
    lead.do("delete_note", note=2)
    expect(note(cleo, "Coffee")).to_have_count(0)
    hears_as_much(ben, cleo)
    ben.page.mouse.up()
    has(ben, "0", "Bread")
    assert groups(room) == {"Drinks": ["Milk", "Water", "Tea"]}
    untroubled([ben, cleo], room)


def hears_as_much(who: Person, other: Person) -> None:
    who.until(f"heard.at(-1)[1] >= {other.page.evaluate('heard.at(-1)[1]')}")


def test_a_drag_over_a_board_draws_nothing_anew_and_scrolls_at_the_edge(
    rooms: Any, person: Any
) -> None:
    room, _ = at_group(rooms, *(f"Note {number}" for number in range(60)))
    ben = person("Ben", viewport={"width": 700, "height": 600}).join(room)
    expect(ben.page.locator("[role=option]")).to_have_count(60)
    ben.page.evaluate(
        """() => {
          window.drawn = 0;
          new MutationObserver((changes) => { window.drawn += changes.length; })
            .observe(document.getElementById("main"), { subtree: true, childList: true });
        }"""
    )
    first = note(ben, "Note 0")
    take(ben, first, note(ben, "Note 2"), note(ben, "Note 4"))
    before = ben.page.evaluate("scrollY")
    box = ben.page.viewport_size
    ben.page.mouse.move(middle(first)[0], box["height"] - 20)
    ben.until(f"scrollY > {before} + 200")
    assert ben.page.evaluate("drawn") == 0
    ben.page.keyboard.press("Escape")
    ben.page.mouse.up()
    untroubled([ben], room)


def test_what_is_selected_within_one_frame_is_grouped(rooms: Any, person: Any) -> None:
    room, _ = at_group(rooms)
    ben = person("Ben").join(room)
    note(ben, "Tea").wait_for()
    ben.page.evaluate("""() => {
      for (const at of [0, 1]) document.querySelectorAll("[data-note]")[at].click();
      document.querySelector("form.bar").requestSubmit();
    }""")
    ben.hears("Grouped")
    assert list(groups(room).values()) == [["Tea", "Milk"]]
    untroubled([ben], room)


def test_taps_group_on_a_phone_and_a_finger_drags_by_the_grip(rooms: Any, person: Any) -> None:
    room, _ = at_group(rooms)
    ben = person("Ben", **TOUCH).join(room)
    page = ben.page
    column = page.get_by_role("group", name="Column")
    expect(column.get_by_role("button")).to_have_count(2)
    has(ben, "0", "Tea", "Milk", "Cake")
    note(ben, "Tea").tap()
    column.get_by_role("button", name=re.compile("Glad")).tap()
    note(ben, "Coffee").tap()
    expect(page.locator(".chosen-count")).to_have_text("2 selected, 1 not shown")
    ben.write("Name of the group", "Hot")
    ben.button("Group").tap()
    has(ben, "Hot", "Tea", "Coffee")
    # A tap on the head of a group puts what is selected there; so does what the head offers.
    note(ben, "Water").tap()
    head(ben, "Hot").tap()
    has(ben, "Hot", "Tea", "Coffee", "Water")
    note(ben, "Bread").tap()
    ben.button("Put here: “Hot”").tap()
    has(ben, "Hot", "Tea", "Coffee", "Water", "Bread")
    assert groups(room) == {"Hot": ["Tea", "Coffee", "Water", "Bread"]}
    expect(page.get_by_role("button", name=re.compile("^Put here"))).to_have_count(0)
    # A finger scrolls over cards, and drags by the grip.
    has(ben, "0", "Milk", "Cake")
    by_finger(ben, note(ben, "Milk"), note(ben, "Cake"))
    page.wait_for_timeout(200)
    assert groups(room).keys() == {"Hot"}
    by_finger(ben, note(ben, "Milk").locator(".grip"), note(ben, "Cake"))
    has(ben, "Cake", "Cake", "Milk")
    by_finger(ben, group(ben, "Cake").locator(".group-head > .grip"), note(ben, "Bread"))
    has(ben, "Hot", "Tea", "Coffee", "Water", "Bread", "Cake", "Milk")
    note(ben, "Milk").tap()
    expect(page.locator(".chosen-count")).to_have_text("1 selected")
    ben.button("Take out").tap()
    has(ben, "0", "Milk")
    across = page.evaluate("document.scrollingElement.scrollWidth")
    assert across <= 360
    untroubled([ben], room)


def by_finger(who: Person, what: Locator, to: Locator) -> None:
    """Move a finger: everything but taps has to go by the protocol."""
    to.evaluate("(node) => node.scrollIntoView({ block: 'center' })")
    (x, y), (end_x, end_y) = middle(what), middle(to)
    session = who.context.new_cdp_session(who.page)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x, y)
    for step in range(1, 9):
        touch("touchMove", x + (end_x - x) * step / 8, y + (end_y - y) * step / 8)
    # It comes to rest before it is lifted: after a fling, Chromium takes the next tap to stop that.
    for _ in range(2):
        who.page.wait_for_timeout(200)
        touch("touchMove", end_x, end_y)
    touch("touchEnd")


def test_notes_are_grouped_by_keyboard_and_the_focus_goes_along(rooms: Any, person: Any) -> None:
    room, lead = at_group(rooms)
    ben = person("Ben", kind=Keyboard).join(room)
    page = ben.page
    ben.reach(page.locator("[role=option][tabindex='0']"))
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".chosen-count")).to_have_text("2 selected")
    page.keyboard.press("Enter")
    expect(ben.field("Name of the group")).to_be_focused()
    page.keyboard.insert_text("Drinks")
    page.keyboard.press("Enter")
    has(ben, "Drinks", "Tea", "Milk")
    expect(note(ben, "Tea")).to_be_focused()
    # From a note by the arrows to a group, and into it.
    for key in ("End", "Space"):
        page.keyboard.press(key)
    expect(ben.button("Put here: “Drinks”")).to_be_visible()
    page.keyboard.press("Home")
    expect(ben.button("Put here: “Drinks”")).to_be_focused()
    page.keyboard.press("Enter")
    has(ben, "Drinks", "Tea", "Milk", "Bread")
    expect(note(ben, "Bread")).to_be_focused()
    # It keeps the focus when others put it elsewhere.
    lead.do("split", numbers=[6])
    has(ben, "0", "Cake", "Coffee", "Water", "Bread")
    expect(note(ben, "Bread")).to_be_focused()
    # A group onto a group.
    for key in ("Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".chosen-count")).to_have_text("2 selected")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    has(ben, "Bread", "Bread", "Water")
    ben.press("Select “Bread”")
    expect(ben.button("Select “Bread”")).to_have_attribute("aria-pressed", "true")
    ben.press("Put here: “Drinks”")
    has(ben, "Drinks", "Tea", "Milk", "Bread", "Water")
    expect(note(ben, "Bread")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    ben.press("Take apart “Drinks”")
    has(ben, "0", "Tea", "Milk", "Cake", "Coffee", "Water", "Bread")
    assert page.evaluate("document.activeElement !== document.body")
    untroubled([ben], room)


def test_an_unnamed_group_is_named_and_then_stays_with_one_note(rooms: Any, person: Any) -> None:
    room, _ = at_group(rooms)
    ben = person("Ben").join(room)
    drag(ben, note(ben, "Tea"), note(ben, "Milk"))
    has(ben, "Milk", "Milk", "Tea")
    drag(ben, note(ben, "Tea"), ben.page.locator("#lone-title"))
    expect(ben.page.locator(".group-card")).to_have_count(0)
    has(ben, "0", "Tea", "Milk", "Cake", "Coffee", "Water", "Bread")
    drag(ben, note(ben, "Tea"), note(ben, "Milk"))
    expect(ben.button("Rename “Milk”")).to_have_text("Name")
    ben.press("Rename “Milk”")
    ben.press("Save")
    expect(ben.button("Rename “Milk”")).to_have_text("Rename")
    drag(ben, note(ben, "Tea"), ben.page.locator("#lone-title"))
    has(ben, "Milk", "Milk")
    untroubled([ben], room)


def test_notes_are_found_and_what_is_selected_stays_so(rooms: Any, person: Any) -> None:
    room, lead = at_group(rooms, *TEXTS, *(f"Note {number}" for number in range(8)))
    lead.do("group", numbers=[1, 2, 3], title="Drinks")
    ben = person("Ben").join(room)
    count = ben.page.locator(".chosen-count")
    for text in ("Water", "Cake", "Milk"):
        note(ben, text).click()
    expect(count).to_have_text("3 selected")
    ben.write("Find notes", "ca")
    has(ben, "0", "Cake")
    expect(group(ben, "Drinks")).to_contain_text("0 of 3 notes")
    expect(count).to_have_text("3 selected, 2 not shown")
    ben.press("Put here: “Drinks”")
    has(ben, "Drinks", "Cake")
    expect(group(ben, "Drinks")).to_contain_text("1 of 5 notes")
    ben.write("Find notes", "nothing like it")
    ben.sees("None of these notes is what you are looking for.")
    ben.write("Find notes", "")
    ben.choose(ben.page.get_by_label("Column", exact=True), "Mad")
    has(ben, "Drinks", "Tea", "Milk", "Cake")
    assert audit(ben.page, "grouping, with what is looked for") == []
    untroubled([ben], room)


def test_an_observer_only_reads_and_a_host_groups(rooms: Any, person: Any) -> None:
    room, lead = at_group(rooms)
    lead.do("group", numbers=[1, 3], title="Drinks")
    ben = person("Ben").join(room)
    lead.do("set_observer", name="Ben", observes=True)
    expect(ben.page.locator(".bar")).to_have_count(0)
    note(ben, "Coffee").click()
    drag(ben, note(ben, "Coffee"), note(ben, "Water"))
    ben.page.keyboard.press("Space")
    expect(ben.page.locator("[aria-selected=true]")).to_have_count(0)
    expect(group(ben, "Drinks").get_by_role("button")).to_have_count(0)
    dora = person("Dora").join(room, link=room.lead_link)
    lead.do("set_observer", name="Dora", observes=True)
    drag(dora, note(dora, "Coffee"), note(dora, "Water"))
    has(ben, "Water", "Water", "Coffee")
    untroubled([ben, dora], room)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_nobody_is_shut_out(rooms: Any, person: Any, options: dict[str, Any]) -> None:
    room, lead = at_group(rooms)
    lead.do("group", numbers=[1, 3], title="Drinks")
    lead.do("group", numbers=[5, 6])
    ben = person("Ben", **options).join(room)
    amiss = audit(ben.page, "groups")
    note(ben, "Coffee").click()
    amiss += audit(ben.page, "a note is selected")
    ben.press("Select “Drinks”")
    amiss += audit(ben.page, "a group is selected")
    take(ben, note(ben, "Water"), head(ben, "Cake"))
    amiss += audit(ben.page, "a note is dragged")
    ben.page.mouse.up()
    for size in (320, 1280):
        ben.page.set_viewport_size({"width": size, "height": 640})
        across = ben.page.evaluate("document.scrollingElement.scrollWidth")
        assert across <= size
    assert amiss == []
    untroubled([ben], room)
