"""The live room in real browsers: four people, their keyboards, their networks, and axe-core."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from accessibility import audit
from browsing import Keyboard, Person, Room, untroubled
from playwright.sync_api import Locator, expect

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

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3
TEXTS = {
    "Ada": "Write the runbook before the launch",
    "Ben": "مراجعة الكود معًا كل صباح",
    "Cleo": "長すぎる会議をやめて、朝の十五分だけにする",
    "Dora": f"Rename {LONG}",
}
PHONE = {"viewport": {"width": 360, "height": 740}}


# --- from joining to the report


class Journey:
    """Three people and a facilitator go through a retro, each in a browser of their own."""

    def __init__(self, room: Room, person: Callable[..., Person], audited: Sequence[str]) -> None:
        self.room = room
        self.audited = list(audited)
        self.amiss: list[str] = []
        self.interrupted = False
        self.ada = person("Ada")
        self.look("join", self.ada, lambda: self.ada.page.goto(room.join_link))
        self.ada.join(room, link=room.lead_link)
        self.ben = person("Ben", **PHONE, color_scheme="dark").join(room)
        self.cleo = person("Cleo", Keyboard).join(room)
        self.dora = person("Dora").join(room, code=room.secrets.code)
        self.people = [self.ada, self.ben, self.cleo, self.dora]
        self.ada.hears("Dora joined")

    def go(self) -> None:
        """Go through every activity to the report."""
        walks = {
            "review": self.review, "ask": self.ask, "collect": self.collect, "group": self.group,
            "vote": self.vote, "discuss": self.discuss, "decide": self.decide,
        }  # fmt: skip
        agenda = self.ada.page.locator(".steps-list > li")
        for place in range(agenda.count()):
            expect(agenda.nth(place)).to_have_attribute("aria-current", "step")
            kind = self.kind()
            for each in self.people:
                expect(each.page.locator(f"#main > .screen.{kind}")).to_be_visible()
            self.look(kind)
            walks.get(kind, lambda: None)()
            self.look(f"{kind}, then")
            if place + 1 < agenda.count():
                self.ada.press(re.compile("^Next: "))
                asked = self.ada.button("Open and go on")
                arrived = agenda.nth(place + 1).and_(self.ada.page.locator("[aria-current]"))
                expect(asked.or_(arrived)).to_be_visible()
                if asked.count():
                    self.ada.press("Open and go on")
        self.close()
        untroubled(self.people, self.room)
        assert self.cleo.page.evaluate("window.presses") == 0
        assert self.amiss == []
        assert self.audited == []

    def kind(self) -> str:
        return str(self.ada.page.locator("#main > .screen").get_attribute("class")).split()[1]

    def look(self, screen: str, *who: Any) -> None:
        """Look at a screen with axe-core, in both themes, at both widths."""
        if screen not in self.audited:
            return
        self.audited.remove(screen)
        if who:
            who[1]()
            self.amiss += audit(who[0].page, screen)
            return
        more = self.ada.page.get_by_text("More", exact=True)
        if screen == "collect":
            more.click()
        for each in (self.ada, self.dora):
            each.calm()
            self.amiss += audit(each.page, screen)
        if screen == "collect":
            more.click()

    # --- the activities

    def review(self) -> None:
        if self.dora.page.locator(".action").count():
            self.dora.press("Done: action 1")
            for each in self.people:
                expect(each.page.locator(".action .tag")).to_have_text("done")

    def collect(self) -> None:
        columns = self.ada.page.locator("section.column > h2").all_inner_texts()
        for each in self.people:
            self.note(each, columns[0], TEXTS[each.name])
        self.note(self.dora, columns[-1], "To be taken back")
        self.note(self.cleo, columns[-1], "To be chnaged")
        self.edit(self.cleo, "To be chnaged", "Changed before anybody saw it")
        self.dora.press("Delete “To be taken back”")
        expect(self.dora.page.locator("#main")).not_to_contain_text("To be taken back")
        for each in self.people:
            for other in self.people:
                assert (TEXTS[other.name] in each.reads()) == (other is each)
        if self.interrupted:
            self.open_seals("The notes are open")
        else:
            self.interrupted = True
            self.lose_the_server_and_a_network(columns[0])
        for each in self.people:
            for text in [*TEXTS.values(), "Changed before anybody saw it"]:
                each.sees(text)
            assert "To be taken back" not in each.reads()

    def note(self, who: Person, column: str, text: str) -> None:
        who.put(who.compose(column), text)
        who.page.keyboard.press("Enter")
        who.sees(text)
        expect(who.page.locator(".note.going")).to_have_count(0)

    def edit(self, who: Person, before: str, after: str) -> None:
        who.press(f"Edit “{before}”")
        expect(who.field("The note")).to_be_focused()
        who.write("The note", after)
        who.press("Save")
        expect(who.button(f"Edit “{after}”")).to_be_focused()

    def open_seals(self, told: str) -> None:
        self.ada.press("Open the seals")
        self.ada.press("Open them")
        for each in self.people:
            each.hears(told)

    def lose_the_server_and_a_network(self, column: str) -> None:
        """Kill the server while one writes, one sends and one loses the network; start it again.

        The seals are opened while that one is still away. (Chromium keeps a stream that is open
        when it is told to be offline, so the network goes while the server is gone.)
        """
        self.cleo.put(self.cleo.compose(column), "half a thou")
        self.room.kill()
        self.ben.context.set_offline(True)
        self.dora.put(self.dora.compose(column), "Sent into the void")
        self.dora.page.keyboard.press("Enter")
        expect(self.dora.page.locator(".note.going")).to_be_visible()
        self.cleo.page.keyboard.insert_text("ght")
        self.room.serve()
        expect(self.dora.page.locator(".note.going")).to_have_count(0, timeout=15_000)
        for each in (self.ada, self.cleo, self.dora):
            each.sees("6 notes sealed")
        expect(self.cleo.compose(column)).to_be_focused()
        expect(self.cleo.compose(column)).to_have_value("half a thought")
        self.cleo.page.reload()
        self.cleo.sees("Changed before anybody saw it")
        expect(self.cleo.compose(column)).to_have_value("half a thought")
        self.cleo.put(self.cleo.compose(column), "")

        self.ada.press("Open the seals")
        self.ada.press("Open them")
        self.ada.hears("The notes are open")
        self.ben.put(self.ben.compose(column), "Written under a bridge")
        self.ben.page.keyboard.press("Enter")
        expect(self.ben.page.locator(".net")).to_contain_text("No connection", timeout=15_000)
        assert TEXTS["Ada"] not in self.ben.reads()
        self.ben.context.set_offline(False)
        # Where nobody is named, what comes late is sealed again until the facilitator goes on.
        self.ben.sees("Written under a bridge")
        self.ben.sees(TEXTS["Ada"])
        expect(self.ben.page.locator(".note.going")).to_have_count(0)
        for each in self.people:
            assert each.events() == [*range(1, len(each.events()) + 1)], each.name

    def group(self) -> None:
        page = self.cleo.page
        self.cleo.reach(page.locator("[role=option][tabindex='0']"))
        for key in ("Space", "ArrowDown", "Space", "Enter"):
            page.keyboard.press(key)
        expect(self.cleo.field("Name of the group")).to_be_focused()
        page.keyboard.insert_text("Both of these")
        page.keyboard.press("Enter")
        for each in self.people:
            expect(each.page.locator(".group-card [role=option]")).to_have_count(2)
            each.sees("Both of these")
        self.ben.page.locator("[data-loose] [role=option]").first.click()
        self.ben.choose(self.ben.field("The group to add to"), "Both of these")
        self.ben.press("Add")
        self.dora.press("Rename “Both of these”")
        self.dora.write("The name of the group", "All three of these")
        self.dora.press("Save")
        for each in self.people:
            expect(each.page.locator(".group-card [role=option]")).to_have_count(3)
            each.sees("All three of these")

    def vote(self) -> None:
        for each in self.people:
            rest = each.page.locator("output.rest")
            more = each.page.get_by_role("button", name=re.compile("^One dot more"))
            at = 0
            while "left" in rest.inner_text():
                if more.nth(at).get_attribute("aria-disabled") == "true":
                    at += 1
                before = rest.inner_text()
                each.activate(more.nth(at))
                expect(rest).not_to_have_text(before)
            for button in more.all():
                expect(button).to_have_attribute("aria-disabled", "true")
            each.press("Seal my vote")
            expect(each.button("Change my vote")).to_be_focused()
        self.ben.press("Change my vote")
        self.ben.press("Seal the changed vote")
        expect(self.ben.button("Change my vote")).to_be_visible()
        self.ada.sees("Your vote")
        self.open_seals("The votes are open")
        for each in self.people:
            each.sees("4 of 4")

    def ask(self) -> None:
        for each in self.people:
            self.answer(each)
        self.open_seals("The answers are open")
        for each in self.people:
            each.sees("answered")
        if self.ben.page.get_by_role("button", name="Show my letter").count():
            self.letters()

    def answer(self, who: Person) -> None:
        for asked in who.page.locator(".asked").all():
            if asked.locator(".shares").count():
                self.share(who, asked)
            for select in asked.locator("select").all():
                who.choose(select, "4")
            radios = asked.locator("input[type=radio]")
            if radios.count():
                who.tick(radios.nth(min(3, radios.count() - 1)))
            for text in asked.locator("textarea").all():
                who.put(text, f"{who.name} says so")
        who.press(re.compile("^Seal my answers?$"))
        expect(who.page.locator("#all-sealed")).to_be_focused()

    def share(self, who: Person, asked: Any) -> None:
        points = asked.locator("input[type=number]")
        rest = asked.locator("output")
        expect(rest).to_have_text("100 points left of 100.")
        given = [40, 30, 20, 10]
        for at, each in enumerate(given):
            who.put(points.nth(at), str(each))
            left = 100 - sum(given[: at + 1])
            expect(rest).to_contain_text(f"{left} points left" if left else "All points are given.")

    def letters(self) -> None:
        for each in self.people:
            each.press("Show my letter")
            expect(each.page.locator(".letter li").first).to_be_visible()
            each.press("Hide it")
            expect(each.page.locator(".letter")).to_have_count(0)

    def discuss(self) -> None:
        self.ada.press("Take the first topic")
        for each in self.people:
            expect(each.page.locator("#topic-now")).to_be_visible()
        self.cleo.write("What is said, or decided", "It is about the mornings")
        self.cleo.press("Note it")
        self.ben.write("What is said, or decided", "We try it for a month")
        self.ben.press("Decided")
        self.ada.sees("It is about the mornings")
        self.ada.sees("We try it for a month")
        title = self.ada.page.locator("#topic-now").inner_text()
        self.ada.press("Next topic")
        for each in self.people:
            expect(each.page.locator("#topic-now")).not_to_have_text(title)
            expect(each.page.get_by_role("heading", name="Talked about")).to_be_visible()

    def decide(self) -> None:
        self.cleo.write("What will be done", "Block an hour each Friday")
        self.cleo.choose(self.cleo.field("Who sees to it"), "Dora")
        self.cleo.date(self.cleo.field("By when"), "2099-12-31")
        goals = self.cleo.page.get_by_label("Which goal it serves")
        if goals.count():
            self.cleo.choose(goals, goals.locator("option").last.inner_text())
        self.cleo.press("Add it")
        for each in self.people:
            each.sees("Block an hour each Friday")
        number = self.dora.page.locator(".action .number").first.inner_text()
        self.dora.press(f"Edit: action {number}")
        editing = self.dora.page.get_by_role("form", name=f"Edit action {number}")
        self.dora.put(self.dora.field("What will be done", editing), "Block two hours each Friday")
        self.dora.press("Keep the change")
        for each in self.people:
            each.sees("Block two hours each Friday")

    def close(self) -> None:
        self.ada.press("Close the retro")
        self.ada.press("Close it")
        for each in self.people:
            each.sees("Thank you.")
            each.sees("Block two hours each Friday")
        self.look("closed")
        with self.ben.page.expect_download() as started:
            self.ben.page.get_by_role("link", name="markdown").click()
        report = started.value.path().read_text("utf-8")
        assert started.value.suggested_filename == f"retro-{self.room.retro}.md"
        assert "Block two hours each Friday" in report
        assert "Changed before anybody saw it" in report
        link = self.cleo.page.get_by_role("link", name="Read it")
        with self.cleo.context.expect_page() as opened:
            self.cleo.activate(link)
        expect(opened.value.get_by_text("Block two hours each Friday").first).to_be_visible()
        if "report" in self.audited:
            self.audited.remove("report")
            # The report is shown where no script runs, so a copy of it is looked at.
            copy = self.cleo.context.new_page()
            copy.set_content(opened.value.content())
            self.amiss += audit(copy, "report")


def test_start_stop_continue(rooms: Any, person: Any) -> None:
    earlier = rooms("start-stop-continue")
    lead = earlier.caller("Ada", leads=True)
    lead.do("add_action", text="Tidy the board", owner="Ada")
    lead.do("close")
    earlier.kill()
    room = rooms("start-stop-continue")
    Journey(room, person, ["review", "group, then"]).go()


def test_mad_sad_glad(rooms: Any, person: Any) -> None:
    screens = [
        "join", "welcome", "review", "collect", "collect, then", "group", "group, then", "vote",
        "vote, then", "discuss", "discuss, then", "decide", "decide, then", "closed",
    ]  # fmt: skip
    Journey(rooms("mad-sad-glad"), person, screens).go()


def test_go_again(rooms: Any, person: Any) -> None:
    Journey(rooms("go-again"), person, ["ask", "ask, then", "report"]).go()


def test_fair_share(rooms: Any, person: Any) -> None:
    Journey(rooms("fair-share"), person, ["ask", "ask, then"]).go()


# --- live updates leave alone what somebody is doing

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
    others.do("add_note", column="Start", text="Sealed before")
    ben.sees("1 note sealed")
    assert ben.page.evaluate(CARET) == before
    lead.do("open_seals")
    ben.sees("Sealed before")
    for number in range(10):
        for column in ("Stop", "Continue"):
            others.do("add_note", column=column, text=f"Note {number} of {column}")
    ben.sees("Note 9 of Continue")
    lead.do("set_timer", minutes=5)
    lead.do("join", name="Dora")
    ben.hears("Dora joined")
    assert ben.page.evaluate(CARET) == before
    expect(ben.compose("Stop")).to_be_focused()
    ben.page.keyboard.insert_text("and ")
    expect(ben.compose("Stop")).to_have_value("before and after")
    ben.page.keyboard.press("Enter")
    expect(ben.page.get_by_text("before and after", exact=True)).to_be_visible()
    expect(ben.compose("Stop")).to_be_focused()
    told = ben.page.evaluate("window.said")
    assert any("The notes are open" in each for each in told)
    assert not any("Note" in each for each in told), "every single note was announced"
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
    ben.sees("sealed")
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
    ada.activate(ada.page.locator("summary").filter(has_text="More"))
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
    ben.press("Seal my answer")
    ben.sees("Your answer is sealed")
    ben.page.reload()
    ben.sees("Ada 70; Cleo 30")
    cleo.field("Ada").fill("40")
    cleo.press("Seal my answer")
    cleo.sees("Ada 40; Ben 60")
    ada.press("Rename Cleo")
    ada.put(ada.field("New name for Cleo"), "Cléo")
    ada.page.keyboard.press("Enter")
    ben.sees("Ada 70; Cléo 30")
    untroubled([ada, ben, cleo], room)


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
    ben.sees("1 note sealed")
    ben.page.evaluate(
        """() => new MutationObserver(() => {
          const moving = document.getAnimations()
            .filter((each) => each.effect.getTiming().duration > 10);
          window.moved = Math.max(window.moved ?? 0, moving.length);
        }).observe(document.body, { attributes: true, childList: true, subtree: true })"""
    )
    lead.do("open_seals")
    expect(ben.page.locator("body")).to_have_class("opening")
    ben.sees("A note")
    ben.calm()
    assert (ben.page.evaluate("window.moved") > 0) == (wanted == "no-preference")


def test_colour_is_never_the_only_sign(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    ada = person("Ada").join(room, link=room.lead_link)
    room.caller("Ben")
    ada.press("I’m done")
    members = ada.page.locator(".members > li")
    expect(members.filter(has_text="Ada")).to_contain_text("done")
    expect(members.filter(has_text="Ben")).to_contain_text("away")
    expect(ada.page.locator(".done-button")).to_contain_text("✓")
    ada.press("Next: Review")
    ada.press("Next: Collect")
    expect(ada.page.locator(".steps-list > li.current .mark")).to_have_text("●")
    expect(ada.page.locator(".steps-list > li.done .mark")).to_have_text(["✓", "✓"])
    ada.compose("Start").fill("A note")
    ada.page.keyboard.press("Enter")
    expect(ada.page.locator(".note.sealed .tag")).to_have_text("sealed")
    ada.press(re.compile("^Next: "))
    ada.press("Open and go on")
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
    """Return the texts that stick out of the page or of what holds them."""
    return who.page.evaluate(
        """[...document.querySelectorAll(".said")].filter((each) => {
          const inner = each.getBoundingClientRect();
          const card = each.parentElement.getBoundingClientRect();
          return inner.width && (inner.right > innerWidth + 1 || inner.left < -1
            || inner.right > card.right + 1 || inner.left < card.left - 1
            || each.clientWidth && each.scrollWidth > each.clientWidth + 1);
        }).map((each) => each.textContent.slice(0, 80))
          .concat(document.scrollingElement.scrollWidth > innerWidth ? ["the page"] : [])"""
    )


# --- who somebody is


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
    eve.press("Come in")
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
    expect(eve.page.get_by_role("alert")).to_contain_text("is void")
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
    picture_in(dialog, "QR code of the members’ link")
    expect(dialog).to_contain_text(f"{room.secrets.code[:3]}-{room.secrets.code[3:]}")
    assert audit(ada.page, "invite") == []
    expect(ada.field("The members’ link")).to_have_value(room.join_link)
    ada.press("Close")
    expect(ada.button("Invite")).to_be_focused()

    ada.activate(ada.page.get_by_text("More", exact=True))
    expect(ada.button("Let Ada in anew")).to_have_count(0)
    ada.press("Let Ben in anew")
    ada.press("Let in anew")
    ada.hears("Ben can come in again, by the members’ link.")
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
    ben.sees("1 note sealed")

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
    kept = ben.page.get_by_role("region", name="Not written").locator(".card")
    expect(kept).to_have_count(2)
    expect(kept.nth(0)).to_contain_text("went on while your note was on its way")
    expect(kept.nth(0)).to_contain_text("Written before a reload")
    expect(kept.nth(1)).to_contain_text("And one more")
    assert audit(ben.page, "not written") == []
    for _ in range(2):
        ben.press("Put it away")
    expect(kept).to_have_count(0)
    expect(ben.page.locator(".note")).to_have_count(1)
    ben.compose("Stop").press("Enter")
    expect(ben.page.locator(".note")).to_have_count(2)
    untroubled([ben], room)


# --- a large board


def test_one_note_more_among_a_thousand_changes_one_node(rooms: Any, person: Any) -> None:
    room = rooms("start-stop-continue")
    room.kill()
    with Logbook(room.logbook) as book:
        retro = book.load(room.retro)
        retro.join("Ada")
        retro.go(3)
        for number in range(1000):
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
    assert nodes == [["childList", ["One moreCleo"], 0, ""]]
    # Besides, only the counts: of the column, and of all.
    assert sorted(each[3] for each in changed if each[0] != "childList") == [
        " 334",
        "1,001 notes so far.",
    ]


# --- nothing that people write is run

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
    lead.do("add_action", text=bad, owner=bad, due=None, goal=PAYLOADS[0])
    shown(bad, PAYLOADS[0])
    lead.do("close")
    shown(bad)
    with ben.context.expect_page() as opened:
        ben.page.get_by_role("link", name="Read it").click()
    expect(opened.value.get_by_text(bad).first).to_be_visible()
    assert opened.value.locator("script, img, iframe").count() == 0
    assert not opened.value.evaluate("'ran' in window")
    untroubled([ben], room)
