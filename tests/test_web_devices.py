"""In real browsers: another device of one's own, links to come in by, and what was not written."""

from __future__ import annotations

from typing import Any

from accessibility import audit
from browsing import PHONE, Keyboard, untroubled
from playwright.sync_api import Locator, Page, expect


def picture_in(dialog: Locator, name: str) -> None:
    """Assert that a picture is there to be scanned, and has loaded."""
    drawn = dialog.get_by_role("img", name=name)
    expect(drawn).to_be_visible()
    assert drawn.evaluate("(node) => node.decode().then(() => node.naturalWidth > 0)")
    width, height = drawn.evaluate("(node) => [node.clientWidth, node.clientHeight]")
    assert width == height > 150


def test_ones_own_link_brings_in_another_device(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    lead = room.caller("Ada", leads=True)
    ben = person("Ben", Keyboard).join(room)
    ben.press("My other device")
    dialog = ben.page.get_by_role("dialog", name="My other device")
    expect(ben.button("Close", dialog)).to_be_focused()
    picture_in(dialog, "QR code of your own link")
    assert audit(ben.page, "my other device") == []
    link = ben.field("Your own link").input_value()
    ben.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(ben.button("My other device")).to_be_focused()

    eve = person("Ben")
    eve.page.goto(room.join_link)
    eve.write("Your name", "Ben")
    eve.press("Join")
    expect(eve.page.get_by_role("alert")).to_contain_text("open your own link")
    expect(eve.page.get_by_role("button")).to_have_count(1)

    phone = person("Ben", **PHONE)
    phone.page.goto(link)
    expect(phone.page.get_by_role("navigation", name="Agenda")).to_be_visible()
    expect(phone.page.locator(".members > li").filter(has_text="Ben")).to_contain_text("you")
    assert phone.page.url == f"{room.url}/"
    lead.do("leave", name="Ben")
    for each in (ben, phone):
        expect(each.page.get_by_label("Your name")).to_be_visible()
    eve.page.goto(link)
    expect(eve.page.get_by_role("alert")).to_contain_text("no longer works")
    # Opened by somebody who is in already, it makes them that member.
    lead.do("add_action", text="Tidy the board")
    cleo, dora = person("Cleo").join(room), person("Dora").join(room)
    cleo.press("My other device")
    link = cleo.field("Your own link").input_value()
    dora.page.goto(link)
    expect(dora.page.locator(".members > li").filter(has_text="Cleo")).to_contain_text("you")
    untroubled([ben, phone, eve, cleo, dora], room)


def test_the_facilitator_invites_and_lets_somebody_in_anew(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    expect(ben.button("Invite")).to_have_count(0)
    ada.press("Invite")
    dialog = ada.page.get_by_role("dialog", name="Invite")
    expect(dialog).to_contain_text("Only this computer can reach the room")
    picture_in(dialog, "QR code of the members’ link")
    expect(dialog).to_contain_text(f"{room.secrets.code[:3]}-{room.secrets.code[3:]}")
    assert audit(ada.page, "invite") == []
    expect(ada.field("The members’ link")).to_have_value(room.join_link)
    ada.press("Close")
    expect(ada.button("Invite")).to_be_focused()

    ada.more("People")
    expect(ada.button("Let Ada back in")).to_have_count(0)
    ada.press("Let Ben back in")
    ada.press("Let back in")
    ada.hears("Ben can join again, by the members’ link.")
    assert audit(ada.page, "people") == []
    expect(ben.page.get_by_label("Your name")).to_be_visible()
    anew = person("Ben").join(room)
    expect(anew.page.locator(".members > li").filter(has_text="Ben")).to_contain_text("you")
    untroubled([ada, ben, anew], room)


def test_a_note_that_was_refused_is_not_lost(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    lead, ben = room.caller("Ada", leads=True), person("Ben").join(room)
    for _ in range(2):
        lead.do("next")
    lead.do("add_note", column="Start", text="Of Ada")
    ben.sees("1 hidden note")

    def write(text: str) -> None:
        ben.compose("Stop").fill(text)
        ben.page.keyboard.press("Enter")
        ben.sees(text)

    ben.page.route("**/api/do", lambda route: route.abort())
    write("Written before a reload")
    ben.page.reload()
    ben.sees("Written before a reload")
    write("Written after it")
    write("And one more")
    lead.do("open_seals")
    ben.sees("Of Ada")
    ben.page.unroute("**/api/do")
    expect(ben.compose("Stop")).to_have_value("Written after it")
    kept = ben.page.get_by_role("region", name="Not added").locator(".card")
    expect(kept).to_have_count(2)
    expect(kept.nth(0)).to_contain_text("were revealed while yours was on its way")
    expect(kept.nth(0)).to_contain_text("Written before a reload")
    expect(kept.nth(1)).to_contain_text("And one more")
    assert audit(ben.page, "not added") == []
    for text in ("Written before a reload", "And one more"):
        ben.press(f"Discard: {text}")
    expect(kept).to_have_count(0)
    expect(ben.page.locator(".note")).to_have_count(1)
    ben.compose("Stop").press("Enter")
    expect(ben.page.locator(".note")).to_have_count(2)
    untroubled([ben], room)


def test_a_facilitator_leads_on_from_another_device(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    old = person("Ada").join(room, link=room.lead_link)
    phone = person("Ada", Keyboard, **PHONE)
    phone.page.goto(room.lead_link)
    phone.put(phone.page.get_by_label("Your name"), "Ada")
    phone.press("Join")
    expect(phone.page.get_by_role("alert")).to_contain_text("connected on another device")
    assert audit(phone.page, "connected elsewhere") == []
    expect(old.button("Next: Review")).to_be_visible()
    phone.press("Use this device instead")
    expect(phone.button("Next: Review")).to_be_visible()
    expect(old.page.get_by_label("Your name")).to_be_visible()
    untroubled([old, phone], room)


def test_a_note_hidden_in_one_tab_is_ones_own_in_the_other(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    lead, ben = room.caller("Ada", leads=True), person("Ben").join(room)
    for _ in range(2):
        lead.do("next")
    lead.do("add_note", column="Stop", text="Of Ada")
    tabs = [ben.page]

    def open_tab() -> Page:
        tabs.append(ben.context.new_page())
        tabs[-1].goto(room.url)
        return tabs[-1]

    def all_say(standing: str, *own: str) -> None:
        for tab in tabs:
            tab.bring_to_front()  # one that is not seen may be drawn late
            expect(tab.locator(".standing")).to_contain_text(standing)
            expect(tab.locator(".note.sealed > p")).to_have_text(own)

    other = open_tab()
    ben.page.bring_to_front()
    ben.put(ben.compose("Start"), "By one tab")  # the first column: the first "Add" is its
    ben.press("Add")
    all_say("2 hidden notes, 1 of them yours", "By one tab")

    other.bring_to_front()
    other.get_by_role("button", name="Edit “By one tab”").click()
    other.get_by_label("The note", exact=True).fill("Changed by the other")
    other.get_by_role("button", name="Save").click()
    all_say("2 hidden notes, 1 of them yours", "Changed by the other")

    third = open_tab()
    all_say("2 hidden notes, 1 of them yours", "Changed by the other")
    third.bring_to_front()
    third.get_by_role("button", name="Delete “Changed by the other”").click()
    all_say("1 hidden note.")
    untroubled([ben], room)
