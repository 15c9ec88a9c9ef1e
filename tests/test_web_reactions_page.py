"""In a real browser: people react to notes and comment on them, by mouse and keyboard."""

from __future__ import annotations

import re
from typing import Any

from accessibility import audit
from browsing import PHONE, Keyboard, untroubled
from playwright.sync_api import expect

from retrokit.formats import Attribution, Collect, Column, Discuss, Format, Group

FORMAT = Format(
    name="reactions", title="Reactions", purpose="Read and react.", attribution=Attribution.NAMED,
    agenda=[
        Collect(title="Ideas", columns=[Column("Good"), Column("Bad")], sealed=False),
        Group(), Discuss(),
    ],
)  # fmt: skip


def opened(rooms: Any, **more: Any) -> tuple[Any, Any]:
    """Return a room with three notes of Ada's that everyone sees, and her who leads it."""
    room = rooms(FORMAT, **more)
    lead = room.caller("Ada", leads=True)
    for column, text in (("Good", "Cake"), ("Good", "Pairing"), ("Bad", "Red builds")):
        lead.do("add_note", column=column, text=text)
    return room, lead


def test_reactions_and_comments_by_keyboard_and_mouse(rooms: Any, person: Any) -> None:
    room, _ = opened(rooms)
    ben = person("Ben", kind=Keyboard).join(room)
    cleo = person("Cleo", **PHONE).join(room)
    amiss = audit(ben.page, "a board without reactions")
    ben.press("React to “Cake”")
    expect(ben.button("React to “Cake”")).to_have_attribute("aria-expanded", "true")
    ben.press("Agree")
    expect(ben.button("Agree, 1 person: Ben")).to_have_attribute("aria-pressed", "true")
    cleo.activate(cleo.button("Agree, 1 person: Ben"))
    both = "Agree, 2 people: Ben and Cleo"
    expect(ben.button(both)).to_have_text("👍 2")
    # Once more takes it back.
    cleo.activate(cleo.button(both))
    expect(ben.button("Agree, 1 person: Ben")).to_be_visible()

    ben.write("Write a comment", "With cream?")
    ben.page.keyboard.press("Enter")
    cleo.press("1 comment")
    cleo.sees("With cream?")
    cleo.sees("👍 Agree: Ben")
    expect(cleo.page.get_by_role("button", name="Edit “With cream?”")).to_have_count(0)
    ben.press("Edit “With cream?”")
    ben.put(ben.field("The comment"), "With whipped cream?")
    ben.page.keyboard.press("Enter")
    cleo.sees("With whipped cream?")
    expect(ben.button("Edit “With whipped cream?”")).to_be_focused()
    cleo.write("Write a comment", "Without.")
    cleo.press("Comment")
    ben.sees("Without.")
    amiss += audit(ben.page, "an open thread")
    amiss += audit(cleo.page, "an open thread on a phone")
    for each in (ben, cleo):
        each.page.set_viewport_size({"width": 320, "height": 640})
        across = each.page.evaluate("document.scrollingElement.scrollWidth")
        assert across <= 320
    ben.press("Delete “With whipped cream?”")
    expect(cleo.page.get_by_text("With whipped cream?")).to_have_count(0)
    ben.reach(ben.button("Celebrate"))
    ben.page.keyboard.press("Escape")
    expect(ben.button("React to “Cake”")).to_be_focused()
    expect(ben.page.get_by_label("Write a comment")).to_have_count(0)
    assert amiss == []
    untroubled([ben, cleo], room)


def test_counts_where_notes_are_grouped_and_reactions_where_they_are_discussed(
    rooms: Any, person: Any
) -> None:
    room, lead = opened(rooms)
    ben = person("Ben", kind=Keyboard).join(room)
    lead.do("react", note=1, emoji="👍")
    lead.do("comment", note=1, text="With cream?")
    lead.do("next")
    amiss = []
    option = ben.page.get_by_role("option").filter(has_text="Cake")
    expect(option).to_contain_text(re.compile(r"👍 1\s+💬 1"))
    expect(option.locator("button")).to_have_count(0)
    amiss += audit(ben.page, "counts where notes are grouped")
    lead.do("group", numbers=[1, 2], title="Sweet")
    lead.do("next")
    lead.do("take_topic", number=5)
    ben.activate(ben.button("Agree, 1 person: Ada"))
    expect(ben.button("Agree, 2 people: Ada and Ben")).to_be_visible()
    lead.do("take_topic", number=3)
    ben.press("React to “Red builds”")
    ben.press("Not sure")
    expect(ben.button("Not sure, 1 person: Ben")).to_be_visible()
    amiss += audit(ben.page, "a topic of one note")
    assert amiss == []
    untroubled([ben], room)


def test_one_reaction_draws_one_card_anew(rooms: Any, person: Any) -> None:
    room, lead = opened(rooms)
    ben = person("Ben").join(room)
    expect(ben.page.locator(".note")).to_have_count(3)
    ben.page.evaluate(
        """() => {
          window.changed = new Set();
          const note = (node) =>
            (node.nodeType === 1 ? node : node.parentElement)?.closest(".note");
          new MutationObserver((changes) => {
            for (const { target } of changes) {
              if (note(target)) window.changed.add(note(target).querySelector(".said").textContent);
            }
          }).observe(document.getElementById("main"), {
            subtree: true, childList: true, attributes: true, characterData: true,
          });
        }"""
    )
    lead.do("react", note=2, emoji="💡")
    expect(ben.button("Good idea, 1 person: Ada")).to_be_visible()
    assert ben.page.evaluate("[...window.changed]") == ["Pairing"]
    untroubled([ben], room)


def test_what_is_typed_and_not_sent_stays_in_sight_when_the_group_moves_on(
    rooms: Any, person: Any
) -> None:
    room, lead = opened(rooms)
    ben = person("Ben").join(room)
    ben.press("React to “Cake”")
    ben.write("Write a comment", "With cream?")
    lead.do("next")
    ben.sees("Not added: your comment. The group has moved on.")
    ben.press("Add it now: With cream?")
    expect(ben.page.get_by_role("option").filter(has_text="Cake")).to_contain_text("💬 1")
    untroubled([ben], room)


def test_observers_read_and_where_names_are_not_kept_there_are_none(
    rooms: Any, person: Any
) -> None:
    room, lead = opened(rooms)
    lead.do("react", note=1, emoji="🎉")
    lead.do("comment", note=1, text="With cream?")
    lead.do("join", name="Olga")
    lead.do("set_observer", name="Olga")
    olga = person("Olga").join(room)
    expect(olga.page.get_by_role("img", name="Celebrate, 1 person: Ada")).to_have_text("🎉 1")
    olga.sees("With cream?")
    expect(olga.page.get_by_role("button", name=re.compile("React|Delete|Edit"))).to_have_count(0)
    expect(olga.page.get_by_label("Write a comment")).to_have_count(0)
    assert audit(olga.page, "an observer") == []
    # Only what one said oneself can be taken back once no names are kept any more.
    ben = person("Ben").join(room)
    ben.activate(ben.button("Celebrate, 1 person: Ada"))
    expect(ben.button("Celebrate, 2 people: Ada and Ben")).to_be_visible()
    lead.do("tighten", attribution="anonymous")
    expect(ben.page.get_by_role("button", name=re.compile("React"))).to_have_count(0)
    ben.activate(ben.button("Celebrate, 2 people: Ada and Ben"))
    expect(ben.page.get_by_role("img", name="Celebrate, 1 person: Ada")).to_be_visible()
    untroubled([ben, olga], room)
