"""A kind of activity that the page has no screen for: its blocks and its forms, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from accessibility import audit
from browsing import PHONE, Keyboard, Person, Room, untroubled
from moods import Moods
from playwright.sync_api import expect
from plugin_making import Install, hook
from surveys import Survey

from retrokit import Collect, Column, Decide, Format
from retrokit_practice.formats.listening import LISTENING

TOYS = "from moods import Moods\nfrom surveys import Survey\n" + hook(
    "activities", "[Moods, Survey]"
)

TRIOS = Format(
    name="trios", title="Trios", purpose="Practise.",
    agenda=[LISTENING.agenda[1], Decide()],
)  # fmt: skip


@pytest.fixture
def toys(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rooms: Callable[..., Room]
) -> Callable[..., Room]:
    """Return what opens a room where the toy kinds are installed, as a package of their own."""
    install("toys", TOYS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def open_one(*agenda: Any) -> Room:
        return rooms(Format(name="toys", title="Toys", purpose="Play.", agenda=[*agenda, Decide()]))

    return open_one


def counts(who: Person) -> None:
    expect(who.page.locator(".counts.yes").first).to_contain_text("Your entry counts.")


def ask_somebody(fay: Person, ben: Person) -> None:
    """Do what the facilitator does: it is seen by all, and undone."""
    fay.page.locator("summary", has_text="Ask somebody").click()
    fay.choose(fay.field("Whom?"), "Ben")
    fay.page.get_by_role("button", name="Ask somebody").click()
    expect(ben.page.locator(".outcome li")).to_have_text(["Ben"])
    fay.write("For how many seconds?", "7")
    fay.choose(fay.field("Whom?"), "Cy")
    fay.page.get_by_role("button", name="Ask somebody").click()
    expect(fay.page.locator(".leading .refused")).to_contain_text("from 10 to 600")
    fay.write("For how many seconds?", "60")
    fay.page.get_by_role("button", name="Ask somebody").click()
    expect(ben.page.locator(".outcome li")).to_have_text(["Ben", "Cy"])
    clock = ben.page.locator(".clock")
    expect(clock).to_have_text(re.compile(r"^(1:00|0:)"))
    fay.press("Undo")
    fay.press("Undo it")
    expect(ben.page.locator(".outcome li")).to_have_text(["Ben"])
    expect(clock).to_have_text(re.compile(r"^[2-5]:"))


def test_three_people_take_a_toy_kind_through_a_retro(
    toys: Any, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = toys(Moods(prompt="How are you today?"), Collect(columns=[Column("Notes")]))
    fay = person("Fay").join(room, link=room.lead_link)
    ben = person("Ben", **PHONE).join(room)
    cy = person("Cy", Keyboard).join(room)
    for each in (fay, ben, cy):
        each.sees("How are you today?")
        each.sees("Then everyone sees how often each was said.")
        expect(each.page.get_by_role("group", name="How are you?")).to_be_visible()
    expect(ben.page.get_by_text("Ask somebody")).to_have_count(0)
    assert audit(fay.page, "moods, the facilitator") == []

    ask_somebody(fay, ben)

    # Given, kept as it is chosen, changed, taken back, and kept over a reload.
    for each, word in ((fay, "sunny"), (ben, "grey"), (cy, "grey")):
        each.tick(each.page.get_by_role("radio", name=word))
        counts(each)
    cy.tick(cy.page.get_by_role("radio", name="sunny"))
    counts(cy)
    cy.page.reload()
    expect(cy.page.get_by_role("radio", name="sunny")).to_be_checked()
    counts(cy)
    cy.press("Leave it open")
    expect(cy.page.locator(".counts")).to_have_count(0)
    cy.tick(cy.page.get_by_role("radio", name="grey"))
    counts(cy)
    assert "sunny" not in ben.page.locator(".outcome").inner_text()

    fay.press("Reveal what is hidden")
    expect(fay.page.get_by_role("dialog")).to_contain_text("You cannot hide it again.")
    fay.press("Reveal")
    for each in (fay, ben, cy):
        each.calm()
        expect(each.page.locator(".outcome .bars tbody tr")).to_have_text(
            ["grey2 persons", "sunny1 person"]
        )
        expect(each.page.get_by_role("radio")).to_have_count(0)
    assert audit(ben.page, "moods, revealed") == []
    fay.press("Next: Collect")
    ben.page.get_by_text("Result of").click()
    ben.sees("2 persons")
    untroubled([fay, ben, cy], room)

    # Where the package is gone, it reads as it is.
    room.kill()
    monkeypatch.delenv("PYTHONPATH")
    room.serve()
    fay.page.reload()
    fay.press("Back")
    for each in (fay, ben):
        expect(each.page.get_by_role("heading", level=1)).to_have_text("Moods")
        expect(each.page.get_by_role("radio")).to_have_count(0)
    fay.press("Next: Collect")
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Collect")
    untroubled([fay, ben, cy], room)


def test_every_sort_of_field_is_filled_in_changed_and_kept(toys: Any, person: Any) -> None:
    room = toys(Survey(prompt="A page each."))
    fay = person("Fay").join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    fill_in(ben)
    change(ben)
    fay.press("Reveal what is hidden")
    fay.press("Reveal")
    expect(ben.page.locator(".unwritten")).to_contain_text("Not added: your entry.")
    expect(ben.page.locator(".unwritten")).to_contain_text("one more thing")
    ben.press("Discard: Text: one more thing")
    fay.calm()
    for who, name in ((ben, "Ben"), (fay, "Fay")):
        who.sees(
            "(1, 'in my words', 4, 'rain', ('tea', 'sun'), 'Ben', (7, 4), {4: 2, 7: 1}, (2, 5), "
            "True, datetime.date(2030, 12, 24), {'tea': 3, 'rain': 5, 'sun': 0}, {7: (3, 4)})"
        )
        expect(who.page.locator(".for-you")).to_have_text(f"yours, {name}")
    untroubled([fay, ben], room)


def fill_in(ben: Person) -> None:
    """Fill in a survey, field by field, with what cannot count on the way."""
    page = ben.page

    def box(group: str, name: str, role: Any = "checkbox") -> Any:
        return page.get_by_role("group", name=group, exact=True).get_by_role(role, name=name)

    counted = page.locator(".counts")
    ben.write("Text", "in my words")
    page.keyboard.press("Tab")
    expect(counted).to_have_text("This does not count yet. “Number” is open.")
    ben.tick(box("Number", "4", "radio"))
    ben.tick(box("Choice", "Rainy days", "radio"))
    ben.tick(box("Several", "Sun"))
    ben.tick(box("Several", "Tea"))
    ben.choose(ben.field("Person"), "Ben")
    ben.tick(box("Rank", "late calls"))
    page.reload()
    ben.tick(box("Rank", "slow builds"))
    expect(page.get_by_role("group", name="Rank").locator(".option")).to_have_text(
        ["slow builds2.", "late calls1."]
    )
    dots = page.get_by_role("group", name="Dots")
    ben.put(dots.get_by_label("slow builds"), "3")
    ben.put(dots.get_by_label("late calls"), "1")
    expect(dots.locator("output")).to_have_text("1 dot too many")
    page.keyboard.press("Tab")
    expect(counted).to_contain_text("“Dots” has 1 dot too many. Take some back.")
    ben.put(dots.get_by_label("slow builds"), "2")
    expect(dots.locator("output")).to_have_text("0 dots left")
    ben.write("Place: across", "2")
    ben.write("Place: up", "11")
    page.keyboard.press("Tab")
    expect(counted).to_contain_text("“Place” takes two whole numbers from 0 to 9.")
    ben.write("Place: up", "5")
    ben.tick(page.get_by_role("checkbox", name="Toggle"))
    ben.date(ben.field("Day"), "2030-12-24")
    each = page.get_by_role("group", name="Each", exact=True)
    for name, number in (("Tea", "3"), ("Rainy days", "5")):
        ben.put(each.get_by_label(name), number)
    page.keyboard.press("Tab")
    expect(counted).to_contain_text("“Each” is open for Sun.")
    assert audit(page, "a field of every sort") == []
    ben.put(each.get_by_label("Sun"), "0")
    page.keyboard.press("Tab")
    counts(ben)
    expect(ben.field("Text")).to_have_value("in my words")


def change(ben: Person) -> None:
    """Change what was given: what is refused leaves it there, and says why."""
    page, counted = ben.page, ben.page.locator(".counts")
    ben.put(page.get_by_role("group", name="Places").get_by_label("late calls: across"), "3")
    ben.put(page.get_by_role("group", name="Places").get_by_label("late calls: up"), "4")
    page.keyboard.press("Tab")
    counts(ben)
    ben.write("Text", "harm")
    page.keyboard.press("Tab")
    expect(page.locator(".asked .refused")).to_have_text("No harm")
    ben.press("Undo this change")
    counts(ben)
    expect(ben.field("Text")).to_have_value("in my words")
    page.reload()
    counts(ben)
    expect(page.locator(".asked .own")).to_contain_text("said of test.survey failed")

    # What a plugin fails at is said beside the button; what is not whole stays in sight.
    ben.press("Break it")
    expect(page.locator(".entries .refused")).to_contain_text("ZeroDivisionError: no pen")
    ben.write("Text", "one more thing")
    page.keyboard.press("Tab")
    expect(counted).to_contain_text("Your earlier entry still counts.")


def test_rounds_are_held_in_browsers(rooms: Any, person: Any) -> None:
    room = rooms(TRIOS)
    fay = person("Fay").join(room, link=room.lead_link)
    people = [fay, person("Ben", **PHONE).join(room), person("Cy", Keyboard).join(room)]
    expect(fay.button("Draw round 1")).to_have_class("primary")
    expect(fay.button("Next: Decide")).not_to_have_class("primary")
    fay.button("Draw round 1").dblclick()
    said = {"speak": "speaks", "listen": "listens", "observe": "observes"}
    roles: dict[int, dict[str, str]] = {}
    for number in (1, 2, 3):
        roles[number] = {}
        for each in people:
            own = each.page.locator(".for-you p").first
            expect(own).to_have_text(re.compile(rf"Round {number}: you \w+; "))
            mine, others = re.fullmatch(r"Round \d: you (\w+); (.*)\.", own.inner_text()).groups()  # type: ignore[union-attr]
            roles[number][each.name] = mine
            assert {*others.split(", ")} != {said[mine]}
            expect(each.page.locator(".clock")).to_be_visible()
        assert {*roles[number].values()} == {*said}
        if number == 1:
            assert audit(fay.page, "rounds, the facilitator") == []
            assert audit(people[1].page, "rounds") == []
            cy = people[2]
            cy.write("What does your group want to keep?", "Silence helps")
            cy.press("Keep a note for your group")
            expect(cy.field("What does your group want to keep?")).to_have_value("")
            fay.sees("Silence helps")
            fay.press("Begin “Say back”")
            for each in people:
                each.sees("Round 1 of 3, Say back (2 min).")
            fay.page.locator("summary", has_text="Swap two people").click()
            fay.choose(fay.field("Who?"), "Ben")
            fay.choose(fay.field("With whom?"), "Cy")
            fay.press("Swap two people")
            now = people[1].page.locator(".for-you p").first
            expect(now).to_contain_text(f"you {roles[1]['Cy']}")
            people[1].hears(f"Round 1: you {roles[1]['Cy']}")
            roles[1] |= {"Ben": roles[1]["Cy"], "Cy": roles[1]["Ben"]}
        if number < 3:
            fay.press(f"Draw round {number + 1}")
    expect(fay.button(re.compile("Draw round"))).to_have_count(0)
    for name in ("Fay", "Ben", "Cy"):
        assert len({each[name] for each in roles.values()}) == 3
    fay.press("Next: Decide")
    for each in people:
        expect(each.page.get_by_role("heading", level=1)).to_have_text("Decide")
    untroubled(people, room)


BROKEN = """
from attrs import frozen
from retrokit.engine.kind import Kind

@frozen(kw_only=True)
class Tea(Activity):
    kind = "bad.tea"
    rules = "x_bad:TEA"
    title: str = "Tea"
    stage: Stage = Stage.SET_THE_STAGE

class _Tea(Kind):
    def outline(self, state, log, step):
        raise ZeroDivisionError("no cups")

TEA = _Tea()
""" + hook("activities", "[Tea]")


def test_a_kind_that_fails_says_so_and_the_group_goes_on(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rooms: Any, person: Any
) -> None:
    install("bad", BROKEN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    tea = import_module("x_bad").Tea()
    room = rooms(Format(name="tea", title="Tea", purpose="Drink.", agenda=[tea, Decide()]))
    fay = person("Fay").join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    for each in (fay, ben):
        each.sees("outline of bad.tea failed: it raised ZeroDivisionError: no cups")
    fay.press("Next: Decide")
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Decide")
    untroubled([fay, ben], room)
