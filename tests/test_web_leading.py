"""What the facilitator does in the browser, what others see of it, and that the keyboard can."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browsing import Keyboard, Person, Room, untroubled
from playwright.sync_api import Locator, expect

from retrokit.formats import Attribution, Collect, Column, Decide, Discuss, Format, Group, Vote
from retrokit.plugins import Plugins
from retrokit.tallies import METHODS

BOARD = Format(
    name="board", title="Board", purpose="Be led.", attribution=Attribution.NAMED,
    agenda=[
        Collect(title="Ideas", columns=[Column("Ideas")], sealed=False),
        Group(), Vote(), Discuss(), Decide(),
    ],
)  # fmt: skip


@pytest.fixture
def room(rooms: Any) -> Room:
    found: Room = rooms(BOARD)
    return found


def agenda(who: Person) -> Locator:
    return who.page.locator(".steps-list > li .title")


def focused(who: Person) -> str:
    told = "document.activeElement.ariaLabel ?? document.activeElement.textContent"
    return str(who.page.evaluate(f"({told}).trim()"))


def at(who: Person, title: str) -> None:
    expect(who.page.locator(".steps-list > li.current .title")).to_have_text(title)


def test_the_agenda_is_moved_and_changed_by_keyboard(room: Room, person: Any) -> None:
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    ada.press("Next: Group")
    for each in (ada, ben):
        at(each, "Group")
    assert focused(ada) == "Next: Vote"
    ada.press("Skip this")
    at(ben, "Vote")
    expect(ben.page.locator(".steps-list > li.skipped .title")).to_have_text("Group")
    ada.press("Back")
    at(ben, "Group")
    ben.hears("Now: Group")
    ada.more("Agenda")
    ada.press("Later: Vote")
    for each in (ada, ben):
        expect(agenda(each)).to_have_text(["Ideas", "Group", "Discuss", "Vote", "Decide"])
    ada.hears("Vote is now number 4.")
    assert focused(ada) == "Later: Vote"
    ada.press("Drop: Decide")
    for each in (ada, ben):
        expect(agenda(each)).to_have_text(["Ideas", "Group", "Discuss", "Vote"])
    assert focused(ada) not in ("", "Drop: Decide")
    ada.press("Go to Discuss")
    for each in (ada, ben):
        at(each, "Discuss")
    assert ada.page.evaluate("document.activeElement !== document.body")
    untroubled([ada, ben], room)


def test_the_way_on_keeps_its_place_and_the_focus(room: Room, person: Any) -> None:
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    on = ada.page.locator("#lead .moving button").nth(1)
    place = on.bounding_box()
    on.dblclick()
    at(ada, "Group")
    on.focus()
    for title in ("Vote", "Discuss", "Decide"):
        ada.page.keyboard.press("Enter")
        at(ada, title)
        assert {**on.bounding_box(), "width": 0} == {**place, "width": 0}
    assert focused(ada) == "Close the retro"
    ada.page.keyboard.press("Enter")
    ada.press("Close it")
    ada.sees("Thank you.")
    assert focused(ada) == "Reopen"
    untroubled([ada], room)


def test_an_activity_is_added_with_any_method_that_there_is(room: Room, person: Any) -> None:
    ada = person("Ada").join(room, link=room.lead_link)
    ada.more("Agenda")
    add = ada.page.get_by_role("tabpanel", name="Agenda").locator(".adding button")
    ada.choose(ada.field("Add after this one"), "Collect")
    ada.activate(add)
    expect(ada.page.locator("#drawer .refused")).to_have_text(
        "Name the columns, with commas between them."
    )
    expect(ada.field("Columns, with commas between them")).to_be_focused()
    ada.choose(ada.field("Add after this one"), "Vote")
    methods = ada.field("How it is counted").locator("option")
    expect(methods).to_have_count(len(Plugins.load().tallies))
    ada.choose(ada.field("How it is counted"), f"schulze: {METHODS['schulze'].title}")
    ada.activate(add)
    expect(agenda(ada)).to_have_text(["Ideas", "Vote", "Group", "Vote", "Discuss", "Decide"])
    ada.press("Next: Vote")
    at(ada, "Vote")
    untroubled([ada], room)


def test_an_undo_says_first_what_it_takes_back(room: Room, person: Any) -> None:
    cleo = room.caller("Cleo")
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    cleo.do("add_note", column="Ideas", text="Slow builds")
    ben.sees("Slow builds")
    dialog = ada.page.get_by_role("dialog")
    ada.press("Undo")
    expect(dialog).to_contain_text('The note "Slow builds".')
    ada.press("Not now")
    assert focused(ada) == "Undo"
    ada.press("Undo")
    expect(dialog).to_contain_text('The note "Slow builds".')
    cleo.do("add_note", column="Ideas", text="Came meanwhile")
    ben.sees("Came meanwhile")
    ada.press("Undo it")
    expect(ada.page.locator("#lead .refused")).to_contain_text("Something else happened meanwhile")
    ada.press("Undo")
    expect(dialog).to_contain_text('The note "Came meanwhile".')
    ada.press("Undo it")
    for each in (ada, ben):
        each.hears("The last thing that happened was undone")
        expect(each.page.locator(".note")).to_have_count(1)
    assert focused(ada) == "Undo"
    untroubled([ada, ben], room)


DEAF = """
const Hearing = EventSource;
window.EventSource = class extends Hearing {
  addEventListener(kind, hear) {
    super.addEventListener(kind, (message) => window.deaf || hear(message));
  }
};
"""


def test_what_was_sealed_just_now_is_not_opened_unasked(rooms: Any, person: Any) -> None:
    """How many are sealed is told now and then only: here, not any more at all."""
    room = rooms("start-stop-continue")
    ben = room.caller("Ben")
    ada = person("Ada", Keyboard)
    ada.context.add_init_script(DEAF)
    ada.join(room, link=room.lead_link)
    ada.press("Next: Review")
    ada.press("Next: Collect")
    at(ada, "Collect")
    ada.page.evaluate("window.deaf = true")
    ben.do("add_note", column="Start", text="Pair up")
    dialog = ada.page.get_by_role("dialog")
    for opens, title in (("Next: Group", "Group"), ("Go to Vote", "Vote")):
        if opens.startswith("Go"):
            ada.more("Agenda")
        ada.press(opens)
        expect(dialog).to_contain_text(
            f"Reveal the notes and go on to {title}?"
            if opens.startswith("Next")
            else f"to {title}?"
        )
        ada.press("Not now")
        expect(dialog).to_have_count(0)
        assert focused(ada) in (opens, "Go")
    ada.more("Room")
    ada.press("Close the retro now")
    expect(dialog).to_contain_text("Everyone can then read the report")
    ada.press("Close it")
    expect(dialog).to_contain_text("Something was added a moment ago. You cannot hide them again.")
    ada.press("Not now")
    at(ada, "Collect")
    expect(ada.page.locator(".note")).to_have_count(0)
    ada.press("Next: Group")
    ada.press("Reveal and go on")
    at(ada, "Group")
    ada.sees("Pair up")
    expect(ada.page.locator(".refused")).to_have_count(0)
    ada.press("Close the retro now")
    ada.press("Close it")
    ada.sees("Thank you.")
    # What the retro never came to is not ticked off.
    done = ada.page.locator(".steps-list > li.done .title")
    expect(done).to_have_text(["Welcome", "Review", "Collect", "Group"])
    untroubled([ada], room)


def test_the_role_is_handed_over(room: Room, person: Any) -> None:
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben", Keyboard).join(room)
    cleo = person("Cleo").join(room)
    ada.more("People")
    ada.press("Hand the role to Ben")
    ada.press("Hand over")
    for each in (ada, ben, cleo):
        each.hears("Ben facilitates now")
    expect(cleo.page.locator("#lead")).to_be_hidden()
    ben.more("People")
    ben.press("Hand the role to Cleo")
    expect(ben.page.get_by_role("dialog")).to_contain_text("Cleo moves the agenda from now on")
    ben.activate(ben.button("Hand over", ben.page.get_by_role("dialog")))
    cleo.hears("Cleo facilitates now")
    expect(ben.page.locator("#lead")).to_be_hidden()
    assert focused(ben) == "Ideas"
    cleo.press("Next: Group")
    at(ben, "Group")
    untroubled([ada, ben, cleo], room)


def test_who_is_removed_is_told_and_may_come_again(room: Room, person: Any) -> None:
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    ada.more("People")
    ada.press("Remove Ben")
    ada.press("Remove")
    ada.hears("Ben has left")
    expect(ben.page.get_by_role("alert")).to_contain_text("You are not in this room any more")
    expect(ada.page.locator(".members")).not_to_contain_text("Ben")
    ben.join(room, code=room.secrets.code)
    ben.page.evaluate("window.stayed = true")
    expect(ada.page.locator(".members")).to_contain_text("Ben")
    ada.press("Next: Group")
    at(ben, "Group")
    assert ben.page.evaluate("'stayed' in window"), "that he was removed before is over"
    untroubled([ada, ben], room)


def test_a_time_box_asks_and_never_moves_anybody(room: Room, person: Any) -> None:
    lead = room.caller("Dora", leads=True)
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    lead.do("set_timer", minutes=0.02)
    clock = ben.page.get_by_role("timer")
    expect(clock).to_contain_text("over")
    up = ben.page.locator("#header").get_by_text("Time is up. Dora decides.")
    expect(up).to_be_visible()
    ben.hears("Time is up. Dora decides.")
    assert re.match(r"0:\d\d over · Ideas · ", ben.page.title())
    at(ben, "Ideas")
    ada.press("2 minutes more")
    expect(clock).to_contain_text(re.compile("^[12]:"))
    expect(up).to_be_hidden()
    lead.do("set_timer", minutes=0.02)
    expect(clock).to_contain_text("over")
    ada.more("Room")
    ada.press("5 minutes more")
    ada.hears("5 minutes more.")
    expect(clock).not_to_contain_text("over")
    ada.write("Minutes", "12")
    ada.press("Start")
    expect(clock).to_contain_text(re.compile("^1[12]:"))
    ada.press("No time box")
    expect(clock).to_have_count(0)
    assert ada.page.evaluate("document.activeElement !== document.body")
    at(ben, "Ideas")
    untroubled([ada, ben], room)


def test_revealing_says_before_what_would_not_be_shown(room: Room, person: Any) -> None:
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    cleo = room.caller("Cleo")
    cleo.do("add_note", column="Ideas", text="Tea")
    room.caller("Dora", leads=True).do("tighten", attribution="confidential")
    ada.press("Next: Group")
    ada.press("Reveal and go on")  # where names are not kept, this is always asked
    ada.press("Next: Vote")
    at(ada, "Vote")
    cleo.do("vote", ballot={"1": 1})
    ada.sees("1 vote so far.")
    ada.press("Reveal votes")
    dialog = ada.page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 of 3 people has voted. Too few people have voted to show")
    expect(dialog).to_contain_text("Waiting may help. You cannot hide them again.")
    ada.press("Not now")
    expect(dialog).to_have_count(0)
    ada.sees("1 vote so far.")
    ada.more("Room")
    ada.press("Close the retro now")
    expect(dialog).to_contain_text("Reveal the votes and close the retro?")
    ada.press("Not now")
    ada.sees("1 vote so far.")
    untroubled([ada], room)


def test_a_tie_is_settled_once_and_said_in_the_reports_words(room: Room, person: Any) -> None:
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    cleo, dora = room.caller("Cleo"), room.caller("Dora")
    for text in ("Tea", "Coffee", "Water"):
        cleo.do("add_note", column="Ideas", text=text)
    ada.press("Next: Group")
    ada.press("Next: Vote")
    at(ada, "Vote")
    cleo.do("vote", ballot={"1": 1})
    dora.do("vote", ballot={"2": 1})
    ada.sees("2 votes so far.")
    expect(ada.page.locator("#lead .primary")).to_have_count(0)
    ada.press("Reveal votes")
    expect(ada.page.get_by_role("dialog")).to_contain_text(
        "2 of 3 people have voted. You cannot hide them again."
    )
    ada.press("Reveal")
    ada.sees("2 of 3 voted, with up to 1 dot each.")
    ada.sees("1 more got no dots.")
    ada.sees("Tied for the first place: Tea and Coffee. How do you settle it?")
    expect(ada.page.locator(".promise")).to_have_text(
        "Revealed: everyone sees the votes, with names."
    )
    expect(ada.button("Skip this")).to_have_count(0)
    settling = ada.page.locator(".tie-settling")
    expect(ada.field("because")).to_be_hidden()
    ada.activate(ada.page.locator("#lead summary", has_text="Settle the tie"))
    ada.write("because", "we flipped a coin")
    ada.press("Write it down")
    expect(settling).to_have_count(0)
    ada.sees("Tea was taken, because: we flipped a coin")
    assert focused(ada) != ""
    assert ada.page.evaluate("document.activeElement !== document.body")
    ada.press("Undo")
    ada.press("Undo it")
    expect(settling).to_have_count(1)
    ada.sees("How do you settle it?")
    untroubled([ada], room)


def test_what_the_facilitator_has_half_typed_is_kept(room: Room, person: Any) -> None:
    ada = person("Ada").join(room, link=room.lead_link)
    cleo, dora = room.caller("Cleo"), room.caller("Dora")
    for text in ("Tea", "Coffee"):
        cleo.do("add_note", column="Ideas", text=text)
    ada.press("Next: Group")
    ada.press("Next: Vote")
    ada.more("Room")
    ada.write("Each has", "7")
    cleo.do("vote", ballot={"1": 1})
    ada.sees("1 vote so far.")
    expect(ada.field("Each has")).to_have_value("7")
    ada.press("Back")
    ada.press("Next: Vote")
    expect(ada.field("Each has")).to_have_value("7")
    ada.page.reload()
    expect(ada.field("Each has")).to_have_value("7")

    dora.do("vote", ballot={"2": 1})
    ada.sees("2 votes so far.")
    ada.press("Reveal votes")
    ada.press("Reveal")
    ada.activate(ada.page.locator("#lead summary", has_text="Settle the tie"))
    ada.choose(ada.field("The group takes"), "Coffee")
    ada.write("because", "most of us are ti")
    ada.press("Next: Discuss")
    cleo.do("remark", text="It is late.")
    ada.sees("It is late.")
    expect(ada.field("because")).to_have_value("most of us are ti")
    ada.page.reload()
    expect(ada.field("because")).to_have_value("most of us are ti")
    expect(ada.field("The group takes").locator("option:checked")).to_have_text("Coffee")
    untroubled([ada], room)


def test_notes_are_dragged_into_groups_and_out(room: Room, person: Any) -> None:
    lead = room.caller("Ada", leads=True)
    ben = person("Ben").join(room)
    cleo = person("Cleo").join(room)
    for text in ("Tea", "Coffee", "Water", "Milk"):
        lead.do("add_note", column="Ideas", text=text, signed=False)
    lead.do("next")
    groups = cleo.page.locator(".group-card")

    def note(text: str) -> Locator:
        return ben.page.locator("[role=option]", has_text=text)

    own = ben.page.locator(".group-card [role=option]")
    note("Tea").drag_to(note("Coffee"))
    expect(groups.locator("[role=option]")).to_have_text(["Coffee", "Tea"])
    expect(own).to_have_count(2)
    note("Water").drag_to(ben.page.locator(".group-card"))
    expect(groups.locator("[role=option]")).to_have_count(3)
    expect(own).to_have_count(3)
    note("Milk").click()
    note("Milk").drag_to(note("Tea"))
    expect(groups.locator("[role=option]")).to_have_count(4)
    expect(own).to_have_count(4)
    note("Tea").drag_to(ben.page.locator("[data-group='0']"))
    expect(groups.locator("[role=option]")).to_have_count(3)
    expect(cleo.page.locator("[data-group='0'] [role=option]")).to_have_text(["Tea"])
    expect(ben.page.locator(".takes, .carried-off, .in-hand")).to_have_count(0)
    untroubled([ben, cleo], room)


def test_nothing_moves_while_a_note_is_dragged(room: Room, person: Any) -> None:
    lead = room.caller("Ada", leads=True)
    ben = person("Ben").join(room)
    cleo = person("Cleo").join(room)
    for text in ("Tea", "Coffee", "Milk"):
        lead.do("add_note", column="Ideas", text=text, signed=False)
    lead.do("next")
    lead.do("group", numbers=[1, 2])
    expect(ben.page.locator(".group-card")).to_have_count(1)
    ben.page.locator("[role=option]", has_text="Tea").hover()
    mouse = ben.page.mouse
    mouse.down()
    loose = ben.page.locator("[data-group='0']").bounding_box()
    mouse.move(loose["x"] + 30, loose["y"] + 30, steps=3)
    lead.do("group", numbers=[4, 3])  # the list below the hand is empty now
    expect(cleo.page.locator(".group-card [role=option]")).to_have_count(3)
    ben.page.wait_for_function(
        "n => heard.at(-1)[1] >= n", arg=cleo.page.evaluate("heard.at(-1)[1]")
    )
    assert ben.page.locator("[data-group='0']").bounding_box() == loose
    mouse.move(loose["x"] + 40, loose["y"] + 40)
    mouse.up()
    expect(cleo.page.locator("[data-group='0'] [role=option]")).to_have_text(["Tea"])
    expect(ben.page.locator("[data-group='0'] [role=option]")).to_have_text(["Tea"])
    untroubled([ben, cleo], room)
