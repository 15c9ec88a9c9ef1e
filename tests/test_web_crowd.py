"""Seven people at seven browsers write 80 notes at once, while one of them loses the network."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any

from browsing import PHONE, Person, untroubled
from holding_proxy import proxied
from playwright.sync_api import expect

from retrokit.formats import Attribution, Collect, Column, Decide, Format
from retrokit.logbook import Logbook

COLUMNS = ("Good", "Bad", "Next")
FORMAT = Format(
    name="crowd", title="Crowd", purpose="Write.", attribution=Attribution.NAMED,
    agenda=[Collect(title="Ideas", columns=[Column(each) for each in COLUMNS]), Decide()],
)  # fmt: skip
CREW = ("Ada", "Ben", "Cleo", "Dora", "Emre", "Fay", "Gus")
MARKED = re.compile(r"Marker \d\d of [A-Z][a-z]+")
NOTES = [
    (CREW[at % 7], COLUMNS[at % 3], f"Marker {at:02} of {CREW[at % 7]}, {COLUMNS[at % 3]}")
    for at in range(80)
]
AWAY = range(28, 56)
"""The notes that are written while Gus, who is at a phone, has no network. Note 27 is his."""
SHOWN = """() => Object.fromEntries([...document.querySelectorAll(".column")].map((column) => [
  column.querySelector("h2").title,
  [...column.querySelectorAll(".note > .said")].map((each) => each.textContent),
]))"""
IN_SIGHT = """(node) => {
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight
    && node.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
}"""


def test_seven_people_write_while_a_phone_loses_its_network(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    with ExitStack() as stack:
        # Each comes by a proxy of their own, so that it is known what was sent to whom.
        ways = {name: stack.enter_context(proxied(room.port)) for name in CREW}
        people = {}
        for name, way in ways.items():
            touch = {**PHONE, "has_touch": True, "is_mobile": True} if name == "Gus" else {}
            secret = (
                f"lead={room.secrets.leader}" if name == "Ada" else f"join={room.secrets.member}"
            )
            people[name] = person(name, **touch).join(room, link=f"{way.url}/#{secret}")
        ada, gus = people["Ada"], people["Gus"]

        for at, (name, column, text) in enumerate(NOTES):
            if at == AWAY.start:
                ways["Gus"].cut()  # while his last note is on its way, it may be
                gus.context.set_offline(True)
            if at == AWAY.stop:
                says_so(gus)
                ways["Gus"].mend()
                gus.context.set_offline(False)
            # Nobody waits for anything: what they write comes in whatever order it may.
            people[name].put(people[name].compose(column), text)
            people[name].page.keyboard.press("Enter")
        ada.sees("80 hidden notes, 12 of them yours on this device.")
        expect(gus.page.locator(".net")).to_have_count(0)
        gus.sees("80 hidden notes, 11 of them yours on this device.")

        # Until they are revealed, nobody is shown or sent what another wrote.
        for name, who in people.items():
            own = {MARKED.search(text)[0] for by, _, text in NOTES if by == name}  # type: ignore[index]
            assert marked(who.page.content() + who.reads()) <= own, name
            assert marked(ways[name].came.decode(errors="replace")) == own, name

        ada.press("Reveal notes")
        ada.press("Reveal")
        wanted = {each: sorted(text for _, in_, text in NOTES if in_ == each) for each in COLUMNS}
        for who in people.values():
            who.hears("Notes revealed")
            assert board(who) == wanted, who.name
            assert who.misses_nothing(), who.name
        with Logbook(room.logbook, read_only=True) as book:
            kept = book.load(room.retro).state.notes.values()
        assert sorted((each.author, each.column, each.text) for each in kept) == sorted(NOTES)
        for name, who in people.items():
            untroubled([who], ways[name])  # type: ignore[arg-type]


def says_so(who: Person) -> None:
    """See that the page tells, in sight, that the network is gone, and keeps what is written."""
    net = who.page.locator(".net")
    expect(net).to_contain_text("No connection")
    assert net.evaluate(IN_SIGHT)
    expect(who.page.locator(".note.going").first).to_be_visible()


def marked(text: str) -> set[str]:
    return set(MARKED.findall(text))


def board(who: Person) -> dict[str, list[str]]:
    """Return the notes that somebody sees, by column; on a phone, one column after the other."""
    found: dict[str, list[str]] = {}
    for column in COLUMNS:
        who.look_at(column)
        expect(who.page.locator("section.column h2").filter(has_text=column)).to_be_visible()
        expect(who.page.locator(".note:not(.sealed)").first).to_be_visible()
        expect(who.page.locator(".note.sealed")).to_have_count(0)
        found |= who.page.evaluate(SHOWN)
    return {column: sorted(texts) for column, texts in found.items()}
