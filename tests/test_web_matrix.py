"""A matrix in a browser, on the screen of any kind: placed, revealed, and then discussed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accessibility import audit
from browsing import PHONE, Person, Room, untroubled
from playwright.sync_api import Route, expect

from retrokit.formats import Collect, Column, Decide, Discuss, Format, Matrix

FORMAT = Format(
    name="two-axes",
    title="Two axes",
    purpose="Place ideas.",
    agenda=[
        Collect(columns=[Column("Ideas")], sealed=False),
        Matrix(),
        Discuss(order=["votes"]),
        Decide(),
    ],
)


def test_three_people_place_ideas(rooms: Callable[..., Room], person: Any) -> None:
    room = rooms(FORMAT)
    fay: Person = person("Fay").join(room, link=room.lead_link)
    ben, cy = person("Ben", **PHONE).join(room), person("Cy").join(room)
    for text in ("Faster builds", "New chairs"):
        fay.put(fay.compose("Ideas"), text)
        fay.compose("Ideas").press("Enter")
        ben.sees(text)
    fay.press("Next: Matrix")
    for who, places in ((fay, (4, 5, 1, 2)), (ben, (4, 5, 1, 4)), (cy, (5, 5, 1, 4))):
        who.sees("Hidden until we reveal them. Then everyone sees who placed what where.")
        who.sees("Across, from little effort to much; up, from little impact to much")
        for label, number in zip(
            (f"{name}: {axis}" for name in ("Faster builds", "New chairs")
             for axis in ("across", "up")),
            places,
            strict=True,
        ):  # fmt: skip
            who.write(label, str(number))
        expect(who.page.locator(".counts.yes").first).to_contain_text("Your entry counts.")
    assert audit(ben.page, "a matrix, placing") == []
    fay.press("Reveal what is hidden")
    fay.press("Reveal")
    for each in (fay, ben, cy):
        each.calm()
        expect(each.page.locator(".outcome table").first).to_contain_text("New chairs")
        each.sees("Much impact, little effort")
        each.sees("Much impact, much effort")
    assert audit(ben.page, "a matrix, revealed") == []
    fay.press("Next: Discuss")
    expect(ben.page.locator("main")).to_contain_text("New chairs")
    words = ben.page.locator("main").inner_text()
    assert words.index("New chairs") < words.index("Faster builds"), "not by the matrix"
    untroubled([fay, ben, cy], room)


def test_what_is_entered_before_the_page_is_drawn_again_stays(
    rooms: Callable[..., Room], person: Any
) -> None:
    room = rooms(FORMAT)
    fay: Person = person("Fay").join(room, link=room.lead_link)
    for text in ("Faster builds", "New chairs"):
        fay.put(fay.compose("Ideas"), text)
        fay.compose("Ideas").press("Enter")
        fay.sees(text)
    fay.press("Next: Matrix")
    fay.sees("Across, from little effort to much; up, from little impact to much")
    expect(fay.field("New chairs: up")).to_be_visible()
    # As when a form is filled in for somebody: all fields at once, in one frame.
    fay.page.evaluate("""() => document.querySelectorAll("#main input").forEach((each, at) => {
      each.value = String(at + 1);
      each.dispatchEvent(new Event("input", { bubbles: true }));
    })""")
    expect(fay.page.locator(".counts.yes").first).to_contain_text("Your entry counts.")
    assert [each.input_value() for each in fay.page.locator("#main input").all()] == list("1234")
    untroubled([fay], room)


def test_the_same_entered_again_while_it_is_saved_counts(
    rooms: Callable[..., Room], person: Any
) -> None:
    room = rooms(FORMAT)
    fay: Person = person("Fay").join(room, link=room.lead_link)
    fay.put(fay.compose("Ideas"), "Faster builds")
    fay.compose("Ideas").press("Enter")
    fay.sees("Faster builds")
    fay.press("Next: Matrix")
    fay.write("Faster builds: across", "4")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    fay.page.route("**/api/do", hold)
    fay.write("Faster builds: up", "5")
    fay.page.locator("h1").first.click()  # the field is left, so that it is sent
    while not held:
        fay.page.wait_for_timeout(20)
    fay.write("Faster builds: up", "6")
    fay.write("Faster builds: up", "5")
    held.pop().continue_()
    expect(fay.page.locator(".counts.yes").first).to_contain_text("Your entry counts.")
    fay.page.unroute("**/api/do")
    untroubled([fay], room)
