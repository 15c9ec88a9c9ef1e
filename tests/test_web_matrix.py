"""A matrix in a browser, on the screen of any kind: placed, revealed, and then discussed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accessibility import audit
from browsing import PHONE, Person, Room, untroubled
from playwright.sync_api import expect

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
        wanted = [f"{name}: {axis}" for name in ("Faster builds", "New chairs")
                  for axis in ("across", "up")]  # fmt: skip
        who.page.wait_for_timeout(2000)  # a form that is begun at once may be drawn anew
        for label, number in zip(wanted, places, strict=True):
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
