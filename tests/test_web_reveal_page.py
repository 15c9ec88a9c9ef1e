"""The reveal in a browser: a count, cards that turn in waves, and a state in which all read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from accessibility import audit
from browsing import PHONE, Keyboard, Person, untroubled
from playwright.sync_api import Browser, Page, expect
from test_web_wall_page import Wall, link_of

from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Format, Group, Vote
from retrokit.questions import Scale

FORMAT = Format(
    name="read", title="Read", purpose="Read what others wrote.", attribution=Attribution.NAMED,
    agenda=[
        Collect(title="Ideas", prompt="One to a note.", columns=[Column("Good"), Column("Bad")]),
        Group(), Vote(budget=2), Ask(title="Check", questions=[Scale("safe", "How safe is it?")]),
        Decide(),
    ],
)  # fmt: skip
MOVES = {"reduced_motion": "no-preference"}

# What the page shows while a moment is shown, written down as it comes.
NOTICE = """
addEventListener("DOMContentLoaded", () => {
  window.looks = [];
  window.turned = [];
  window.pieces = 0;
  window.covered = [];
  new MutationObserver(() => {
    const look = ["opening", "turning", "closing"]
      .filter((each) => document.body.classList.contains(each)).join();
    window.pieces = Math.max(window.pieces, document.querySelectorAll(".piece").length);
    if (document.querySelector(".screen.group")) window.covered.push(look);
    if (look === (window.looks.at(-1) ?? "")) return;
    window.looks.push(look);
    if (look !== "turning") return;
    window.turned = document.getAnimations().map(({ effect }) => ({
      end: effect.getTiming().delay + effect.getTiming().duration,
      delay: effect.getTiming().delay,
      card: effect.pseudoElement ? "" : effect.target.textContent,
      changes: [...new Set(effect.getKeyframes().flatMap(Object.keys))],
    }));
  }).observe(document.body, { attributes: true, childList: true, subtree: true });
});
"""
ANIMATED = {"offset", "computedOffset", "easing", "composite", "opacity", "transform"}


def looks(page: Page) -> list[str]:
    """Return how the page looked, one after the other, since it was loaded."""
    found: list[str] = page.evaluate("window.looks.filter(Boolean)")
    return found


def noticed(who: Person) -> Person:
    who.context.add_init_script(NOTICE)
    return who


def shown(who: Any) -> str:
    """Return what is said to all on the page, beside what is said to screen readers alone."""
    return str(who.page.locator("#said > p:not(.unseen)").last.inner_text())


def test_the_cards_turn_after_the_count_and_column_by_column(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    lead, cleo = room.caller("Ada", leads=True), room.caller("Cleo")
    tall = {"viewport": {"width": 1280, "height": 3000}}
    ben = noticed(person("Ben", **MOVES, **tall)).join(room)
    dee = noticed(person("Dee", **MOVES, viewport={"width": 1280, "height": 500})).join(room)
    for at in range(85):
        (lead, cleo)[at % 2].do("add_note", column=("Good", "Bad")[at % 2], text=f"Note {at:02}")
    ben.sees("85 hidden notes")
    lead.do("open_seals")
    # Who does not see it hears at once what was revealed, and has it.
    ben.hears("Notes revealed. 85 notes from 2 people.")
    ben.sees("Note 84")
    ben.until("window.looks.at(-1) === '' && window.looks.length > 2")
    assert looks(ben.page) == ["opening", "turning"]
    turned = ben.page.evaluate("window.turned")
    cards = [each for each in turned if each["card"].startswith("Note")]
    assert len(cards) == 85
    delays = [each["delay"] for each in cards]
    assert delays == sorted(delays)
    assert delays[0] == 0 < delays[1] - delays[0]
    assert max(each["end"] for each in turned) <= 1500
    assert {each for those in turned for each in those["changes"]} <= ANIMATED
    written = ben.page.locator(".note > .said").all_inner_texts()
    assert [each["card"][:7] for each in cards] == written
    # What is out of sight is there at once.
    dee.until("window.looks.at(-1) === '' && window.looks.length > 2")
    seen = dee.page.evaluate("window.turned.filter(({ card }) => card.startsWith('Note')).length")
    assert 0 < seen < 85
    # Who comes later, or again, finds the notes as they are.
    ben.page.reload()
    ben.sees("Note 84")
    ben.sees("Read what others wrote.")
    assert looks(ben.page) == []
    untroubled([ben, dee], room)


def test_what_was_revealed_is_never_laid_over_what_follows(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    lead = room.caller("Ada", leads=True)
    ben = noticed(person("Ben", **MOVES)).join(room)
    lead.do("add_note", column="Good", text="Tea")
    lead.do("open_seals")
    expect(ben.page.locator("body")).to_have_class("opening")
    expect(ben.page.locator("#moment")).to_contain_text("1 note from 1 person")
    lead.do("next")
    expect(ben.page.locator(".screen.group")).to_be_visible()
    expect(ben.page.locator("#moment > *")).to_have_count(0)
    assert set(ben.page.evaluate("window.covered")) == {""}
    # What is revealed on the way to the next step is said, and shown there.
    lead.do("go", step=3)
    expect(ben.page.locator(".screen.vote")).to_be_visible()
    lead.do("vote", ballot={"1": 1})
    lead.do("next", opens=True)
    expect(ben.page.locator("h1")).to_have_text("Check")
    assert shown(ben) == "Votes revealed. 1 person took part."
    assert looks(ben.page) == ["opening"]
    untroubled([ben], room)


@pytest.mark.parametrize("kind", [Person, Keyboard])
def test_who_types_or_presses_meanwhile_is_not_held_up(
    rooms: Any, person: Any, kind: type[Person]
) -> None:
    room = rooms(FORMAT)
    lead = room.caller("Ada", leads=True)
    ben = person("Ben", kind, **MOVES).join(room)
    lead.do("add_note", column="Good", text="Tea")
    ben.sees("1 hidden note")
    ben.put(ben.compose("Bad"), "half a thou")
    lead.do("open_seals")
    expect(ben.page.locator("body")).to_have_class("opening")
    expect(ben.compose("Bad")).to_be_focused()
    ben.page.keyboard.insert_text("ght")
    expect(ben.compose("Bad")).to_have_value("half a thought")
    assert not ben.page.evaluate(
        """document.querySelector("#moment").contains(
          document.elementFromPoint(innerWidth / 2, innerHeight / 2))"""
    )
    ben.activate(ben.button("React to “Tea”"))
    ben.activate(ben.button("I’ve read them"))
    ben.calm()
    expect(ben.button("✓ I’ve read them")).to_have_attribute("aria-pressed", "true")
    expect(ben.compose("Bad")).to_have_value("half a thought")
    untroubled([ben], room)


def test_answers_and_votes_are_counted_in_too(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    lead = room.caller("Ada", leads=True)
    ben = noticed(person("Ben", **MOVES)).join(room)
    lead.do("add_note", column="Good", text="Tea")
    lead.do("go", step=4)
    lead.do("answer", question="safe", value=4)
    lead.do("open_seals")
    ben.hears("Answers revealed. 1 person took part.")
    result = ben.page.locator(".result").filter(has_text="How safe is it?")
    expect(result).to_have_css("opacity", "1")
    ben.until("window.looks.at(-1) === '' && window.looks.length > 2")
    lead.do("go", step=3)
    lead.do("vote", ballot={"1": 1})
    lead.do("open_seals")
    ben.hears("Votes revealed. 1 person took part.")
    expect(ben.page.locator(".bars.votes tr.first")).to_have_css("opacity", "1")
    ben.until("window.looks.filter((each) => each === 'turning').length === 2")
    untroubled([ben], room)


@pytest.mark.parametrize("attribution", list(Attribution))
def test_people_read_and_say_that_they_have(
    rooms: Any, person: Any, browser: Browser, attribution: Attribution
) -> None:
    room = rooms(FORMAT, attribution=attribution)
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben", **PHONE).join(room)
    wall = Wall(browser, link_of(ada))
    ada.press("Close")
    ben.put(ben.compose("Good"), "Tea")
    ben.page.keyboard.press("Enter")
    ben.press("I’m done")
    expect(ada.page.locator("#lead")).to_contain_text("1 of 2 done")
    ada.press("Reveal notes")
    ada.press("Reveal")
    for each in (ada, ben):
        expect(each.page.get_by_role("heading", level=1)).to_have_text("Read · Ideas")
        expect(each.page.locator("#header")).to_contain_text("Ideas · Read · 1 of 5")
        expect(each.button("I’ve read them")).to_have_attribute("aria-pressed", "false")
    named = attribution is Attribution.NAMED
    more = " React or comment." if named else ""
    expect(ben.page.locator(".standing")).to_contain_text(f"Read what others wrote.{more}")
    assert shown(ben) == "Notes revealed. 1 note from 1 person."
    expect(ben.page.get_by_text("One to a note.")).to_be_hidden()
    ben.page.get_by_text("About this step").click()
    expect(ben.page.get_by_text("One to a note.")).to_be_visible()
    wall.shows("Read · Ideas")
    if named:
        assert audit(ben.page, "reading") == []
    ben.press("I’ve read them")
    expect(ben.page.locator(".members > li").filter(has_text="Ben")).to_contain_text("has read")
    expect(ada.page.locator("#lead")).to_contain_text("1 of 2 have read")
    wall.shows("1 of 2 people has read.")
    assert audit(wall.page, "reading") == []
    # What may be added is, and is as hidden as the rule says.
    ben.put(ben.compose("Bad"), "Late")
    ben.page.keyboard.press("Enter")
    expect(ben.page.locator(".note").filter(has_text="Late")).to_have_count(1)
    expect(ben.page.locator(".note.sealed")).to_have_count(0 if named else 1)
    expect(ada.button(re.compile("^Next: "))).to_have_text("Next: Group")
    expect(ada.button(re.compile("^Next: "))).to_have_class("primary")
    untroubled([ada, ben], room)


@pytest.mark.parametrize("wanted", ["reduce", "no-preference"])
def test_the_end_is_celebrated_once(rooms: Any, person: Any, browser: Browser, wanted: str) -> None:
    room = rooms(FORMAT)
    ada = person("Ada").join(room, link=room.lead_link)
    link = link_of(ada)
    ada.press("Close")
    ben = noticed(person("Ben", reduced_motion=wanted)).join(room)
    wall = Wall(browser, "about:blank")
    wall.page.emulate_media(reduced_motion=wanted)  # type: ignore[arg-type]
    wall.page.add_init_script(NOTICE)
    wall.page.goto(link)
    wall.shows("Ideas")
    lead = room.caller("Eve", leads=True)
    lead.do("add_note", column="Good", text="Tea")
    lead.do("close")
    ben.sees("Thank you.")
    wall.shows("Thank you")
    moves = wanted == "no-preference"
    for page in (ben.page, wall.page):
        expect(page.locator("#moment > *")).to_have_count(0)
        expect(page.locator("body")).not_to_have_class(re.compile("closing"))
        assert (page.evaluate("window.pieces") > 20) == moves
        assert looks(page) == (["closing"] if moves else [])
        page.reload()
        expect(page.locator("body")).to_contain_text("Thank you")
        assert looks(page) == []
    wall.sound(room)
    untroubled([ada, ben], room)


def test_a_wall_counts_and_turns_too(rooms: Any, person: Any, browser: Browser) -> None:
    room = rooms(FORMAT)
    ada = person("Ada").join(room, link=room.lead_link)
    link = link_of(ada)
    wall = Wall(browser, "about:blank")
    wall.page.emulate_media(reduced_motion="no-preference")
    wall.page.add_init_script(NOTICE)
    wall.page.goto(link)
    wall.shows("Ideas")
    lead = room.caller("Eve", leads=True)
    lead.do("add_note", column="Good", text="Tea")
    lead.do("open_seals")
    expect(wall.page.locator("body.opening #moment")).to_contain_text("1 note from 1 person")
    wall.shows("Tea")
    expect(wall.page.locator("body")).not_to_have_class(re.compile("opening|turning"))
    assert looks(wall.page) == ["opening", "turning"]
    wall.page.reload()
    wall.shows("Read · Ideas")
    assert looks(wall.page) == []
    wall.sound(room)
