"""The screens of the live room that no journey comes by: every ballot, and ratings of teammates."""

from __future__ import annotations

from datetime import date
from typing import Any

from accessibility import audit
from browsing import untroubled
from playwright.sync_api import expect

from retrokit import PastNote, PastRetro
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Discuss, Format, Vote
from retrokit.questions import Choice, PeerRating

METHODS = ("plurality", "approval", "star", "schulze", "consent")
FORMAT = Format(
    name="screens", title="Screens", purpose="Be looked at.", attribution=Attribution.NAMED,
    agenda=[
        Collect(title="Ideas", columns=[Column("Ideas")], sealed=False),
        *(Vote(title=each.capitalize(), method=each) for each in METHODS),
        Ask(title="Rated", attribution=Attribution.CONFIDENTIAL, questions=[
            PeerRating("care", "How was it?", ["Keeps what was agreed on, when it was", "Helps"]),
            Choice("tools", "Which tools?", ["Axe", "Rope", "Map"], several=True),
        ]),
        Discuss(), Decide(),
    ],
)  # fmt: skip
BALLOTS: dict[str, list[Any]] = {
    "plurality": [1, 1, 2],
    "approval": [[1, 2], [2], [3]],
    "star": [{"1": 5, "2": 2}, {"1": 3}, {"3": 5}],
    "schulze": [[1, [2, 3]], [2, 1], [3, 1]],
    "consent": [{"1": 5, "2": [0, "It costs us the mornings"]}, {"1": 4}, {"1": 5, "3": 1}],
}
CHOSEN = ("schulze", "consent")  # what Dora votes in, by the page
CREW = ("Ben", "Cleo", "Giovanna di Montefeltro-Sanseverino")


def test_every_ballot_and_rating_can_be_used_by_all(rooms: Any, person: Any) -> None:
    room = rooms(FORMAT)
    lead = room.caller("Ada", leads=True)
    crew = {name: room.caller(name) for name in CREW}
    dora = person("Dora").join(room)
    page, amiss = dora.page, []
    for text in ("Tea", "Coffee, but only " + "very " * 20 + "early", "ماء"):
        lead.do("add_note", column="Ideas", text=text)
    for method in METHODS:
        lead.do("next")
        expect(page.get_by_role("heading", level=1)).to_have_text(method.capitalize())
        for name, ballot in zip(CREW, BALLOTS[method], strict=True):
            crew[name].do("vote", ballot=ballot)
        if method == "schulze":
            for _ in range(2):
                page.get_by_role("button", name="Rank next").first.click()
        if method == "consent":
            page.get_by_role("radio", name="0, blocks it").first.check(force=True)
            expect(page.get_by_label("Why do you object?")).to_be_visible()
        amiss += audit(page, method)
        # What Dora chose counts without another button.
        expect(page.locator(".counts.yes")).to_have_count(1 if method in CHOSEN else 0)
        lead.do("open_seals")
        dora.sees("4 of 5 voted" if method in CHOSEN else "3 of 5 voted")
        if method in CHOSEN:
            page.locator(".screen > .outcome").get_by_text("How it was counted").click()
            dora.calm()
            amiss += audit(page, f"{method}, opened")
    dora.sees("Ben objects to Coffee, but only")
    lead.do("next")
    for criterion in ("Keeps what was agreed on, when it was", "Helps"):
        rows = page.get_by_role("group", name=criterion).get_by_role("combobox")
        expect(rows).to_have_count(4)
        for row in rows.all():
            row.select_option(label="4")
    amiss += audit(page, "rating")
    # However many are rated, a criterion reads as a line and not as a column of letters.
    legend = page.get_by_text("Keeps what was agreed on, when it was")
    assert legend.bounding_box()["height"] < 60
    expect(page.locator(".counts.yes")).to_have_count(1)
    given = {each: [4, None] for each in ("Ada", "Dora", *CREW)}
    for name in CREW:
        mates = {each: value for each, value in given.items() if each != name}
        crew[name].do("answer", question="care", value=mates)
    lead.do("open_seals")
    dora.sees("4 of 5 answered (confidential).")
    dora.sees("16 ratings, median 4.")
    dora.calm()
    amiss += audit(page, "rating, opened")
    assert amiss == []
    # A letter is for whoever had the name first; the page says what the room says to another.
    lead.do("readmit", name="Ben")
    ben = person("Ben").join(room)
    ben.press("Show my letter")
    refused = ben.page.locator(".letters .refused")
    expect(refused).to_contain_text(
        "This letter is for who had this name when the answers were given"
    )
    untroubled([ben, dora], room)


def test_a_vote_of_which_only_the_totals_are_known(rooms: Any, person: Any) -> None:
    notes = [PastNote(text="Tea", votes=3), PastNote(text="Cake", votes=1), PastNote(text="Rain")]
    held = PastRetro(day=date(2025, 2, 3), team="Lander", title="Held", notes=notes, unit="dot")
    room = rooms(held)
    dora = person("Dora").join(room)
    dora.sees("Only the totals are known, not who voted.")
    rows = dora.page.locator(".screen .outcome tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Tea")
    expect(rows.first).to_contain_text("3 dots")
    expect(dora.page.get_by_text("Who voted for what")).to_have_count(0)
    expect(dora.page.locator(".screen")).not_to_contain_text("null")
    assert audit(dora.page, "totals") == []
    untroubled([dora], room)
