"""A vote on the page: cards that are tapped, dots on them, rankings by tap and drag, standings."""

from __future__ import annotations

from typing import Any

import pytest
from accessibility import AXE_RUN, audit
from browsing import Keyboard, Person, Room, untroubled
from playwright.sync_api import Locator, expect

from retrokit.formats import Attribution, Collect, Column, Decide, Format, Group, Vote
from retrokit.logbook import Logbook

TOUCH = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
TEXTS = ("Tea", "Coffee", "Milk", "Water", "Cake")


def votes(*methods: str, grouped: bool = False, **given: Any) -> Format:
    return Format(
        name="votes", title="Votes", purpose="Vote.", attribution=Attribution.NAMED,
        agenda=[
            Collect(title="Ideas", columns=[Column("Mad"), Column("Glad")], sealed=False),
            *([Group(title="Sort")] if grouped else []),
            *(Vote(title=f"By {each}", method=each, **given) for each in methods),
            Decide(),
        ],
    )  # fmt: skip


def at_vote(rooms: Any, *methods: str, **given: Any) -> tuple[Room, Any]:
    """Return a room at a vote on five notes, of which Milk, Water and Cake are a group, and its
    facilitator.
    """
    room = rooms(votes(*methods, **given))
    lead = room.caller("Ada", leads=True)
    for at, text in enumerate(TEXTS):
        lead.do("add_note", column="Glad" if at == 3 else "Mad", text=text)
    lead.do("group", numbers=[3, 4, 5], title="Treats")
    lead.do("next")
    return room, lead


def state(room: Room) -> Any:
    with Logbook(room.logbook) as book:
        return book.load(room.retro).state


def card(who: Person, title: str) -> Locator:
    has = who.page.locator(".candidate", has_text=title)
    return who.page.locator(".candidate-card").filter(has=has)


def ranks(room: Room) -> list[list[int]]:
    [ballot] = state(room).at[2].ballots
    return [list(rank) for rank in ballot.ballot.ranks]


def test_the_whole_card_gives_a_dot_and_groups_come_first(rooms: Any, person: Any) -> None:
    room, lead = at_vote(rooms, "dots", budget=5)
    ben = person("Ben").join(room)
    page = ben.page
    expect(page.locator(".candidate")).to_have_text(["Treats", "Tea", "Coffee"])
    # Nobody types numbers here.
    expect(page.locator(".candidate-card .number")).to_have_count(0)
    treats, tea = card(ben, "Treats"), card(ben, "Tea")
    # A group shows the colours of its notes, with their shapes and names beside them.
    expect(treats.locator(".strip > i")).to_have_count(2)
    expect(treats.locator("summary")).to_contain_text("3 notes")
    expect(treats.locator(".of-column")).to_have_count(2)
    expect(tea.locator(".of-column .shape")).to_have_count(1)
    for _ in range(2):
        box = treats.bounding_box()
        page.mouse.click(box["x"] + 8, box["y"] + box["height"] - 4)
    tea.click(position={"x": 150, "y": 12})
    expect(treats.locator(".drawn > .dot")).to_have_count(2)
    expect(page.locator("output.budget")).to_contain_text("2 dots left")
    expect(page.locator(".pips > .dot:not(.free)")).to_have_count(3)
    # Reading the notes of a group gives nothing, and a dot is taken back by its button.
    treats.get_by_text("3 notes").click()
    expect(treats.locator("details li")).to_have_count(3)
    ben.press("One dot less for Treats")
    expect(treats.locator(".drawn > .dot")).to_have_count(1)
    # Two taps within one frame count both, and so does what is taken back in the same one.
    page.evaluate("""() => {
      const press = (name) => document.querySelector(`[aria-label="${name}"]`).click();
      press("One dot more for Coffee");
      press("One dot more for Coffee");
      press("One dot less for Coffee");
      press("One dot more for Coffee");
      for (let more = 0; more < 9; more += 1) press("One dot more for Tea");
    }""")
    expect(page.locator("output.budget")).to_contain_text("All given")
    expect(page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    lead.do("open_seals")
    ben.sees("1 of 2 voted")
    [ballot] = state(room).at[2].ballots
    assert dict(ballot.ballot.scores) == {1: 2, 2: 2, 6: 1}
    untroubled([ben], room)


def test_two_numbers_entered_at_once_stay_within_the_dots(rooms: Any, person: Any) -> None:
    room, _ = at_vote(rooms, "dots", budget=12)
    ben = person("Ben").join(room)
    expect(ben.field("Dots for Tea")).to_be_visible()
    ben.page.evaluate("""() => {
      for (const title of ["Coffee", "Tea"]) {
        const field = document.querySelector(`[aria-label="Dots for ${title}"]`);
        field.value = "10";
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }""")
    expect(ben.page.locator("output.budget")).to_contain_text("All given")
    expect(ben.field("Dots for Coffee")).to_have_value("10")
    expect(ben.field("Dots for Tea")).to_have_value("2")
    expect(ben.page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    untroubled([ben], room)


def test_an_observer_gives_nothing_by_a_tap(rooms: Any, person: Any) -> None:
    room, lead = at_vote(rooms, "dots")
    ben = person("Ben").join(room)
    lead.do("set_observer", name="Ben", observes=True)
    expect(ben.button("One dot more for Tea")).to_be_disabled()
    card(ben, "Tea").click(position={"x": 100, "y": 10}, force=True)
    expect(card(ben, "Tea").locator(".drawn > .dot")).to_have_count(0)
    untroubled([ben], room)


def test_a_finger_gives_dots_and_ranks(rooms: Any, person: Any) -> None:
    room, lead = at_vote(rooms, "schulze", "dots")
    ben = person("Ben", **TOUCH).join(room)
    page = ben.page
    for title in ("Coffee", "Treats", "Tea"):
        card(ben, title).locator(".candidate").scroll_into_view_if_needed()
        box = card(ben, title).locator(".candidate").bounding_box()
        page.touchscreen.tap(box["x"] + 10, box["y"] + 10)
        expect(page.locator(".ranked .candidate").last).to_have_text(title)
    expect(page.locator(".ranked .place")).to_have_text(["1.", "2.", "3."])
    drag(ben, "Tea", above="Coffee")
    expect(page.locator(".ranked .candidate")).to_have_text(["Tea", "Coffee", "Treats"])
    expect(page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    lead.do("open_seals")
    ben.sees("1 of 2 voted")
    assert ranks(room) == [[1], [2], [6]]
    lead.do("next")
    expect(page.get_by_role("heading", level=1)).to_have_text("By dots")
    coffee = card(ben, "Coffee").locator(".candidate")
    coffee.evaluate("(node) => node.scrollIntoView({ block: 'center' })")
    coffee.tap(force=True)
    expect(page.locator("output.budget")).to_contain_text("All given")
    bar, window = page.locator("output.budget").bounding_box(), page.viewport_size
    assert bar["y"] + bar["height"] <= window["height"], "the bar is in sight"
    card(ben, "Coffee").get_by_role("button", name="One dot less").tap()
    expect(page.locator("output.budget")).to_contain_text("1 dot left")
    untroubled([ben], room)


def drag(who: Person, title: str, *, above: str) -> None:
    """Drag a row by its grip with a finger: everything but taps has to go by the protocol."""
    who.page.locator(".ranked").scroll_into_view_if_needed()
    grip = card(who, title).locator(".grip").bounding_box()
    end = card(who, above).bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    session = who.context.new_cdp_session(who.page)
    to = end["y"] + 4
    for kind, at in (
        ("touchStart", y), *(("touchMove", y + (to - y) * step / 8) for step in range(1, 9)),
    ):  # fmt: skip
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": at}]})
    # It comes to rest before it is lifted: after a fling, Chromium takes the next tap to stop that.
    for _ in range(2):
        who.page.wait_for_timeout(200)
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": to}]}
        )
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_mouse_drags_a_row_to_its_place_and_out(rooms: Any, person: Any) -> None:
    room, lead = at_vote(rooms, "schulze")
    ben = person("Ben").join(room)
    page = ben.page
    # Two within one frame: both are ranked, in the order in which they were tapped.
    page.evaluate("""() => {
      for (const title of ["Tea", "Treats"]) {
        document.querySelector(`[aria-label="Rank next: ${title}"]`).click();
      }
    }""")
    expect(page.locator(".ranked .candidate")).to_have_text(["Tea", "Treats"])

    def carry(title: str, onto: Locator, part: float) -> None:
        grip, end = card(ben, title).locator(".grip").bounding_box(), onto.bounding_box()
        page.mouse.move(grip["x"] + 10, grip["y"] + grip["height"] / 2)
        page.mouse.down()
        page.mouse.move(grip["x"] + 20, end["y"] + end["height"] * part, steps=6)
        page.mouse.up()

    carry("Coffee", card(ben, "Treats"), 0.2)
    expect(page.locator(".ranked .candidate")).to_have_text(["Tea", "Coffee", "Treats"])
    carry("Tea", card(ben, "Treats"), 0.9)
    expect(page.locator(".ranked .candidate")).to_have_text(["Coffee", "Treats", "Tea"])
    ben.press("Leave out: Treats")
    carry("Coffee", page.locator(".unranked"), 0.5)
    expect(page.locator(".ranked .candidate")).to_have_text(["Tea"])
    expect(page.locator(".lifted, .drop-before, .drop-after, .drop-out")).to_have_count(0)
    expect(page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    lead.do("open_seals")
    ben.sees("1 of 2 voted")
    assert ranks(room) == [[1]]
    untroubled([ben], room)


def test_a_vote_by_keyboard_alone(rooms: Any, person: Any) -> None:
    room, lead = at_vote(rooms, "schulze", "plurality", "dots")
    ben = person("Ben", Keyboard).join(room)
    page = ben.page
    for title in ("Tea", "Coffee"):
        ben.press(f"Rank next: {title}")
    ben.reach(ben.button("Up: Coffee"))
    page.keyboard.press("ArrowUp")
    expect(page.locator(".ranked .candidate")).to_have_text(["Coffee", "Tea"])
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".ranked .candidate")).to_have_text(["Tea", "Coffee"])
    expect(ben.button("Up: Coffee")).to_be_focused()
    ben.tick(page.get_by_label("Coffee: equal to the one above"))
    expect(page.locator(".ranked .place")).to_have_text(["1.", "="])
    lead.do("next")
    ben.tick(page.get_by_role("radio", name="Coffee"))
    expect(page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    # One of several can be taken back, too.
    ben.press("Leave it open")
    expect(page.locator(".counts.yes")).to_have_count(0)
    lead.do("next")
    ben.press("One dot more for Treats")
    expect(page.locator("output.budget")).to_contain_text("All given")
    ben.press("One dot less for Treats")
    expect(page.locator("output.budget")).to_contain_text("1 dot left")
    assert page.evaluate("window.presses") == 0
    untroubled([ben], room)


@pytest.mark.parametrize("grouped", [True, False])
def test_many_topics_are_grouped_first(rooms: Any, person: Any, grouped: bool) -> None:
    room = rooms(votes("dots", grouped=grouped))
    ada = person("Ada").join(room, link=room.lead_link)
    ben = room.caller("Ben")
    for number in range(21):
        ben.do("add_note", column="Mad", text=f"Note {number}")
    for _ in range(1 + grouped):
        ada.press("Next: Sort" if grouped and not _ else "Next: By dots")
    cleo = person("Cleo").join(room)
    expect(cleo.page.locator(".candidate-card")).to_have_count(21)
    expect(cleo.page.locator(".group-first")).to_have_count(0)
    ada.sees("There are 21 topics.")
    expect(ada.page.locator("output.budget")).to_contain_text("6 dots left")
    ada.press("Back to Sort" if grouped else "Add Group and go there")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Sort" if grouped else "Group")
    ben.do("group", numbers=[1, 2], title="Two")
    ada.press("Next: By dots")
    expect(ada.page.locator(".candidate-card")).to_have_count(20)
    expect(ada.page.locator(".candidate").first).to_have_text("Two")
    expect(ada.page.locator(".group-first")).to_have_count(0)
    untroubled([ada, cleo], room)


def test_standings_have_places_and_bars_of_the_team(rooms: Any, person: Any) -> None:
    room, lead = at_vote(rooms, "plurality", "dots")
    ben = person("Ben").join(room)
    others = [room.caller(each) for each in ("Cleo", "Dora")]
    lead.do("vote", ballot=6)
    others[0].do("vote", ballot=6)
    others[1].do("vote", ballot=1)
    lead.do("open_seals")
    rows = ben.page.locator(".screen > .outcome .bars tbody tr")
    expect(rows.locator(".place")).to_have_text(["1.", "2."])
    expect(rows.locator(".candidate .said")).to_have_text(["Treats", "Tea"])
    expect(rows.first.locator("progress")).to_have_attribute("max", "4")
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    first, second = (rows.nth(at).locator(".candidate").evaluate(size) for at in (0, 1))
    assert first >= 1.4 * second
    expect(rows.nth(1).locator(".of-column")).to_contain_text("Mad")
    # What came first grows last, and where motion is reduced nothing moves.
    turns = rows.evaluate_all("(all) => all.map((row) => row.style.getPropertyValue('--turn'))")
    assert turns == ["1", "0"]
    moves = rows.first.locator("progress").evaluate("(bar) => getComputedStyle(bar).clipPath")
    assert moves == "none"
    lead.do("next")
    lead.do("vote", ballot={"6": 1})
    others[0].do("vote", ballot={"1": 1})
    lead.do("open_seals")
    expect(rows.locator(".place")).to_have_text(["= 1.", "= 1."])
    untroubled([ben], room)


def test_votes_and_standings_shut_nobody_out(rooms: Any, person: Any) -> None:
    methods = ("dots", "approval", "schulze", "consent")
    room, lead = at_vote(rooms, *methods)
    ada = person("Ada2").join(room, link=room.lead_link)
    page, amiss = ada.page, []
    for method in methods:
        expect(page.get_by_role("heading", level=1)).to_have_text(f"By {method}")
        if method == "dots":
            ada.press("One dot more for Treats")
        elif method == "approval":
            ada.tick(page.get_by_role("checkbox", name="Treats"))
        elif method == "schulze":
            ada.press("Rank next: Treats")
            ada.press("Rank next: Tea")
        else:
            page.get_by_role("radio", name="0, blocks it").first.check(force=True)
        expect(page.locator(".counts.yes")).to_have_count(1)
        amiss += looked_at(ada, method)
        lead.do("open_seals")
        ada.sees("1 of 2 voted")
        ada.calm()
        amiss += looked_at(ada, f"{method}, opened")
        lead.do("next")
    assert amiss == []
    untroubled([ada], room)


def looked_at(who: Person, screen: str) -> list[str]:
    """Return what is amiss at 1280 and 360 pixels, and at 320."""
    amiss, page = audit(who.page, screen), who.page
    page.set_viewport_size({"width": 320, "height": 640})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate(AXE_RUN, None)["violations"]
        amiss += [f"{screen}, 320 px, {scheme}: {each['id']}" for each in found]
    if (across := page.evaluate("document.scrollingElement.scrollWidth")) > 320:
        amiss.append(f"{screen}: {across} px across where there are 320")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return amiss
