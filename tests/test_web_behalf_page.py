"""In a real browser: who facilitates writes for somebody who has no device."""

from __future__ import annotations

from typing import Any

import pytest
from accessibility import audit
from browsing import Keyboard, Person, Room, untroubled
from playwright.sync_api import expect

from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Format, Vote
from retrokit.logbook import Logbook
from retrokit.questions import Scale


def notes_answers_votes(attribution: Attribution) -> Format:
    return Format(
        name="all-three",
        title="All three",
        purpose="Write, answer, vote.",
        attribution=attribution,
        agenda=[
            Collect(title="Ideas", columns=[Column("Ideas")]),
            Vote(title="The vote", method="dots"),
            Ask(title="Asked", questions=[Scale("safe", "How safe is it?")]),
            Decide(),
        ],
    )


def state(room: Room) -> Any:
    with Logbook(room.logbook) as book:
        return book.load(room.retro).state


def write_for(fay: Person, name: str) -> None:
    fay.choose(fay.page.get_by_label("Write for", exact=True), name)


def note(who: Person, text: str) -> None:
    field = who.compose("Ideas")
    who.put(field, text)
    field.press("Enter")
    expect(who.page.locator(".note.sealed").filter(has_text=text)).to_be_visible()


@pytest.mark.parametrize(
    ("attribution", "kind", "width"),
    [(Attribution.NAMED, Person, 1280), (Attribution.ANONYMOUS, Keyboard, 320)],
)
def test_a_facilitator_writes_answers_and_votes_for_somebody(  # noqa: PLR0915  # one journey
    rooms: Any, browser: Any, attribution: Attribution, kind: type[Person], width: int
) -> None:
    room = rooms(notes_answers_votes(attribution))
    fay = kind(browser, "Fay", viewport={"width": width, "height": 800})
    fay.join(room, link=room.lead_link)
    ana, cy, lead = room.caller("Ana"), room.caller("Cy"), room.caller("Lea", leads=True)
    expect(fay.page.get_by_label("Write for", exact=True)).to_have_count(0)
    lead.do("join", name="Gil")
    note(fay, "Of Fay")
    write_for(fay, "Gil")
    expect(fay.page.locator("#write-for-told")).to_contain_text("counts as Gil’s")
    expect(fay.page.locator(".note.sealed")).to_have_count(0)
    note(fay, "Of Gil")
    fay.press("Edit “Of Gil”")
    fay.write("The note", "Of Gil, changed")
    fay.press("Save")
    expect(fay.page.locator(".note.sealed")).to_contain_text("Of Gil, changed")
    fay.press("Gil is done")
    expect(fay.page.locator(".members > li").filter(has_text="Gil")).to_contain_text("done")
    assert audit(fay.page, "writing for somebody") == []
    assert fay.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # What is chosen for this activity stays over a reload, and so does whose is what.
    fay.page.reload()
    expect(fay.page.locator(".note.sealed")).to_contain_text("Of Gil, changed")
    write_for(fay, "myself")
    expect(fay.page.locator(".note.sealed")).to_have_text(["Of Fay" + "hiddenEditDelete"])
    lead.do("next")

    expect(fay.page.locator("h1")).to_have_text("The vote")
    expect(fay.page.get_by_label("Write for", exact=True)).to_have_value("")
    fay.press("One dot more for Of Fay")
    expect(fay.page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    write_for(fay, "Gil")
    expect(fay.page.locator(".counts.yes")).to_have_count(0)
    fay.press("One dot more for Of Gil, changed")
    expect(fay.page.locator(".counts.yes")).to_contain_text("Gil’s vote counts.")
    fay.press("One dot less for Of Gil, changed")
    fay.press("One dot more for Of Fay")
    expect(fay.page.locator(".counts.yes")).to_contain_text("Gil’s vote counts.")
    for each in (ana, cy):
        each.do("vote", ballot={"1": 1})
    fay.press("Gil is done")  # waits until all of it counts
    expect(fay.page.locator(".members > li").filter(has_text="Gil")).to_contain_text("done")
    lead.do("next")

    expect(fay.page.locator("h1")).to_have_text("Asked")
    write_for(fay, "Gil")
    fay.tick(fay.page.get_by_role("radio").first)
    expect(fay.page.locator(".counts.yes")).to_contain_text("Gil’s answer counts.")
    # Gil finds a phone: what was given stays, and the screen is Fay's again.
    gil = room.caller("Gil")
    fay.hears("Gil has joined on a device, and writes there from now on")
    expect(fay.page.get_by_label("Write for", exact=True)).to_have_count(0)
    expect(fay.page.locator(".counts.yes")).to_have_count(0)
    with pytest.raises(Exception, match="409"):
        gil.do("answer", question="safe", value=5)
    for each in (ana, cy):
        each.do("answer", question="safe", value=4)
    lead.do("next")
    now = state(room)
    assert sorted((each.text, each.author) for each in now.notes.values()) == [
        ("Of Fay", "Fay" if attribution is Attribution.NAMED else None),
        ("Of Gil, changed", "Gil" if attribution is Attribution.NAMED else None),
    ]
    assert len(now.at[2].ballots) == 4
    assert now.votes_for(1) == 4
    assert now.at[3].results[0].taken_part == 3
    untroubled([fay], room)
    fay.context.close()


AT_ONCE = """name => {
  const select = document.getElementById("write-for");
  const more = document.querySelector("[aria-label='One dot more for Of Ana']");
  select.value = [...select.options].find(each => each.text === name).value;
  select.dispatchEvent(new Event("change", {bubbles: true}));
  more.click();
}"""


def test_what_is_pressed_before_another_is_drawn_changes_what_it_was_drawn_for(
    rooms: Any, browser: Any
) -> None:
    room = rooms(notes_answers_votes(Attribution.NAMED))
    fay = Person(browser, "Fay")
    fay.join(room, link=room.lead_link)
    ana, lead = room.caller("Ana"), room.caller("Lea", leads=True)
    lead.do("join", name="Gil")
    for text in ("Of Ana", "Of Ana too"):
        ana.do("add_note", column="Ideas", text=text)
    lead.do("next")
    lead.do("set_vote_terms", budget=3)
    expect(fay.page.locator(".rest")).to_have_text("3 dots left")
    fay.press("One dot more for Of Ana")
    expect(fay.page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    write_for(fay, "Gil")
    fay.press("One dot more for Of Ana too")
    expect(fay.page.locator(".counts.yes")).to_contain_text("Gil’s vote counts.")
    write_for(fay, "myself")
    expect(fay.page.locator(".counts.yes")).to_contain_text("Your vote counts.")
    fay.page.evaluate(AT_ONCE, "Gil")
    expect(fay.page.locator(".counts.yes")).to_contain_text("Gil’s vote counts.")
    fay.press("Gil is done")  # waits until all of it counts
    expect(fay.page.locator(".members > li").filter(has_text="Gil")).to_contain_text("done")
    lead.do("next")
    now = state(room)
    assert (now.votes_for(1), now.votes_for(2)) == (2, 1)
    untroubled([fay], room)
    fay.context.close()
