"""The page leaves people to what they are doing, shows what they write, and runs none of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from accessibility import audit
from browsing import LONG, PHONE, TEXTS, Keyboard, Person, untroubled
from playwright.sync_api import expect

from retrokit.formats import (
    Ask,
    Attribution,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Vote,
    Welcome,
)
from retrokit.logbook import Logbook
from retrokit.questions import Allocation, Choice, FreeText, Scale

CARET = """(({ value, selectionStart, scrollTop }, { top, bottom }) =>
  [value, selectionStart, scrollTop, top >= 0 && bottom <= innerHeight])(
    document.activeElement, document.activeElement.getBoundingClientRect())"""


def test_what_one_types_is_never_moved(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    lead = room.caller("Ada", leads=True)
    ben = person("Ben", **PHONE).join(room)
    others = room.caller("Cleo")
    for _ in range(2):
        lead.do("next")
    ben.sees("Start")
    ben.compose("Stop").scroll_into_view_if_needed()
    ben.compose("Stop").fill("before after")
    ben.compose("Stop").evaluate("(node) => node.setSelectionRange(7, 7)")
    before = ben.page.evaluate(CARET)
    others.do("add_note", column="Stop", text="Sealed before")
    ben.sees("1 hidden note")
    assert ben.page.evaluate(CARET) == before
    lead.do("open_seals")
    ben.sees("Sealed before")
    for number in range(10):
        for column in ("Continue", "Stop"):
            others.do("add_note", column=column, text=f"Note {number} of {column}")
    ben.sees("Note 9 of Stop")
    lead.do("set_timer", minutes=5)
    lead.do("join", name="Dora")
    ben.hears("Dora is here")
    assert ben.page.evaluate(CARET) == before
    expect(ben.compose("Stop")).to_be_focused()
    ben.page.keyboard.insert_text("and ")
    expect(ben.compose("Stop")).to_have_value("before and after")
    ben.page.keyboard.press("Enter")
    expect(ben.page.get_by_text("before and after", exact=True)).to_be_visible()
    expect(ben.compose("Stop")).to_be_focused()
    told = ben.page.evaluate("window.said")
    assert any("Notes revealed" in each for each in told)
    assert not any(re.search(r"Note \d", each) for each in told), "every single note was announced"
    untroubled([ben], room)


def test_the_focus_is_never_lost(rooms: Any, person: Any) -> None:
    """What had the focus may go, by others' doing; the focus then is on something near it."""
    room = rooms("start-stop-continue")
    lead = room.caller("Ada", leads=True)
    ben = person("Ben").join(room)
    for _ in range(2):
        lead.do("next")
    ben.compose("Start").fill("Mine")
    ben.page.keyboard.press("Enter")
    expect(ben.page.locator(".note.sealed .tag")).to_have_text("hidden")
    lead.do("open_seals")
    expect(ben.page.locator(".note.sealed")).to_have_count(0)
    ben.button("Delete “Mine”").focus()
    lead.do("delete_note", note=1)
    expect(ben.page.get_by_text("Mine", exact=True)).to_have_count(0)
    assert focused(ben) not in ("BODY", "HTML")
    ben.compose("Start").focus()
    lead.do("next")
    expect(ben.page.locator("#main > .screen.group")).to_be_visible()
    assert focused(ben) == "H1"
    lead.do("back")
    expect(ben.page.locator("#main > .screen.collect")).to_be_visible()
    assert focused(ben) == "H1"
    lead.do("close")
    ben.sees("Thank you.")
    assert focused(ben) == "H1"


SHARES = Format(
    name="shares",
    title="Shares",
    purpose="Say who carried what.",
    agenda=[Ask(title="Shared", questions=[Allocation("shares", "Who carried what?")]), Decide()],
)


def test_somebody_is_renamed_and_everybody_goes_on(rooms: Any, person: Any) -> None:
    room = rooms(SHARES)
    ada = person("Ada", Keyboard).join(room, link=room.lead_link)
    ben, cleo = person("Bne", **PHONE).join(room), person("Cleo").join(room)
    ben.field("Ada").fill("70")
    ben.field("Cleo").fill("30")
    cleo.field("Bne").fill("6")
    ada.more("People")
    ada.press("Rename Bne")
    name = ada.field("New name for Bne")
    expect(name).to_be_focused()
    ada.page.keyboard.press("Escape")
    expect(ada.button("Rename Bne")).to_be_focused()
    ada.page.keyboard.press("Enter")
    ada.put(name, "Cleo")
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("alert")).to_contain_text("looks like the one that Cleo has")
    expect(name).to_be_focused()
    assert audit(ada.page, "rename") == []
    ada.put(name, "Ben")
    ada.page.keyboard.press("Enter")
    cleo.hears("Bne is now Ben")
    expect(ada.button("Rename Ben")).to_be_focused()
    expect(cleo.field("Ben")).to_be_focused()
    cleo.page.keyboard.type("0")
    expect(cleo.field("Ben")).to_have_value("60")
    expect(ben.page.locator("#people li").filter(has_text="you").locator(".name")).to_have_text(
        "Ben"
    )
    ben.sees("Your answer counts.")
    ben.page.reload()
    expect(ben.field("Ada")).to_have_value("70")
    expect(ben.field("Cleo")).to_have_value("30")
    cleo.field("Ada").fill("40")
    cleo.sees("Your answer counts.")
    ada.press("Rename Cleo")
    ada.put(ada.field("New name for Cleo"), "Cléo")
    ada.page.keyboard.press("Enter")
    expect(ben.field("Cléo")).to_have_value("30")
    untroubled([ada, ben, cleo], room)


def test_a_text_that_is_a_name_stays_when_that_is_changed(rooms: Any, person: Any) -> None:
    room = rooms(SHARES)
    lead = room.caller("Ada", leads=True)
    room.caller("Bne")
    cleo = person("Cleo").join(room)
    lead.do("next", opens=True)
    cleo.write("What will be done", "Bne")
    form = cleo.page.get_by_role("form", name="A new action item")
    cleo.activate(cleo.button("Bne", form))
    lead.do("rename", name="Bne", to="Ben")
    expect(cleo.button("Ben", form)).to_have_attribute("aria-pressed", "true")
    expect(cleo.field("What will be done")).to_have_value("Bne")
    untroubled([cleo], room)


def focused(who: Person) -> str:
    return str(who.page.evaluate("document.activeElement.tagName"))


@pytest.mark.parametrize("wanted", ["reduce", "no-preference"])
def test_nothing_moves_for_those_who_want_it_still(rooms: Any, person: Any, wanted: str) -> None:
    room = rooms("start-stop-continue")
    lead = room.caller("Ada", leads=True)
    ben = person("Ben", reduced_motion=wanted).join(room)
    for _ in range(2):
        lead.do("next")
    lead.do("add_note", column="Start", text="A note")
    ben.sees("1 hidden note")
    ben.page.evaluate(
        """() => new MutationObserver(() => {
          const moving = document.getAnimations()
            .filter((each) => each.effect.getTiming().duration > 10);
          window.moved = Math.max(window.moved ?? 0, moving.length);
        }).observe(document.body, { attributes: true, childList: true, subtree: true })"""
    )
    lead.do("open_seals")
    ben.hears("Notes revealed")
    ben.sees("A note")
    expect(ben.page.locator("body")).not_to_have_class(re.compile("opening|turning"))
    assert (ben.page.evaluate("window.moved") > 0) == (wanted == "no-preference")


def test_colour_is_never_the_only_sign(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    ada = person("Ada").join(room, link=room.lead_link)
    room.caller("Ben")
    members = ada.page.locator(".members > li")
    expect(members.filter(has_text="Ben")).to_contain_text("away")
    ada.press("Next: Review")
    ada.press("Next: Collect")
    expect(ada.page.locator(".steps-list > li.current .mark")).to_have_text("●")
    expect(ada.page.locator(".steps-list > li.done .mark")).to_have_text(["✓", "✓"])
    ada.compose("Start").fill("A note")
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator(".note.sealed .tag")).to_have_text("hidden")
    ada.press("I’m done")
    expect(members.filter(has_text="Ada")).to_contain_text("done")
    expect(ada.page.locator(".done-button")).to_contain_text("✓")
    ada.press(re.compile("^Next: "))
    ada.press("Reveal and go on")
    option = ada.page.locator("[role=option]")
    sign = "(node) => getComputedStyle(node, '::after').content"
    assert option.evaluate(sign) == "none"
    option.click()
    expect(option).to_have_attribute("aria-selected", "true")
    assert "✓" in option.evaluate(sign)


@pytest.mark.parametrize("width", [360, 1280])
def test_text_of_any_script_and_length_stays_inside(rooms: Any, person: Any, width: int) -> None:
    room = rooms("start-stop-continue", team=f"Team {LONG[:60]}")
    lead = room.caller("Ada", leads=True)
    lead.do("join", name=LONG[:80])
    ben = person("Ben", viewport={"width": width, "height": 740}).join(room)
    for _ in range(2):
        lead.do("next")
    for text in [*TEXTS.values(), "שלום, " * 40]:
        for column in ("Start", "Stop", "Continue"):
            lead.do("add_note", column=column, text=text)
    lead.do("open_seals")
    ben.sees(TEXTS["Dora"])
    assert outside(ben) == []
    lead.do("next")
    lead.do("group", numbers=[1, 4], title=LONG[:80])
    expect(ben.page.locator("#main > .screen.group")).to_be_visible()
    ben.sees(LONG[:80])
    assert outside(ben) == []
    arabic = ben.page.get_by_text(TEXTS["Ben"]).first
    assert arabic.evaluate("(node) => getComputedStyle(node).direction") == "rtl"


def outside(who: Person) -> list[str]:
    """Return the texts that stick out of the page or of what holds them, but for what is heard."""
    return who.page.evaluate(
        """[...document.querySelectorAll(".said")].filter((each) => {
          const inner = each.getBoundingClientRect();
          let holds = each.parentElement;
          while (getComputedStyle(holds).display === "contents") holds = holds.parentElement;
          const card = holds.getBoundingClientRect();
          return inner.width > 1 && (inner.right > innerWidth + 1 || inner.left < -1
            || inner.right > card.right + 1 || inner.left < card.left - 1
            || each.clientWidth && each.scrollWidth > each.clientWidth + 1
              && !each.closest("[title]"));
        }).map((each) => each.textContent.slice(0, 80))
          .concat(document.scrollingElement.scrollWidth > innerWidth ? ["the page"] : [])"""
    )


def test_one_note_more_among_a_thousand_changes_one_node(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    room.kill()
    with Logbook(room.logbook) as book:
        retro = book.load(room.retro)
        retro.join("Ada")
        retro.go(3)
        retro.join("Cleo")
        retro.add_note("Continue", "Note of hers", "Cleo")
        for number in range(999):
            retro.add_note(("Start", "Stop", "Continue")[number % 3], f"Note {number}", "Ada")
        retro.open_seals()
    room.serve()
    cleo = room.caller("Cleo")
    ben = person("Ben").join(room)
    notes = ben.page.locator("#main li.note")
    expect(notes).to_have_count(1000)
    ben.page.evaluate(
        """() => {
          window.changes = [];
          new MutationObserver((records) => window.changes.push(...records)).observe(
            document.getElementById("main"),
            { childList: true, subtree: true, characterData: true, attributes: true });
        }"""
    )
    cleo.do("add_note", column="Stop", text="One more")
    expect(notes).to_have_count(1001)
    changed = ben.page.evaluate(
        """window.changes.map(({ type, target, addedNodes, removedNodes }) => [
          type, [...addedNodes].map((each) => each.textContent), removedNodes.length,
          type === "characterData" ? target.data : ""])"""
    )
    nodes = [each for each in changed if each[0] == "childList"]
    assert nodes == [["childList", ["One moreC Cleo☺\ufe0e"], 0, ""]]
    # Besides, only the count of the column.
    assert [each[3] for each in changed if each[0] != "childList"] == [" 334"]


PAYLOADS = [
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 2'>",
    "<svg onload='window.ran = 3'>",
    "</textarea><iframe srcdoc='<script>parent.ran = 4</script>'>",
    "javascript:window.ran=5",
    '"><b onmouseover=window.ran=6>',
    "[x](javascript:window.ran=7)",
    "{{constructor.constructor('window.ran = 8')()}}",
    "&lt;script&gt;window.ran = 9&lt;/script&gt;",
]


def test_what_people_write_is_shown_and_never_run(rooms: Any, person: Any) -> None:
    bad = PAYLOADS[1]
    questions = [
        Choice("choice", bad, [PAYLOADS[0], PAYLOADS[2]]),
        Scale("scale", PAYLOADS[2], labels=(PAYLOADS[0], PAYLOADS[5])),
        FreeText("text", PAYLOADS[3]),
    ]
    format = Format(
        name="payloads", title=bad, purpose=bad, goals=[PAYLOADS[0]],
        agenda=[
            Welcome(title=bad, prompt=bad, agreement=[PAYLOADS[2]], directive=bad),
            Ask(title=bad, prompt=bad, questions=questions),
            Collect(title=bad, prompt=bad, columns=[Column(PAYLOADS[0], bad), Column(bad)]),
            Group(title=bad), Vote(title=bad), Discuss(title=bad), Decide(title=bad),
        ],
    )  # fmt: skip
    room = rooms(format, team=PAYLOADS[0], attribution=Attribution.NAMED)
    lead = room.caller(bad, leads=True)
    ben = person(PAYLOADS[2][:40]).join(room)

    def shown(*texts: str) -> None:
        for text in texts:
            ben.sees(text)
        assert ben.page.locator("main script, main img, main svg, main iframe").count() == 0

    expect(ben.page.locator("#header")).to_contain_text(PAYLOADS[0])
    expect(ben.page.locator("#people")).to_contain_text(bad)
    shown(bad, PAYLOADS[0], PAYLOADS[2])
    lead.do("next")
    shown(*PAYLOADS[:4])
    lead.do("answer", question="text", value=PAYLOADS[4])
    lead.do("answer", question="choice", value=PAYLOADS[0])
    lead.do("next")
    shown(PAYLOADS[4])
    for each in PAYLOADS:
        ben.compose(PAYLOADS[0]).fill(each)
        ben.page.keyboard.press("Enter")
        expect(ben.page.locator(".note.going")).to_have_count(0)
    lead.do("open_seals")
    shown(*PAYLOADS)
    lead.do("next")
    lead.do("group", numbers=[1, 2], title=bad)
    shown(*PAYLOADS)
    lead.do("next")
    lead.do("vote", ballot={"3": 1})
    shown(bad)
    lead.do("next")
    lead.do("take_topic", number=3)
    lead.do("remark", text=bad, decision=True, topic=3)
    shown(bad)
    lead.do("next")
    lead.do("add_action", text=bad, owner=bad, due=None, serves=PAYLOADS[0])
    shown(bad, PAYLOADS[0])
    lead.do("close")
    shown(bad)
    for link in ("Read it", "One sheet to print"):
        with ben.context.expect_page() as opened:
            ben.page.get_by_role("link", name=link).click()
        expect(opened.value.get_by_text(bad).first).to_be_visible()
        assert opened.value.locator("script, img, iframe").count() == 0
        assert not opened.value.evaluate("'ran' in window")
    untroubled([ben], room)
